"""When coverage starts for a plan chosen on a day: a pure function over the rows of an exchange's calendar."""

from collections.abc import Sequence
from datetime import date

import msgspec

from coverport.exchanges.calendar import COUNTING, Window, window_on


class CoverageStart(msgspec.Struct, frozen=True):
    """The first day of coverage and on whose word, the day by the regulation alone, and the last day of the first payment.

    starts: the operational date where one is in force, else the regulatory one.
    regulatory_starts: None where the regulation alone would let nobody choose on that day.
    choose_by: the last day on which a choice still gives this start.
    """

    starts: date
    rule: str
    authority: str
    basis: str
    status: str
    choose_by: date
    regulatory_starts: date | None
    regulatory_authority: str
    pay_by: date | None
    pay_by_authority: str
    pay_by_status: str


class Closed(msgspec.Struct, frozen=True):
    """Nobody may choose on that day. code: no_calendar, before_open_enrollment, not_in_line or after_open_enrollment."""

    code: str
    plan_year: int
    opens: date | None = None
    closed: date | None = None
    authority: str = ""


def effective_date(
    windows: Sequence[Window], *, plan_year: int, selected: date, in_line: date | None
) -> CoverageStart | Closed:
    """When coverage starts for a plan chosen on `selected`, or why nobody may choose.

    in_line: the day on which the person started the application; None when they have not.
    """
    regulatory = window_on(windows, plan_year, selected, in_line, "regulatory")
    row = window_on(windows, plan_year, selected, in_line, "operational") or regulatory
    return _start(row, regulatory) if row else _closed(windows, plan_year, selected)


def _start(row: Window, regulatory: Window | None) -> CoverageStart:
    return CoverageStart(
        starts=row.starts,
        rule="open_enrollment_in_line" if row.in_line_by else "open_enrollment",
        authority=row.authority,
        basis=row.basis,
        status=row.status,
        choose_by=row.selected_to,
        regulatory_starts=regulatory.starts if regulatory else None,
        regulatory_authority=regulatory.authority if regulatory else "",
        pay_by=row.pay_by,
        pay_by_authority=row.pay_by_authority,
        pay_by_status=row.pay_by_status,
    )


def _closed(windows: Sequence[Window], plan_year: int, selected: date) -> Closed:
    rows = [row for row in windows if row.plan_year == plan_year and row.status in COUNTING]
    for_all = [row for row in rows if row.in_line_by is None]
    if not for_all:
        return Closed("no_calendar", plan_year)
    opens = min(row.selected_from for row in for_all)
    # A period that was added months later has not ended what ended before it.
    past = [row for row in for_all if row.selected_to < selected]
    last = max(past or for_all, key=lambda row: row.selected_to)
    if selected < opens:
        code = "before_open_enrollment"
    else:
        waiting = any(row.in_line_by and row.selected_from <= selected <= row.selected_to for row in rows)
        code = "not_in_line" if waiting else "after_open_enrollment"
    return Closed(code, plan_year, opens, last.selected_to, last.authority)
