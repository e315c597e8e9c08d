"""What is stayed, proposed, assumed or recalled: kept for the record, said, and never taken for law that decides."""

from datetime import date

import pytest

from coverport.law.loader import DECIDES, all_parameters, parameter, values
from coverport.law.parameters import Entry

EVERY = list(all_parameters())

# City of Columbus v. Kennedy, No. 25-cv-2114 (D. Md. August 22, 2025), order 2(a) to (f): parameter and a day that it would cover.
STAYED = {
    "renewal.fully_subsidized_charge": date(2026, 6, 1),
    "payment.past_due_premium": date(2026, 6, 1),
    "premium_tax_credit.unreconciled_years": date(2026, 6, 1),
    "enrollment.special_verification": date(2026, 6, 1),
    "verification.income_conflict": date(2026, 6, 1),
    "plans.actuarial_value": date(2026, 6, 1),
}


def stayed(name: str) -> list[Entry]:
    found = parameter(name)
    assert found is not None
    return [entry for entry in found.values if entry.status == "stayed"]


@pytest.mark.parametrize("name", STAYED)
def test_what_the_court_stayed_is_kept_with_the_order_and_decides_nothing(name: str) -> None:
    rows = stayed(name)
    assert len(rows) == 1
    assert rows[0].covers(STAYED[name])
    assert "City of Columbus" in rows[0].source
    assert values(name, on=STAYED[name]) is not rows[0]
    assert values(name, on=STAYED[name]).status == "in force"


def test_no_other_federal_value_is_stayed_or_proposed() -> None:
    federal = [found for state, found in EVERY if state is None]
    assert {found.name for found in federal for entry in found.values if entry.status not in DECIDES} == set(STAYED)


def test_what_the_court_left_in_force_stands() -> None:
    """Neither the premium index nor the end of the 60 days more for income is stayed."""
    assert values("plans.premium_adjustment", on=date(2026, 1, 1)).status == "in force"
    assert values("verification.inconsistency", on=date(2025, 8, 25)).status == "in force"


@pytest.mark.parametrize(
    "name", ["employer_coverage.affordability", "cost_sharing.out_of_pocket_limit", "tax.filing_threshold"]
)
def test_figures_of_2027_that_were_not_found_are_assumed_and_say_why(name: str) -> None:
    entry = values(name, on=date(2027, 1, 1))
    assert entry.status == "assumed"
    assert entry.note


def test_every_assumed_value_says_why_or_where_it_is_from() -> None:
    bare = [
        (state, found.name, entry.start)
        for state, found in EVERY
        for entry in found.values
        if entry.status == "assumed" and not (entry.note or entry.source) and state is None
    ]
    assert bare == []


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("premium_tax_credit.unreconciled_years", date(2028, 1, 1)),
        ("verification.before_credit", date(2028, 1, 1)),
        ("immigration.premium_tax_credit", date(2027, 1, 1)),
        ("medicaid.work_requirement", date(2027, 1, 1)),
    ],
)
def test_law_enacted_for_later_years_stands_in_force_on_its_own_day(name: str, first: date) -> None:
    entry = values(name, on=first)
    assert (entry.start, entry.status) == (first, "in force")
    assert "P.L. 119-21" in entry.citation
