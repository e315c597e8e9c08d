"""The clock of this room, for procrastinate: sources that did not answer are asked again, and the time of open tasks runs.

Every job can be run twice: what is answered is not asked, what was told is not told again.
"""

from procrastinate.contrib.django import app

from coverport.accounts.identity.actions import scan_waiting as scan_identity_documents
from coverport.applications.verification import turning
from coverport.applications.verification.actions import ask_again
from coverport.applications.verification.proof import scan_documents
from coverport.exchanges.models import Exchange


@app.periodic(cron="* * * * *")
@app.task(name="verification.ask_again", queueing_lock="verification.ask_again", lock="verification.ask_again")
def ask_sources_again(timestamp: int) -> None:
    """Every minute: sources that were silent, as their pauses end."""
    ask_again()


@app.periodic(cron="*/10 * * * *")
@app.task(name="verification.turn_clock", queueing_lock="verification.turn_clock", lock="verification.turn_clock")
def turn_clock(timestamp: int) -> None:
    """Every ten minutes, so that each exchange's new day is met soon: reminders, extensions, ends; files that wait for the scanner."""
    for exchange in Exchange.objects.order_by("pk"):
        turning.turn(exchange, on=exchange.today())
    scan_documents()
    scan_identity_documents()
