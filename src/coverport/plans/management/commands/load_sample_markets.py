"""`coverport load_sample_markets`: the made-up plans of the sample exchanges. Leaves alone a state with other plans."""

from typing import Any

from django.core.management.base import BaseCommand

from coverport.core.access import Actor
from coverport.exchanges.models import Exchange
from coverport.plans.actions import bring_current_catalog
from coverport.plans.management.commands.generate_market import in_words
from coverport.plans.market import Wish
from coverport.plans.market_actions import OtherPlansThere, generate_market

ISSUERS, PLANS, SEED = 4, 60, 1


class Command(BaseCommand):
    help = "Make up and publish the plans of the sample exchanges, by the years of their profiles"

    def handle(self, *args: Any, **options: Any) -> None:
        for exchange in Exchange.objects.filter(sample=True).order_by("slug"):
            for state, years in exchange.profile.sample_markets.items():
                for year in years:
                    self.stdout.write(_load(exchange, Wish(exchange.slug, state, year, ISSUERS, PLANS, SEED)))


def _load(exchange: Exchange, wish: Wish) -> str:
    try:
        done = generate_market(actor=Actor.system("load_sample_markets"), wish=wish, on=exchange.today())
    except OtherPlansThere as there:
        catalog = bring_current_catalog(exchange=wish.exchange, year=wish.year)
        return f"{there} Catalog {catalog.number}."
    return in_words(wish, done)
