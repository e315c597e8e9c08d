"""An exchange's clock."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

from coverport.exchanges.models import Exchange


def clock_of(slug: str) -> datetime:
    """The exchange's date of record with the time of day in its time zone."""
    exchange = Exchange.objects.get(slug=slug)
    now = timezone.now().astimezone(ZoneInfo(exchange.profile.timezone))
    return datetime.combine(exchange.today(), now.timetz())
