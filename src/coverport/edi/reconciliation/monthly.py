"""What the clock does: our view of a month on the day of the partner's profile, once; answers that are not said yet."""

from datetime import date

import structlog

from coverport.core.dates import first_of_month
from coverport.edi import profiles
from coverport.edi.clock import clock_of
from coverport.edi.models import Due834, EdiFile
from coverport.edi.reconciliation.answering import answer, waiting
from coverport.edi.reconciliation.sending import Sent, send_view

log = structlog.get_logger()


def send_views(exchange: str = "") -> list[Sent]:
    """Our view of the month to every insurer that was told anything, from its day on, if it has not gone out. Empty: of all."""
    told = Due834.objects.exclude(file=None).order_by("exchange", "issuer_id").distinct()
    sent = []
    for slug, issuer in told.values_list("exchange", "issuer_id"):
        if exchange not in {"", slug}:
            continue
        try:
            sent += _send(slug, issuer)
        except profiles.BadPartner as error:  # One insurer's mistake holds no other up.
            log.error("view_not_sent", exchange=slug, issuer=issuer, error=str(error))
    return sent


def _send(exchange: str, issuer: str) -> list[Sent]:
    at = clock_of(exchange)
    month = first_of_month(at.date())
    if at.day < profiles.load(exchange, issuer).view_day or _went_out(exchange, issuer, month):
        return []
    return send_view(exchange=exchange, issuer=issuer, month=month, at=at)


def _went_out(exchange: str, issuer: str, month: date) -> bool:
    sent = EdiFile.objects.filter(exchange=exchange, issuer_id=issuer, set="REC")
    return sent.filter(notes__contains=[{"month": month.isoformat()}]).exists()


def send_answers() -> None:
    """What staff settled since the last answer."""
    for exchange, issuer in waiting():
        answer(exchange=exchange, issuer=issuer, at=clock_of(exchange))
