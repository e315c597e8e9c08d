"""Part I of Form 8962: household income beside the poverty line, and the contribution."""

from collections.abc import Callable
from decimal import Decimal

import msgspec

from coverport.eligibility.findings import Finding, Outcome
from coverport.eligibility.rules.credit import applicable_figure
from coverport.eligibility.tax.applicable import applicable_taxpayer
from coverport.eligibility.tax.facts import TaxReturn
from coverport.eligibility.tax.law import CreditYear
from coverport.eligibility.tax.lines import product, twelfth, whole_dollars

Figure = Callable[[int], Decimal]


class PartOne(msgspec.Struct, frozen=True):
    """Lines 1 to 8b, and whether the taxpayer can have the credit."""

    line_1: int
    line_2a: int
    line_2b: int
    line_3: int
    line_4: int
    line_5: int
    line_7: Decimal | None
    line_8a: int | None
    line_8b: int | None
    applicable: Finding


def part_one(facts: TaxReturn, law: CreditYear) -> PartOne:
    """Lines 1 to 8b. A loss of one is set off against the others before the sum is kept from going below zero."""
    size = facts.family_size
    own, dependents = whole_dollars(facts.magi), whole_dollars(facts.dependents_magi)
    income = max(0, own + dependents)
    line = law.poverty_line(size).amount(size) if size else 0
    percent = line_5(income, line, law, unemployment=facts.unemployment)
    applicable = applicable_taxpayer(facts, law, income=income, size=size, poverty_line=line, percent=percent)
    figure = contribution = month = None
    if applicable.outcome is Outcome.YES:
        figure = applicable_figure(percent, law.applicable_percentage)
        contribution = product(income, figure)
        month = twelfth(contribution)
    return PartOne(size, own, dependents, income, line, percent, figure, contribution, month, applicable)


def line_5(income: int, poverty_line: int, law: CreditYear, *, unemployment: bool = False) -> int:
    """Income as a whole percent of the poverty line, never rounded up; one figure stands for all over the ceiling.

    Whole dollars. Who had unemployment compensation in 2021 enters a fixed percent, whatever the income.
    """
    if poverty_line == 0:
        return 0
    if unemployment and law.unemployment.percent is not None:
        return law.unemployment.percent
    ceiling = law.percent_ceiling
    over = income * 100 - ceiling.above * poverty_line
    if over > 0 or (over == 0 and law.line_5.ceiling_counts_as_over):
        return ceiling.entered
    return income * 100 // poverty_line
