"""What is wrong with an exchange's calendar: holes, overlaps, and days outside the federal limits of the plan year. Pure functions."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise

from coverport.exchanges.calendar import COUNTING, Window
from coverport.law.parameters.calendar import DayOfYear, WindowLimits

_BASES = ("regulatory", "operational")
_STATUSES = ("in force", "stayed", "proposed", "assumed")
# The first month of the half year in which open enrollment for the next plan year begins.
_JULY = 7


def faults(windows: Sequence[Window], plan_year: int, limits: WindowLimits) -> list[str]:
    """Everything wrong with the windows of one plan year, in plain words; empty where nothing is."""
    rows = sorted((row for row in windows if row.plan_year == plan_year), key=lambda row: row.selected_from)
    counting = [row for row in rows if row.status in COUNTING]
    found = [fault for row in rows for fault in _of_row(row)]
    for_all = [row for row in counting if row.basis == "regulatory" and row.in_line_by is None]
    if not for_all:
        return [*found, "no window that is in force or assumed is open to everybody"]
    found += _holes(for_all)
    found += [fault for basis in _BASES for fault in _overlaps(counting, basis)]
    return found + list(_beyond(for_all, limits, plan_year))


def in_year(day: DayOfYear, plan_year: int) -> date:
    """A limit's day: July to December lie in the year before the plan year."""
    return date(plan_year - (day.month >= _JULY), day.month, day.day)


def _of_row(row: Window) -> Iterator[str]:
    name = f"the window from {row.selected_from} to {row.selected_to}"
    if row.selected_to < row.selected_from:
        yield f"{name} ends before it begins"
    if row.starts.day != 1 or row.starts.year != row.plan_year:
        yield f"{name} starts coverage on {row.starts}, not on the first of a month of {row.plan_year}"
    if row.starts <= row.selected_to:
        yield f"{name} starts coverage on {row.starts}, before the last choice"
    if row.basis not in _BASES or row.status not in _STATUSES:
        yield f"{name} is {row.basis!r} and {row.status!r}; a basis is one of {_BASES}, a status one of {_STATUSES}"
    if not row.authority.strip():
        yield f"{name} names no authority"
    if row.pay_by and row.pay_by < row.selected_from:
        yield f"{name} asks for the first payment by {row.pay_by}, before the first choice"
    if row.in_line_by and row.in_line_by > row.selected_to:
        yield f"{name} is for people in line by {row.in_line_by}, after it ended"


def _holes(rows: Sequence[Window]) -> list[str]:
    return [
        f"nobody can choose from {before.selected_to + timedelta(days=1)} to {after.selected_from - timedelta(days=1)}"
        for before, after in pairwise(rows)
        if after.selected_from > before.selected_to + timedelta(days=1)
    ] + [
        f"who chooses on {after.selected_from} starts on {after.starts}, before those of {before.selected_to} on {before.starts}"
        for before, after in pairwise(rows)
        if after.starts < before.starts
    ]


def _overlaps(rows: Sequence[Window], basis: str) -> list[str]:
    """Two windows of a basis for the same day; one for people in line may lie over none of the others either."""
    own = [row for row in rows if row.basis == basis]
    return [
        f"two {basis} windows speak for {after.selected_from}"
        for before, after in pairwise(own)
        if after.selected_from <= before.selected_to
    ]


def _beyond(rows: Sequence[Window], limits: WindowLimits, plan_year: int) -> Iterator[str]:
    first, last = rows[0].selected_from, max(row.selected_to for row in rows)
    cite = f"[{limits.citation}]"
    if limits.begins_from and first < in_year(limits.begins_from, plan_year):
        yield f"it begins on {first}, before {in_year(limits.begins_from, plan_year)} {cite}"
    if limits.begins_by and first > in_year(limits.begins_by, plan_year):
        yield f"it begins on {first}, after {in_year(limits.begins_by, plan_year)} {cite}"
    if limits.ends_from and last < in_year(limits.ends_from, plan_year):
        yield f"it ends on {last}, before {in_year(limits.ends_from, plan_year)} {cite}"
    if limits.ends_by and last > in_year(limits.ends_by, plan_year):
        yield f"it ends on {last}, after {in_year(limits.ends_by, plan_year)} {cite}"
    days = (last - first).days + 1
    if limits.weeks is not None and days > 7 * limits.weeks:
        yield f"it lasts {days} days, more than {limits.weeks} weeks {cite}"
    yield from _starts(rows, in_year(limits.starts, plan_year), limits)


def _starts(rows: Sequence[Window], start: date, limits: WindowLimits) -> Iterator[str]:
    if rows[0].starts != start:
        yield f"the first choices start coverage on {rows[0].starts}, not on {start} [{limits.citation}]"
    if limits.only_start:
        for row in rows[1:]:
            if row.starts != start:
                yield f"coverage starts on {row.starts}; all of open enrollment starts on {start} [{limits.citation}]"
