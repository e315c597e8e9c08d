"""From when on each person of a choice is covered, where its window reaches back into days for which there was a plan already."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date, timedelta

import msgspec

from coverport.enrollment.rules.effective_date import CoverageStart
from coverport.enrollment.rules.policies import Policy
from coverport.enrollment.rules.transitions import ACTIVE


def first_days(born: Mapping[str, date], start: date, policies: Collection[Policy]) -> dict[str, date]:
    """Nobody before their birth, before they came onto the plan that goes on until now, or on a day that an ended plan covered.

    A window that opened for somebody else reaches further back than those days. Who is on the household's first plan of the year from
    its first day on may begin earlier, as where staff grant the days that an error cost. What waits for its first payment until another
    plan begins has covered nobody and gives way.

    A day that lies in the next year is none: who is covered to the year's end has a plan already, and whoever chooses is told so.

    born: of who chooses, by person; start: the window's day; policies: all that the household held of the kind in the year.
    """
    held = [policy for policy in policies if policy.covering and not policy.cut]
    return {person: max([start, birth, *_kept(person, start, held)]) for person, birth in born.items()}


def from_first_of(start: CoverageStart, days: Mapping[str, date]) -> CoverageStart:
    """A choice begins with the first day of somebody who is on it, so that no month of it is without anybody."""
    first = min(days.values())
    if first <= start.starts:
        return start
    regulatory = max(first, start.regulatory_starts) if start.regulatory_starts else None
    return msgspec.structs.replace(start, starts=first, regulatory_starts=regulatory)


def _kept(person: str, start: date, held: Collection[Policy]) -> Iterator[date]:
    for policy in held:
        for span in policy.spans:
            if span.person != person or span.last < start:
                continue
            if policy.status in ACTIVE:
                if span.first > policy.first or any(each.first < policy.first for each in held):
                    yield span.first
            elif (after := span.last + timedelta(days=1)).year == start.year:
                yield after
