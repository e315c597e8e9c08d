"""`coverport close_year vt --year 2026`: nothing of a plan year is left to be told any more, as once its tax forms are final."""

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from coverport.core.access import Actor
from coverport.core.dates import long_date
from coverport.enrollment.actions import expire_enrollments
from coverport.exchanges.models import Exchange


class Command(BaseCommand):
    help = "Let the coverage of a plan year that is over run out: its households can tell no more changes of it"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("exchange")
        parser.add_argument("--year", type=int, required=True, help="a plan year that is over")

    def handle(self, *args: Any, **options: Any) -> None:
        exchange, year = Exchange.objects.filter(slug=options["exchange"]).first(), options["year"]
        if exchange is None:
            raise CommandError(f"There is no exchange {options['exchange']!r}.")
        today = exchange.today()
        if today.year <= year:
            raise CommandError(
                f"Plan year {year} is not over at {exchange.slug!r}, where it is {long_date(today)}: "
                f"close it after {long_date(date(year, 12, 31))}."
            )
        done = expire_enrollments(actor=Actor.system("calendar"), exchange=exchange, year=year, on=today)
        self.stdout.write(f"{exchange.slug} {year}: {done} enrollments have run out")
