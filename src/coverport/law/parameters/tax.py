"""The federal return: who must file, what excess credit is repaid, and what was owed for months without coverage."""

from decimal import Decimal

import msgspec

from coverport.law.parameters.common import Months, PercentOfIncome
from coverport.law.parameters.entry import Entry


class FilingThreshold(Entry, frozen=True, kw_only=True):
    """Gross income over which a return must be filed, whole dollars, 26 USC 6012; under 65 unless an amount says otherwise.

    aged_unmarried, aged_married: added for each filer of 65 or more. dependent_*: unearned income, earned income, and what is added
    to earned income (up to dependent_earned in all) for the test of both together.
    """

    single: int
    head_of_household: int
    married_jointly: int
    married_separately: int
    surviving_spouse: int
    aged_unmarried: int
    aged_married: int
    dependent_unearned: int
    dependent_earned: int
    dependent_added: int


class RepaymentBand(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Below this whole percent of poverty (line 5), the most that is repaid: filing status single, and any other. Whole dollars."""

    below: int
    single: int
    other: int


class RepaymentLimits(Entry, frozen=True, kw_only=True):
    """The most that is repaid of excess credit, lowest band first (Form 8962, table 5); over the last band, and without bands, all is.

    waived: nothing is repaid for that year.
    """

    bands: tuple[RepaymentBand, ...]
    waived: bool = False


class LineFive(Entry, frozen=True, kw_only=True):
    """Whether exactly the percent ceiling is entered on Form 8962 line 5 as if it were over it."""

    ceiling_counts_as_over: bool


class MandateAmounts(Entry, frozen=True, kw_only=True):
    """What was owed for a year without coverage, 26 USC 5000A(c): the larger of dollars for each person and a percent of income.

    adult: whole dollars; people below an age owe half. family_multiple: so many adult amounts are the most for a family.
    percent: of household income over the filing threshold. All zero: nothing is owed.
    """

    adult: int
    child_under: int
    family_multiple: int
    percent: Decimal


class BronzePremium(Entry, frozen=True, kw_only=True):
    """National average premium of a bronze plan, whole dollars a month for one person, and for how many people at most it counts."""

    month: int
    people: int


TAX: dict[str, type[Entry]] = {
    "tax.filing_threshold": FilingThreshold,
    "tax.repayment_limit": RepaymentLimits,
    "tax.line_5": LineFive,
    "mandate.amounts": MandateAmounts,
    "mandate.bronze_premium": BronzePremium,
    "mandate.affordability": PercentOfIncome,
    "mandate.short_gap": Months,
}
