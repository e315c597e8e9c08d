"""`coverport export_cases cases.csv --exchange vt`: every case in the layout that import_cases takes."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from coverport.core.access import Actor
from coverport.core.errors import Refusal
from coverport.fallback.cases.exporting import export_cases
from coverport.fallback.management.commands.import_cases import exchange_of


class Command(BaseCommand):
    help = "Write all cases of an exchange to a new file, .csv or .json, that only its owner can read"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--exchange", required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            count = export_cases(
                actor=Actor.system("export_cases"), exchange=exchange_of(options["exchange"]), path=path
            )
        except Refusal as refused:
            raise CommandError(refused.message) from refused
        self.stdout.write(
            f"{path.name}: {count} cases. It holds what people told in confidence: send it sealed, and delete it."
        )
