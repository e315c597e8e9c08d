"""Dates are plain dates in the exchange's own time zone; the day of record comes in as an argument."""

from calendar import monthrange
from datetime import date, timedelta
from functools import lru_cache


def age_on(birth_date: date, on: date) -> int:
    """Completed years of age. A person born on February 29 turns a year older on March 1 of other years."""
    return on.year - birth_date.year - ((on.month, on.day) < (birth_date.month, birth_date.day))


def first_of_month(day: date, months_later: int = 0) -> date:
    """The first day of the month that is some months after the given day's."""
    year, month = divmod(day.year * 12 + day.month - 1 + months_later, 12)
    return date(year, month + 1, 1)


@lru_cache(maxsize=4096)
def last_of_month(day: date) -> date:
    """The last day of the given day's month, remembered: the months of a plan year are asked for by the thousand."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def day_before(day: date) -> date:
    """The day before."""
    return day - timedelta(days=1)


def long_date(day: date) -> str:
    """Written out in the reader's language: "January 1, 2014"."""
    # The command line answers without Django, so it is asked for only where a page or letter is made.
    from django.utils.translation import get_language

    return _written_out(day, get_language())


@lru_cache(maxsize=4096)
def _written_out(day: date, language: str | None) -> str:
    """Letters of a batch name the same few days ten times each. language: the active one."""
    from django.utils.formats import date_format

    return date_format(day, "DATE_FORMAT")
