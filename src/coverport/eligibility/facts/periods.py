"""From an amount and how often it comes to cents a year: the periods of pay, and the part of a year in which it comes in."""

from calendar import monthrange
from datetime import date

from coverport.core.money import Cents, half_up
from coverport.eligibility.facts.income import Deduction, IncomeLine

Line = IncomeLine | Deduction

# How many periods a year has; what comes once has none.
A_YEAR: dict[str, int] = {
    "week": 52,
    "two_weeks": 26,
    "half_month": 24,
    "month": 12,
    "quarter": 4,
    "year": 1,
    "once": 0,
}
# A year of an hourly wage is that of its usual weeks.
WEEKS = A_YEAR["week"]
# The age from which a return is needed only at a higher income, 26 USC 63(f)(1)(A).
AGED = 65


def comes_once(line: Line) -> bool:
    """Whether it is paid once, and not period after period. A lump sum is, whatever its period."""
    return line.period == "once" or line.kind == "lump_sum"


def comes_always(line: Line) -> bool:
    """Whether it comes in all year round, so that the year's amount and the current rate are one."""
    return line.starts is None and line.ends is None and not comes_once(line)


def yearly_rate(line: Line) -> Cents:
    """Cents a year while it comes in: 1,850.00 each two weeks are 48,100.00. 0 for what comes once."""
    if line.period != "hour":
        return 0 if line.kind == "lump_sum" else line.amount * A_YEAR[line.period]
    hours = line.hours_per_week if isinstance(line, IncomeLine) else None
    if hours is None:
        raise ValueError("an amount by the hour needs the hours a week")
    return half_up(line.amount * hours * WEEKS)


def within_year(line: Line, year: int) -> Cents:
    """What of it falls into a year: whole months as twelfths, a part of a month by its days."""
    starts, ends = line.starts, line.ends
    if comes_once(line):
        day = starts or ends
        return line.amount if day is None or day.year == year else 0
    rate = yearly_rate(line)
    return rate if starts is None and ends is None else _share(rate, starts, ends, year)


def in_force(line: Line, on: date) -> bool:
    """Whether it comes in on that day."""
    return (line.starts is None or line.starts <= on) and (line.ends is None or on <= line.ends)


def paid_in_month(line: Line, on: date) -> bool:
    """Whether what comes once comes in that day's month; it needs its day for that."""
    day = line.starts or line.ends
    return day is not None and (day.year, day.month) == (on.year, on.month)


def _share(rate: Cents, starts: date | None, ends: date | None, year: int) -> Cents:
    first = max(starts or date.min, date(year, 1, 1))
    last = min(ends or date.max, date(year, 12, 31))
    if first > last:
        return 0
    opening, closing = monthrange(year, first.month)[1], monthrange(year, last.month)[1]
    # Months up to `last` less months before `first`, both over the days of their own last month.
    months = (last.month - first.month) * opening * closing + last.day * opening - (first.day - 1) * closing
    return _nearest(rate * months, 12 * opening * closing)


def _nearest(amount: int, parts: int) -> int:
    """A whole number, halves away from zero."""
    sign = -1 if amount < 0 else 1
    return sign * ((2 * abs(amount) + parts) // (2 * parts))
