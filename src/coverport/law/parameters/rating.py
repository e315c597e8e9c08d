"""How premiums follow age and family."""

from decimal import Decimal

from coverport.law.parameters.entry import Entry


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


class TobaccoRating(Entry, frozen=True, kw_only=True):
    """The most that tobacco use may raise a premium, 1 where it may not; how many months without it count as none.

    at_least: the age from which tobacco may be used lawfully, and a tobacco rate paid.
    """

    most: Decimal
    months: int
    at_least: int
