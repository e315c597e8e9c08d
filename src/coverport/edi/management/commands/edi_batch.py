"""`coverport edi_batch [--exchange vt] [--issuer 13627]`: write now what is due, whatever the time."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from coverport.edi import outbox, queries
from coverport.edi.actions import write_batch
from coverport.edi.clock import clock_of


class Command(BaseCommand):
    help = "Write the files for insurers now, and put those in place that are not"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--exchange", help="only this exchange")
        parser.add_argument("--issuer", help="only this insurer (five digits)")

    def handle(self, *args: Any, **options: Any) -> None:
        for waiting, _ in queries.untold():
            if options["exchange"] in {None, waiting.exchange} and options["issuer"] in {None, waiting.issuer}:
                self._write(waiting)
        again = outbox.place_files()
        if again:
            self.stdout.write(f"{again} put in place again")

    def _write(self, waiting: queries.Waiting) -> None:
        while file := write_batch(exchange=waiting.exchange, issuer=waiting.issuer, at=clock_of(waiting.exchange)):
            self.stdout.write(f"{outbox.path_of(file)}: {file.transactions} enrollments, {file.members} people")
        for due in queries.faulty(waiting):
            self.stderr.write(f"not written: {due.enrollment.reference}: {due.fault}")
