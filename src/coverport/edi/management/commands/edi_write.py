"""`coverport edi write --issuer 13627 --since 2014-01-01 --out DIR`: what an insurer is to hear, into a folder of your choice."""

from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from coverport.edi import outbox, profiles
from coverport.edi.actions import write_batch
from coverport.edi.clock import clock_of
from coverport.edi.models import EdiFile
from coverport.edi.queries import Waiting, exchanges_of, faulty
from coverport.exchanges.profiles import NoExchange


class Command(BaseCommand):
    help = "Write what is due for an insurer, and copy what was written since a day, into a folder"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--issuer", required=True, help="the insurer (five digits)")
        parser.add_argument("--since", required=True, type=_day, help="the first date of record, such as 2014-01-01")
        parser.add_argument("--out", required=True, type=Path, help="the folder; it is made where it is not there")
        parser.add_argument("--exchange", help="where an insurer sells at several exchanges")

    def handle(self, *args: Any, **options: Any) -> None:
        exchange, issuer, since = self._exchange(options), options["issuer"], options["since"]
        try:
            profiles.load(exchange, issuer)
        except (profiles.BadPartner, NoExchange) as error:
            raise CommandError(str(error)) from None
        while write_batch(exchange=exchange, issuer=issuer, at=clock_of(exchange), since=since):
            pass
        # What was told already comes again byte for byte, under its own numbers: nobody is enrolled twice by it.
        for file in EdiFile.objects.filter(exchange=exchange, issuer_id=issuer, set="834").order_by("pk"):
            if file.written_at.astimezone(clock_of(exchange).tzinfo).date() >= since:
                path = outbox.copy_file(file, options["out"])
                self.stdout.write(f"{path}: {file.transactions} enrollments, {file.members} people")
        faults = [due for due in faulty(Waiting(exchange, issuer)) if due.on >= since]
        for due in faults:
            self.stderr.write(f"not written: {due.enrollment.reference}: {due.fault}")
        if faults:
            raise CommandError(f"{len(faults)} could not be written; they stay due")

    def _exchange(self, options: dict[str, Any]) -> str:
        if options["exchange"]:
            return str(options["exchange"])
        found = exchanges_of(options["issuer"])
        if len(found) != 1:
            where = f"hears from several exchanges: {', '.join(found)}" if found else "is to hear nothing"
            raise CommandError(f"{options['issuer']} {where}; say --exchange")
        return found[0]


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CommandError(f"--since {text} is no day such as 2014-01-01") from None
