"""`coverport date_of_record vt 2013-12-20`: set an exchange's date of record; `today` lets it follow the calendar again."""

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from coverport.core.access import Actor
from coverport.exchanges.actions import set_date_of_record
from coverport.exchanges.models import Exchange


class Command(BaseCommand):
    help = "Set an exchange's date of record (a date as 2013-12-20, or `today`)"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("exchange")
        parser.add_argument("date")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        exchange = Exchange.objects.filter(slug=options["exchange"]).first()
        if exchange is None:
            raise CommandError(f"There is no exchange {options['exchange']!r}. Run `coverport load_exchanges` first.")
        try:
            day = None if options["date"] == "today" else date.fromisoformat(options["date"])
        except ValueError:
            raise CommandError(f"{options['date']!r} is not a date such as 2013-12-20, nor `today`") from None
        set_date_of_record(actor=Actor.system("command_line"), exchange=exchange, day=day)
        self.stdout.write(f"{exchange.slug}: {exchange.today()}")
