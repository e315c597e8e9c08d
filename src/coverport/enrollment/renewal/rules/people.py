"""Who goes along into the new year, who to a policy of their own, and who not: ages 19, 26, 30 and 65 as the law of the year has them."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Literal

import msgspec

from coverport.core.dates import age_on

Goes = Literal["along", "own_policy", "off"]
# Notes of who counts as having Medicare: since this renewal, or since one before.
MEDICARE = frozenset({"reaches_medicare", "still_medicare"})


class OnPlan(msgspec.Struct, frozen=True):
    """A person on the plan that ends. role: to the one who applied; may_buy: whether a plan of the exchange is open to them; asks: whether
    they ask for coverage in the newest answers; heads: whether the policy is in their name, so that nobody's age ends it.

    children_only: whether the plan that takes over is for children alone.
    """

    person: str
    born: date
    role: str
    may_buy: bool
    heads: bool = False
    asks: bool = True


class Ages(msgspec.Struct, frozen=True):
    """The ages of the year. dependent, pediatric: children below it stay; dependent_most: a plan's own last age, where it has one."""

    dependent: int
    pediatric: int
    dependent_most: int | None = None

    def too_old_as_child(self, age: int) -> bool:
        """A plan may keep children longer than it must, never shorter."""
        return age >= self.dependent and (self.dependent_most is None or age > self.dependent_most)


class Way(msgspec.Struct, frozen=True):
    """What becomes of one person, and why; no reason where nothing changes for them."""

    person: str
    goes: Goes
    why: str = ""


def ways(people: Iterable[OnPlan], first: date, ages: Ages, *, children_only: bool) -> tuple[Way, ...]:
    """Each person's way into the year. first: the day on which coverage begins, which is the one that ages are counted on."""
    return tuple(_way(each, first, ages, children_only=children_only) for each in people)


def _way(each: OnPlan, first: date, ages: Ages, *, children_only: bool) -> Way:
    age = age_on(each.born, first)
    if not each.asks:
        return Way(each.person, "off", "not_applying")
    if not each.may_buy:
        return Way(each.person, "off", "cannot_buy")
    if children_only and age >= ages.pediatric:
        return Way(each.person, "off", "too_old_for_childrens_dental")
    if each.role == "child" and not each.heads and ages.too_old_as_child(age):
        return Way(each.person, "own_policy", "too_old_as_dependent")
    return Way(each.person, "along")


def subscriber(before: str, staying: Sequence[OnPlan]) -> str:
    """Who was it, if they stay; else the one who applied, their spouse, the oldest."""
    order = {"self": 0, "spouse": 1}
    if any(each.person == before for each in staying):
        return before
    return min(staying, key=lambda each: (order.get(each.role, 2), each.born, each.person)).person


def reaches_medicare(born: date, told: date, first: date, under: int) -> bool:
    """Whether somebody reached the age of Medicare since they last answered: what they said then was of another time."""
    return age_on(born, first) >= under > age_on(born, told)


def medicare_in_year(born: date, first: date, under: int) -> bool:
    """Whether somebody reaches it while the new year runs."""
    return age_on(born, date(first.year, 12, 31)) >= under > age_on(born, first)
