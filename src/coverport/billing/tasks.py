"""The clock of this room, for procrastinate. Every job can be run twice: what was done is found done."""

import structlog
from procrastinate.contrib.django import app

from coverport.billing.adapters import NotThere, Unclear, Unreachable, processor
from coverport.billing.attempts import UNFINISHED, finish_payment
from coverport.billing.models import PaymentAttempt, Refund
from coverport.billing.refunds import send_refund
from coverport.billing.timetable import run_day
from coverport.exchanges.models import Exchange

log = structlog.get_logger()


@app.periodic(cron="7 * * * *")
@app.task(name="billing.day", queueing_lock="billing.day")
def day(timestamp: int) -> None:
    """Every hour: what the date of record of each exchange brings; each date is read once."""
    for exchange in Exchange.objects.order_by("slug"):
        run_day(exchange=exchange, on=exchange.today())


@app.periodic(cron="*/2 * * * *")
@app.task(name="billing.ask_again", queueing_lock="billing.ask_again")
def ask_again(timestamp: int) -> None:
    """Every other minute: payments from whose page nobody came back, and refunds that are due."""
    ask_processor()


def ask_processor() -> None:
    """What the processor knows and we do not yet; what it does not say is asked again the next time."""
    through = processor()
    waiting = PaymentAttempt.objects.filter(status__in=UNFINISHED).order_by("id")
    due = Refund.objects.filter(status=Refund.Status.DUE, payment__processor=through.name).order_by("id")
    for attempt in waiting.select_related("enrollment__exchange", "enrollment__application__household"):
        try:
            finish_payment(attempt=attempt, processor=through, on=attempt.enrollment.exchange.today())
        except Unreachable as error:
            log.warning("processor_is_away", why=error.message)
            return
    for refund in due.select_related("exchange", "payment"):
        try:
            send_refund(refund, through, on=refund.exchange.today())
        except (Unreachable, Unclear, NotThere) as error:
            log.warning("refund_waits", refund=refund.reference, why=str(error))
