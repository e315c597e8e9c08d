"""The age that counts, and who pays a tobacco rate: before, at and after each boundary."""

from datetime import date
from pathlib import Path

import msgspec
import numpy as np
import pytest

from coverport.law import tobacco_rating
from coverport.plans.rules.members import Member
from coverport.shopping.pricing.columns import columns_of
from coverport.shopping.pricing.people import AgeRule, months_without, pays_tobacco_rate, rating_age
from coverport.shopping.pricing.tobacco import totals_since
from tests.plans import toys

NEW_YEAR = date(2026, 1, 1)
RULE = tobacco_rating(NEW_YEAR)


@pytest.mark.parametrize(
    ("birth", "age"),
    [
        (date(1985, 12, 31), 40),
        (date(1986, 1, 1), 40),
        (date(1986, 1, 2), 39),
        (date(2025, 12, 31), 0),
        (date(2026, 3, 1), 0),
    ],
)
def test_the_age_is_that_of_the_day_on_which_coverage_begins(birth: date, age: int) -> None:
    assert rating_age(birth, NEW_YEAR) == age


@pytest.mark.parametrize(
    ("rule", "effective", "age"),
    [
        ("effective_date", date(2026, 5, 1), 40),
        ("january_first", date(2026, 5, 1), 39),
        ("january_or_july_first", date(2026, 6, 30), 39),
        ("january_or_july_first", date(2026, 7, 1), 40),
        ("nearest_birthday", date(2025, 9, 30), 39),
        ("nearest_birthday", date(2025, 10, 31), 40),
    ],
)
def test_other_rules_of_plan_templates(rule: AgeRule, effective: date, age: int) -> None:
    """Born on April 15, 1986: turns 40 on April 15, 2026; half-way from 39 is October 15, 2025."""
    assert rating_age(date(1986, 4, 15), effective, rule) == age


def test_february_29() -> None:
    assert rating_age(date(2004, 2, 29), date(2025, 2, 28)) == 20
    assert rating_age(date(2004, 2, 29), date(2025, 3, 1)) == 21
    assert rating_age(date(2004, 2, 29), date(2025, 3, 1), "nearest_birthday") == 21


@pytest.mark.parametrize(
    ("last", "months", "pays"),
    [
        (date(2025, 6, 30), 6, False),
        (date(2025, 7, 1), 6, False),
        (date(2025, 7, 2), 5, True),
        (date(2026, 1, 1), 0, True),
    ],
)
def test_six_months_without_tobacco_are_enough(last: date, months: int, pays: bool) -> None:
    assert months_without(last, NEW_YEAR) == months
    assert pays_tobacco_rate(40, rule=RULE, effective=NEW_YEAR, last_use=last) is pays
    assert pays_tobacco_rate(40, rule=RULE, effective=NEW_YEAR, uses=True, last_use=last) is pays


@pytest.mark.parametrize(("age", "pays"), [(20, False), (21, True), (22, True)])
def test_who_may_not_use_tobacco_pays_no_tobacco_rate(age: int, pays: bool) -> None:
    assert pays_tobacco_rate(age, rule=RULE, effective=NEW_YEAR, uses=True) is pays


def test_a_plan_may_look_back_less_far_and_not_farther() -> None:
    last = date(2025, 9, 15)  # three months and a half
    for months, pays in ((3, False), (4, True), (12, True)):
        assert pays_tobacco_rate(40, rule=RULE, effective=NEW_YEAR, last_use=last, months=months) is pays
    assert not pays_tobacco_rate(40, rule=RULE, effective=NEW_YEAR, last_use=date(2025, 5, 1), months=12)


def test_no_answer_is_no_tobacco() -> None:
    assert not pays_tobacco_rate(40, rule=RULE, effective=NEW_YEAR)


def test_each_plan_looks_back_as_far_as_it_filed(tmp_path: Path) -> None:
    """Three plans of 200.00 and 300.00 for who uses tobacco: they look back three months, twelve (the law allows six), and unsaid."""
    plans = [toys.plan(1, tobacco_free_months=3), toys.plan(2, tobacco_free_months=12), toys.plan(3)]
    made = toys.contents(plans, [20000] * 3, year=2026)
    made = msgspec.structs.replace(made, tobacco_rates=np.where(made.rates < 0, -1, made.rates * 3 // 2))
    catalog = toys.catalog(tmp_path, made)
    columns = columns_of(catalog, catalog.place("33013"))
    for last, expected in (
        (date(2025, 12, 1), [30000, 30000, 30000]),
        (date(2025, 9, 1), [20000, 30000, 30000]),  # four months
        (date(2025, 7, 1), [20000, 20000, 20000]),  # six
    ):
        found = totals_since(columns, [Member("1", 21)], {"1": last}, effective=NEW_YEAR, rule=RULE)
        assert found.tolist() == expected
    young = totals_since(columns, [Member("1", 20)], {"1": NEW_YEAR}, effective=NEW_YEAR, rule=RULE)
    assert young.tolist() == [12700] * 3
