"""`coverport hand_off`: send the Medicaid agency what is due and take in what waits there, now; or take in an account from a file."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from coverport.exchanges.models import Exchange
from coverport.handoff.inbox import receive, take_waiting
from coverport.handoff.layout import NoTransfer, read_transfer, written
from coverport.handoff.models import Incoming, Outgoing
from coverport.handoff.outbox import send_due
from coverport.handoff.xml_reading import read_xml
from coverport.handoff.xml_writing import write_xml


class Command(BaseCommand):
    help = "Send the Medicaid agency what is due and take in what waits there"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--take", nargs=2, metavar=("EXCHANGE", "FILE"), help="an account from a file, JSON or federal XML"
        )
        parser.add_argument(
            "--show", metavar="TRANSFER", help="print a transfer as it is sent; --xml for the federal layout"
        )
        parser.add_argument("--xml", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["take"]:
            self._take(*options["take"])
        elif options["show"]:
            self._show(options["show"], xml=options["xml"])
        else:
            self._exchange()

    def _exchange(self) -> None:
        received = send_due(at_once=True)
        left = Outgoing.objects.filter(received_at=None).count()
        self.stdout.write(f"{received} messages have their receipt; {left} have none yet.")
        for exchange in Exchange.objects.order_by("slug"):
            taken = take_waiting(exchange, on=exchange.today())
            self.stdout.write(f"{exchange.slug}: {taken} messages of the agency.")

    def _take(self, slug: str, name: str) -> None:
        exchange = Exchange.objects.filter(slug=slug).first()
        if exchange is None:
            raise CommandError(f"There is no exchange {slug}.")
        try:
            body = Path(name).read_bytes()
        except OSError as error:
            raise CommandError(f"{name}: {error.strerror}") from error
        if body.lstrip().startswith(b"<"):
            try:
                body = written(read_xml(body))
            except NoTransfer as error:
                raise CommandError(f"{name}: {error}") from error
        receipt = receive(exchange, body, on=exchange.today())
        if receipt is None:
            raise CommandError(f"{name} is no message of the agency: it has no id, or cannot be decided now.")
        row = Incoming.objects.filter(exchange=exchange, message=receipt.id).first()
        if not receipt.accepted:
            raise CommandError(f"{name} is refused: {receipt.why}")
        waits = f" A human must look: {row.why}" if row is not None and row.status == Incoming.Status.WAITS else ""
        self.stdout.write(f"{name} is taken in, receipt {receipt.receipt}.{waits}")

    def _show(self, reference: str, *, xml: bool) -> None:
        row = Outgoing.objects.filter(reference=reference, kind=Outgoing.Kind.TRANSFER).first()
        if row is None:
            raise CommandError(f"There is no transfer {reference}.")
        body = row.body.encode()
        self.stdout.write(write_xml(read_transfer(body)).decode() if xml else body.decode())
