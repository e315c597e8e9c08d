"""`coverport generate_market`: fictional insurers with lawful plans for a state and year, published as a sample."""

from decimal import Decimal
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from coverport.core.access import Actor
from coverport.core.errors import Refusal
from coverport.core.money import cents
from coverport.exchanges import profiles
from coverport.exchanges.models import Exchange
from coverport.law import MissingLaw
from coverport.plans.market import Wish
from coverport.plans.market_actions import Generated, generate_market


class Command(BaseCommand):
    help = "Make up insurers and lawful plans for a state and year, and publish them as a sample"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--state", required=True, help="two letters")
        parser.add_argument("--year", type=int, required=True, help="plan year")
        parser.add_argument("--issuers", type=int, default=4, help="how many insurers (4)")
        parser.add_argument(
            "--plans", type=int, default=60, help="how many health plans (60); dental ones come beside them"
        )
        parser.add_argument("--seed", type=int, default=1, help="another number, another market (1)")
        parser.add_argument(
            "--benchmark", type=_dollars, help="dollars a month at age 21 of the second-lowest-cost silver plan"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        state = options["state"].upper()
        try:
            exchange = _exchange(state)
            wish = Wish(
                exchange.slug, state, options["year"], options["issuers"], options["plans"], options["seed"], options["benchmark"]
            )  # fmt: skip
            done = generate_market(actor=Actor.system("generate_market"), wish=wish, on=exchange.today())
        except (Refusal, MissingLaw) as refused:
            raise CommandError(str(refused)) from None
        self.stdout.write(in_words(wish, done))


def _dollars(text: str) -> Decimal:
    """Dollars and cents, more than none; for argparse."""
    amount = cents(text)
    if amount <= 0:
        raise ValueError(text)
    return Decimal(amount) / 100


def _exchange(state: str) -> Exchange:
    profile = profiles.for_state(state)
    found = Exchange.objects.filter(slug=profile.slug).first()
    if found is None:
        raise CommandError(f"There is no exchange {profile.slug!r}. Run `coverport load_exchanges` first.")
    return found


def in_words(wish: Wish, done: Generated) -> str:
    """One line: what is sold now, and where its prices are from."""
    plans = done.market.filing.plans
    dental = sum(plan.division == "dental" for plan in plans)
    counts = f"{len(plans) - dental} plans and {dental} dental plans of {done.result.issuers} fictional insurers"
    anchor = done.market.benchmark
    return (
        f"{wish.exchange} {wish.year} {wish.state}: {counts} in {done.result.counties} counties "
        f"{'made' if done.result.changed else 'are there'}, catalog {done.result.catalog.number}; "
        f"prices around: {anchor.source}"
    )
