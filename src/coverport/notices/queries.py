"""Reads of the inbox, and of what cannot be delivered."""

from typing import TYPE_CHECKING

import msgspec
from django.db.models import QuerySet

from coverport.notices.models import Dispatch, Notice, PrintRun

if TYPE_CHECKING:
    from coverport.exchanges.models import Exchange


def inbox(*, exchange: "Exchange", user_id: int) -> QuerySet[Notice]:
    """A person's letters from an exchange, newest first."""
    return Notice.objects.filter(exchange=exchange.slug, user_id=user_id).order_by("-id")


def unread(*, exchange: "Exchange", user_id: int) -> int:
    """How many of them were never opened."""
    return inbox(exchange=exchange, user_id=user_id).filter(read_at=None).count()


def was_told(kind: str, *, exchange: "Exchange", decision: str) -> bool:
    """Whether a decision has its letter of a kind already."""
    return Notice.objects.filter(exchange=exchange.slug, decision=decision, kind=kind).exists()


def held(exchange: str) -> QuerySet[Dispatch]:
    """Letters on paper that cannot be delivered as they are, the oldest first."""
    waiting = Dispatch.objects.filter(status=Dispatch.Status.HELD, notice__exchange=exchange)
    return waiting.select_related("notice__stationery").order_by("pk")


class PaperStanding(msgspec.Struct, frozen=True):
    """Letters on paper: due for the next run, and in the last one, None where there was none."""

    due: int
    last: PrintRun | None
    letters: int


def paper_standing(exchange: "Exchange") -> PaperStanding:
    """What waits for a print run, and what the last one took."""
    due = Dispatch.objects.filter(
        channel=Dispatch.Channel.PRINT, status=Dispatch.Status.DUE, run=None, notice__exchange=exchange.slug
    )
    last = PrintRun.objects.filter(exchange=exchange.slug).order_by("-pk").first()
    return PaperStanding(due.count(), last, last.pieces.count() if last else 0)
