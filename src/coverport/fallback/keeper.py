"""Answers to other rooms: what is off, and since when somebody waits. Looked up as asked, so that a switch works at once everywhere."""

from datetime import date

from django.db.models import Min

from coverport.core.switches import ACCOUNTS, APPLICATIONS, Place, keeps_the_switches
from coverport.fallback.models import Arrival, Outage

# Who could not make an account could not apply either: that day counts for the application.
STANDS_FOR = {APPLICATIONS: (APPLICATIONS, ACCOUNTS)}
KEEP_THEIR_PLACE = (Arrival.Status.WAITING, Arrival.Status.LET_IN)


@keeps_the_switches
class Switches:
    """The rows of this room."""

    def is_off(self, exchange_id: int, function: str) -> bool:
        return Outage.objects.filter(exchange_id=exchange_id, function=function, ended_on=None).exists()

    def in_line_since(self, exchange_id: int, user_id: int, function: str, year: int) -> date | None:
        mine = Arrival.objects.filter(
            exchange_id=exchange_id, user_id=user_id, year=year, function__in=STANDS_FOR.get(function, (function,)),
            status__in=KEEP_THEIR_PLACE,
        )  # fmt: skip
        first: date | None = mine.aggregate(first=Min("on"))["first"]
        return first

    def place_of(self, exchange_id: int, number: str) -> Place | None:
        row = Arrival.objects.filter(
            exchange_id=exchange_id, reference=number.strip().upper(), status__in=KEEP_THEIR_PLACE
        ).first()
        return None if row is None else Place(row.on, row.user_id)
