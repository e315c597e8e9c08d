"""Months with and without coverage: one day covers a month; gaps between."""

from collections.abc import Collection
from datetime import date

from coverport.core.dates import age_on, day_before, last_of_month
from coverport.eligibility.tax.facts import MONTHS
from coverport.eligibility.tax.mandate_facts import Member


def covered(member: Member, year: int) -> frozenset[int]:
    """Months of the year with coverage on at least one day, 26 CFR 1.5000A-1(b)(1)."""
    return frozenset(member.covered_months) | {
        month for month in MONTHS for each in member.coverage if _touches(each.start, each.end, date(year, month, 1))
    }


def gaps(uncovered: Collection[int]) -> list[tuple[int, ...]]:
    """Runs of months next to each other, first to last: {2, 3, 12} -> [(2, 3), (12,)]."""
    found: list[list[int]] = []
    for month in sorted(uncovered):
        if found and found[-1][-1] == month - 1:
            found[-1].append(month)
        else:
            found.append([month])
    return [tuple(gap) for gap in found]


def short_gap(uncovered: Collection[int], before: int, limit: int) -> tuple[int, ...]:
    """The first gap of fewer months than the limit, 26 CFR 1.5000A-3(j); empty without one.

    before: months without coverage right before January. They lengthen a gap that begins then; months after December do not.
    """
    for gap in gaps(uncovered):
        length = len(gap) + (before if gap[0] == MONTHS[0] else 0)
        if length < limit:
            return gap
    return ()


def grown_up(birth_date: date, year: int, month: int, age: int) -> bool:
    """Whether that age was reached before the first day of the month, 26 CFR 1.5000A-4(b)(2)(iii): on the day itself is too late."""
    return age_on(birth_date, day_before(date(year, month, 1))) >= age


def _touches(start: date, end: date | None, first: date) -> bool:
    return start <= last_of_month(first) and (end is None or end >= first)
