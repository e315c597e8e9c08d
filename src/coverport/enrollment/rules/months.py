"""What each person's coverage costs in each month. Part months are prorated by days: 45 CFR 155.240(e), 155.340(i)."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from itertools import pairwise
from typing import Literal

import msgspec

from coverport.core.dates import first_of_month, last_of_month
from coverport.core.money import Cents
from coverport.enrollment.rules.policies import Policy, Span

# days: a part month costs its days; whole_month: a month in which a policy covers a person for a day costs the whole month.
Method = Literal["days", "whole_month"]


class Part(msgspec.Struct, frozen=True):
    """One person's part of a policy's price by the full month. creditable: what credit may pay of it: the essential health
    benefits, the pediatric ones on a stand-alone dental plan, nothing on a catastrophic plan.
    """

    person: str
    premium: Cents
    creditable: Cents


# What a set of people costs on one policy.
Price = Callable[[frozenset[str]], Sequence[Part]]


class Cost(msgspec.Struct, frozen=True, order=True):
    """One person on one policy in one month. first, last: the days covered; month: its first day."""

    policy: str
    month: date
    person: str
    first: date
    last: date
    premium: Cents
    creditable: Cents

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


class Segment(msgspec.Struct, frozen=True):
    """Days on which the same people are covered."""

    first: date
    last: date
    people: frozenset[str]


def costs(policy: Policy, price: Price, method: Method) -> list[Cost]:
    """Every person-month of a policy, in order; none for one that covers nobody."""
    if not policy.covering:
        return []
    priced = [(each, tuple(price(each.people))) for each in segments(policy.spans)]
    return [cost for month in months_of(policy.spans) for cost in _of_month(policy, priced, month, method)]


def segments(spans: Sequence[Span]) -> list[Segment]:
    """The days of some spans, cut wherever somebody comes or goes."""
    cuts = sorted({span.first for span in spans} | {_after(span.last) for span in spans})
    found = (
        Segment(first, _before(after), frozenset(span.person for span in spans if span.covers(first)))
        for first, after in pairwise(cuts)
    )
    return [each for each in found if each.people]


def months_of(spans: Iterable[Span]) -> list[date]:
    """The first days of the months in which anybody is covered."""
    return sorted({month for span in spans for month in _months(span.first, span.last)})


def _of_month(
    policy: Policy, priced: Sequence[tuple[Segment, tuple[Part, ...]]], month: date, method: Method
) -> Iterator[Cost]:
    last = last_of_month(month)
    here = [(each, parts) for each, parts in priced if each.first <= last and each.last >= month]
    if len(here) == 1 and here[0][0].first <= month and here[0][0].last >= last:  # as nearly every month is
        for part in here[0][1]:
            yield Cost(policy.reference, month, part.person, month, last, part.premium, part.creditable)
        return
    people = dict.fromkeys(part.person for _, parts in here for part in parts)
    for person in people:
        mine = [(each, part) for each, parts in here for part in parts if part.person == person]
        days, whole = _weights([each for each, _ in mine], month, method)
        yield Cost(
            policy=policy.reference,
            month=month,
            person=person,
            first=max(month, mine[0][0].first),
            last=min(last, mine[-1][0].last),
            premium=_sum([part.premium for _, part in mine], days, whole),
            creditable=_sum([part.creditable for _, part in mine], days, whole),
        )


def _weights(mine: Sequence[Segment], month: date, method: Method) -> tuple[list[int], int]:
    """How many parts of a month each segment counts for, and of how many: of its days, or all or nothing."""
    if method == "whole_month":
        return [1 if place == 0 else 0 for place in range(len(mine))], 1
    return [days_in(each.first, each.last, month) for each in mine], last_of_month(month).day


def days_in(first: date, last: date, month: date) -> int:
    """How many days of a month lie between two days, both counted."""
    return max(0, (min(last, last_of_month(month)) - max(first, month)).days + 1)


def _sum(amounts: Sequence[Cents], days: Sequence[int], whole: int) -> Cents:
    """Rounded once, half cents up; in whole numbers, since each choice works out a year of them."""
    exact = sum(amount * part for amount, part in zip(amounts, days, strict=True))
    return (2 * exact + whole) // (2 * whole)


def _months(first: date, last: date) -> Iterator[date]:
    month = first_of_month(first)
    while month <= last:
        yield month
        month = first_of_month(month, 1)


def _after(day: date) -> date:
    return date.fromordinal(day.toordinal() + 1)


def _before(day: date) -> date:
    return date.fromordinal(day.toordinal() - 1)
