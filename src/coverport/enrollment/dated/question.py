"""What is asked of an event, and what all its answers need."""

from datetime import date
from typing import TypeVar

import msgspec

from coverport.enrollment.rules.answers import Answer, Refused
from coverport.law.loader import MissingLaw
from coverport.law.lookups import typed
from coverport.law.parameters.entry import Entry

E = TypeVar("E", bound=Entry)
N = TypeVar("N", Answer, Answer | Refused)


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """One event in one state. What an event does not ask for is left out; credit and month_paid: whether there is any."""

    state: str
    event_date: date | None = None
    selected: date | None = None
    year: int | None = None
    in_line: date | None = None
    cause: str = ""
    prior_coverage_end: date | None = None
    uncovered: bool = False
    moved_from: str = ""
    indian: bool = False
    enrolled: bool | None = None
    granted: date | None = None
    elect: str = ""
    learned: date | None = None
    last_used: date | None = None
    requested: date | None = None
    credit: bool = False
    month_paid: bool = False
    paid_on: date | None = None
    kind: str = ""
    proven: date | None = None

    @property
    def on(self) -> date:
        """The day of the event, or of the choice where the event has none."""
        return given(self.event_date or self.selected, "--event-date")


class Incomplete(LookupError):
    """Something that the event's rule needs was not said."""


def given(day: date | None, option: str) -> date:
    """A day that cannot be left out. Raises Incomplete."""
    if day is None:
        raise Incomplete(f"{option} is needed")
    return day


def noted(found: N, told: str) -> N:
    """With something more that is to be told, where there is an answer."""
    return msgspec.structs.replace(found, notes=(*found.notes, told)) if isinstance(found, Answer) else found


def established(kind: type[E], name: str, on: date, state: str) -> E | None:
    """The law of a day, or None where there is none yet."""
    try:
        return typed(kind, name, on=on, state=state)
    except MissingLaw:
        return None
