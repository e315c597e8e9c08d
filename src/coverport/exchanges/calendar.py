"""When people may choose a plan, and when coverage then starts: dated rows of `<slug>/calendar.yaml`, each with its authority."""

from collections.abc import Sequence
from datetime import date
from functools import cache

import msgspec

from coverport.exchanges.profiles import folder_of, read_yaml

# Rows that the law has suspended (`stayed`) or that are only `proposed` open nothing.
COUNTING = frozenset({"in force", "assumed"})


class Window(msgspec.Struct, frozen=True):
    """Plans chosen from .. to (both count) start coverage on `starts`.

    basis: "regulatory" or "operational" (what the exchange really did; it wins where both speak).
    in_line_by: only for people whose application was started by that day.
    pay_by: the last day of the first payment; pay_by_authority says whence, pay_by_status how sure that is.
    """

    plan_year: int
    selected_from: date
    selected_to: date
    starts: date
    authority: str
    basis: str = "regulatory"
    status: str = "in force"
    in_line_by: date | None = None
    pay_by: date | None = None
    pay_by_authority: str = ""
    pay_by_status: str = "in force"


class Calendar(msgspec.Struct, frozen=True):
    """The windows of an exchange, in order of selected_from within a plan year."""

    exchange: str
    windows: tuple[Window, ...]

    def open_on(self, plan_year: int, day: date, *, in_line: date | None) -> Window | None:
        """The window in which a plan can be chosen on a day, the operational one where both speak; None when none is open."""
        return window_on(self.windows, plan_year, day, in_line, "operational") or window_on(
            self.windows, plan_year, day, in_line, "regulatory"
        )

    def of_year(self, plan_year: int) -> tuple[Window, ...]:
        """The windows of one plan year."""
        return tuple(window for window in self.windows if window.plan_year == plan_year)


def window_on(windows: Sequence[Window], plan_year: int, day: date, in_line: date | None, basis: str) -> Window | None:
    """The one window of a basis that is open on a day to somebody who started on the day `in_line`. ValueError for two."""
    found = [
        row
        for row in windows
        if row.plan_year == plan_year
        and row.basis == basis
        and row.status in COUNTING
        and row.selected_from <= day <= row.selected_to
        and (row.in_line_by is None or (in_line is not None and in_line <= row.in_line_by))
    ]
    if len(found) > 1:
        raise ValueError(f"the calendar has {len(found)} {basis} windows of {plan_year} on {day}")
    return found[0] if found else None


@cache
def load(slug: str) -> Calendar:
    """The calendar of an exchange."""
    rows = read_yaml(folder_of(slug) / "calendar.yaml")
    return Calendar(exchange=slug, windows=msgspec.convert(rows["windows"], tuple[Window, ...]))
