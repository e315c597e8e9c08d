"""The law of the mandates, resolved once per year and state."""

from functools import lru_cache

import msgspec

from coverport.core.money import Cents
from coverport.eligibility.tax.lines import DOLLAR
from coverport.eligibility.tax.mandate_facts import MandateFacts
from coverport.law.loader import MissingLaw, parameter
from coverport.law.lookups import credit_guideline, new_year, typed
from coverport.law.parameters import FilingThreshold, Guideline, Months, PercentOfIncome
from coverport.law.parameters.subsidies import PenaltyFormula, PenaltySchedule, ReportOnly
from coverport.law.parameters.tax import BronzePremium, MandateAmounts

_MARRIED = ("married_jointly", "married_separately", "surviving_spouse")


class MandateYear(msgspec.Struct, frozen=True):
    """The federal mandate in a year. bronze, affordability None: nothing is owed in that year, and they are not published."""

    year: int
    amounts: MandateAmounts
    bronze: BronzePremium | None
    affordability: PercentOfIncome | None
    short_gap: Months
    filing_threshold: FilingThreshold


class StateMandate(msgspec.Struct, frozen=True):
    """A state's mandate in a year: exactly one of schedule, formula and report."""

    state: str
    year: int
    schedule: PenaltySchedule | None
    formula: PenaltyFormula | None
    report: ReportOnly | None
    guideline: Guideline
    filing_threshold: FilingThreshold


@lru_cache(maxsize=64)
def mandate_year(year: int) -> MandateYear:
    """MissingLaw before 2014, and where a value of that year is not known."""
    on = new_year(year)
    amounts = typed(MandateAmounts, "mandate.amounts", on=on)
    owed = amounts.adult > 0 or amounts.percent > 0
    return MandateYear(
        year=year,
        amounts=amounts,
        bronze=typed(BronzePremium, "mandate.bronze_premium", on=on) if owed else None,
        affordability=typed(PercentOfIncome, "mandate.affordability", on=on) if owed else None,
        short_gap=typed(Months, "mandate.short_gap", on=on),
        filing_threshold=typed(FilingThreshold, "tax.filing_threshold", on=on),
    )


@lru_cache(maxsize=256)
def state_mandate_law(state: str, year: int) -> StateMandate:
    """MissingLaw for a state without a mandate known here, and for years whose figures are not known."""
    on = new_year(year)
    names = [name for name in ("mandate.schedule", "mandate.formula", "mandate.report") if parameter(name, state)]
    if not names:
        raise MissingLaw("mandate.formula", on, state)
    return StateMandate(
        state=state,
        year=year,
        schedule=typed(PenaltySchedule, names[0], on=on, state=state) if "mandate.schedule" in names else None,
        formula=typed(PenaltyFormula, names[0], on=on, state=state) if "mandate.formula" in names else None,
        report=typed(ReportOnly, names[0], on=on, state=state) if "mandate.report" in names else None,
        guideline=credit_guideline(state, year),
        filing_threshold=typed(FilingThreshold, "tax.filing_threshold", on=on),
    )


def filing_threshold(law: FilingThreshold, facts: MandateFacts) -> Cents:
    """Income over which the return must be filed, by filing status and filers of 65 or more. Cents."""
    base: int = getattr(law, facts.filing_status)
    aged = law.aged_married if facts.filing_status in _MARRIED else law.aged_unmarried
    return (base + aged * facts.filers_65) * DOLLAR
