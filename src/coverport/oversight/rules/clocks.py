"""The clocks of notices: when an answer is due, when a cure has to be there, and when the next person is told."""

from datetime import date, timedelta
from typing import Literal

import msgspec

State = Literal["open", "answered", "overdue", "escalated", "closed"]


class Clock(msgspec.Struct, frozen=True):
    """Where a notice stands on a day. due: the last day to answer; late: days past it."""

    state: State
    due: date
    late: int


def clock_of(
    served: date, days: int, on: date, *, answered: date | None, escalated: date | None, closed: date | None
) -> Clock:
    """The state of a notice served on a day with so many days to answer; the last day counts in full."""
    due = served + timedelta(days=days)
    if closed is not None and closed <= on:
        return Clock("closed", due, 0)
    if answered is not None and answered <= on:
        return Clock("answered", due, max(0, (answered - due).days))
    late = max(0, (on - due).days)
    if escalated is not None and escalated <= on:
        return Clock("escalated", due, late)
    return Clock("overdue" if late else "open", due, late)
