"""The clock of this room, for procrastinate. Every job can be run twice: what has its receipt is not sent again."""

from procrastinate.contrib.django import app

from coverport.exchanges.models import Exchange
from coverport.handoff.inbox import take_waiting
from coverport.handoff.matching import turn
from coverport.handoff.outbox import send_due


@app.periodic(cron="* * * * *")
@app.task(name="handoff.exchange", queueing_lock="handoff.exchange", lock="handoff.exchange")
def exchange_with_agency(timestamp: int) -> None:
    """Every minute: send what is due, then take in what waits there."""
    send_due()
    for exchange in Exchange.objects.order_by("pk"):
        take_waiting(exchange, on=exchange.today())


@app.periodic(cron="23 * * * *")
@app.task(name="handoff.match", queueing_lock="handoff.match", lock="handoff.match")
def match(timestamp: int) -> None:
    """Every hour: whoever is due is matched to the records, and what nobody answered in time is decided."""
    for exchange in Exchange.objects.order_by("pk"):
        turn(exchange, on=exchange.today())
