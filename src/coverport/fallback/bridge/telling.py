"""Who is told that coverage meanwhile goes on, and that it ends: once for each last day, a household's people in one letter."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet

from coverport.core.access import Actor, Permission
from coverport.exchanges.models import Exchange
from coverport.fallback.bridge import law
from coverport.fallback.bridge.models import Bridge
from coverport.fallback.bridge.notices import post_ends, post_kept
from coverport.fallback.bridge.queries import open_bridges
from coverport.fallback.rules.bridging import letter_due

BATCH = 1_000


@transaction.atomic
def tell_kept(*, actor: Actor, exchange: Exchange, on: date, most: int = BATCH) -> int:
    """Tell that coverage goes on to a day, once for each last day; answers how many people. Not where the next letter says that it ends."""
    actor.require(Permission.RUN_FALLBACK, exchange)
    soon = on + timedelta(days=law.letter_days(on))
    due = _tellable(exchange).filter(~Q(told_kept=F("last")) | Q(told_kept=None), decided_on=None, last__gt=soon)
    rows = _whole_cases(list(due[:most]), most)
    post_kept(_letters(rows), on=on)
    _told(rows, "told_kept")
    return len(rows)


@transaction.atomic
def tell_ends(*, actor: Actor, exchange: Exchange, on: date, most: int = BATCH) -> int:
    """Tell whom nothing covers after it that their coverage ends, once for each last day; answers how many people."""
    actor.require(Permission.RUN_FALLBACK, exchange)
    days = law.letter_days(on)
    due = _tellable(exchange).filter(
        ~Q(told_last=F("last")) | Q(told_last=None), last__range=(on, on + timedelta(days=days)), follows=False
    )
    found = _whole_cases(list(due[:most]), most)
    rows = [row for row in found if letter_due(row.last, told=row.told_last, today=on, days=days)]
    say_ends(rows, on)
    return len(rows)


def _tellable(exchange: Exchange) -> QuerySet[Any]:
    """Who has an address: the others get no letter, and stand on the desk among those to call."""
    found = open_bridges(exchange).filter(paper__application__street__gt="").select_for_update(of=("self",))
    return found.select_related("exchange", "person", "paper__application__household__owner")


def _whole_cases(rows: list[Any], most: int) -> list[Any]:
    """Without a last case of which the batch may have cut people off: they share a letter, with the next batch."""
    if len(rows) < most or rows[0].paper_id == rows[-1].paper_id:
        return rows
    return [row for row in rows if row.paper_id != rows[-1].paper_id]


def say_ends(rows: Sequence[Bridge], on: date) -> None:
    """The letters that it ends, and that they were told."""
    post_ends(_letters(rows), on=on)
    _told(rows, "told_last")


def _told(rows: Sequence[Bridge], field: str) -> None:
    for row in rows:
        setattr(row, field, row.last)
    Bridge.objects.filter(pk__in=[row.pk for row in rows]).update(**{field: F("last")})


def _letters(rows: Iterable[Bridge]) -> list[list[Bridge]]:
    """By case, name and last day: who shares them shares a letter."""

    def key(row: Bridge) -> tuple[int, str, date]:
        return row.paper_id, row.title, row.last

    return [list(group) for _key, group in groupby(sorted(rows, key=lambda row: (key(row), row.pk)), key=key)]
