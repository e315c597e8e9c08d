"""`coverport history NUMBER`: who did what to a household's things, when and why."""

from typing import Any

import msgspec
from django.core.management.base import BaseCommand, CommandError, CommandParser

from coverport.desk.history import Entry, entries_of


class Command(BaseCommand):
    help = "Say who did what to a household's things, or to anything with a number, when and why"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "named", help="the number of an application, an enrollment or anything else, or an account's email address"
        )
        parser.add_argument("--json", action="store_true", help="one entry a line, for a program")

    def handle(self, *args: Any, **options: Any) -> None:
        entries = entries_of(options["named"])
        if not entries:
            raise CommandError(f"Nothing is written down about {options['named']}. Check the number.")
        for each in entries:
            self.stdout.write(msgspec.json.encode(each).decode() if options["json"] else _line(each))


def _line(entry: Entry) -> str:
    data = ", ".join(f"{name} {value}" for name, value in entry.data.items())
    said = f"{entry.at}  {entry.who}  {entry.what} of {entry.about}"
    return said + (f": {data}" if data else "") + (f"  [{entry.purpose}]" if entry.purpose else "")
