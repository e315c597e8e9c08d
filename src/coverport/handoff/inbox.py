"""Messages of the agency, each taken in once: its effect commits first, then the agency gets the receipt and lets the case go."""

import hashlib
from datetime import date

import msgspec
import structlog
from django.db import transaction

from coverport.core.references import new_reference
from coverport.exchanges.models import Exchange
from coverport.handoff.agency import Agency, Unavailable, agency
from coverport.handoff.deciding import Unknown, take_decision
from coverport.handoff.layout import AccountTransfer, Decision, NoTransfer, Receipt, read_from_agency
from coverport.handoff.models import Incoming
from coverport.handoff.taking_in import NeedsHuman, take_transfer

log = structlog.get_logger()
Status = Incoming.Status


def take_waiting(exchange: Exchange, *, on: date, through: Agency | None = None) -> int:
    """Take in what the agency has for an exchange; answers how many. What cannot be taken now stays there and is asked for again."""
    way = through or agency()
    try:
        bodies = way.waiting(exchange.profile.states_of(on.year))
        for body in bodies:
            if (receipt := receive(exchange, body, on=on)) is not None:
                way.acknowledge(receipt)
    except Unavailable as none:
        log.warning("agency_not_asked", exchange=exchange.slug, trouble=none.trouble)
        return 0
    return len(bodies)


def receive(exchange: Exchange, body: bytes, *, on: date) -> Receipt | None:
    """One message; None where it fails for a reason of ours, so that the agency keeps it, and no other waits for it."""
    try:
        return take(exchange, body, on=on)
    except Exception:
        log.exception("agency_message_waits", exchange=exchange.slug, message=_key(body))
        return None


@transaction.atomic
def take(exchange: Exchange, body: bytes, *, on: date) -> Receipt | None:
    """Take a message in, all of it or nothing; the same again gives the receipt of the first time. None where it has no id.

    Raises whatever keeps a new decision from being made now.
    """
    key = _key(body)
    if key is None:
        log.error("agency_message_without_id", exchange=exchange.slug, length=len(body))
        return None
    digest = hashlib.sha256(body).hexdigest()
    Exchange.objects.select_for_update().get(pk=exchange.pk)  # two workers never take the same message
    if there := Incoming.objects.filter(exchange=exchange, message=key).first():
        same = there.sha256 == digest
        return _receipt(there) if same else Receipt(key, "refused", False, "this id came before with something else")
    row = Incoming(exchange=exchange, message=key, body=body.decode("utf-8", "replace"), sha256=digest, came_on=on)
    row.kind, row.status, row.why = "", Status.TAKEN, ""
    _take(row, body, on)
    row.save()
    return _receipt(row)


def _take(row: Incoming, body: bytes, on: date) -> None:
    try:
        message = read_from_agency(body)
        row.kind = "transfer" if isinstance(message, AccountTransfer) else "decision"
        with transaction.atomic():
            if isinstance(message, Decision):
                take_decision(row.exchange, message, on=on)
            else:
                row.reference = row.reference or new_reference()
                row.application = take_transfer(row, message, on=on)
    except (NoTransfer, Unknown) as refused:
        row.status, row.why = Status.REFUSED, str(refused)[:200]
    except NeedsHuman as needs:
        row.status, row.why = Status.WAITS, str(needs)


def _receipt(row: Incoming) -> Receipt:
    """Whoever waits for a human here is ours, too."""
    return Receipt(row.message, row.reference, row.status != Status.REFUSED, row.why if row.status == Status.REFUSED else "")  # fmt: skip


class _Id(msgspec.Struct):
    id: str


def _key(body: bytes) -> str | None:
    try:
        key = msgspec.json.decode(body, type=_Id).id
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    return key if 0 < len(key) <= 64 and key.isprintable() else None
