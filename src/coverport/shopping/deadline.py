"""By when a shopper must choose, from the dated rows of the exchange's calendar."""

from datetime import date

import msgspec

from coverport.exchanges.calendar import Calendar


class Deadline(msgspec.Struct, frozen=True):
    """Choose by this day, and coverage can start on `starts`. opens: set instead while nobody can choose yet.

    assumed: the exchange's own window is not established; authority says what it rests on.
    """

    by: date
    starts: date
    days_left: int
    opens: date | None = None
    assumed: bool = False
    authority: str = ""


def next_deadline(calendar: Calendar, year: int, today: date) -> Deadline | None:
    """The earliest start that can still be had, and the last day for it; None when the year's windows are over.

    Windows for people who were in line by a day do not count: a shopper who comes today was not.
    """
    windows = [window for window in calendar.of_year(year) if window.in_line_by is None and today <= window.selected_to]
    if not windows:
        return None
    open_now = [window for window in windows if window.selected_from <= today]
    window = min(open_now or windows, key=lambda each: (each.starts, each.selected_from))
    opens = None if open_now else window.selected_from
    return Deadline(
        window.selected_to,
        window.starts,
        (window.selected_to - today).days,
        opens,
        window.status == "assumed",
        window.authority,
    )
