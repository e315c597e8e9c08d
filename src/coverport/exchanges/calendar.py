"""When people may choose a plan, and when coverage then starts: dated rows of `<slug>/calendar.yaml`, each with its authority."""

from datetime import date
from functools import cache

import msgspec

from coverport.exchanges.profiles import FOLDERS, read_yaml


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

    def of_year(self, plan_year: int) -> tuple[Window, ...]:
        """The windows of one plan year."""
        return tuple(window for window in self.windows if window.plan_year == plan_year)


@cache
def load(slug: str) -> Calendar:
    """The calendar of an exchange."""
    rows = read_yaml(FOLDERS / slug / "calendar.yaml")
    return Calendar(exchange=slug, windows=msgspec.convert(rows["windows"], tuple[Window, ...]))
