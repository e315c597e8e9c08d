"""The days of a renewal: until when the household may say what is wrong, and from when it is enrolled again. 45 CFR 155.335(d)-(i)."""

from datetime import date, timedelta


def answer_by(told: date, days: int) -> date:
    """The last day to answer the notice."""
    return told + timedelta(days=days)


def due_on(told: date, days: int, year: int) -> date:
    """The first day on which who said nothing is enrolled again: after the days to answer, before the year begins, so that no gap comes."""
    return min(answer_by(told, days) + timedelta(days=1), date(year - 1, 12, 31))
