"""`coverport load_sample_plans`: New Hampshire and Vermont 2014. Leaves alone an exchange that is real or has other plans already."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from coverport.core.access import Actor
from coverport.exchanges import profiles
from coverport.exchanges.models import Exchange
from coverport.plans import sample
from coverport.plans.actions import bring_current_catalog, import_plans, publish_catalog
from coverport.plans.catalog import BrokenCatalog, Catalog
from coverport.plans.importers.filing import Filing
from coverport.plans.models import PlanFiling


class Command(BaseCommand):
    help = "Load and publish the packaged plans of New Hampshire and Vermont, plan year 2014"

    def handle(self, *args: Any, **options: Any) -> None:
        for name in sample.SAMPLES:
            filing = sample.filing(name)
            if filing.exchange not in profiles.slugs() or not profiles.load(filing.exchange).is_sample:
                continue
            self.stdout.write(f"{filing.exchange} {filing.year}: {self._load(filing)}")

    def _load(self, filing: Filing) -> str:
        there = PlanFiling.objects.filter(exchange=filing.exchange, year=filing.year, sample=False).first()
        exchange = Exchange.objects.filter(slug=filing.exchange).first()
        if exchange is None:
            raise CommandError(f"There is no exchange {filing.exchange!r}. Run `coverport load_exchanges` first.")
        if there is not None:
            return f"other plans are there ({there.source}), catalog {self._current(filing, exchange).number}"
        done = import_plans(actor=Actor.system("load_sample_plans"), filing=filing, on=exchange.today(), sample=True)
        return f"{done.plans} plans {'loaded' if done.changed else 'are there'}, catalog {done.catalog.number}"

    def _current(self, filing: Filing, exchange: Exchange) -> Catalog:
        """This machine's catalog, made again from the rows where its file is lost or damaged."""
        try:
            return bring_current_catalog(exchange=filing.exchange, year=filing.year)
        except (OSError, BrokenCatalog):
            actor = Actor.system("load_sample_plans")
            publish_catalog(actor=actor, exchange=filing.exchange, year=filing.year, on=exchange.today())
            return bring_current_catalog(exchange=filing.exchange, year=filing.year)
