"""Who is priced how: the age that counts, who pays a tobacco rate, and which rows of the rates a household adds up."""

from collections.abc import Sequence
from datetime import date
from typing import Literal

import msgspec

from coverport.law.parameters import TobaccoRating
from coverport.plans.rules.arrays import AGES
from coverport.plans.rules.members import OLDEST_BAND, Member, children_oldest_first
from coverport.plans.rules.tiers import split_into_policies, tier_counts

AgeRule = Literal["effective_date", "january_first", "january_or_july_first", "nearest_birthday"]


def rating_age(birth: date, effective: date, rule: AgeRule = "effective_date") -> int:
    """Completed years by which a premium is set; 45 CFR 147.102(a)(1)(iii) takes the day on which coverage begins.

    The other rules are those that plan templates name for what is sold off the exchange.
    """
    if rule == "january_first":
        return _age(birth, date(effective.year, 1, 1))
    if rule == "january_or_july_first":
        return _age(birth, date(effective.year, 7 if effective.month >= 7 else 1, 1))
    age = _age(birth, effective)
    if rule == "nearest_birthday":
        last, coming = _birthday(birth, birth.year + age), _birthday(birth, birth.year + age + 1)
        return age + 1 if (coming - effective) < (effective - last) else age
    return age


def _age(birth: date, on: date) -> int:
    return max(0, on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day)))


def _birthday(birth: date, year: int) -> date:
    try:
        return birth.replace(year=year)
    except ValueError:  # February 29
        return date(year, 3, 1)


def months_without(last_use: date, effective: date) -> int:
    """Whole months between the last use of tobacco and the day on which coverage begins; 0 where it is later."""
    months = (effective.year - last_use.year) * 12 + effective.month - last_use.month
    return max(0, months - (effective.day < last_use.day))


def pays_tobacco_rate(
    age: int,
    *,
    rule: TobaccoRating,
    effective: date,
    uses: bool | None = None,
    last_use: date | None = None,
    months: int | None = None,
) -> bool:
    """Whether a tobacco rate may be charged. last_use: of four or more times a week, as an average; it goes before `uses`.

    months: the plan's own look-back, where it is shorter than the law's.
    """
    if age < rule.at_least:
        return False
    if last_use is None:
        return bool(uses)
    within = rule.months if months is None else min(months, rule.months)
    return months_without(last_use, effective) < within


class Seats(msgspec.Struct, frozen=True):
    """A household as rows of PlaceColumns.rates: everyone grown, and the children oldest first; and its policies by tier.

    tiers: how many policies of each of TIERS, empty where no plan is priced so.
    """

    grown: tuple[int, ...]
    children: tuple[int, ...]
    tiers: tuple[int, ...] = ()

    @property
    def anyone_grown(self) -> bool:
        """Whether anybody is of the age from which everyone is rated."""
        return bool(self.grown)


def seats(
    members: Sequence[Member], *, adult_age: int, dependents_under: int, by_tier: bool = True, tobacco: bool = False
) -> Seats:
    """Where a household sits. ValueError for an empty one. tobacco: whether tobacco rates have rows of their own here."""
    if not members:
        raise ValueError("a premium needs at least one person")
    grown = [one for one in members if one.age >= adult_age]
    children = children_oldest_first(members, adult_age) if len(grown) < len(members) else []
    tiers = tier_counts(split_into_policies(members, dependents_under)) if by_tier else ()
    return Seats(rows_of(grown, tobacco=tobacco), rows_of(children, tobacco=tobacco), tuple(tiers))


def rows_of(people: Sequence[Member], *, tobacco: bool) -> tuple[int, ...]:
    """Rows of PlaceColumns.rates in the order of the people."""
    return tuple([min(one.age, OLDEST_BAND) + (AGES if tobacco and one.tobacco else 0) for one in people])
