"""Part V of Form 8962: the alternative calculation for the year of marriage, 26 CFR 1.36B-4(b)(2), Publication 974.

For the months before the marriage each spouse counts with half of the household income and the family of before. It can lower what
is repaid, never raise the credit over what was paid in advance.
"""

from collections.abc import Sequence

import msgspec

from coverport.eligibility.findings import Fact, Reason
from coverport.eligibility.rules.credit import applicable_figure
from coverport.eligibility.tax.facts import MONTHS, TaxReturn, unmarried_months
from coverport.eligibility.tax.household_income import PartOne, line_5
from coverport.eligibility.tax.law import CreditYear
from coverport.eligibility.tax.lines import DOLLAR, AlternativeLine, Row, product, twelfth, whole_dollars
from coverport.eligibility.tax.months import SharesByMonth, monthly_row, own

CITATION = "26 CFR 1.36B-4(b)(2); Publication 974, worksheets I to V"


class Alternative(msgspec.Struct, frozen=True):
    """The rows as the alternative calculation makes them, lines 35 and 36, and whether it is used."""

    rows: tuple[Row | None, ...]
    line_35: AlternativeLine | None
    line_36: AlternativeLine | None
    used: bool
    reason: Reason


def alternative(
    facts: TaxReturn, law: CreditYear, part_one: PartOne, shares: SharesByMonth, regular: Sequence[Row | None]
) -> Alternative | None:
    """The alternative calculation, used where it lowers what is repaid; None where there is no choice (instructions, table 4)."""
    before = unmarried_months(facts)
    credit, advance = _total(regular, "e"), _total(regular, "f")
    if facts.marriage is None or credit >= advance or not any(regular[month - 1] for month in before):
        return None
    sides = [
        _side(facts, law, part_one.line_3, shares, name, size)
        for name, size in (("filer", facts.marriage.filer_family), ("spouse", facts.marriage.spouse_family))
    ]
    rows = tuple(
        _row(each, [side.rows[month] for side in sides if month in side.rows]) if month in before else each
        for month, each in zip(MONTHS, regular, strict=True)
    )
    changed = _total(rows, "e")
    told: dict[str, Fact] = {
        "regular": credit * DOLLAR,
        "alternative": changed * DOLLAR,
        "advance": advance * DOLLAR,
        "on": facts.marriage.day.isoformat(),
    }
    code = "tax_marriage_alternative" if changed > credit else "tax_marriage_alternative_no_help"
    lines = [side.line() for side in sides]
    return Alternative(rows, lines[0], lines[1], changed > credit, Reason(code, CITATION, told))


class _Side(msgspec.Struct, frozen=True):
    """One spouse before the marriage: worksheets I and II, or III and IV. contribution None: over the ceiling, no credit."""

    size: int
    contribution: int | None
    rows: dict[int, Row]

    def line(self) -> AlternativeLine | None:
        """Line 35 or 36; blank where that spouse had no coverage before the marriage."""
        return AlternativeLine(self.size, self.contribution, min(self.rows), max(self.rows)) if self.rows else None


def _side(facts: TaxReturn, law: CreditYear, income: int, shares: SharesByMonth, name: str, size: int) -> _Side:
    contribution = _contribution(facts, law, whole_dollars(income * DOLLAR // 2), size)
    months = {month: own(facts, shares, name, month) for month in unmarried_months(facts)}
    rows = {month: monthly_row(found, contribution) for month, found in months.items()}
    return _Side(size, contribution, {month: each for month, each in rows.items() if each is not None})


def _contribution(facts: TaxReturn, law: CreditYear, income: int, size: int) -> int | None:
    """The monthly contribution of half of the income and the family before; None over the ceiling of the income window."""
    percent = line_5(income, law.poverty_line(size).amount(size), law, unemployment=facts.unemployment)
    if law.window.ceiling is not None and percent > law.window.ceiling:
        return None
    return twelfth(product(income, applicable_figure(percent, law.applicable_percentage)))


def _row(regular: Row | None, sides: Sequence[Row]) -> Row | None:
    """A month before the marriage: contributions and credits of both spouses added (worksheet V)."""
    if regular is None:
        return None
    contributions = [each.c for each in sides if each.c is not None]
    c = sum(contributions) if contributions else None
    d = None if c is None or regular.b is None else max(0, regular.b - c)
    return Row(regular.a, regular.b, c, d, sum(each.e for each in sides), regular.f)


def _total(rows: Sequence[Row | None], column: str) -> int:
    return sum(getattr(each, column) for each in rows if each is not None)
