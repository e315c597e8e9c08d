"""Scanned pages in storage: encrypted, under their own hash."""

import hashlib
from datetime import date

from django.db import transaction

from coverport.core import sealed_files
from coverport.core.access import Actor, Permission
from coverport.core.events import record
from coverport.core.models import Event
from coverport.core.sealed_files import Damaged
from coverport.paper.events import SheetSeen
from coverport.paper.models import SHEET_PURPOSE, Envelope, Sheet

__all__ = ["Damaged", "open_sheet", "opened", "put"]
SEEN_FOR = "application on paper, 45 CFR 155.405(c)(2)"


def put(envelope: Envelope, jpeg: bytes) -> dict[str, object]:
    """Store a page; answers what its row says of it. What an interrupted scan left under this name is replaced."""
    sha256 = hashlib.sha256(jpeg).hexdigest()
    kept = sealed_files.put(
        f"paper/{envelope.exchange.slug}/{envelope.reference}/{sha256}", jpeg, purpose=SHEET_PURPOSE
    )
    return {"path": kept, "sha256": sha256, "length": len(jpeg)}


@transaction.atomic
def open_sheet(*, actor: Actor, sheet: Sheet, on: date) -> bytes:
    """A scanned page, for who keys it in: who opened it is written down, once a day. Raises NotAllowed, Damaged."""
    exchange = sheet.envelope.exchange
    actor.require(Permission.KEY_PAPER, exchange)
    seen, subject = SheetSeen(sheet.reference), (sheet.paper or sheet.envelope).reference
    there = Event.objects.filter(subject=subject, kind=seen.kind, actor=actor.label, on=on)
    if not there.filter(data__sheet=sheet.reference).exists():
        record(seen, by=actor, on=on, exchange=exchange.slug, subject=subject, purpose=SEEN_FOR)
    return opened(sheet)


def opened(sheet: Sheet) -> bytes:
    """The page as it was scanned. Raises Damaged."""
    return sealed_files.opened(sheet.path, sheet.sha256, purpose=SHEET_PURPOSE)
