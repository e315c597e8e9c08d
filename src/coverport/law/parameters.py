"""The shape of every parameter of law. A value is a frozen record with its dates, citation and standing."""

from datetime import date
from decimal import Decimal
from typing import Literal

import msgspec

Status = Literal["in force", "stayed", "proposed", "assumed"]


class Entry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One dated value. `start` and `end` are both inside; no `end` means until further notice."""

    start: date = msgspec.field(name="from")
    end: date | None = msgspec.field(name="to", default=None)
    citation: str
    status: Status = "in force"
    source: str = ""
    confidence: Literal["read", "recalled"] = "read"
    note: str = ""

    def covers(self, on: date) -> bool:
        """Whether the value stands on that date."""
        return self.start <= on and (self.end is None or on <= self.end)


class Parameter(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A named parameter with its whole history, newest first."""

    name: str
    unit: str
    about: str = ""
    values: tuple[Entry, ...] = ()


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


class Day(Entry, frozen=True, kw_only=True):
    """A single day that the law turns on."""

    day: date


class MonthDay(Entry, frozen=True, kw_only=True):
    """A day of every year."""

    month: int
    day: int


class CreditWindow(Entry, frozen=True, kw_only=True):
    """Household income that can have a premium tax credit, whole percent of poverty; no ceiling is null."""

    floor: int
    ceiling: int | None


class PercentCeiling(Entry, frozen=True, kw_only=True):
    """Above this percent of poverty, one figure stands for all."""

    above: int
    entered: int


class Allowed(Entry, frozen=True, kw_only=True):
    """Whether something is allowed."""

    allowed: bool


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


class UnderAge(Entry, frozen=True, kw_only=True):
    """People below this age."""

    under: int


class Days(Entry, frozen=True, kw_only=True):
    """A number of calendar days."""

    days: int


class Ages(Entry, frozen=True, kw_only=True):
    """People from one age to another, both inside."""

    at_least: int
    at_most: int


class Points(Entry, frozen=True, kw_only=True):
    """Percentage points of the poverty guideline."""

    points: int


class Limit(Entry, frozen=True, kw_only=True):
    """The highest income of a group, before the five-point disregard unless it says otherwise.

    percent: of poverty. monthly: dollars a month by household size, then `increment` each. Both null: the state has no such group.
    """

    percent: int | None = None
    monthly: tuple[int, ...] = ()
    increment: int = 0
    disregard_included: bool = False

    @property
    def exists(self) -> bool:
        """Whether the state has this group at all."""
        return self.percent is not None or bool(self.monthly)

    def monthly_dollars(self, size: int) -> int:
        """Dollars a month for a household of that size, where the limit is set in dollars."""
        known = len(self.monthly)
        return self.monthly[size - 1] if size <= known else self.monthly[-1] + (size - known) * self.increment


class AgeBand(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Ages from-to, both inside, and their limit in percent of poverty."""

    ages: tuple[int, int]
    percent: int


class LimitsByAge(Entry, frozen=True, kw_only=True):
    """Highest income by age, before the five-point disregard unless it says otherwise. An empty list: no such group."""

    bands: tuple[AgeBand, ...]
    disregard_included: bool = False

    def percent_at(self, age: int) -> int | None:
        """The limit at that age, None where the group does not reach it."""
        return next((band.percent for band in self.bands if band.ages[0] <= age <= band.ages[1]), None)


class AgeCurve(Entry, frozen=True, kw_only=True):
    """Premium factors by age against age 21 = 1.000; the last holds for every higher age."""

    factors: tuple[Decimal, ...]

    def factor(self, age: int) -> Decimal:
        """The factor at that age."""
        return self.factors[min(age, len(self.factors) - 1)]


class FamilyTiers(Entry, frozen=True, kw_only=True):
    """Premium factors by kind of family against one adult, where a state rates by tier and not by age."""

    single: Decimal
    couple: Decimal
    parent_children: Decimal
    family: Decimal
    child_only: Decimal | None = None
    dependents_under: int = 26


class RatedChildren(Entry, frozen=True, kw_only=True):
    """How many of the oldest children below an age a premium counts."""

    count: int
    under: int


KINDS: dict[str, type[Entry]] = {
    "poverty_guideline.contiguous": Guideline,
    "poverty_guideline.alaska": Guideline,
    "poverty_guideline.hawaii": Guideline,
    "premium_tax_credit.open_enrollment_first_day": Day,
    "premium_tax_credit.income_window": CreditWindow,
    "premium_tax_credit.percent_ceiling": PercentCeiling,
    "premium_tax_credit.lawfully_present_below_floor": Allowed,
    "premium_tax_credit.applicable_percentage": ApplicablePercentage,
    "premium_tax_credit.excluded_metal_levels": Excluded,
    "cost_sharing.reductions": CostSharingBands,
    "catastrophic.age": UnderAge,
    "appeals.request_window": Days,
    "age_rating.curve": AgeCurve,
    "age_rating.rated_children": RatedChildren,
    "age_rating.family_tiers": FamilyTiers,
    "medicaid.disregard": Points,
    "medicaid.guideline_update": MonthDay,
    "medicaid.adult_ages": Ages,
    "medicaid.child_age": UnderAge,
    "medicaid.dependent_child_age": UnderAge,
    "medicaid.adult": Limit,
    "medicaid.parent": Limit,
    "medicaid.pregnant": Limit,
    "medicaid.child": LimitsByAge,
    "medicaid.targeted_child": LimitsByAge,
    "chip.child": LimitsByAge,
    "chip.pregnant": Limit,
}
