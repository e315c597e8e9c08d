"""Poverty guidelines, the premium tax credit and cost-sharing reductions."""

from decimal import Decimal

import msgspec

from coverport.law.parameters.entry import Entry


class Guideline(Entry, frozen=True, kw_only=True):
    """A poverty guideline: a list of yearly dollars by household size, then an amount for each further person."""

    year: int
    sizes: tuple[int, ...]
    increment: int

    def amount(self, size: int) -> int:
        """Whole dollars a year for a household of that size (1 or more)."""
        if size < 1:
            raise ValueError("a household has at least one person")
        known = len(self.sizes)
        return self.sizes[size - 1] if size <= known else self.sizes[-1] + (size - known) * self.increment


class CreditWindow(Entry, frozen=True, kw_only=True):
    """Household income that can have a premium tax credit, whole percent of poverty; no ceiling is null."""

    floor: int
    ceiling: int | None


class PercentCeiling(Entry, frozen=True, kw_only=True):
    """Above this percent of poverty, one figure stands for all."""

    above: int
    entered: int


class Band(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Contribution from one percent of poverty to the next, in percent of income, a straight line between."""

    at_least: int
    below: int | None
    initial: Decimal
    final: Decimal


class ApplicablePercentage(Entry, frozen=True, kw_only=True):
    """What a household contributes to the benchmark plan, in bands of poverty."""

    bands: tuple[Band, ...]


class Excluded(Entry, frozen=True, kw_only=True):
    """Metal levels that a rule leaves out."""

    metal_levels: tuple[str, ...]


class CostSharingBand(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Up to and with this percent of poverty, the plan variant and the share of costs that it pays."""

    at_most: int
    variant: str
    actuarial_value: int


class CostSharingBands(Entry, frozen=True, kw_only=True):
    """Cost-sharing reductions by percent of poverty, lowest band first, and the metal level that carries them.

    They have no floor of their own: who gets one must be able to have the credit.
    """

    metal_level: str
    bands: tuple[CostSharingBand, ...]


class LimitPart(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a variant keeps of the yearly out-of-pocket limit: numerator / denominator of it."""

    variant: str
    numerator: int
    denominator: int


class ReducedLimits(Entry, frozen=True, kw_only=True):
    """The reduced out-of-pocket limits of silver variants, 45 CFR 156.420(a)."""

    parts: tuple[LimitPart, ...]


class IndianCostSharing(Entry, frozen=True, kw_only=True):
    """Cost sharing of members of federally recognized tribes: none up to a percent of poverty, limited at any income.

    excluded: metal levels that carry neither.
    """

    none_at_most: int
    none_variant: str
    limited_variant: str
    excluded: tuple[str, ...]


class VariantOrder(Entry, frozen=True, kw_only=True):
    """Variants in the order in which one policy for people of different categories takes the last that all qualify for."""

    variants: tuple[str, ...]


class IncomeTreatedAs(Entry, frozen=True, kw_only=True):
    """Income over this percent of poverty counts as this percent; null where no such rule is in force."""

    percent: int | None


class SeparateFiling(Entry, frozen=True, kw_only=True):
    """How many years in a row a married person who files apart because of abuse or abandonment may have the credit."""

    years: int
