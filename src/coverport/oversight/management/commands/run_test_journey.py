"""`coverport run_test_journey SLUG`: walk from a ZIP code to an enrollment as a person does, and keep what was measured."""

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from coverport.core.errors import Refusal
from coverport.edi.clock import clock_of
from coverport.exchanges.models import Exchange
from coverport.oversight.journey.figures import take_figures
from coverport.oversight.journey.running import address_of, judge_levels, run_test_journey
from coverport.oversight.journey.walk import Walked


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

    def handle(self, *args: Any, **options: Any) -> None:
        exchange = Exchange.objects.filter(slug=options["exchange"]).first()
        if exchange is None:
            raise CommandError(f"There is no exchange {options['exchange']}.")
        try:
            if options["figures"]:
                self._figures(exchange, options["figures"])
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
        self.stdout.write(
            f"It came to enrollment {walked.enrollment}, which is taken back and told to nobody."
            if walked.enrollment
            else "It came to the decision; nobody can choose a plan on this day."
        )

    def _figures(self, exchange: Exchange, day: date) -> None:
        if day > exchange.today():
            raise CommandError(f"{day} is still to come at {exchange.name}: it is {exchange.today()} there.")
        for reading in take_figures(exchange, day):
            self.stdout.write(f"  {reading.metric:<24} {reading.part:.0f} of {reading.whole:.0f}")
        found = judge_levels(exchange, clock_of(exchange.slug), exchange.today())
        self.stdout.write(f"{len(found)} findings of service levels are open.")
