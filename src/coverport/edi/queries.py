"""What is due, and to whom."""

from datetime import datetime

import msgspec
import structlog
from django.db.models import Min
from django.db.models.functions import Coalesce

from coverport.edi import profiles
from coverport.edi.models import Due834
from coverport.edi.rules.timetable import last_time
from coverport.exchanges.models import Exchange

log = structlog.get_logger()


class Waiting(msgspec.Struct, frozen=True):
    """An insurer that is to hear something."""

    exchange: str
    issuer: str


def untold() -> list[tuple[Waiting, datetime]]:
    """Insurers with something due, each with the time since when; what could not be written counts from its last trial."""
    rows = (
        Due834.objects.filter(file=None, withdrawn_on=None)
        .values("exchange", "issuer_id")
        .annotate(since=Min(Coalesce("tried_at", "created_at")))
        .order_by("exchange", "issuer_id")
    )
    return [(Waiting(row["exchange"], row["issuer_id"]), row["since"]) for row in rows]


def to_write(now: datetime) -> list[Waiting]:
    """The insurers whose time has come."""
    exchanges = {exchange.slug: exchange for exchange in Exchange.objects.all()}
    return [each for each, since in untold() if _time_has_come(exchanges[each.exchange], each.issuer, since, now)]


def _time_has_come(exchange: Exchange, issuer: str, since: datetime, now: datetime) -> bool:
    try:
        batch = profiles.load(exchange.slug, issuer).batch
    except profiles.BadPartner as error:  # One insurer's mistake holds no other up.
        log.error("bad_partner", error=str(error))
        return False
    return since < last_time(batch, now=now, timezone=exchange.profile.timezone, sample=exchange.sample)


def faulty(waiting: Waiting) -> list[Due834]:
    """What an insurer is to hear and could not be written."""
    rows = Due834.objects.filter(exchange=waiting.exchange, issuer_id=waiting.issuer, file=None, withdrawn_on=None)
    return list(rows.exclude(fault="").select_related("enrollment").order_by("pk"))
