"""`coverport import_geography FILE...` for those who come by Django; the work is in plans/geography/command.py."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from coverport.core.errors import Refusal
from coverport.plans.geography.command import run


class Command(BaseCommand):
    help = "Add the ZIP codes of more states (CSV with the columns ZIP and STCOUNTYFP)"
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self.stdout.write(run(options["files"]))
        except Refusal as refused:
            raise CommandError(refused.message) from refused
