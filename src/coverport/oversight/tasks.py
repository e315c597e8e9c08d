"""The clock of this room, for procrastinate. Every job can be run twice: a reading of a moment is kept once."""

from datetime import timedelta

import structlog
from django.conf import settings
from django.utils import timezone
from procrastinate.contrib.django import app

from coverport.edi.clock import clock_of
from coverport.exchanges.models import Exchange
from coverport.oversight.journey.figures import take_figures
from coverport.oversight.journey.forgetting import DAYS_KEPT, forget_rehearsals
from coverport.oversight.journey.running import JOURNEY, NoJourney, address_of, judge_levels, run_test_journey

log = structlog.get_logger()


@app.periodic(cron="*/5 * * * *")
@app.task(name="oversight.walk", queueing_lock="oversight.walk")
def walk(timestamp: int) -> None:
    """Every five minutes: the scripted journey at each exchange, where the installation says where its site is."""
    for exchange in Exchange.objects.order_by("slug") if settings.JOURNEY_ADDRESS else ():
        try:
            run_test_journey(exchange=exchange, address=address_of(exchange))
        except NoJourney as none:
            log.warning("journey_not_walked", exchange=exchange.slug, why=none.message)


@app.periodic(cron="47 3 * * *")
@app.task(name="oversight.forget", queueing_lock="oversight.forget")
def forget(timestamp: int) -> None:
    """Every night: walks that are older than the days for which they are kept."""
    before = timezone.now() - timedelta(days=DAYS_KEPT)
    for exchange in Exchange.objects.order_by("slug"):
        number = forget_rehearsals(actor=JOURNEY, exchange=exchange, before=before, on=exchange.today())
        log.info("rehearsals_forgotten", exchange=exchange.slug, walks=number)


@app.periodic(cron="23 * * * *")
@app.task(name="oversight.figures", queueing_lock="oversight.figures")
def figures(timestamp: int) -> None:
    """Every hour: what became of real people's applications and choices, as of the day before; service levels are judged by it."""
    for exchange in Exchange.objects.order_by("slug"):
        take_figures(exchange, exchange.today() - timedelta(days=1))
        judge_levels(exchange, clock_of(exchange.slug), exchange.today())
