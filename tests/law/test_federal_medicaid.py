"""Federal values of Medicaid that states may go beyond."""

from datetime import date

import pytest

from coverport.law import MissingLaw, values
from coverport.law.lookups import typed
from coverport.law.parameters import Ages, HouseholdChild, Months, UnderAge, WorkRequirement
from coverport.law.parameters.calendar import MonthsByGroup


def test_children_of_a_household_that_files_nothing_are_under_19_unless_the_state_says_21_for_students() -> None:
    """42 CFR 435.603(f)(3)(iv)."""
    rule = typed(HouseholdChild, "medicaid.household_child", on=date(2014, 1, 1))
    assert (rule.under, rule.student_under) == (19, 19)


def test_former_foster_youth_are_covered_below_26() -> None:
    assert typed(UnderAge, "medicaid.former_foster_care", on=date(2014, 1, 1)).under == 26


def test_young_adults_are_19_and_20() -> None:
    ages = typed(Ages, "medicaid.young_adult_ages", on=date(2014, 1, 1))
    assert (ages.at_least, ages.at_most) == (19, 20)


def test_coverage_after_a_pregnancy_is_two_months_at_least() -> None:
    entry = typed(Months, "medicaid.postpartum", on=date(2026, 1, 1))
    assert entry.months == 2
    assert "60 days" in entry.note


def test_there_is_no_federal_answer_to_how_a_pregnancy_counts_for_others() -> None:
    """42 CFR 435.603(b) leaves it to each state."""
    with pytest.raises(MissingLaw, match=r"medicaid\.unborn_in_household is not known"):
        values("medicaid.unborn_in_household", on=date(2026, 1, 1))


def test_the_work_requirement_begins_with_2027() -> None:
    """42 USC 1396a(xx): 80 hours a month, or 80 times the federal minimum wage of $7.25."""
    before = typed(WorkRequirement, "medicaid.work_requirement", on=date(2026, 12, 31))
    at = typed(WorkRequirement, "medicaid.work_requirement", on=date(2027, 1, 1))
    assert before.hours_month is None
    assert not before.bars_credit
    assert (at.hours_month, at.ages, at.income_month) == (80, (19, 64), 80 * 725 // 100)
    assert (at.exempt_parent_of_child_under, at.exempt_foster_care_under) == (14, 26)
    assert at.bars_credit


@pytest.mark.parametrize(
    ("name", "on", "months"),
    [
        ("medicaid.renewal", date(2026, 12, 30), (12, 12)),
        ("medicaid.renewal", date(2026, 12, 31), (6, 12)),
        ("medicaid.renewal", date(2027, 1, 1), (6, 12)),
        ("medicaid.retroactive_coverage", date(2026, 12, 31), (3, 3)),
        ("medicaid.retroactive_coverage", date(2027, 1, 1), (1, 2)),
    ],
)
def test_the_adult_group_is_renewed_twice_a_year_and_pays_back_less_far(
    name: str, on: date, months: tuple[int, int]
) -> None:
    """P.L. 119-21 ss. 71107, 71112."""
    entry = typed(MonthsByGroup, name, on=on)
    assert (entry.adult_group, entry.others) == months
    assert entry.confidence == "recalled"
