"""Whose files: an insurer at an exchange, as permissions ask for it."""

import msgspec

from coverport.edi.models import Discrepancy, EdiFile, Received
from coverport.exchanges.models import Exchange


class Party(msgspec.Struct, frozen=True):
    """One insurer at one exchange; what it has there only its own people and the exchange's may see."""

    filed_at_id: int
    issuer_id: str


def party(exchange: Exchange, issuer_id: str) -> Party:
    return Party(exchange.pk, issuer_id)


def party_of(row: EdiFile | Received | Discrepancy) -> Party:
    """Whose a file or a difference is."""
    return party(Exchange.objects.get(slug=row.exchange), row.issuer_id)
