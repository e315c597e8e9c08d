"""`coverport edi reconcile`: our view of a month to insurers; an insurer's view beside ours; what waits for a person."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
from django.core.management.base import BaseCommand, CommandError, CommandParser

from coverport.core.dates import first_of_month
from coverport.edi import inbox, outbox, profiles
from coverport.edi.clock import clock_of
from coverport.edi.models import Discrepancy, EdiFile, Received
from coverport.edi.queries import exchanges_of
from coverport.edi.reconciliation.queries import Line, queue
from coverport.edi.reconciliation.sending import send_view
from coverport.edi.reconciliation.taking import is_view
from coverport.exchanges.profiles import NoExchange


class Command(BaseCommand):
    help = "Send our view of a month to an insurer, compare the insurer's own with it, or list what differs"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="*", type=Path, help="parts of an insurer's view; else ours is written")
        parser.add_argument("--issuer", help="the insurer (five digits)")
        parser.add_argument("--exchange", help="where an insurer sells at several exchanges")
        parser.add_argument("--month", type=_month, help="such as 2014-03; else the exchange's month of record")
        parser.add_argument("--out", type=Path, help="a folder for copies of what is written")
        parser.add_argument("--list", action="store_true", help="what differs and is not closed, oldest first")
        parser.add_argument("--json", action="store_true", help="the list for machines, one JSON object a line")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["list"]:
            self._list(options)
            return
        if not options["issuer"]:
            raise CommandError("say --issuer, whose view it is")
        exchange = self._exchange(options)
        if options["file"]:
            self._take(exchange, options["issuer"], options["file"])
        else:
            self._send(exchange, options)

    def _send(self, exchange: str, options: dict[str, Any]) -> None:
        at = clock_of(exchange)
        month = options["month"] or first_of_month(at.date())
        for sent in send_view(exchange=exchange, issuer=options["issuer"], month=month, at=at):
            file = EdiFile.objects.get(pk=sent.file)
            path = outbox.copy_file(file, options["out"]) if options["out"] else outbox.path_of(file)
            policies = f"{file.transactions} {'policy' if file.transactions == 1 else 'policies'}"
            people = f"{sent.lines} {'person' if sent.lines == 1 else 'people'}"
            self.stdout.write(f"{path}: {policies}, {people}")

    def _take(self, exchange: str, issuer: str, paths: list[Path]) -> None:
        for path in paths:
            if not path.is_file():
                raise CommandError(f"{path} is not there")
            if not is_view(path.open("rb").read(100)):
                raise CommandError(f"{path} is no view of a month: its first line is no header")
            received = inbox.take_file(exchange, issuer, path)
            for fault in received.faults:
                self.stderr.write(f"{received}: {fault}")
            if received.faults:
                raise CommandError(f"{received} was not taken in")
            self._said(received)

    def _said(self, received: Received) -> None:
        view = received.view_part.reconciliation
        said = ", ".join(f"{count} {name}" for name, count in view.counts.items())
        self.stdout.write(f"{received}: {view.month:%Y-%m}: {view.status}{': ' + said if said else ''}{view.fault}")

    def _list(self, options: dict[str, Any]) -> None:
        for line in self._lines(options):
            if options["json"]:
                self.stdout.write(msgspec.json.encode(line).decode())
            else:
                what = f"{line.kind} {line.field}".strip()
                self.stdout.write(
                    f"{line.exchange} {line.issuer} {line.policy} {line.member}: {what}: {line.status}, {line.days} days ({line.reference})"
                )

    def _lines(self, options: dict[str, Any]) -> Iterator[Line]:
        rows = Discrepancy.objects.all()
        if options["exchange"]:
            rows = rows.filter(exchange=options["exchange"])
        if options["issuer"]:
            rows = rows.filter(issuer_id=options["issuer"])
        return queue(rows)

    def _exchange(self, options: dict[str, Any]) -> str:
        found = [options["exchange"]] if options["exchange"] else exchanges_of(options["issuer"])
        if len(found) != 1:
            where = f"hears from several exchanges: {', '.join(found)}" if found else "hears of nothing"
            raise CommandError(f"{options['issuer']} {where}; say --exchange")
        try:
            profiles.load(found[0], options["issuer"])
        except (profiles.BadPartner, NoExchange) as error:
            raise CommandError(str(error)) from None
        return str(found[0])


def _month(text: str) -> date:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        raise CommandError(f"--month {text} is no month such as 2014-03") from None
