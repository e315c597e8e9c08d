"""Community engagement of Medicaid's adult group from 2027, 42 USC 1396a(xx), P.L. 119-21 s. 71119; and what it does to the credit."""

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from coverport.eligibility.facts import IncomeLine, Person
from coverport.eligibility.findings import Outcome
from coverport.eligibility.results import PersonResult
from coverport.eligibility.rules.work_requirement import work_requirement
from coverport.law.lookups import typed
from coverport.law.parameters import WorkRequirement
from tests.eligibility.cases import immigrant, with_
from tests.eligibility.households import Someone, costs, decide, household, parents_and_children, person, single

YES, NO, UNKNOWN = Outcome.YES, Outcome.NO, Outcome.UNKNOWN
JANUARY = date(2027, 1, 15)
IDLE: dict[str, Any] = {"work_hours_month": 0, "work_exempt": False}
LAW = typed(WorkRequirement, "medicaid.work_requirement", on=JANUARY, state="VT")


def asked_of(*, income: int | None = 0, youngest: int | None = None, age: int = 40, **facts: Any) -> str:
    """What it says of a person: met, or the code."""
    found = work_requirement(
        Person(**{"id": "1", "age": age} | facts), age, income=income, youngest_child=youngest, law=LAW
    )
    return "met" if found is None else found.codes[0]


def in_2027(people: tuple[Someone, ...], dollars: float, state: str = "VT") -> PersonResult:
    return decide(household(people, dollars, state=state, year=2027), on=JANUARY).person("1")


@pytest.mark.parametrize(
    ("hours", "exempt", "found"),
    [
        (0, False, "work_requirement_not_met"),
        (79, False, "work_requirement_not_met"),
        (80, False, "met"),
        (81, False, "met"),
        (160, None, "met"),
        (79, True, "met"),
        (None, True, "met"),
        (79, None, "work_requirement_missing"),  # may be exempt
        (None, False, "work_requirement_missing"),
        (None, None, "work_requirement_missing"),
    ],
)
def test_80_hours_a_month_or_an_exemption(hours: int | None, exempt: bool | None, found: str) -> None:
    assert asked_of(work_hours_month=hours, work_exempt=exempt) == found


@pytest.mark.parametrize(
    ("age", "found"),
    [(18, "met"), (19, "work_requirement_not_met"), (64, "work_requirement_not_met"), (65, "met")],
)
def test_ages_19_to_64(age: int, found: str) -> None:
    assert asked_of(age=age, **IDLE) == found


@pytest.mark.parametrize(
    ("cents", "found"),
    [(695_999, "work_requirement_not_met"), (696_000, "met"), (696_001, "met"), (None, "work_requirement_not_met")],
)
def test_80_hours_at_the_federal_minimum_wage_stand_for_the_hours(cents: int | None, found: str) -> None:
    """(xx)(2)(F): 80 x $7.25 is $580 a month, $6,960 as a yearly rate."""
    assert asked_of(income=cents, **IDLE) == found


@pytest.mark.parametrize(("youngest", "found"), [(0, "met"), (13, "met"), (14, "work_requirement_not_met")])
def test_the_parent_of_a_child_of_13_or_younger(youngest: int, found: str) -> None:
    """(xx)(9)(A)(ii)(III)."""
    assert asked_of(youngest=youngest, **IDLE) == found


@pytest.mark.parametrize(
    "facts",
    [
        {"pregnant": True},
        {"disabled": True},
        {"medically_frail": True},
        {"american_indian": True},
        {"medicare": True},
        {"incarcerated": True},
        {"student": True},
        {"foster_care": True, "age": 25},
    ],
)
def test_who_is_exempt_by_what_is_told_anyway(facts: dict[str, Any]) -> None:
    assert asked_of(**IDLE | facts) == "met"


def test_former_foster_care_exempts_until_26() -> None:
    assert asked_of(age=26, foster_care=True, **IDLE) == "work_requirement_not_met"


def test_the_reason_holds_both_numbers() -> None:
    found = work_requirement(
        Person(id="1", age=40, work_hours_month=79, work_exempt=False), 40, income=0, youngest_child=None, law=LAW
    )
    assert found is not None
    assert found.reasons[0].facts == {"hours": 79, "hours_required": 80}
    assert "1396a(xx)" in found.reasons[0].citation


# ---- In a determination


@pytest.mark.parametrize(
    ("year", "on", "outcome"),
    [
        (2026, date(2025, 12, 10), YES),
        (2026, date(2026, 12, 31), YES),
        (2027, date(2026, 12, 10), NO),  # about January 1
        (2027, date(2027, 1, 1), NO),
    ],
)
def test_it_begins_with_2027(year: int, on: date, outcome: Outcome) -> None:
    found = decide(household(single(**IDLE), 5_000, state="VT", year=year), on=on).person("1")
    assert found.medicaid.outcome is outcome


@pytest.mark.parametrize(("dollars", "outcome"), [(6_959.99, NO), (6_960, YES), (22_024.80, YES), (22_024.81, NO)])
def test_income_from_580_a_month_to_138_percent(dollars: float, outcome: Outcome) -> None:
    """15,960 in 2026; 138 percent are 22,024.80."""
    assert in_2027(single(**IDLE), dollars).medicaid.outcome is outcome


def test_it_is_the_persons_own_income_and_not_the_households() -> None:
    """(xx)(2)(F): "The individual has a monthly income": the wife who earns nothing is asked for her hours."""
    couple = household((person(1, 40, **IDLE), person(2, 38, "spouse", **IDLE)), 20_000, state="VT", year=2027)
    result = decide(couple, on=JANUARY)
    assert result.person("1").medicaid.outcome is YES
    assert result.person("2").medicaid.codes == ("work_requirement_not_met",)


def test_the_other_groups_are_not_asked() -> None:
    """Parents of 42 CFR 435.110 to 54 percent of 27,320 in Vermont; former foster care; pregnant people; children."""
    parents = parents_and_children(16)
    poor = tuple(each._replace(facts=replace(each.facts, **IDLE)) for each in parents)
    result = decide(household(poor, 5_000, state="VT", year=2027), on=JANUARY)
    assert result.person("1").medicaid.codes == ("medicaid_parent_within_limit",)
    assert result.person("2").medicaid.codes == ("medicaid_parent_within_limit",)
    assert result.person("3").medicaid.outcome is YES
    assert in_2027(single(25, foster_care=True, **IDLE), 5_000).medicaid.codes == ("medicaid_former_foster_care",)
    assert in_2027(single(30, pregnant=True, **IDLE), 5_000).medicaid.codes == ("medicaid_pregnant_within_limit",)


@pytest.mark.parametrize(("child", "outcome"), [(13, YES), (14, NO)])
def test_a_parent_above_the_parents_limit_by_the_age_of_the_child(child: int, outcome: Outcome) -> None:
    """The husband's 20,000 are over 54 percent and under 138 percent of 27,320 for three; the mother earns nothing."""
    husband, mother = person(1, 41), person(2, 40, "spouse", **IDLE)
    asked = household((husband, mother, person(3, child, "child")), 20_000, state="VT", year=2027)
    assert decide(asked, on=JANUARY).person("2").medicaid.outcome is outcome


def test_states_without_the_adult_group_have_nobody_to_ask() -> None:
    found = in_2027(single(**IDLE), 5_000, state="TX")
    assert found.medicaid.codes == ("medicaid_adult_group_none",)
    assert found.aptc.codes == ("income_below_credit_window",)


# ---- The credit


@pytest.mark.parametrize(
    ("facts", "medicaid", "aptc", "code"),
    [
        (IDLE, NO, NO, "credit_work_requirement"),
        ({}, UNKNOWN, UNKNOWN, "work_requirement_missing"),
        ({"work_hours_month": 80}, YES, NO, "credit_medicaid_or_chip_instead"),
    ],
)
def test_who_fails_it_has_no_credit_either(facts: dict[str, Any], medicaid: Outcome, aptc: Outcome, code: str) -> None:
    """A spouse without income at 120 percent of 21,640 for two."""
    couple = household((person(1, 40), person(2, 38, "spouse", **facts)), 25_968, state="VT", year=2027)
    result = decide(couple, on=JANUARY, benchmark=costs(900))
    found = result.person("2")
    assert (found.medicaid.outcome, found.aptc.outcome, found.aptc.codes) == (medicaid, aptc, (code,))


def test_above_the_limit_nobody_is_asked() -> None:
    found = in_2027(single(**IDLE), 30_000)
    assert (found.medicaid.codes, found.aptc.outcome) == (("medicaid_adult_above_limit",), YES)


def test_whom_status_keeps_out_fails_nothing_by_their_hours() -> None:
    """(xx)(9)(A)(i): an applicable individual is one who could enroll. In the five years the credit stays from 100 percent on."""
    barred = immigrant("lawful_permanent_resident", since=date(2024, 3, 1))[0].facts.immigration
    wife = person(2, 38, "spouse", citizen=False, immigration=barred, **IDLE)
    result = decide(household((person(1, 40), wife), 25_968, state="VT", year=2027), on=JANUARY)
    found = result.person("2")
    assert (found.medicaid.codes, found.aptc.outcome) == (("five_year_bar",), YES)


def test_a_year_below_the_floor_brings_the_adult_group_and_its_hours() -> None:
    """42 CFR 435.603(i): 1,900 a month until March, 9,000 in the year; out of work, he is asked."""
    dropping = household(single(**IDLE), 0, state="VT", year=2027)
    lines = (
        IncomeLine(kind="unemployment", amount=1_900_00, period="month", ends=date(2027, 3, 31)),
        IncomeLine(kind="wages", amount=3_300_00, period="once", starts=date(2027, 8, 1)),
    )
    earner = replace(dropping.people[0], income_year=None, income=lines)
    found = decide(with_(dropping, people=(earner,)), on=JANUARY).person("1")
    assert found.medicaid.outcome is YES  # unemployment pay of 1,900 a month is a monthly income
    assert found.medicaid.reasons[0].facts["by_year"] is True
