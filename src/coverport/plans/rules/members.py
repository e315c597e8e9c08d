"""The people whom one premium is for."""

from collections.abc import Sequence
from operator import attrgetter
from typing import Literal

import msgspec

from coverport.plans.rules.arrays import AGES

Relationship = Literal["self", "spouse", "child", "other"]
# 64 and older are one band, 45 CFR 147.102(d)(3).
OLDEST_BAND = AGES - 1
_ID, _AGE = attrgetter("id"), attrgetter("age")


class Member(msgspec.Struct, frozen=True):
    """A person to be covered. age: whole years on the day that coverage starts."""

    id: str
    age: int
    relationship: Relationship = "self"
    tobacco: bool = False

    def __post_init__(self) -> None:
        if self.age < 0:
            raise ValueError(f"an age cannot be {self.age}")


def age_band(age: int) -> int:
    """The column of an age."""
    return min(age, OLDEST_BAND)


def without_tobacco(member: Member) -> Member:
    """The same person at the rate without tobacco, as the benchmark is priced."""
    return msgspec.structs.replace(member, tobacco=False) if member.tobacco else member


def adults(members: Sequence[Member], adult_age: int) -> list[Member]:
    """Those whose premium always counts (21 and over), in the order of their ids."""
    return sorted((one for one in members if one.age >= adult_age), key=lambda one: one.id)


def children_oldest_first(members: Sequence[Member], adult_age: int) -> list[Member]:
    """Those under 21, oldest first; ids settle a tie, so that the order of entry never matters."""
    children = [one for one in members if one.age < adult_age]
    children.sort(key=_ID)
    children.sort(key=_AGE, reverse=True)  # of one age they stay as they are
    return children
