"""Reads of the inbox, and of what cannot be delivered."""

from typing import TYPE_CHECKING

from django.db.models import QuerySet

from coverport.notices.models import Dispatch, Notice

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
    return waiting.select_related("notice").order_by("pk")
