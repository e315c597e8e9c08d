"""What a rule about dates answers: a day with its window, rule and citation, or why there is none."""

from datetime import date
from typing import Any, Literal

import msgspec

# What `effective_date` is: coverage begins on it, ends with it (the last day of coverage), something must have come by it, or an
# office may not act before it.
Means = Literal["first_day_of_coverage", "last_day_of_coverage", "last_day_to_act", "first_day_to_act"]


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """A day and the window from .. to (both count; None where it has no fixed end) in which it can be had.

    operational: what the exchange really did where that differs from the regulation. notes: readings that compete, law that is
    assumed.
    """

    effective_date: date
    window: tuple[date | None, date | None]
    rule: str
    citation: str
    means: Means
    operational: date | None = None
    notes: tuple[str, ...] = ()

    @property
    def date(self) -> date:
        """The day that an enrollment takes: the operational one where there is one."""
        return self.operational or self.effective_date


class Refused(msgspec.Struct, frozen=True):
    """Why nobody may enroll, or nothing ends. facts fill the words of the code."""

    code: str
    citation: str
    facts: dict[str, Any] = {}
