"""A month that is covered in part: its days, their part of an amount, and what stays of credit that was paid for more of them."""

from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction

import msgspec

from coverport.core.dates import last_of_month
from coverport.core.money import Cents
from coverport.enrollment.rules.months import Cost
from coverport.shopping.pricing.credit import spread

WHOLE = Fraction(1)


class Paid(msgspec.Struct, frozen=True):
    """What a policy had of a household's credit in a month, and for how many days."""

    credit: Cents
    days: int


NOTHING = Paid(0, 0)


def kept(days: Sequence[int], takes: Sequence[Cents], wants: Sequence[Cents], had: Sequence[Paid]) -> list[Cents]:
    """What stays of a month's credit, by policy: one that covers fewer days of it than it was paid for has these days' part, and one
    that goes on from there has that of its own: 45 CFR 155.340(i).

    days: that each covers now; takes: what each may take; wants: the same, at most what is elected.
    """
    stays = [min(_of_days(paid, now), take) for paid, now, take in zip(had, days, takes, strict=True)]
    shortened = [paid for paid, now in zip(had, days, strict=True) if 0 < now < paid.days]
    free = sum(paid.credit for paid in had) - sum(stays)
    if not shortened or not free:
        return stays
    whole, length = sum(paid.credit for paid in shortened), max(paid.days for paid in shortened)
    goes_on = [
        0 if paid.days else min(want, part(whole, Fraction(now, length)))
        for paid, now, want in zip(had, days, wants, strict=True)
    ]
    return [one + more for one, more in zip(stays, spread(free, goes_on), strict=True)]


def _of_days(paid: Paid, now: int) -> Cents:
    return part(paid.credit, Fraction(now, paid.days)) if now < paid.days else paid.credit


def covered_part(costs: Sequence[Cost], month: date) -> Fraction:
    """The part of the month on whose days anybody is covered."""
    last = last_of_month(month)
    if any(cost.first == month and cost.last == last for cost in costs):
        return WHOLE
    return Fraction(days_of(costs), last.day)


def days_of(costs: Iterable[Cost]) -> int:
    """On how many days of one month anybody is covered."""
    return days_in_all((cost.first, cost.last) for cost in costs)


def days_in_all(spans: Iterable[tuple[date, date]]) -> int:
    """How many days of one month some spans cover, each day once."""
    there = set(spans)
    if len(there) == 1:  # as nearly every month is
        ((first, last),) = there
        return last.day - first.day + 1
    return len({day for first, last in there for day in range(first.day, last.day + 1)})


def part(amount: Cents, covered: Fraction) -> Cents:
    """Half cents up."""
    if covered is WHOLE:
        return amount
    whole = covered.denominator
    return (2 * amount * covered.numerator + whole) // (2 * whole)
