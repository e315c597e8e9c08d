"""`coverport import_geography FILE...` for those who come by Django; the work is in plans/geography/command.py."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from coverport.core.errors import Refusal
from coverport.plans.geography.command import add_arguments, run
from coverport.plans.geography.table import BrokenTable


class Command(BaseCommand):
    help = "Add the ZIP codes and rating areas of more states and years from public files"
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        add_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self.stdout.write(run(options["files"], year=options["year"], dry_run=options["dry_run"]))
        except (Refusal, BrokenTable) as refused:
            raise CommandError(str(refused)) from refused
