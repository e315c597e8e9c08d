"""When a period of grace begins, and whether a month of the plan year was paid."""

from collections.abc import Iterable, Mapping
from datetime import date

from coverport.billing.rules.allocation import Charge, late
from coverport.core.dates import first_of_month
from coverport.core.money import Cents


def first_unpaid_month(charges: Iterable[Charge], on: date) -> date | None:
    """The month with which a person stops paying, once it has begun: the one after the day by which the oldest unpaid charge was due.

    A charge for an old month that was asked for later, as after a correction, is late from then on and not from its own month.
    """
    oldest = next(iter(late(charges, on)), None)
    if oldest is None:
        return None
    month = first_of_month(oldest.due_on, 1)
    return month if month <= on else None


def month_was_paid(charges: Iterable[Charge], net: Mapping[date, Cents], year: int, on: date) -> bool:
    """Whether a month of a plan year was paid in full, 45 CFR 156.270(d). net: first day -> cents of each month that was charged.

    A month for which nothing is owed counts as paid; so does one of which no more than a correction is open that is not due by then.
    """
    left: dict[date, Cents] = {}
    asked = sorted(charges)
    for charge in asked:
        first = next(each for each in asked if each.month == charge.month)
        if charge == first or charge.due_on < on:
            left[charge.month] = left.get(charge.month, 0) + charge.open
    return any(left.get(month, 0) <= 0 for month in net if month.year == year)
