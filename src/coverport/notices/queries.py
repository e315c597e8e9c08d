"""Reads of the inbox."""

from typing import TYPE_CHECKING

from django.db.models import QuerySet

from coverport.notices.models import Notice

if TYPE_CHECKING:
    from coverport.exchanges.models import Exchange


def inbox(*, exchange: "Exchange", user_id: int) -> QuerySet[Notice]:
    """A person's letters from an exchange, newest first."""
    return Notice.objects.filter(exchange=exchange.slug, user_id=user_id).order_by("-id")


def unread(*, exchange: "Exchange", user_id: int) -> int:
    """How many of them were never opened."""
    return inbox(exchange=exchange, user_id=user_id).filter(read_at=None).count()
