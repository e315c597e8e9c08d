"""When people may choose a plan, and when coverage then starts: dated rows of `<slug>/calendar.yaml`, each with its authority."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from pathlib import Path

import msgspec
import yaml

from coverport.exchanges.profiles import folder_of, read_yaml

# Rows that the law has suspended (`stayed`) or that are only `proposed` open nothing.
COUNTING = frozenset({"in force", "assumed"})


class Window(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
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
    return Calendar(exchange=slug, windows=tuple(read(folder_of(slug) / "calendar.yaml")))


class BadCalendar(ValueError):
    """A calendar that cannot be read: which file, where in it, and what is wrong. Nothing of it counts then."""


def read(path: Path) -> Iterator[Window]:
    """The windows of a file. Raises BadCalendar, for a key that no window has, too: a misspelled `status` would be in force."""
    rows = _rows(path)
    for number, row in enumerate(rows, 1):
        try:
            yield msgspec.convert(row, Window)
        except msgspec.ValidationError as error:
            raise BadCalendar(f"{path}: window {number} from the top: {error}") from None


def _rows(path: Path) -> list[object]:
    try:
        found = read_yaml(path)
    except OSError as error:
        raise BadCalendar(f"{path}: {error.strerror}") from None
    except yaml.YAMLError as error:
        raise BadCalendar(" ".join(str(error).split())) from None
    except ValueError:
        raise BadCalendar(f"{path}: {_no_date(path)}") from None
    rows = found.get("windows") if isinstance(found, dict) else None
    if not isinstance(rows, list):
        raise BadCalendar(f"{path}: it has no list of windows")
    return rows


def _no_date(path: Path) -> str:
    """Where the day is that no month has: YAML alone does not say it."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        for text in re.findall(r"\b\d{4}-\d\d?-\d\d?\b", line):
            try:
                date(*map(int, text.split("-")))
            except ValueError:
                return f"line {number}: {text} is not a date"
    return "it has a value that cannot be read"
