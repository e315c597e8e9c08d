"""`coverport billing_day vt`: do what the day brings where the exchange bills, as the timetable does; `--through` does several days."""

from datetime import date, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from coverport.billing.actions import run_day
from coverport.exchanges.models import Exchange


class Command(BaseCommand):
    help = "Bills, late payments and periods of grace of an exchange, for its date of record"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("exchange")
        parser.add_argument("--through", help="each day from the date of record to this one, as 2014-03-31")

    def handle(self, *args: Any, **options: Any) -> None:
        exchange = Exchange.objects.filter(slug=options["exchange"]).first()
        if exchange is None:
            raise CommandError(f"There is no exchange {options['exchange']!r}. Run `coverport load_exchanges` first.")
        day = exchange.today()
        try:
            last = date.fromisoformat(options["through"]) if options["through"] else day
        except ValueError:
            raise CommandError(f"{options['through']!r} is not a date such as 2014-03-31") from None
        if last < day:
            raise CommandError(f"{last} lies before the date of record, {day}: nothing was done.")
        failed = False
        while day <= last:
            report = run_day(exchange=exchange, on=day)
            self.stdout.write(
                f"{day}: {report.bills} bills, {report.canceled} canceled, {len(report.failed)} left as they were"
            )
            for reference, why in report.failed:
                failed = True
                self.stderr.write(f"{reference}: {why}")
            day += timedelta(days=1)
        if failed:
            raise CommandError("Some enrollments need a human; each was left as it was.")
