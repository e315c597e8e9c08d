"""`coverport fetch_plans --year 2027`: take CMS's public use files of a plan year from their published addresses and import them."""

from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from coverport.core import paths
from coverport.plans.fetching import CannotFetch, addresses, fetch
from coverport.plans.management.progress import Bar


class Command(BaseCommand):
    help = "Fetch the official public use files of a plan year and import them"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--year", type=int, required=True)
        parser.add_argument("--exchange", default="federal")
        parser.add_argument("--addresses", type=Path, help="a YAML file with other addresses than the packaged ones")
        parser.add_argument(
            "--folder", type=Path, help="where to keep the files; else in the installation's data folder"
        )
        parser.add_argument("--dry-run", action="store_true", help="fetch, read and check only")

    def handle(self, *args: Any, **options: Any) -> None:
        folder = options["folder"] or paths.data_dir() / "public_files" / str(options["year"])
        bar = Bar(self.stderr, on=self.stderr.isatty())
        try:
            found = fetch(addresses(options["addresses"]), year=options["year"], folder=folder, progress=bar.show)
        except CannotFetch as refused:
            raise CommandError(f"{refused.message} Nothing was changed.") from refused
        bar.clear()
        for words in found.missing:
            self.stdout.write(f"Not fetched: {words}")
        self.stdout.write(f"Fetched {len(found.paths)} files to {folder}.")
        call_command(
            "import_plans",
            *found.paths,
            exchange=options["exchange"],
            year=options["year"],
            dry_run=options["dry_run"],
            stdout=self.stdout,
        )
