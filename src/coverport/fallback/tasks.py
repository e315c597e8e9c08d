"""The clock of this room, for procrastinate: probes, and who waits is let in. Every job can be run twice."""

from procrastinate.contrib.django import app

from coverport.exchanges.models import Exchange
from coverport.fallback import emails, probes
from coverport.fallback.actions import let_in_waiting
from coverport.fallback.bridge.direct import take_over_waiting
from coverport.fallback.bridge.keeping import CLOCK, tend
from coverport.fallback.bridge.waiting import tell_waiting_policies


@app.periodic(cron="* * * * *")
@app.task(name="fallback.look", queueing_lock="fallback.look", lock="fallback.look")
def look(timestamp: int) -> None:
    """Every minute: what does not answer is switched off, what answers again is switched on."""
    probes.look()


@app.periodic(cron="* * * * *")
@app.task(name="fallback.let_in", queueing_lock="fallback.let_in", lock="fallback.let_in")
def let_in(timestamp: int) -> None:
    """Every minute: who waits for what is on again, in order, and the emails that tell them."""
    for exchange in Exchange.objects.order_by("pk"):
        while let_in_waiting(exchange=exchange, on=exchange.today()):
            pass
    emails.tell_who_was_let_in()


@app.periodic(cron="20 5 * * *")
@app.task(name="fallback.bridge", queueing_lock="fallback.bridge", lock="fallback.bridge")
def bridge(timestamp: int) -> None:
    """Every day: coverage meanwhile is prolonged, begun, told, closed; policies sold directly are taken over, or what waits is told."""
    for exchange in Exchange.objects.order_by("pk"):
        tend(actor=CLOCK, exchange=exchange, on=exchange.today())
        take_over_waiting(actor=CLOCK, exchange=exchange, on=exchange.today())
        tell_waiting_policies(actor=CLOCK, exchange=exchange, on=exchange.today())
