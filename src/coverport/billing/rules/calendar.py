"""When bills go out and when they are due."""

from datetime import date, timedelta

from coverport.core.dates import day_before, first_of_month


def regular_due(month: date, due_day: int | None) -> date:
    """The day by which a month's premium is due: that day of the month before, else the day before the month. month: its first day."""
    return first_of_month(month, -1).replace(day=due_day) if due_day else day_before(month)


def due_on(month: date, due_day: int | None, *, issued_on: date, least_days: int) -> date:
    """The due day of a bill. One that went out late leaves the person `least_days` to pay."""
    return max(regular_due(month, due_day), issued_on + timedelta(days=least_days))


def months_to_bill(start: date, end: date, *, on: date) -> list[date]:
    """First days of the months that should have been billed by a day: each goes out with the first day of the month before it."""
    last = min(first_of_month(end), first_of_month(on, 1))
    months, month = [], first_of_month(start)
    while month <= last:
        months.append(month)
        month = first_of_month(month, 1)
    return months
