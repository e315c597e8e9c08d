"""`coverport import_plans FILE`: take in a QHP landscape file and publish its plans. A file with a mistake changes nothing."""

import sys
import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from coverport.core.access import Actor
from coverport.core.errors import Refusal
from coverport.exchanges import profiles
from coverport.exchanges.models import Exchange
from coverport.law import MissingLaw
from coverport.plans.actions import import_plans
from coverport.plans.importers.filing import Filing
from coverport.plans.importers.landscape import read_landscape


class Command(BaseCommand):
    help = "Import a QHP landscape file (CSV, plain or gzip) as an exchange's plans of a year, and publish them"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--exchange", default="federal")
        parser.add_argument("--year", type=int, default=2014)
        parser.add_argument("--dry-run", action="store_true", help="read and check only")

    def handle(self, *args: Any, **options: Any) -> None:
        began = time.monotonic()
        exchange = Exchange.objects.filter(slug=options["exchange"]).first()
        if exchange is None:
            raise CommandError(f"There is no exchange {options['exchange']!r}. Run `coverport load_exchanges` first.")
        try:
            filing = self._read(options["file"], exchange.slug, options["year"])
            done = "" if options["dry_run"] else self._store(filing, exchange)
        except (Refusal, MissingLaw) as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(_counts(filing))
        self.stdout.write(done or "Dry run: nothing was changed.")
        self._progress(f"{time.monotonic() - began:.1f} s")

    def _read(self, file: Path, exchange: str, year: int) -> Filing:
        states = profiles.load(exchange).states
        return read_landscape(file, exchange=exchange, year=year, states=states, progress=self._progress)

    def _store(self, filing: Filing, exchange: Exchange) -> str:
        self._progress("storing and publishing")
        done = import_plans(actor=Actor.system("import_plans"), filing=filing, on=exchange.today())
        if not done.changed:
            return f"These plans are there already. Nothing was changed; catalog {done.catalog.number} stays."
        return f"Published as catalog {done.catalog.number} of {filing.exchange} {filing.year}."

    def _progress(self, words: str) -> None:
        if sys.stderr.isatty():
            self.stderr.write(f"  {words}")


def _counts(filing: Filing) -> str:
    """What the file holds, in one line."""
    issuers = {(plan.issuer_id, plan.state) for plan in filing.plans}
    return (
        f"{len(filing.pair_county):,} plan-county rows: {len(filing.plans):,} plans of {len(issuers)} insurers in "
        f"{len(set(filing.pair_county)):,} counties of {len(filing.states)} states, {len(filing.row_plan):,} prices by area"
    )
