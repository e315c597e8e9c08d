"""Service levels: what was promised, what was measured, and whether the promise is broken. Unknown is an answer of its own."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Literal

import msgspec

Verdict = Literal["met", "breached", "not_measured"]


class Promise(msgspec.Struct, frozen=True):
    """At least or at most so much, over so many days; fewer readings than `least` prove nothing."""

    direction: Literal["at_least", "at_most"]
    threshold: Decimal
    days: int
    least: int = 1


class Reading(msgspec.Struct, frozen=True):
    """One measurement: so many good (or bad, or milliseconds) out of so many. share: part / whole."""

    at: datetime
    part: Decimal
    whole: Decimal


class Measured(msgspec.Struct, frozen=True):
    """The value over the window (None where too little was measured), and what it means for the promise."""

    value: Decimal | None
    readings: int
    verdict: Verdict


def measured(promise: Promise, readings: Sequence[Reading]) -> Measured:
    """The readings of the window, weighted by their size, beside the promise. A promise met exactly is met."""
    whole = sum((each.whole for each in readings), Decimal(0))
    if len(readings) < promise.least or whole <= 0:
        return Measured(None, len(readings), "not_measured")
    value = sum((each.part for each in readings), Decimal(0)) / whole
    kept = value >= promise.threshold if promise.direction == "at_least" else value <= promise.threshold
    return Measured(value, len(readings), "met" if kept else "breached")
