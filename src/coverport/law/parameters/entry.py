"""One dated value of law with its record: from, to, citation, status, source and confidence."""

from datetime import date
from typing import Literal

import msgspec

Status = Literal["in force", "stayed", "proposed", "assumed"]


class Entry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One dated value. `start` and `end` are both inside; no `end` means until further notice."""

    start: date = msgspec.field(name="from")
    end: date | None = msgspec.field(name="to", default=None)
    citation: str
    status: Status = "in force"
    source: str = ""
    confidence: Literal["read", "recalled"] = "read"
    note: str = ""

    def covers(self, on: date) -> bool:
        """Whether the value stands on that date."""
        return self.start <= on and (self.end is None or on <= self.end)


class Parameter(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A named parameter with its whole history, newest first."""

    name: str
    unit: str
    about: str = ""
    values: tuple[Entry, ...] = ()
