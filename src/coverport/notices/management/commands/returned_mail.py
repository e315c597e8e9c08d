"""`coverport returned_mail vt FILE.csv` and `--email MESSAGE`: what did not arrive."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from coverport.core.errors import Refusal
from coverport.exchanges.models import Exchange
from coverport.notices import bounces, delivery, returned_mail


class Command(BaseCommand):
    help = "Take over letters that came back (CSV with the new addresses), or emails that bounced (--email)"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("exchange", help="such as vt")
        parser.add_argument("files", nargs="+", type=Path, help="a CSV file, or with --email returned messages")
        parser.add_argument("--email", action="store_true", help="the files are returned emails (RFC 3464)")

    def handle(self, *args: Any, **options: Any) -> None:
        exchange = Exchange.objects.filter(slug=options["exchange"]).first()
        if exchange is None:
            raise CommandError(f"There is no exchange called {options['exchange']} here.")
        for path in options["files"]:
            if not path.is_file():
                raise CommandError(f"There is no file {path}.")
        for path in options["files"]:
            self._email(exchange, path) if options["email"] else self._paper(exchange, path)

    def _paper(self, exchange: Exchange, path: Path) -> None:
        try:
            text = path.read_text(encoding="utf-8")
            again, waiting = returned_mail.take_over(exchange=exchange, text=text, on=exchange.today())
        except UnicodeDecodeError as error:
            raise CommandError(f"{path} is not UTF-8 text. Nothing of it was taken over.") from error
        except Refusal as refused:
            raise CommandError(f"{path}: {refused.message} Nothing of it was taken over.") from refused
        self.stdout.write(f"{path}: {again} go again to a new address, {waiting} wait for one")

    def _email(self, exchange: Exchange, path: Path) -> None:
        try:
            bounce = bounces.read(path.read_bytes())
        except bounces.NoReport as error:
            raise CommandError(f"{path} is no report on an email: {error}. Nothing was changed.") from error
        found = delivery.note_bounce(bounce, on=exchange.today())
        if found is None:
            self.stdout.write(f"{path}: not one of our emails")
        elif bounce.permanent:
            self.stdout.write(f"{path}: {found.notice.reference} goes on paper ({bounce.status})")
        else:
            self.stdout.write(f"{path}: {found.notice.reference} is late ({bounce.status}); nothing was changed")
