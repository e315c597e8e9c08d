"""Ages 19, 26 and 65, consent, income and days: before, at and after each boundary."""

from datetime import date, timedelta

import pytest

from coverport.enrollment.renewal.rules.calendar import answer_by, due_on
from coverport.enrollment.renewal.rules.income import Consent, TaxData, consent_of, projected
from coverport.enrollment.renewal.rules.people import (
    Ages,
    OnPlan,
    medicare_in_year,
    reaches_medicare,
    subscriber,
    ways,
)

FIRST = date(2027, 1, 1)
AGES = Ages(dependent=26, pediatric=19)


def way(born: date, *, role: str = "child", may: bool = True, ages: Ages = AGES, children_only: bool = False):
    (found,) = ways([OnPlan("A", born, role, may)], FIRST, ages, children_only=children_only)
    return found.goes, found.why


@pytest.mark.parametrize(
    ("born", "goes"),
    [
        (date(2000, 12, 31), "own_policy"),
        (date(2001, 1, 1), "own_policy"),  # 26 on the very day
        (date(2001, 1, 2), "along"),
        (date(2001, 12, 31), "along"),
    ],
)
def test_a_child_that_is_26_when_the_year_begins_gets_a_policy_of_its_own(born, goes):
    assert way(born)[0] == goes
    assert way(born, role="spouse")[0] == "along"
    assert way(born, role="self")[0] == "along"


@pytest.mark.parametrize(("born", "goes"), [(date(1997, 1, 2), "along"), (date(1997, 1, 1), "own_policy")])
def test_a_plan_may_keep_children_longer_than_it_must(born, goes):
    assert way(born, ages=Ages(26, 19, dependent_most=29))[0] == goes


def test_a_plan_may_not_keep_children_shorter_than_it_must():
    assert way(date(2001, 1, 2), ages=Ages(26, 19, dependent_most=20))[0] == "along"
    assert way(date(2001, 1, 1), ages=Ages(26, 19, dependent_most=20))[0] == "own_policy"


def test_in_whose_name_a_policy_is_does_not_become_too_old_for_it():
    ben = OnPlan("Ben", date(2000, 6, 1), "child", True, heads=True)
    assert [way.goes for way in ways([ben], FIRST, Ages(26, 19, 25), children_only=False)] == ["along"]


@pytest.mark.parametrize(
    ("born", "goes"), [(date(2008, 1, 2), "along"), (date(2008, 1, 1), "off"), (date(2007, 12, 31), "off")]
)
def test_a_dental_plan_for_children_goes_on_below_19(born, goes):
    assert way(born, children_only=True)[0] == goes
    assert way(born, children_only=False)[0] == "along"


def test_who_can_have_no_plan_of_the_exchange_is_not_renewed():
    assert way(date(1990, 5, 5), role="self", may=False) == ("off", "cannot_buy")


@pytest.mark.parametrize(
    ("born", "turned", "in_year"),
    [
        (date(1961, 11, 19), False, False),  # was 65 when they answered: they said what they have
        (date(1961, 11, 20), False, False),
        (date(1961, 11, 21), True, False),
        (date(1962, 1, 1), True, False),
        (date(1962, 1, 2), False, True),
        (date(1962, 12, 31), False, True),
        (date(1963, 1, 1), False, False),
    ],
)
def test_who_reaches_65_since_they_answered_counts_as_having_medicare(born, turned, in_year):
    assert reaches_medicare(born, date(2026, 11, 20), FIRST, 65) is turned
    assert medicare_in_year(born, FIRST, 65) is in_year


def test_the_subscriber_stays_or_is_the_one_who_applied_then_the_spouse_then_the_oldest():
    you = OnPlan("you", date(1980, 1, 1), "self", True)
    spouse = OnPlan("spouse", date(1970, 1, 1), "spouse", True)
    older, younger = (
        OnPlan("older", date(2005, 1, 1), "child", True),
        OnPlan("younger", date(2010, 1, 1), "child", True),
    )
    assert subscriber("spouse", [you, spouse]) == "spouse"
    assert subscriber("gone", [younger, spouse, you]) == "you"
    assert subscriber("gone", [younger, older, spouse]) == "spouse"
    assert subscriber("gone", [younger, older]) == "older"


@pytest.mark.parametrize(
    ("signed", "years", "renewal", "covers"),
    [
        (2026, 0, 2027, False),
        (2026, 1, 2027, True),
        (2026, 1, 2028, False),
        (2026, 5, 2031, True),
        (2026, 5, 2032, False),
        (2022, 5, 2027, True),
        (2021, 5, 2027, False),
        (2027, 5, 2027, False),
    ],
)
def test_consent_lasts_for_as_many_renewals_as_years_were_signed(signed, years, renewal, covers):
    assert Consent(signed, years).covers(renewal) is covers


def test_the_last_word_on_consent_counts_also_where_it_is_a_no():
    assert consent_of([Consent(2025, 5), Consent(2026, 0)]) == Consent(2026, 0)
    assert consent_of([]) is None


def test_income_is_that_of_the_return_where_there_is_one_else_what_was_told():
    data = TaxData(True, {"A": 40_000_00})
    assert projected(["A"], ["A"], data).incomes == {"A": 40_000_00}
    for found, why in (
        (projected([], [], data), "no_filer"),
        (projected(["A"], [], data), "no_number"),
        (projected(["A"], ["A"], None), "source_silent"),
        (projected(["A"], ["A"], None, asked=False), "not_asked"),
        (projected(["A"], ["A"], TaxData(False)), "no_return_found"),
        (projected(["A"], ["A"], TaxData(True, {"A": -1})), "no_return_found"),
    ):
        assert (found.incomes, found.why) == ({}, why)
    assert projected(["A"], ["A"], TaxData(True, {"A": 0})).incomes == {"A": 0}
    assert projected(["A"], ["A"], TaxData(True, {"A": 1}, 2)).unreconciled_years == 2


@pytest.mark.parametrize(
    ("told", "last", "due"),
    [
        (date(2026, 9, 15), date(2026, 10, 15), date(2026, 10, 16)),
        (date(2026, 11, 30), date(2026, 12, 30), date(2026, 12, 31)),
        # Told late: the days to answer reach into the year, and nobody is left without coverage for that.
        (date(2026, 12, 1), date(2026, 12, 31), date(2026, 12, 31)),
        (date(2026, 12, 15), date(2027, 1, 14), date(2026, 12, 31)),
    ],
)
def test_thirty_days_to_answer_and_enrolled_again_before_the_year_begins(told, last, due):
    assert (answer_by(told, 30), due_on(told, 30, 2027)) == (last, due)
    assert answer_by(told, 30) - told == timedelta(days=30)
