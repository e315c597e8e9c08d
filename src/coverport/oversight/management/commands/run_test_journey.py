"""`coverport run_test_journey SLUG`: walk from a ZIP code to an enrollment as a person does, and keep what was measured."""

from datetime import date, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from coverport.core.errors import Refusal
from coverport.edi.clock import clock_of
from coverport.exchanges.models import Exchange
from coverport.oversight.journey.figures import take_figures
from coverport.oversight.journey.forgetting import forget_rehearsals
from coverport.oversight.journey.running import JOURNEY, address_of, judge_levels, run_test_journey
from coverport.oversight.journey.walk import CHOSEN, CHOSEN_BY_EVENT, NOT_TRIED, Walked

CAME = {
    CHOSEN: "It came to enrollment %(enrollment)s, which is taken back and told to nobody.",
    CHOSEN_BY_EVENT: "It told of coverage that ends today, since open enrollment is over, and came to enrollment %(enrollment)s, which is "
    "taken back and told to nobody.",
    NOT_TRIED: "It came to the decision. Choosing and signing a plan was not tried: nobody can choose one on this day.",
}


class Command(BaseCommand):
    help = "Walk the scripted journey once, keep its readings, judge the service levels; ends with 1 where a step is broken."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("exchange")
        parser.add_argument("--address", help="where the site is, if not at COVERPORT_JOURNEY_ADDRESS")
        parser.add_argument("--timeout", type=float, default=10, help="seconds to wait for a page")
        parser.add_argument(
            "--figures", type=date.fromisoformat, metavar="DAY",
            help="do not walk: take the figures of real people as of the end of a day",
        )  # fmt: skip

        parser.add_argument(
            "--forget", type=int, metavar="DAYS",
            help="do not walk: delete what walks older than so many days left behind; their readings stay",
        )  # fmt: skip

    def handle(self, *args: Any, **options: Any) -> None:
        exchange = Exchange.objects.filter(slug=options["exchange"]).first()
        if exchange is None:
            raise CommandError(f"There is no exchange {options['exchange']}.")
        try:
            if options["figures"]:
                self._figures(exchange, options["figures"])
                return
            if options["forget"] is not None:
                self._forget(exchange, options["forget"])
                return
            address = options["address"] or address_of(exchange)
            walked = run_test_journey(exchange=exchange, address=address, timeout=options["timeout"])
        except Refusal as refused:
            raise CommandError(refused.message) from None
        self._tell(walked)

    def _tell(self, walked: Walked) -> None:
        answered = walked.asked - walked.failed
        self.stdout.write(f"{walked.asked} pages asked for, {walked.failed} in error")
        if answered:
            self.stdout.write(f"{walked.milliseconds / answered:.0f} ms a page")
        if walked.broken:
            raise CommandError(f"The journey is broken at “{walked.broken}”: {walked.why}")
        self.stdout.write(CAME[walked.tried] % {"enrollment": walked.enrollment})

    def _forget(self, exchange: Exchange, days: int) -> None:
        if days < 1:
            raise CommandError("Walks are kept for one day at least: --forget 1.")
        before = timezone.now() - timedelta(days=days)
        number = forget_rehearsals(actor=JOURNEY, exchange=exchange, before=before, on=exchange.today())
        self.stdout.write(f"{number} walks are forgotten.")

    def _figures(self, exchange: Exchange, day: date) -> None:
        if day > exchange.today():
            raise CommandError(f"{day} is still to come at {exchange.name}: it is {exchange.today()} there.")
        for reading in take_figures(exchange, day):
            self.stdout.write(f"  {reading.metric:<24} {reading.part:.0f} of {reading.whole:.0f}")
        found = judge_levels(exchange, clock_of(exchange.slug), exchange.today())
        self.stdout.write(f"{len(found)} findings of service levels are open.")
