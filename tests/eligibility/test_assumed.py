"""Values of law that are only assumed: named with each answer that could rest on them, and with no other."""

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from coverport import law
from coverport.eligibility.assumed import assumed_values
from coverport.eligibility.facts import Application
from coverport.eligibility.facts.check import ages_of
from coverport.law.parameters import KINDS, Entry
from tests.eligibility.cases import immigrant, offered
from tests.eligibility.households import Someone, decide, household, parents_and_children, person, single

OF_STATE = {
    "child": "medicaid.child",
    "targeted_child": "medicaid.targeted_child",
    "chip_child": "chip.child",
    "young_adult": "medicaid.young_adult",
    "parent": "medicaid.parent",
    "adult": "medicaid.adult",
    "pregnant": "medicaid.pregnant",
    "chip_pregnant": "chip.pregnant",
    "chip_unborn": "chip.unborn",
    "unborn": "medicaid.unborn_in_household",
    "work_requirement": "medicaid.work_requirement",
    "basic_health": "basic_health.program",
    "postpartum": "medicaid.postpartum",
    "waiting_period": "chip.waiting_period",
}
ADULT = {"medicaid.adult", "medicaid.work_requirement", "basic_health.program"}
CHILD = {"medicaid.child", "medicaid.targeted_child", "chip.child"}
PREGNANT = {"medicaid.pregnant", "chip.pregnant", "chip.unborn"}


def all_assumed(asked: Application) -> set[str]:
    """What is named if every value of the law were assumed, without the state."""
    real = law.resolve(on=asked.decided_on, state=asked.state, year=asked.coverage_year)
    parts = {part: _assumed(getattr(real, part)) for part in ("medicaid", "credit", "immigration")}
    return {name.split(" (")[0] for name in assumed_values(asked, ages_of(asked), replace(real, **parts))}


def _assumed(part: Any) -> Any:
    entries = {name: getattr(part, name) for name in part.__struct_fields__}
    return replace(
        part, **{name: replace(entry, status="assumed") for name, entry in entries.items() if isinstance(entry, Entry)}
    )


@pytest.mark.parametrize(
    ("people", "named"),
    [
        (single(40), ADULT),
        (single(20), ADULT | {"medicaid.young_adult"}),
        (single(21), ADULT),
        (single(18), CHILD),
        (single(19), ADULT | {"medicaid.young_adult"}),
        (parents_and_children(9), ADULT | CHILD | {"medicaid.parent"}),
        (single(30, pregnant=True), ADULT | PREGNANT),
        ((person(1, 30, pregnant=True), person(2, 31, "spouse")), ADULT | PREGNANT | {"medicaid.unborn_in_household"}),
        (single(30, pregnancy_ended=date(2013, 11, 1)), ADULT | {"medicaid.postpartum"}),
        (single(9, coverage_ended=date(2013, 11, 1)), CHILD | {"chip.waiting_period"}),
        (immigrant("nonimmigrant", 9), CHILD | {"immigration.lawfully_residing"}),
        (immigrant("nonimmigrant", 40), ADULT),
        (single(30, pregnant=True, citizen=None), ADULT | PREGNANT | {"immigration.lawfully_residing"}),
    ],
)
def test_what_an_answer_could_rest_on(people: tuple[Someone, ...], named: set[str]) -> None:
    asked = household(people, 30_000)
    assert all_assumed(asked) == named | {"premium_tax_credit.applicable_percentage"}


def test_values_of_the_federation_count_where_something_asks_for_them() -> None:
    always = ADULT | {"premium_tax_credit.applicable_percentage"}
    assert all_assumed(offered(single(), 30_000)) == always | {"employer_coverage.affordability"}
    behind = household(single(), 30_000, unreconciled_years=1)
    assert all_assumed(behind) == always | {"premium_tax_credit.unreconciled_years"}
    working = household((person(1, 40), person(2, 22, "child", income_year=9_000_00)), 30_000)
    assert all_assumed(working) == always | {"tax.filing_threshold"}
    assert all_assumed(replace(household(single(), 30_000), tax_households=())) == ADULT


def test_every_name_is_a_parameter_of_the_law() -> None:
    everybody = (
        *parents_and_children(9, 20),
        person(8, 30, "other", pregnant=True, citizen=None, pregnancy_ended=date(2013, 11, 1)),
        person(9, 7, "other", coverage_ended=date(2013, 11, 1), income_year=100),
    )
    asked = replace(household(everybody, 30_000, unreconciled_years=1), offers=offered(single(), 1).offers)
    names = all_assumed(asked)
    assert set(OF_STATE.values()) <= names
    assert names <= set(KINDS)


@pytest.mark.parametrize(
    ("people", "state", "year", "named"),
    [
        (parents_and_children(9), "NH", 2014, ()),
        (single(), "VT", 2014, ()),
        (
            parents_and_children(9),
            "VT",
            2014,
            ("medicaid.child (VT)", "medicaid.targeted_child (VT)", "chip.child (VT)", "medicaid.parent (VT)"),
        ),
        (single(19), "VT", 2014, ("medicaid.young_adult (VT)",)),
        (single(), "VT", 2018, ()),
        (single(9), "TX", 2018, ()),
        (immigrant("nonimmigrant", 9), "TX", 2018, ("immigration.lawfully_residing (TX)",)),
        (single(30, pregnancy_ended=date(2025, 11, 1)), "TX", 2026, ("medicaid.postpartum (TX)",)),
    ],
)
def test_what_is_said_of_the_law_as_it_stands(
    people: tuple[Someone, ...], state: str, year: int, named: tuple[str, ...]
) -> None:
    assert decide(household(people, 30_000, state=state, year=year)).assumed == named


@pytest.mark.parametrize(
    ("on", "named"),
    [
        (date(2026, 1, 12), ()),  # before the guideline of 2026 there is no choice
        (date(2026, 1, 13), ("medicaid.guideline_update",)),
        (date(2026, 3, 31), ("medicaid.guideline_update",)),
        (date(2026, 4, 1), ()),
    ],
)
def test_the_day_of_the_new_guideline_is_assumed_between_january_and_april(on: date, named: tuple[str, ...]) -> None:
    assert decide(household(single(), 30_000, state="TX", year=2026), on=on).assumed == named


def test_a_certain_law_names_nothing() -> None:
    asked = household(parents_and_children(9), 45_000)
    real = law.resolve(on=asked.decided_on, state="NH", year=2014)
    assert assumed_values(asked, ages_of(asked), real) == ()
