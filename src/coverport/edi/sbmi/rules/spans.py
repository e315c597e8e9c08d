"""From months with equal figures to a report's spans: a month that is covered in part goes with the months beside it. Pure."""

from collections.abc import Sequence
from datetime import date

import msgspec

from coverport.core.dates import first_of_month, last_of_month
from coverport.core.money import Cents
from coverport.edi.sbmi.rules.records import Financial, PartMonth


class Months(msgspec.Struct, frozen=True):
    """Months in a row at the same monthly amounts; one that is covered in part stands alone with what it came to."""

    since: date
    until: date
    premium: Cents
    credit: Cents
    people: frozenset[int]

    @property
    def partial(self) -> bool:
        return self.since != first_of_month(self.since) or self.until != last_of_month(self.until)

    @property
    def part(self) -> PartMonth:
        return PartMonth(self.since, self.until, self.premium, self.credit)


def financials(months: Sequence[Months], full_premium: Cents, full_credit: Cents) -> tuple[Financial, ...]:
    """A report's spans. full_premium, full_credit: by the full month, for a part of a month with nothing beside it to go by."""
    found = [
        Financial(each.since, each.until, each.premium, each.credit)
        if not each.partial
        else Financial(each.since, each.until, full_premium, full_credit, (each.part,))
        for each in months
    ]
    joined: list[Financial] = []
    for position, each in enumerate(found):
        before = joined[-1] if joined else None
        if before and _goes_on(months[position - 1], months[position]):
            joined[-1] = _joined(before, each)
        else:
            joined.append(each)
    return tuple(joined)


def _goes_on(before: Months, after: Months) -> bool:
    """Whether one of the two is a part of a month of the same people and price, so that it has the other's monthly amounts."""
    if before.people != after.people or before.partial == after.partial:
        return False
    part, full = (before, after) if before.partial else (after, before)
    return part.premium == full.premium or _is_share(part, full)


def _is_share(part: Months, full: Months) -> bool:
    """Whether its days' share of the full price, rounded for each person."""
    days, of = (part.until - part.since).days + 1, last_of_month(part.until).day
    return abs(part.premium * of - full.premium * days) <= len(part.people) * of


def _joined(before: Financial, after: Financial) -> Financial:
    """The full months say the monthly amounts."""
    monthly = after if before.parts and not after.parts else before
    return Financial(before.since, after.until, monthly.premium, monthly.credit, (*before.parts, *after.parts))


def by_month(spans: Sequence[Financial]) -> dict[date, tuple[Cents, Cents]]:
    """Month -> premium and credit that a report says of it."""
    found: dict[date, tuple[Cents, Cents]] = {}
    for span in spans:
        month = first_of_month(span.since)
        while month <= span.until:
            part = next((each for each in span.parts if first_of_month(each.since) == month), None)
            found[month] = (part.premium, part.credit) if part else (span.premium, span.credit)
            month = first_of_month(month, 1)
    return found
