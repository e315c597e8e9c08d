"""`coverport transfer_state NV --from federal --to nv --year 2020`: a state's people go to the exchange that serves them now."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from coverport.core.access import Actor
from coverport.core.errors import Refusal
from coverport.exchanges.models import Exchange
from coverport.exchanges.transfer import transfer_state


class Command(BaseCommand):
    help = "Move a state's households, applications, enrollments, bills and letters to another exchange: all of it or nothing"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("state", help="two letters")
        parser.add_argument("--from", dest="source", required=True, metavar="EXCHANGE")
        parser.add_argument("--to", dest="target", required=True, metavar="EXCHANGE")
        parser.add_argument("--year", type=int, required=True, help="the first plan year that the other exchange sells")
        parser.add_argument("--dry-run", action="store_true", help="say what would go along; change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        source, target = self._exchange(options["source"]), self._exchange(options["target"])
        state = options["state"].upper()
        try:
            done = transfer_state(
                actor=Actor.system("command_line"), state=state, source=source, target=target, from_year=options["year"],
                on=source.today(), dry_run=options["dry_run"],
            )  # fmt: skip
        except Refusal as refused:
            raise CommandError(f"{refused.message} Nothing was moved.") from refused
        if not done.went:
            self.stdout.write(f"Nobody of {state} is at {source.slug}. Nothing was moved.")
            return
        for what, count in done.went.items():
            self.stdout.write(f"{count:>8,} {what}")
        self.stdout.write(
            "Dry run: nothing was moved."
            if options["dry_run"]
            else f"{state} went from {source.slug} to {target.slug}."
        )

    def _exchange(self, slug: str) -> Exchange:
        found = Exchange.objects.filter(slug=slug).first()
        if found is None:
            raise CommandError(f"There is no exchange {slug!r}. Run `coverport load_exchanges` first.")
        return found
