"""Form 8962: the credit paid in advance reconciled with the credit that the return allows, 26 USC 36B(f), 26 CFR 1.36B-4.

Computed as the form computes it: each amount of Form 1095-A to the nearest dollar as it is entered, lines 8a and 8b likewise; nothing else.
"""

from collections.abc import Sequence

import msgspec

from coverport.eligibility.findings import Fact, Reason
from coverport.eligibility.tax.allocation import allocation_line, by_policy_and_month, shares_of
from coverport.eligibility.tax.applicable import separate_return_excused
from coverport.eligibility.tax.checks import check
from coverport.eligibility.tax.facts import TaxReturn, unmarried_months
from coverport.eligibility.tax.household_income import PartOne, part_one
from coverport.eligibility.tax.law import CreditYear
from coverport.eligibility.tax.lines import DOLLAR, Form8962, Row, row, whole_dollars
from coverport.eligibility.tax.marriage import Alternative, alternative
from coverport.eligibility.tax.months import Month, combined, monthly_row

ADDITIONAL_TAX = "26 USC 36B(f)(2)(A); 26 CFR 1.36B-4(a)(1)(i)"
MARRIAGE = "26 CFR 1.36B-4(b)(2)(ii)"
CREDIT = "26 USC 36B(f)(1); 26 CFR 1.36B-4(a)(1)(i)"


class _PartTwo(msgspec.Struct, frozen=True):
    """Line 11, or lines 12 to 23."""

    line_10: bool | None
    line_11: Row | None
    rows: tuple[Row | None, ...]

    def total(self, column: str) -> int:
        filled = [each for each in (self.line_11, *self.rows) if each is not None]
        return sum(getattr(each, column) for each in filled)


class _Settled(msgspec.Struct, frozen=True):
    """Lines 26 to 29."""

    line_26: int | None
    line_27: int | None
    line_28: int | None
    line_29: int | None
    reason: Reason


def reconcile(facts: TaxReturn, law: CreditYear) -> Form8962:
    """Every line of the form. BadFacts with the path of a fact that cannot be right."""
    check(facts)
    first = part_one(facts, law)
    second, other = _part_two(facts, law, first)
    settled = _settle(facts, law, first, second, other)
    elected = other if other is not None and other.used else None
    return Form8962(
        year=facts.year,
        box_unemployment=facts.unemployment and law.unemployment.percent is not None,
        box_separate=separate_return_excused(facts, law),
        line_1=first.line_1,
        line_2a=first.line_2a,
        line_2b=first.line_2b,
        line_3=first.line_3,
        line_4=first.line_4,
        line_5=first.line_5,
        line_7=first.line_7,
        line_8a=first.line_8a,
        line_8b=first.line_8b,
        line_9=bool(facts.allocations) or elected is not None,
        line_10=second.line_10,
        line_11=second.line_11,
        lines_12_23=second.rows,
        line_24=second.total("e"),
        line_25=second.total("f"),
        line_26=settled.line_26,
        line_27=settled.line_27,
        line_28=settled.line_28,
        line_29=settled.line_29,
        lines_30_33=tuple(allocation_line(each) for each in facts.allocations),
        line_34=True if facts.allocations else None,
        line_35=elected.line_35 if elected else None,
        line_36=elected.line_36 if elected else None,
        applicable=first.applicable,
        settlement=settled.reason,
        reasons=(
            *first.applicable.reasons,
            *(shares_of(each).reason for each in facts.allocations),
            *([other.reason] if other else []),
            settled.reason,
        ),
    )


def repayment_limit(facts: TaxReturn, law: CreditYear, percent: int) -> int | None:
    """Line 28, whole dollars, by line 5 and filing status; None (blank) over the last band, without a family, and from 2026 on."""
    if facts.family_size == 0:
        return None
    band = next((band for band in law.limits.bands if percent < band.below), None)
    if band is None:
        return None
    return band.single if facts.filing_status == "single" else band.other


def _part_two(facts: TaxReturn, law: CreditYear, first: PartOne) -> tuple[_PartTwo, Alternative | None]:
    before = unmarried_months(facts)
    entitled = first.line_8b is not None
    shares = by_policy_and_month(facts.allocations)
    # Over the ceiling the months before a marriage may still have a credit.
    over = first.applicable.codes == ("tax_income_above_window",) and bool(before)
    months = combined(facts, shares, unmarried=before, entitled=entitled or over)
    rows = tuple(monthly_row(month, first.line_8b) for month in months)
    other = alternative(facts, law, first, shares, rows) if entitled or over else None
    if other is not None and other.used:
        return _PartTwo(False, None, other.rows), other
    if not entitled:
        return _PartTwo(None, Row(None, None, None, None, 0, _advance(months)), ()), other
    if not facts.allocations and _same_all_year(facts, months):
        return _PartTwo(True, _annual(months, first), ()), other
    return _PartTwo(False, None, rows), other


def _annual(months: Sequence[Month], first: PartOne) -> Row:
    """Line 11: the sums of the year, rounded once."""
    assert first.line_8a is not None
    premium, slcsp, aptc = (
        whole_dollars(sum(getattr(month, column) for month in months)) for column in ("premium", "slcsp", "aptc")
    )
    return row(premium, slcsp, first.line_8a, aptc)


def _advance(months: Sequence[Month]) -> int:
    """All that was paid in advance: line 11, column (f), which is all that is filled in without a credit."""
    return whole_dollars(sum(month.aptc for month in months))


def _same_all_year(facts: TaxReturn, months: Sequence[Month]) -> bool:
    """Line 10: enrolled for all twelve months, with the same premium and the same benchmark premium in each, policy by policy."""
    each_the_same = all(len(set(policy.premium)) == 1 for policy in facts.policies)
    return (
        each_the_same
        and all(months[0].premium == month.premium > 0 for month in months)
        and (len({month.slcsp for month in months}) == 1)
    )


def _settle(facts: TaxReturn, law: CreditYear, first: PartOne, second: _PartTwo, other: Alternative | None) -> _Settled:
    credit, advance = second.total("e"), second.total("f")
    told: dict[str, Fact] = {"credit": credit * DOLLAR, "advance": advance * DOLLAR}
    if credit >= advance:
        # The alternative calculation takes away what would be repaid; it does not pay (26 CFR 1.36B-4(b)(2)(ii)).
        if other is not None and other.used:
            return _Settled(0, None, None, None, Reason("tax_marriage_nothing_repaid", MARRIAGE, told))
        net = credit - advance
        code = "tax_net_credit" if net else "tax_nothing_left"
        return _Settled(net, None, None, None, Reason(code, CREDIT, told | {"net": net * DOLLAR}))
    excess = advance - credit
    limit = repayment_limit(facts, law, first.line_5)
    told |= {"excess": excess * DOLLAR}
    if law.limits.waived:
        return _Settled(None, excess, limit, 0, Reason("tax_excess_waived", law.limits.citation, told))
    repaid = excess if limit is None else min(excess, limit)
    if limit is None or repaid == excess:
        return _Settled(None, excess, limit, repaid, Reason("tax_excess_repaid", ADDITIONAL_TAX, told))
    told |= {"limit": limit * DOLLAR, "repaid": repaid * DOLLAR, "percent": first.line_5}
    return _Settled(None, excess, limit, repaid, Reason("tax_excess_limited", law.limits.citation, told))
