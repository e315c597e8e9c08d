"""`coverport edi_receive`: take in what insurers have put into the inbox; or one file from anywhere."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from coverport.edi import inbox
from coverport.edi.models import Heard, Received
from coverport.exchanges.models import Exchange


class Command(BaseCommand):
    help = "Take in files of insurers: acknowledgments, confirmations, ends, their own numbers"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="*", type=Path, help="files from anywhere; else what is in the inbox")
        parser.add_argument("--exchange", default="", help="only this exchange")
        parser.add_argument("--issuer", default="", help="only this insurer (five digits)")

    def handle(self, *args: Any, **options: Any) -> None:
        exchange, issuer = options["exchange"], options["issuer"]
        if options["file"] and not (exchange and issuer):
            raise CommandError("a file from elsewhere needs --exchange and --issuer, whose it is")
        if exchange and not Exchange.objects.filter(slug=exchange).exists():
            raise CommandError(f"there is no exchange {exchange}")
        for path in options["file"]:
            if not path.is_file():
                raise CommandError(f"{path} is not there")
            self._said(inbox.take_file(exchange, issuer, path))
        if not options["file"]:
            for received in inbox.take_in(exchange, issuer):
                self._said(received)

    def _said(self, received: Received) -> None:
        count = {outcome: received.heard.filter(outcome=outcome).count() for outcome in Heard.Outcome}
        self.stdout.write(f"{received}: " + ", ".join(f"{n} {outcome}" for outcome, n in count.items()))
        for fault in received.faults:
            self.stderr.write(f"{received}: {fault}")
