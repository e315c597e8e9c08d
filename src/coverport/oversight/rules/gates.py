"""Opening is a gate: every item is shown by evidence, or passes by a waiver that names its signer and ends on a day."""

from collections.abc import Sequence
from datetime import date
from typing import Literal

import msgspec

State = Literal["shown", "waived", "waiver_ended", "missing"]


class Waived(msgspec.Struct, frozen=True):
    """Who let an item pass, and from when until when (both count)."""

    signed_by: str
    signed_on: date
    until: date


class Item(msgspec.Struct, frozen=True):
    """An item with what stands for it. shown: by the system's own check, or by evidence that a person attached."""

    code: str
    shown: bool
    waivers: tuple[Waived, ...] = ()


class Standing(msgspec.Struct, frozen=True):
    """An item as of a day; by whom it was waived."""

    code: str
    state: State
    signed_by: str = ""


def standing(item: Item, on: date) -> Standing:
    """Evidence comes first; then a waiver that is in force."""
    if item.shown:
        return Standing(item.code, "shown")
    in_force = [each for each in item.waivers if each.signed_on <= on <= each.until]
    if in_force:
        return Standing(item.code, "waived", in_force[-1].signed_by)
    return Standing(item.code, "waiver_ended" if item.waivers else "missing")


def blocking(items: Sequence[Item], on: date) -> tuple[str, ...]:
    """The items that keep an exchange closed. A gate without items opens nothing."""
    if not items:
        return ("no_items",)
    return tuple(each.code for each in items if standing(each, on).state not in ("shown", "waived"))
