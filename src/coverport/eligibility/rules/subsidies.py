"""What states add to the federal credit: ConnectorCare in Massachusetts, premium assistance and lower cost sharing in Vermont.

The law comes as the state's own entries of a year: each kind of entry has its rule, a state without entries has no subsidies.
"""

from collections.abc import Sequence
from decimal import Decimal

import msgspec

from coverport.core.money import Cents, half_up
from coverport.eligibility.findings import NO, UNKNOWN, Fact, Finding, no, unknown, yes
from coverport.eligibility.results import Subsidy
from coverport.eligibility.rules.income import Measured
from coverport.law.parameters import Entry
from coverport.law.parameters.subsidies import ContributionBands, PremiumAssistance, StateCostSharing, StateProgram


class CreditParts(msgspec.Struct, frozen=True):
    """What the federal credit found for a tax household. Cents a month; figure: share of income, four places; None while unknown."""

    measured: Measured
    credit: Finding
    figure: Decimal | None
    benchmark: Cents | None
    aptc: Cents | None
    people: tuple[str, ...]


def state_subsidies(
    entries: Sequence[Entry],
    *,
    measured: Measured,
    credit: Finding,
    figure: Decimal | None,
    benchmark: Cents | None,
    aptc: Cents | None,
    people: tuple[str, ...],
) -> tuple[Subsidy, ...]:
    """A state's own help for a coverage family, in the order of its entries."""
    if not entries or not people:
        return ()
    parts = CreditParts(measured, credit, figure, benchmark, aptc, people)
    return tuple(_subsidy(entry, parts) for entry in entries)


def _subsidy(entry: Entry, parts: CreditParts) -> Subsidy:
    if isinstance(entry, ContributionBands):
        return connector_care(entry, parts)
    if isinstance(entry, PremiumAssistance):
        return premium_assistance(entry, parts)
    if isinstance(entry, StateCostSharing):
        return lower_cost_sharing(entry, parts)
    if isinstance(entry, StateProgram):
        return Subsidy(
            entry.program, parts.people, unknown("subsidy_not_worked_out", entry.citation, {"program": entry.program})
        )
    raise TypeError(f"{type(entry).__name__} is no subsidy")


def connector_care(law: ContributionBands, parts: CreditParts) -> Subsidy:
    """The plan type by income, and what each enrollee pays for its cheapest plan. The edges are exact: "not in excess of 150%"."""
    if blocked := _needs_credit(law.program, law.citation, parts):
        return blocked
    measured, told = parts.measured, _told(law.program, parts)
    income = measured.income or 0
    if income < measured.at(law.floor):
        return Subsidy(law.program, parts.people, no("subsidy_income_below", law.citation, told | {"floor": law.floor}))
    for band in law.bands:
        if income <= measured.at(band.at_most):
            facts = told | {"at_most": band.at_most, "plan_type": band.plan_type}
            if band.contribution is None:
                found = yes("subsidy_plan_type_price_unknown", law.citation, facts)
                return Subsidy(law.program, parts.people, found, variant=band.plan_type)
            cents = band.contribution * 100
            found = yes("subsidy_plan_type", law.citation, facts | {"contribution": cents})
            return Subsidy(law.program, parts.people, found, contribution=cents, variant=band.plan_type)
    return _income_above(law.program, law.citation, law.bands[-1].at_most, parts)


def premium_assistance(law: PremiumAssistance, parts: CreditParts) -> Subsidy:
    """Income times the points, or times the whole share where that is less, a month; never more than the benchmark after the credit."""
    if blocked := _needs_credit(law.program, law.citation, parts):
        return blocked
    measured = parts.measured
    income = measured.income or 0
    if income > measured.at(law.at_most):
        return _income_above(law.program, law.citation, law.at_most, parts)
    if parts.figure is None or parts.benchmark is None or parts.aptc is None:
        found = unknown("subsidy_needs_credit_unknown", law.citation, {"program": law.program})
        return Subsidy(law.program, parts.people, found)
    # One rounding, as of the credit itself: what is left of the contribution after the cut is not rounded on the way.
    amount = max(0, min(half_up(income * min(parts.figure, law.points / 100) / 12), parts.benchmark - parts.aptc))
    facts = _told(law.program, parts) | {
        "at_most": law.at_most,
        "points": str(law.points),
        "figure": str(parts.figure),
        "benchmark": parts.benchmark,
        "credit": parts.aptc,
        "amount": amount,
    }
    code = "subsidy_premium_assistance" if amount else "subsidy_premium_assistance_zero"
    return Subsidy(law.program, parts.people, yes(code, law.citation, facts), amount=amount)


def lower_cost_sharing(law: StateCostSharing, parts: CreditParts) -> Subsidy:
    """The share of costs that a silver plan pays, where the state raises it over the federal one. variant: that share, percent."""
    if blocked := _needs_credit(law.program, law.citation, parts):
        return blocked
    measured, told = parts.measured, _told(law.program, parts)
    income = measured.income or 0
    if income <= measured.at(law.above):
        return Subsidy(
            law.program, parts.people, no("subsidy_cost_sharing_federal", law.citation, told | {"above": law.above})
        )
    for band in law.bands:
        if income <= measured.at(band.at_most):
            facts = told | {"at_most": band.at_most, "actuarial_value": band.actuarial_value}
            found = yes("subsidy_cost_sharing", law.citation, facts)
            return Subsidy(law.program, parts.people, found, variant=str(band.actuarial_value))
    return _income_above(law.program, law.citation, law.bands[-1].at_most, parts)


def _needs_credit(program: str, citation: str, parts: CreditParts) -> Subsidy | None:
    """All of these rest on the federal credit: without it there is none, and while it is unknown so are they."""
    if parts.credit.outcome is NO:
        return Subsidy(program, parts.people, no("subsidy_needs_credit", citation, {"program": program}))
    if parts.credit.outcome is UNKNOWN or parts.measured.income is None:
        return Subsidy(program, parts.people, unknown("subsidy_needs_credit_unknown", citation, {"program": program}))
    return None


def _income_above(program: str, citation: str, at_most: int, parts: CreditParts) -> Subsidy:
    return Subsidy(
        program, parts.people, no("subsidy_income_above", citation, _told(program, parts) | {"at_most": at_most})
    )


def _told(program: str, parts: CreditParts) -> dict[str, Fact]:
    return parts.measured.facts() | {"program": program}
