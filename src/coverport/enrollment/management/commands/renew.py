"""`coverport renew --state VT --year 2027`: tell households what happens if they do nothing, and enroll again who said nothing."""

import json
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from coverport.core.access import Actor
from coverport.core.errors import Refusal
from coverport.enrollment.renewal.actions import BATCH, renew
from coverport.exchanges import profiles
from coverport.exchanges.models import Exchange
from coverport.law import MissingLaw


class Command(BaseCommand):
    help = "Renew enrollments of a state into the next plan year; done again, it goes on where it stopped"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--state", required=True, help="two letters")
        parser.add_argument("--year", type=int, required=True, help="the plan year to renew into")
        parser.add_argument("--dry-run", action="store_true", help="work everything out and write nothing")
        parser.add_argument("--json", action="store_true", help="the report as JSON; amounts are cents a month")
        parser.add_argument("--batch", type=int, default=BATCH, help=f"households in a transaction ({BATCH})")

    def handle(self, *args: Any, **options: Any) -> None:
        if not 1 <= options["batch"] <= 5000:
            raise CommandError("A batch has 1 to 5000 households.")
        state = options["state"].upper()
        began = time.perf_counter()
        try:
            exchange = _exchange(state, options["year"])
            report = renew(
                actor=Actor.system("renewal"), exchange=exchange, state=state, year=options["year"], on=exchange.today(),
                dry_run=options["dry_run"], size=options["batch"], watch=self._watch,
            )  # fmt: skip
        except (Refusal, MissingLaw) as refused:
            raise CommandError(str(refused)) from None
        if options["json"]:
            self.stdout.write(json.dumps(report.document(), indent=2))
            return
        for line in report.lines():
            self.stdout.write(line)
        count, took = sum(report.households.values()), time.perf_counter() - began
        self.stdout.write(f"{count} households in {took:.1f} s")

    def _watch(self, stage: str, done: int, of: int) -> None:
        """How far it is, beside the report."""
        self.stderr.write(f"{stage}: {done} of {of}")


def _exchange(state: str, year: int) -> Exchange:
    profile = profiles.for_state(state, year)
    found = Exchange.objects.filter(slug=profile.slug).first()
    if found is None:
        raise CommandError(f"There is no exchange {profile.slug!r}. Run `coverport load_exchanges` first.")
    return found
