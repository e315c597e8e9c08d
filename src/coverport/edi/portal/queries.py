"""Reads of the portal: only what somebody may see at an exchange, the newest first. What is another's is not there: 404."""

from typing import TypeVar

from django.db.models import Model, QuerySet
from django.http import Http404

from coverport.accounts.roles import issuers_of
from coverport.billing.passing_on import OwedBack, owed_back
from coverport.core.access import Actor, Permission
from coverport.edi.access import party
from coverport.edi.models import Discrepancy, EdiFile, Heard, Received
from coverport.exchanges.models import Exchange

Row = TypeVar("Row", bound=Model)


def issuers(actor: Actor, exchange: Exchange) -> tuple[str, ...] | None:
    """The insurers whose files somebody may see; None for those of all."""
    return None if actor.may(Permission.SETTLE_DISCREPANCIES, exchange) else issuers_of(actor, exchange)


def sent_files(actor: Actor, exchange: Exchange) -> QuerySet[EdiFile]:
    return _of(EdiFile.objects.all(), actor, exchange).defer("content").order_by("-pk")


def received_files(actor: Actor, exchange: Exchange) -> QuerySet[Received]:
    return _of(Received.objects.all(), actor, exchange).defer("content").order_by("-pk")


def discrepancies(actor: Actor, exchange: Exchange) -> QuerySet[Discrepancy]:
    """What is open first, then by age."""
    return _of(Discrepancy.objects.all(), actor, exchange).order_by("first_on", "pk")


def _of(rows: QuerySet[Row], actor: Actor, exchange: Exchange) -> QuerySet[Row]:
    mine = issuers(actor, exchange)
    here = rows.filter(exchange=exchange.slug)
    return here if mine is None else here.filter(issuer_id__in=mine)


def owed(actor: Actor, exchange: Exchange) -> list[OwedBack]:
    """What insurers are to give back."""
    mine = issuers(actor, exchange)
    return [each for each in owed_back() if each.exchange == exchange.slug and (mine is None or each.issuer in mine)]


def sent_file(actor: Actor, exchange: Exchange, number: int) -> EdiFile:
    return _one(EdiFile.objects.defer("content").filter(exchange=exchange.slug, pk=number), actor, exchange)


def received_file(actor: Actor, exchange: Exchange, number: int) -> Received:
    return _one(Received.objects.defer("content").filter(exchange=exchange.slug, pk=number), actor, exchange)


def message(actor: Actor, exchange: Exchange, number: int, message: int) -> Heard:
    """Of a received file."""
    found = received_file(actor, exchange, number).heard.select_related("received").filter(pk=message).first()
    if found is None:
        raise Http404
    return found


def discrepancy(actor: Actor, exchange: Exchange, reference: str) -> Discrepancy:
    rows = Discrepancy.objects.select_related("enrollment", "due__file", "answered_in")
    return _one(rows.filter(exchange=exchange.slug, reference=reference), actor, exchange)


def _one(rows: QuerySet[Row], actor: Actor, exchange: Exchange) -> Row:
    row = rows.first()
    if row is None or not actor.may(Permission.SEE_FILES, party(exchange, row.issuer_id)):  # type: ignore[attr-defined]
        raise Http404
    return row
