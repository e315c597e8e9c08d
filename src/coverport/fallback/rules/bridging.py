"""From when to when somebody is kept insured, when they are told, and what an insurer gives back."""

from collections.abc import Mapping
from datetime import date, timedelta

from coverport.core.dates import first_of_month, last_of_month


def first_day(came: date, earliest: date) -> date:
    """Temporary coverage begins on the day on which they came, if the law lets it begin then."""
    return max(came, earliest)


def last_after_decision(decided: date, months: int, last: date) -> date:
    """Temporary coverage goes on after a decision to the end of a month, so that a plan can be chosen; never past its last day."""
    return min(last_of_month(first_of_month(decided, months)), last)


def letter_due(last: date, *, told: date | None, today: date, days: int) -> bool:
    """Whether it is time to say that coverage ends: once for each last day, late rather than never."""
    return told != last and today >= last - timedelta(days=days)


def credit_owed(credit: Mapping[date, int], paid_through: date) -> int:
    """Cents of credit, by the first day of each month, for the months that were paid in full to the insurer; a month begun was paid."""
    return sum(cents for month, cents in credit.items() if month <= paid_through)
