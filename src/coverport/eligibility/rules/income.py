"""Household income beside the poverty guideline."""

from decimal import Decimal

import msgspec

from coverport.core.money import Cents
from coverport.eligibility.findings import NO, Fact, Finding, no, unknown, yes
from coverport.law.parameters import CreditWindow, Guideline, PercentCeiling

FOUR_PLACES = Decimal("0.0001")


class Measured(msgspec.Struct, frozen=True, gc=False):
    """An income held against one guideline. guideline: cents a year for `size` people; percent: whole, truncated."""

    income: Cents | None
    size: int
    guideline_year: int
    guideline: Cents
    percent: int | None

    def facts(self) -> dict[str, Fact]:
        """The numbers, for a reason."""
        return {
            "income": self.income,
            "size": self.size,
            "guideline_year": self.guideline_year,
            "guideline": self.guideline,
            "percent": self.percent,
        }

    def at(self, percent: int | Decimal) -> Cents:
        """The highest income, to the cent, that is not over so many percent of the guideline."""
        return int(percent * self.guideline) // 100


def measure(income: Cents | None, size: int, guideline: Guideline) -> Measured:
    """Income as a whole percent of the guideline, never rounded up (Form 8962 line 5: 6,998 of 14,580 is 47)."""
    amount = guideline.amount(size)
    # A cent of income is a hundredth of a dollar, as a percent is of the whole: cents over dollars is the percent.
    return Measured(income, size, guideline.year, amount * 100, None if income is None else income // amount)


def percent_to_four_places(measured: Measured) -> Decimal | None:
    """The percent of poverty as it is shown and stored, to four decimals, half up."""
    if measured.income is None:
        return None
    whole, rest = divmod(measured.income * 100 * 100 * 100, measured.guideline)
    return Decimal(whole + (rest + rest >= measured.guideline)) * FOUR_PLACES


def percent_for_credit(measured: Measured, ceiling: PercentCeiling) -> int | None:
    """The whole percent that the credit uses; one figure stands for all income over the ceiling, by a cent or a mile."""
    if measured.income is None:
        return None
    return ceiling.entered if measured.income > measured.at(ceiling.above) else measured.percent


def income_within_credit_window(measured: Measured, window: CreditWindow) -> Finding:
    """Whether household income lets a tax household have a premium tax credit; both edges are inside."""
    if measured.income is None:
        return unknown("income_missing", window.citation, {})
    facts = measured.facts()
    facts["floor"] = window.floor
    if measured.income < measured.at(window.floor):
        return no("income_below_credit_window", window.citation, facts)
    if window.ceiling is None:
        return yes("income_within_credit_window_no_ceiling", window.citation, facts)
    facts["ceiling"] = window.ceiling
    if measured.income > measured.at(window.ceiling):
        return no("income_above_credit_window", window.citation, facts)
    return yes("income_within_credit_window", window.citation, facts)


def below_only(finding: Finding) -> bool:
    """Whether income is too low for the credit, and nothing else stands in the way."""
    return finding.outcome is NO and finding.reasons[0].code == "income_below_credit_window"
