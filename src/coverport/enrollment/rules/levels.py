"""Which metal levels somebody who is enrolled already may choose in a special period: 45 CFR 155.420(a)(4). A pure function."""

from collections.abc import Collection

import msgspec

from coverport.enrollment.rules.special import keeps_level
from coverport.law.parameters.special import LevelLimits

# One level up or down means in this order; a catastrophic plan stands below bronze.
ORDER = ("catastrophic", "bronze", "silver", "gold", "platinum")


class HelpChange(msgspec.Struct, frozen=True):
    """What became of an enrollee's help since the plan was chosen."""

    gained_cost_sharing: bool = False
    lost_cost_sharing: bool = False
    lost_credit: bool = False


def open_levels(
    event: str, held: str, limits: LevelLimits, sold: Collection[str], change: HelpChange
) -> frozenset[str] | None:
    """The levels that can be chosen; None for all of them. held: of the plan that they have; sold: where they live."""
    if not keeps_level(event, limits) or (limits.lost_credit and change.lost_credit):
        return None
    levels = {held} if held in sold else beside(held)
    if limits.gained_cost_sharing and change.gained_cost_sharing:
        levels |= {"silver"}
    if limits.lost_cost_sharing and change.lost_cost_sharing and held == "silver":
        levels |= beside(held)
    return frozenset(levels)


def beside(level: str) -> set[str]:
    """One level higher and one lower, where there are such."""
    at = ORDER.index(level)
    return {ORDER[place] for place in (at - 1, at + 1) if 0 <= place < len(ORDER)} - {"catastrophic"}
