"""Medicaid, CHIP and Basic Health Programs."""

from datetime import date
from decimal import Decimal
from typing import Literal

import msgspec

from coverport.law.parameters.entry import Entry


class Limit(Entry, frozen=True, kw_only=True):
    """The highest income of a group, before the five-point disregard unless it says otherwise.

    percent: of poverty. monthly: dollars a month by household size, then `increment` each. Both null: the state has no such group.
    """

    percent: Decimal | None = None
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
    percent: Decimal


class LimitsByAge(Entry, frozen=True, kw_only=True):
    """Highest income by age, before the five-point disregard unless it says otherwise. An empty list: no such group."""

    bands: tuple[AgeBand, ...]
    disregard_included: bool = False

    def percent_at(self, age: int) -> Decimal | None:
        """The limit at that age, None where the group does not reach it."""
        return next((band.percent for band in self.bands if band.ages[0] <= age <= band.ages[1]), None)


class HouseholdChild(Entry, frozen=True, kw_only=True):
    """Who is a child for the household of a person who neither files nor is claimed, 42 CFR 435.603(f)(3)(iv).

    student_under: for full-time students; the same as `under` where the state did not take the option.
    """

    under: int
    student_under: int


class UnbornInHousehold(Entry, frozen=True, kw_only=True):
    """How a pregnant person counts in the household of others: as one, as two, or with the children expected, 42 CFR 435.603(b)."""

    counts: Literal["one", "two", "expected"]


class Decision(Entry, frozen=True, kw_only=True):
    """Whether the exchange determines Medicaid and CHIP itself or assesses, and the agency determines, 45 CFR 155.302(b)."""

    exchange: Literal["determines", "assesses"]


class Deprivation(Entry, frozen=True, kw_only=True):
    """Whether a caretaker's child must lack a parent's support, and the hours of work under which a parent counts as out of work.

    42 CFR 435.4 (dependent child), 45 CFR 233.100. hours_month: null where it is not required.
    """

    hours_month: int | None


class BasicHealth(Entry, frozen=True, kw_only=True):
    """A Basic Health Program: income over `above` and up to `at_most` percent of poverty, ages inside; both null: none.

    People whom their immigration status keeps out of Medicaid may have it below `above`, 42 CFR 600.305(a)(2).
    """

    above: int | None
    at_most: int | None
    ages: tuple[int, int] = (0, 0)
    name: str = ""


class WorkRequirement(Entry, frozen=True, kw_only=True):
    """Community engagement of the adult group, 42 USC 1396a(xx). hours_month null: none on that date.

    income_month: dollars a month that stand for the hours. exempt_parent_of_child_under: age. bars_credit: whether failing it
    keeps the credit away, too.
    """

    hours_month: int | None
    ages: tuple[int, int] = (0, 0)
    income_month: int = 0
    exempt_parent_of_child_under: int = 0
    exempt_foster_care_under: int = 0
    bars_credit: bool = False


class TurnedAge(Entry, frozen=True, kw_only=True):
    """Who reaches an age on a day or later."""

    age: int
    day: date
