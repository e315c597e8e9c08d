"""`coverport edi_status`: what is due and cannot be written, what was refused, what nobody has acknowledged, what staff must do."""

from typing import Any

import msgspec
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from coverport.edi.queries import desk


class Command(BaseCommand):
    help = "What between the exchange and its insurers waits for a person"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--exchange", default="", help="only this exchange")
        parser.add_argument("--json", action="store_true", help="for machines")

    def handle(self, *args: Any, **options: Any) -> None:
        found = desk(timezone.now(), options["exchange"])
        if options["json"]:
            self.stdout.write(msgspec.json.encode(found).decode())
            return
        for each in found:
            self.stdout.write(f"{each.exchange} {each.issuer} {each.kind}: {each.what}: {each.why}")
        if not found:
            self.stdout.write("nothing waits")
