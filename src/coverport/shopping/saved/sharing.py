"""A list of plans behind a link, for a broker or whoever else helps: it ends by itself, and can be stopped before."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import date, timedelta
from typing import ClassVar

import msgspec
from django.db import transaction
from django.db.models import Q, QuerySet

from coverport.core.access import Actor, Permission
from coverport.core.events import Fact, fact, record
from coverport.exchanges.models import Exchange
from coverport.shopping.models import ShareLink

LASTS_DAYS = 30


@fact
class PlansShared(Fact, frozen=True):
    """A link to a list of plans was made."""

    kind: ClassVar[str] = "shopping.plans_shared"
    link: str
    last_day: str


@fact
class SharingStopped(Fact, frozen=True):
    """A link was stopped before its day."""

    kind: ClassVar[str] = "shopping.sharing_stopped"
    link: str


class Shared(msgspec.Struct, frozen=True):
    """What a link shows. answers: the shopping answers as a query: ages, income, place and year, and nothing else of the person."""

    year: int = 0
    answers: str = ""
    plans: tuple[str, ...] = ()


@transaction.atomic
def share(
    *, actor: Actor, exchange: Exchange, year: int, answers: str, plans: Sequence[str], on: date
) -> tuple[ShareLink, str]:
    """(the link, its token). The token is told this once."""
    forget_ended(exchange, on)
    token = secrets.token_urlsafe(24)
    link = ShareLink.objects.create(
        exchange=exchange,
        owner_id=actor.user_id,
        token_sha256=_hash(token),
        contents=_json(Shared(year, answers, tuple(plans))),
        made_on=on,
        last_day=on + timedelta(days=LASTS_DAYS),
    )
    happened = PlansShared(link.reference, link.last_day.isoformat())
    record(happened, by=actor, on=on, exchange=exchange.slug, subject=link.reference, purpose="help with choosing")
    return link, token


@transaction.atomic
def stop_sharing(*, actor: Actor, exchange: Exchange, reference: str, held: Sequence[str] = (), on: date) -> None:
    """End a link now; said twice, it is said once. held: references in the browser that made them, which is proof enough.

    Raises NotAllowed, ShareLink.DoesNotExist.
    """
    link = ShareLink.objects.select_for_update().get(exchange=exchange, reference=reference)
    if not (link.owner_id is None and reference in held):
        actor.require(Permission.CHANGE, link)
    if link.stopped_on is not None:
        return
    link.stopped_on, link.contents = on, _json(Shared())
    link.save(update_fields=["stopped_on", "contents"])
    record(SharingStopped(link.reference), by=actor, on=on, exchange=exchange.slug, subject=link.reference)


def open_links(actor: Actor, exchange: Exchange, held: Sequence[str], on: date) -> QuerySet[ShareLink]:
    """Links that still open, made by a person or in this browser."""
    mine = Q(owner_id=actor.user_id) if actor.user_id is not None else Q(owner=None, reference__in=held)
    return ShareLink.objects.filter(mine, exchange=exchange, stopped_on=None, last_day__gte=on).order_by("-id")


def shared_by(exchange: Exchange, token: str, on: date) -> Shared | None:
    """What a token opens on a day; None where it never did, does no longer, or was stopped."""
    link = ShareLink.objects.filter(
        exchange=exchange, token_sha256=_hash(token), stopped_on=None, last_day__gte=on
    ).first()
    return msgspec.json.decode(link.contents, type=Shared) if link else None


def forget_ended(exchange: Exchange, on: date) -> None:
    """Links that have ended are not kept: nobody can open them any more."""
    ShareLink.objects.filter(exchange=exchange, last_day__lt=on).delete()


def _json(shared: Shared) -> str:
    return msgspec.json.encode(shared).decode()


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
