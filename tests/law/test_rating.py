"""Age curves and family tiers: 45 CFR 147.102; CMS, State Specific Age Curve Variations."""

import csv
import gzip
from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import product

import pytest

from coverport import law
from tests.law.states import STATES
from tests.shared import shared


def factors(state: str, year: int, *ages: int) -> list[str]:
    curve = law.age_curve(state, year)
    return [str(curve.factor(age)) for age in ages]


def test_the_federal_curve_is_flat_for_children_until_2017() -> None:
    assert factors("NH", 2017, 0, 14, 15, 20, 21, 64) == ["0.635", "0.635", "0.635", "0.635", "1.000", "3.000"]
    assert factors("NH", 2018, 0, 14, 15, 20, 21, 64) == ["0.765", "0.765", "0.833", "0.970", "1.000", "3.000"]


def test_adults_of_the_federal_curve_stayed_as_they_were() -> None:
    assert law.age_curve("NH", 2014).factors[21:] == law.age_curve("NH", 2027).factors[21:]


@pytest.mark.parametrize("state", ["AL", "MS", "OR"])
def test_some_states_kept_the_flat_factor_for_children(state: str) -> None:
    assert factors(state, 2018, 0, 20, 40) == ["0.635", "0.635", "1.278"]


def test_utah_has_a_curve_of_its_own_from_2014() -> None:
    assert factors("UT", 2014, 20, 21, 27, 30, 40, 50, 60) == [
        "0.793",
        "1.000",
        "1.390",
        "1.390",
        "1.479",
        "2.127",
        "3.000",
    ]


def test_ages_over_64_pay_as_at_64() -> None:
    assert factors("NH", 2014, 64, 65, 90) == ["3.000", "3.000", "3.000"]


def test_vermont_and_new_york_rate_by_family_and_not_by_age() -> None:
    assert set(law.age_curve("VT", 2014).factors) == {Decimal(1)}
    vermont, new_york = law.family_tiers("VT", 2014), law.family_tiers("NY", 2014)
    assert vermont is not None
    assert new_york is not None
    assert [str(f) for f in (vermont.single, vermont.couple, vermont.parent_children, vermont.family)] == [
        "1.00",
        "2.00",
        "1.93",
        "2.81",
    ]
    assert (str(new_york.parent_children), str(new_york.family), str(new_york.child_only)) == ("1.70", "2.85", "0.412")
    assert law.family_tiers("NH", 2014) is None


def test_three_oldest_children_under_21_are_rated() -> None:
    rule = law.rated_children(2014)
    assert (rule.count, rule.under) == (3, 21)


@pytest.mark.parametrize(("on", "age"), [(date(2019, 12, 19), 18), (date(2019, 12, 20), 21), (date(2026, 1, 1), 21)])
def test_a_tobacco_rate_is_for_who_may_use_it_and_did_within_six_months(on: date, age: int) -> None:
    rule = law.tobacco_rating(on)
    assert (rule.months, rule.at_least) == (6, age)


def test_pediatric_services_end_at_19() -> None:
    assert law.values("plans.pediatric_age", on=date(2014, 1, 1)).under == 19  # type: ignore[attr-defined]


@pytest.mark.parametrize("state", ["default", "al", "dc", "ma", "mn", "ms", "or", "ut"])
def test_each_curve_of_2018_is_the_published_one_against_age_21(state: str) -> None:
    with shared("reference", "age_curves.csv").open() as file:
        published = [Decimal(row[f"{state}_vs_age21"]).quantize(Decimal("0.001")) for row in csv.DictReader(file)]
    curve = law.age_curve("NH" if state == "default" else state.upper(), 2018)
    assert list(curve.factors) == published


def test_every_curve_has_65_ages_and_never_falls_after_21() -> None:
    for state in ("NH", "AL", "DC", "MA", "MN", "UT"):
        for year in (2014, 2018, 2027):
            curve = law.age_curve(state, year).factors
            assert len(curve) == 65
            assert curve[21] == 1
            assert list(curve[21:]) == sorted(curve[21:])


STATES_WITH_A_CURVE = {"AL", "DC", "MA", "MN", "MS", "NY", "OR", "UT", "VT"}


def test_every_other_jurisdiction_rates_by_the_federal_curve() -> None:
    federal = {year: law.age_curve("NH", year) for year in range(2014, 2028)}
    for state, year in product(STATES, federal):
        same = law.age_curve(state, year) == federal[year]
        flat_anyway = year < 2018 and state in {"AL", "MS", "OR"}
        assert same == (state not in STATES_WITH_A_CURVE or flat_anyway), (state, year)


def test_only_new_york_and_vermont_rate_by_tier() -> None:
    assert {state for state in STATES if law.family_tiers(state, 2027) is not None} == {"NY", "VT"}


@pytest.mark.parametrize(("year", "status"), [(2016, "assumed"), (2017, "in force"), (2027, "in force")])
def test_massachusetts_rates_two_to_one_as_its_insurers_filed(year: int, status: str) -> None:
    curve = law.age_curve("MA", year)
    assert (str(curve.factor(64)), str(curve.factor(40)), str(curve.factor(20))) == ("1.999", "1.178", "0.635")
    assert curve.status == status


def test_minnesota_and_the_district_rate_children_by_a_factor_of_their_own() -> None:
    assert factors("MN", 2014, 0, 20, 21, 64) == ["0.890", "0.890", "1.000", "3.000"]
    assert factors("DC", 2018, 0, 20, 21, 64) == ["0.900", "0.900", "1.000", "3.000"]


def test_the_curves_of_2014_are_those_of_the_federal_landscape() -> None:
    """Each premium printed for a federal state of 2014 is that at 21 times the factor, within the rounding to whole dollars."""
    ages = {"child": 0, "adult_individual_age_27": 27, "adult_individual_age_40": 40, "adult_individual_age_60": 60}
    compared = Counter[str]()
    for plan in some_plans_of_each_state(5):
        base = float(plan["premium_adult_individual_age_21"])
        for column, age in ages.items():
            if premium := plan[f"premium_{column}"]:
                factor = float(law.age_curve(plan["state"], 2014).factor(age))
                assert float(premium) == pytest.approx(base * factor, abs=(factor + 1) / 2), (plan["state"], age)
                compared[plan["state"]] += 1
    assert len(compared) == 36
    assert min(compared.values()) >= 15


def some_plans_of_each_state(count: int) -> Iterator[dict[str, str]]:
    """Plans that take adults, from lines that hold a whole row."""
    with gzip.open(shared("data", "landscape", "2014_ffm_individual_medical.csv.gz"), "rt", newline="") as file:
        names = next(csv.reader(file))
        seen = Counter[str]()
        for line in file:
            if seen[line[:2]] < count and len(row := next(csv.reader([line]))) == len(names):
                plan = dict(zip(names, row, strict=True))
                if plan["premium_adult_individual_age_21"]:
                    seen[line[:2]] += 1
                    yield plan
