"""Which plans are most like another one. Pure: figures in, an order out. No Django."""

from collections.abc import Collection, Iterable

import msgspec

from coverport.core.money import Cents
from coverport.plans.rules.arrays import METAL_LEVELS

# What another type of network weighs, cents a month: about what people pay more for a wider one.
ANOTHER_TYPE: Cents = 50_00
MONTHS = 12
# A plan whose deductible is not known is as far from one that is known as a high deductible from none.
UNKNOWN_DEDUCTIBLE: Cents = 9_000_00


class Alike(msgspec.Struct, frozen=True):
    """What of a plan is compared. premium: cents a month before credit; deductible: cents a year, None where the filing has none."""

    plan_id: str
    level: str
    premium: Cents
    deductible: Cents | None
    kind: str


def distance(one: Alike, other: Alike) -> tuple[int, Cents]:
    """How far apart two plans are: steps between their metal levels first, then cents a year of premium, deductible and type.

    The same both ways, and nothing from a plan to itself.
    """
    steps = abs(METAL_LEVELS.index(one.level) - METAL_LEVELS.index(other.level))
    money = MONTHS * abs(one.premium - other.premium) + _apart(one.deductible, other.deductible)
    return steps, money + (MONTHS * ANOTHER_TYPE if one.kind != other.kind else 0)


def _apart(one: Cents | None, other: Cents | None) -> Cents:
    if one is None or other is None:
        return 0 if one == other else UNKNOWN_DEDUCTIBLE
    return abs(one - other)


def nearest(to: Alike, among: Iterable[Alike], *, count: int, but: Collection[str] = ()) -> list[str]:
    """Plan ids of the plans most like one, without itself and those that are named; ties by plan id."""
    out = {each.upper() for each in but} | {to.plan_id.upper()}
    there = [each for each in among if each.plan_id.upper() not in out]
    return [each.plan_id for each in sorted(there, key=lambda each: (*distance(to, each), each.plan_id))[:count]]
