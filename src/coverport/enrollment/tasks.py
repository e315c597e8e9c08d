"""The clock of this room, for procrastinate. Each job can be run twice: who has a letter gets no second one, what ended is ended."""

from procrastinate.contrib.django import app

from coverport.enrollment.changes.report_notices import tell_of_unfinished
from coverport.enrollment.medicare import tell_of_medicare
from coverport.enrollment.reminders import remind
from coverport.enrollment.season import announce
from coverport.enrollment.special.proving import expire_proofs, scan_papers
from coverport.exchanges.models import Exchange


@app.periodic(cron="23 * * * *")
@app.task(name="enrollment.remind", queueing_lock="enrollment.remind", lock="enrollment.remind")
def remind_all(timestamp: int) -> None:
    """Every hour, so that each exchange's new day is met: open enrollment that begins, last days to choose that come near,
    changes that were told on an earlier day and not finished, people who can soon have Medicare.
    """
    for exchange in Exchange.objects.order_by("slug"):
        announce(exchange, on=exchange.today())
        remind(exchange, on=exchange.today())
        tell_of_unfinished(exchange, on=exchange.today())
        tell_of_medicare(exchange, on=exchange.today())


@app.periodic(cron="41 * * * *")
@app.task(name="enrollment.proofs", queueing_lock="enrollment.proofs", lock="enrollment.proofs")
def look_after_proofs(timestamp: int) -> None:
    """Every hour, by each exchange's own day: papers that were not scanned yet, and choices that nobody proved in time."""
    scan_papers()
    for exchange in Exchange.objects.order_by("slug"):
        expire_proofs(exchange=exchange, on=exchange.today())
