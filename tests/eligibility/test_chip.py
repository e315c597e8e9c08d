"""Separate CHIP: children, pregnant people, children before birth; and what keeps them out. 42 CFR 457.310, 457.320, 457.805, 457.10."""

from datetime import date
from typing import Any

import pytest

from coverport import law
from coverport.eligibility.facts import Immigration
from coverport.eligibility.findings import Outcome
from coverport.eligibility.results import PersonResult
from coverport.eligibility.rules.medicaid import waiting_ends
from tests.eligibility.households import Someone, decide, household, person, single, taxes

YES, NO, UNKNOWN = Outcome.YES, Outcome.NO, Outcome.UNKNOWN
UNDOCUMENTED: dict[str, Any] = {"citizen": False, "immigration": Immigration(status="none")}


def child(
    dollars: float | None = 30_000,
    age: int = 9,
    *,
    on: date | None = None,
    state: str = "TX",
    year: int = 2014,
    **more: Any,
) -> PersonResult:
    """The child of a parent of 40. In Texas CHIP reaches from 138 to 206 percent of 15,510 for two: 21,403.80 to 31,950.60."""
    people = (person(1, 40), person(2, age, "child", **more))
    return decide(household(people, dollars, state=state, year=year), on=on).person("2")


def mother(dollars: float, state: str, year: int = 2014, **more: Any) -> PersonResult:
    return decide(household(single(30, pregnant=True, **more), dollars, state=state, year=year)).person("1")


@pytest.mark.parametrize(
    ("dollars", "medicaid", "chip"),
    [
        (21_403.80, YES, NO),
        (21_403.81, NO, YES),
        (31_950.60, NO, YES),
        (31_950.61, NO, NO),
    ],
)
def test_from_medicaids_limit_to_chips_to_the_cent(dollars: float, medicaid: Outcome, chip: Outcome) -> None:
    found = child(dollars)
    assert (found.medicaid.outcome, found.chip.outcome) == (medicaid, chip)
    assert found.aptc.outcome is (YES if NO is medicaid is chip else NO)


@pytest.mark.parametrize(("age", "chip"), [(0, NO), (1, YES), (5, YES), (6, YES), (18, YES), (19, NO)])
def test_children_to_18_by_the_limit_of_their_age(age: int, chip: Outcome) -> None:
    """23,000 is 148.3 percent: within Texas's 203 for infants and 149 from one to five, above 138 from six on."""
    found = child(23_000, age=age)
    assert found.medicaid.outcome is (YES if age <= 5 else NO)
    assert found.chip.outcome is (YES if 6 <= age <= 18 else NO)
    assert child(31_900, age=age).chip.outcome is (YES if age <= 18 else NO)  # 205.7 percent


@pytest.mark.parametrize(
    ("state", "code"),
    [("NH", "chip_no_group"), ("VT", "chip_no_group"), ("TX", "chip_child_above_limit")],
)
def test_where_medicaid_took_the_children_in_there_is_no_separate_chip(state: str, code: str) -> None:
    found = child(90_000, state=state)
    assert (found.chip.outcome, found.chip.codes) == (NO, (code,))


# ---- What keeps a child out


@pytest.mark.parametrize(
    ("more", "outcome", "code"),
    [
        ({}, YES, "chip_child_within_limit"),
        ({"other_coverage": True}, NO, "chip_other_coverage"),  # 457.310(b)(2)(ii)
        ({"other_coverage": None}, UNKNOWN, "other_coverage_missing"),
        ({"other_coverage": None, "medicare": True}, NO, "chip_other_coverage"),
        ({"public_employee_coverage": True}, NO, "chip_public_employee"),  # 457.310(c)(1)
        ({"incarcerated": True}, NO, "chip_incarcerated"),  # 457.310(c)(2)(i)
        ({"incarcerated": None}, UNKNOWN, "incarceration_missing"),
        ({"lives_in_state": False}, NO, "lives_elsewhere"),
        ({"lives_in_state": None}, UNKNOWN, "residence_missing"),
        ({"applies": False}, NO, "not_applying"),
        ({"citizen": None}, UNKNOWN, "citizenship_missing"),
        (UNDOCUMENTED, NO, "not_lawfully_present"),
        ({"medicaid_denied": True}, YES, "chip_child_within_limit"),
    ],
)
def test_what_is_asked_of_a_child_within_the_limit(more: dict[str, Any], outcome: Outcome, code: str) -> None:
    found = child(**more)
    assert (found.chip.outcome, found.chip.codes) == (outcome, (code,))


@pytest.mark.parametrize(
    ("more", "code"), [(UNDOCUMENTED, "not_lawfully_present"), ({"incarcerated": True}, "chip_incarcerated")]
)
def test_a_no_is_a_no_whatever_the_income(more: dict[str, Any], code: str) -> None:
    found = child(None, **more)
    assert (found.chip.outcome, found.chip.codes) == (NO, (code,))
    assert child(None).chip.codes == ("income_missing",)


def test_a_public_employees_child_keeps_the_credit() -> None:
    """Coverage that is only offered is no coverage: the credit asks whether it is affordable."""
    assert child(public_employee_coverage=True).aptc.outcome is YES


# ---- The waiting period, 42 CFR 457.805(b)


@pytest.mark.parametrize(
    ("ended", "on", "outcome"),
    [
        # Texas, three months
        (date(2013, 12, 5), date(2014, 3, 4), NO),
        (date(2013, 12, 5), date(2014, 3, 5), YES),
        (date(2013, 12, 5), date(2014, 3, 6), YES),
        (date(2013, 11, 30), date(2014, 2, 27), NO),
        (date(2013, 11, 30), date(2014, 2, 28), YES),  # 90 days
        (date(2013, 12, 31), date(2014, 3, 30), NO),
        (date(2013, 12, 31), date(2014, 3, 31), YES),
        (date(2013, 6, 30), date(2013, 12, 10), YES),
    ],
)
def test_three_months_after_group_coverage_ended(ended: date, on: date, outcome: Outcome) -> None:
    found = child(coverage_ended=ended, on=on).chip
    assert found.outcome is outcome
    if outcome is NO:
        assert found.codes == ("chip_waiting_period",)
        assert found.reasons[0].facts["ended"] == ended.isoformat()


@pytest.mark.parametrize("ended", [date(2014, month, day) for month in (1, 2, 6, 11) for day in (1, 15, 28)])
@pytest.mark.parametrize(("state", "months"), [("TX", 3), ("FL", 2), ("IA", 1)])
def test_nobody_waits_longer_than_the_months_of_the_state(ended: date, state: str, months: int) -> None:
    of_state = law.resolve(on=ended, state=state, year=2014).medicaid.waiting_period.months
    assert of_state == months
    waited = (waiting_ends(ended, of_state) - ended).days
    assert 28 * months <= waited <= 31 * months


def test_for_a_decision_in_december_the_first_of_january_counts() -> None:
    """Coverage that ended on October 1 has waited three months on January 1, though not on December 10."""
    assert child(coverage_ended=date(2013, 10, 1), on=date(2013, 12, 10)).chip.outcome is YES
    assert child(coverage_ended=date(2013, 10, 2), on=date(2013, 12, 10)).chip.codes == ("chip_waiting_period",)


@pytest.mark.parametrize(
    ("on", "outcome"),
    [
        (date(2024, 6, 2), NO),
        (date(2025, 6, 2), NO),  # assumed to have been kept for the year that 89 FR 22780 left
        (date(2025, 6, 3), YES),
        (date(2026, 1, 15), YES),
    ],
)
def test_since_june_2025_nobody_waits(on: date, outcome: Outcome) -> None:
    """32,000 is over Texas's 138 percent and under its 206 percent for two by each guideline of 2024 to 2026."""
    ended = date(on.year, on.month, 1)
    found = child(32_000, coverage_ended=ended, on=on, year=on.year)
    assert found.chip.outcome is outcome


def test_a_state_without_a_waiting_period_and_an_end_for_cause() -> None:
    """457.805(b)(3): a parent's job was lost, the coverage cost too much, and the like."""
    assert child(coverage_ended=date(2013, 12, 5), coverage_ended_for_cause=True).chip.outcome is YES
    assert child(40_000, coverage_ended=date(2013, 12, 5), state="CO").chip.outcome is YES


def test_while_waiting_the_child_has_the_credit() -> None:
    """26 CFR 1.36B-2(c)(2)(i): not eligible for CHIP yet."""
    people = (person(1, 40), person(2, 9, "child", coverage_ended=date(2013, 12, 5)))
    result = decide(household(people, 30_000, state="TX"))
    assert result.person("2").aptc.outcome is YES
    assert taxes(result).coverage_family == ("1", "2")


# ---- Pregnant people, 42 USC 1397ll


@pytest.mark.parametrize(
    ("dollars", "medicaid", "chip"),
    [
        (30_864.90, YES, NO),  # 194 and 5 percent of 15,510 for two
        (30_864.91, NO, YES),
        (31_795.50, NO, YES),  # 200 and 5 percent
        (31_795.51, NO, NO),
    ],
)
def test_new_jersey_covers_pregnant_people_in_chip(dollars: float, medicaid: Outcome, chip: Outcome) -> None:
    found = mother(dollars, "NJ")
    assert (found.medicaid.outcome, found.chip.outcome) == (medicaid, chip)
    if chip is YES:
        assert found.chip.codes == ("chip_pregnant_within_limit",)


# ---- The child before birth, 42 CFR 457.10


@pytest.mark.parametrize(
    ("dollars", "chip"),
    [(31_795.50, YES), (31_795.51, NO)],
)
def test_texas_covers_the_child_before_birth_whatever_the_mothers_status(dollars: float, chip: Outcome) -> None:
    """200 and 5 percent of 15,510 for two in 2014."""
    found = mother(dollars, "TX", **UNDOCUMENTED)
    assert (found.medicaid.outcome, found.chip.outcome) == (NO, chip)
    if chip is YES:
        assert found.chip.codes == ("chip_unborn_within_limit",)


def test_a_mother_who_is_covered_herself_needs_none_for_the_child() -> None:
    found = mother(20_000, "TX")
    assert (found.medicaid.outcome, found.chip.codes) == (YES, ("medicaid_comes_first",))


@pytest.mark.parametrize(
    ("more", "outcome", "code"),
    [
        ({"lives_in_state": False}, NO, "chip_no_group"),
        ({"lives_in_state": None}, UNKNOWN, "residence_missing"),
        ({"other_coverage": True}, NO, "chip_other_coverage"),
        ({"other_coverage": None}, UNKNOWN, "other_coverage_missing"),
    ],
)
def test_the_child_before_birth_needs_residence_and_no_other_coverage(
    more: dict[str, Any], outcome: Outcome, code: str
) -> None:
    found = mother(31_000, "TX", **UNDOCUMENTED, **more)
    assert (found.chip.outcome, found.chip.codes) == (outcome, (code,))


def test_a_state_without_that_group_has_none() -> None:
    found = mother(20_000, "NH", **UNDOCUMENTED)
    assert (found.medicaid.codes, found.chip.codes) == (("not_lawfully_present",), ("chip_no_group",))


def test_emergencies_and_the_child_before_birth_stand_beside_each_other() -> None:
    found = mother(20_000, "TX", emergency=True, **UNDOCUMENTED)
    assert (found.emergency_medicaid.outcome, found.chip.outcome) == (YES, YES)


# ---- Medicaid first, 457.310(b)(2)(i)


@pytest.mark.parametrize(
    ("people", "code"),
    [
        ((person(1, 40), person(2, 9, "child", citizen=None)), "citizenship_missing"),
        ((person(1, 40), person(2, 9, "child")), "medicaid_comes_first"),
    ],
)
def test_medicaid_is_settled_first(people: tuple[Someone, ...], code: str) -> None:
    found = decide(household(people, 20_000, state="TX")).person("2")
    assert code in (*found.medicaid.codes, *found.chip.codes)
    assert found.chip.outcome is not YES
