"""`coverport payment_file vt lockbox.csv`: take a lockbox's file in, all of it or nothing."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from coverport.billing.actions import take_payment_file
from coverport.billing.refusals import FileRefused
from coverport.core.access import Actor
from coverport.core.money import cents, display
from coverport.exchanges.models import Exchange


class Command(BaseCommand):
    help = "Take in a payment file: number,amount,paid_on,method,confirmation"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("exchange")
        parser.add_argument("file", type=Path)
        parser.add_argument("--total", help="the bank's own sum in dollars; another one is refused")

    def handle(self, *args: Any, **options: Any) -> None:
        exchange = Exchange.objects.filter(slug=options["exchange"]).first()
        if exchange is None:
            raise CommandError(f"There is no exchange {options['exchange']!r}. Run `coverport load_exchanges` first.")
        try:
            content = options["file"].read_bytes()
            total = cents(options["total"]) if options["total"] else None
        except (OSError, ValueError) as error:
            raise CommandError(str(error)) from error
        try:
            file = take_payment_file(
                actor=Actor.system("command_line"), exchange=exchange, name=options["file"].name, content=content,
                on=exchange.today(), total=total,
            )  # fmt: skip
        except FileRefused as refused:
            lines = "\n".join(f"line {line}: {why}" for line, why in refused.faults)
            raise CommandError(f"{options['file'].name}: {refused.message}\n{lines}") from refused
        unknown = file.payments.filter(enrollment=None).count()
        payments = f"{file.payments_count} {'payment' if file.payments_count == 1 else 'payments'}"
        self.stdout.write(f"{file.reference}: {payments}, {display(file.total_cents)}, {unknown} in suspense")
