"""Two views of the same policies, both in order, policy by policy: what differs. Pure; never more than one policy at a time in memory."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Literal

import msgspec

from coverport.edi.reconciliation.rules.layout import Column, Layout
from coverport.edi.reconciliation.rules.lines import Row
from coverport.edi.rules.characters import to_x12

Kind = Literal["missing_there", "unknown_here", "person_missing_there", "person_unknown_here", "twice_there", "differs"]
CANCELED = "canceled"


class Found(msgspec.Struct, frozen=True):
    """One thing that differs. field, ours, theirs: of `differs` alone."""

    policy: str
    kind: Kind
    member: str = ""
    field: str = ""
    ours: str = ""
    theirs: str = ""


class Policy(msgspec.Struct, frozen=True):
    """A policy as one side sees it: its people by number, the subscriber's line with the policy's own columns.

    moving: a message of it is on its way, so that the other side cannot know yet.
    """

    number: str
    people: dict[str, Row]
    twice: tuple[str, ...] = ()
    moving: bool = False

    @property
    def head(self) -> Row:
        rows = self.people.values()
        return next((row for row in rows if row.get("subscriber") == "Y"), next(iter(rows)))

    @property
    def canceled(self) -> bool:
        return self.head.get("status") == CANCELED


Pair = tuple[Policy | None, Policy | None]


def grouped(rows: Iterable[Row]) -> Iterator[Policy]:
    """Lines of one policy after the other. Whose line comes twice counts by the first one."""
    for number, lines in groupby(rows, key=lambda row: row["policy"]):
        people: dict[str, Row] = {}
        twice = []
        for row in lines:
            if row["member"] in people:
                twice.append(row["member"])
            people.setdefault(row["member"], row)
        yield Policy(number, people, tuple(dict.fromkeys(twice)))


def paired(ours: Iterator[Policy], theirs: Iterator[Policy]) -> Iterator[Pair]:
    """Both views by number: each policy once, beside what the other side has of it."""
    mine, other = next(ours, None), next(theirs, None)
    while mine or other:
        if other is None or (mine and mine.number < other.number):
            yield mine, None
            mine = next(ours, None)
        elif mine is None or other.number < mine.number:
            yield None, other
            other = next(theirs, None)
        else:
            yield mine, other
            mine, other = next(ours, None), next(theirs, None)


def differences(mine: Policy | None, other: Policy | None, layout: Layout) -> Iterator[Found]:
    """What differs of one policy. One that either side canceled is compared by that alone."""
    if mine is None:
        if other is not None and not other.canceled:
            yield Found(other.number, "unknown_here")
        return
    if other is None:
        if not mine.canceled:
            yield Found(mine.number, "missing_there")
        return
    yield from (Found(mine.number, "twice_there", member) for member in other.twice)
    if mine.canceled or other.canceled:
        yield from _fields(mine, mine.head, other.head, (layout.column("status"),), "")
        return
    yield from _fields(mine, mine.head, other.head, layout.of("policy"), "")
    yield from _people(mine, other, layout)


def _people(mine: Policy, other: Policy, layout: Layout) -> Iterator[Found]:
    for member in sorted({*mine.people, *other.people}):
        if member not in other.people:
            yield Found(mine.number, "person_missing_there", member)
        elif member not in mine.people:
            yield Found(mine.number, "person_unknown_here", member)
        else:
            yield from _fields(mine, mine.people[member], other.people[member], layout.of("member"), member)


def _fields(mine: Policy, ours: Row, theirs: Row, columns: Iterable[Column], member: str) -> Iterator[Found]:
    """Of the columns that we speak of: what we leave out altogether is not ours to say."""
    for column in columns:
        if column.name in {"policy", "member"} or column.name not in ours:
            continue
        us, them = ours[column.name], theirs.get(column.name, "")
        if not _same(column, us, them):
            yield Found(mine.number, "differs", member, column.name, us, them)


def _same(column: Column, ours: str, theirs: str) -> bool:
    """Whether both say the same, or the insurer says nothing of it."""
    if not theirs and column.blank == "silent":
        return True
    return _plain(column, ours) == _plain(column, theirs)


def _plain(column: Column, value: str) -> str:
    """Names and streets as an 834 can carry them, whatever their letters' case; the first five digits of a ZIP code."""
    if column.kind == "words":
        return to_x12(value).upper()
    return value[:5] if column.kind == "zip" else value
