"""`coverport paper_forms vt --count 50 --folder DIR`: blank forms to print and lay out, each with a number of its own."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from coverport.core.references import new_reference
from coverport.exchanges.models import Exchange
from coverport.paper import printed

MOST = 10_000


class Command(BaseCommand):
    help = "Blank application forms as PDFs, each with a number of its own, by which its scanned pages find together"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("exchange")
        parser.add_argument("--count", type=int, default=1)
        parser.add_argument("--folder", type=Path, required=True)
        parser.add_argument("--language", choices=("en", "es"), default="en")

    def handle(self, *args: Any, **options: Any) -> None:
        exchange = Exchange.objects.filter(slug=options["exchange"]).first()
        if exchange is None:
            raise CommandError(f"There is no exchange {options['exchange']!r}. Run `coverport load_exchanges` first.")
        if not 1 <= options["count"] <= MOST:
            raise CommandError(f"--count is a number from 1 to {MOST}")
        folder: Path = options["folder"]
        folder.mkdir(parents=True, exist_ok=True)
        for _ in range(options["count"]):
            serial = new_reference()
            form = printed.form(exchange, year=exchange.years()[0], language=options["language"], serial=serial)
            (folder / f"application-{serial}.pdf").write_bytes(form)
        self.stdout.write(f"{options['count']} forms in {folder}")
