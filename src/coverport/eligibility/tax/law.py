"""The law of a tax year, resolved once: what Form 8962 asks of it."""

from functools import lru_cache

import msgspec

from coverport.law.lookups import credit_guideline, new_year, typed
from coverport.law.parameters import (
    Allowed,
    ApplicablePercentage,
    CreditWindow,
    Entry,
    Guideline,
    IncomeTreatedAs,
    PercentCeiling,
    SeparateFiling,
)
from coverport.law.parameters.tax import LineFive, RepaymentLimits


class CreditYear(msgspec.Struct, frozen=True):
    """The premium tax credit of a tax year for people who lived in these states."""

    year: int
    guidelines: tuple[Guideline, ...]
    window: CreditWindow
    percent_ceiling: PercentCeiling
    line_5: LineFive
    applicable_percentage: ApplicablePercentage
    lawfully_present: Allowed
    unemployment: IncomeTreatedAs
    separate_filing: SeparateFiling
    limits: RepaymentLimits

    def poverty_line(self, size: int) -> Guideline:
        """Of several states, the guideline with the higher amount (instructions, line 4)."""
        return max(self.guidelines, key=lambda guideline: guideline.amount(size))


@lru_cache(maxsize=1024)
def credit_year(year: int, states: tuple[str, ...]) -> CreditYear:
    """MissingLaw where a value of that year is not known."""
    on = new_year(year)
    return CreditYear(
        year=year,
        guidelines=tuple(credit_guideline(state, year) for state in states),
        window=typed(CreditWindow, "premium_tax_credit.income_window", on=on),
        percent_ceiling=typed(PercentCeiling, "premium_tax_credit.percent_ceiling", on=on),
        line_5=typed(LineFive, "tax.line_5", on=on),
        applicable_percentage=typed(ApplicablePercentage, "premium_tax_credit.applicable_percentage", on=on),
        lawfully_present=typed(Allowed, "premium_tax_credit.lawfully_present_below_floor", on=on),
        unemployment=typed(IncomeTreatedAs, "premium_tax_credit.unemployment_rule", on=on),
        separate_filing=typed(SeparateFiling, "premium_tax_credit.separate_filing", on=on),
        limits=typed(RepaymentLimits, "tax.repayment_limit", on=on),
    )


def not_read(law: msgspec.Struct) -> tuple[str, ...]:
    """Fields of a resolved law whose value is assumed, or recalled from memory of the text that it cites."""
    entries = [(name, getattr(law, name)) for name in law.__struct_fields__]
    return tuple(
        name
        for name, entry in entries
        if isinstance(entry, Entry) and (entry.status == "assumed" or entry.confidence == "recalled")
    )
