"""`coverport print_run vt`: the letters that are due on paper, into a folder for the print vendor."""

from typing import Any

import msgspec
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from coverport.exchanges.models import Exchange
from coverport.notices import printing, queries
from coverport.notices.delivery import print_again
from coverport.notices.models import Notice


class Command(BaseCommand):
    help = "Put the letters that are due on paper into a folder for the print vendor, with its manifests"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("exchange", help="such as vt")
        parser.add_argument("--limit", type=int, default=printing.LARGEST, help="at most so many letters")
        parser.add_argument(
            "--held", action="store_true", help="only list the letters that cannot be delivered, and why"
        )
        parser.add_argument(
            "--reprint", metavar="REFERENCE", action="append", default=[],
            help="print a letter again, such as one that was damaged; may be given several times",
        )  # fmt: skip
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        exchange = Exchange.objects.filter(slug=options["exchange"]).first()
        if exchange is None:
            raise CommandError(f"There is no exchange called {options['exchange']} here.")
        if options["limit"] < 1:
            raise CommandError("--limit must be 1 or more.")
        if options["held"]:
            self._list_held(exchange)
            return
        self._again(exchange, options["reprint"])
        try:
            run = printing.print_run(exchange=exchange, on=exchange.today(), limit=options["limit"])
        except printing.CannotPrint as error:
            raise CommandError(f"Nothing was printed: {error}.") from error
        self._tell(exchange, run, json=options["json"])

    @transaction.atomic
    def _again(self, exchange: Exchange, references: list[str]) -> None:
        for reference in references:
            notice = Notice.objects.filter(exchange=exchange.slug, reference=reference.upper()).first()
            if notice is None:
                raise CommandError(f"{exchange.profile.name} sent no letter {reference}. Nothing was changed.")
            print_again(notice, reason="reprint", on=exchange.today())

    def _tell(self, exchange: Exchange, run: Any, *, json: bool) -> None:
        held = queries.held(exchange.slug).count()
        if run is None:
            self.stdout.write('{"run": null}' if json else "No letter is due on paper.")
        else:
            manifest = msgspec.json.decode(
                (printing.folder_of(run) / "manifest.json").read_bytes(), type=printing.Manifest
            )
            told = {"run": run.reference, "folder": str(printing.folder_of(run)), **manifest.totals, "held": held}
            self.stdout.write(msgspec.json.encode(told).decode() if json else _sentence(told, manifest))
        if held and not json:
            self.stdout.write(f"{held} cannot be delivered: coverport print_run {exchange.slug} --held")

    def _list_held(self, exchange: Exchange) -> None:
        for dispatch in queries.held(exchange.slug):
            self.stdout.write(
                f"{dispatch.notice.reference}  {dispatch.notice.kind}  {dispatch.notice.on}  {dispatch.fault}"
            )


def _sentence(told: dict[str, Any], manifest: printing.Manifest) -> str:
    lines = [f"{told['folder']}: {told['letters']} letters, {told['pages']} pages, {told['sheets']} sheets"]
    lines += [
        f"  {batch:<32} {sums['letters']:>7} letters {sums['sheets']:>7} sheets"
        for batch, sums in manifest.batches.items()
    ]
    return "\n".join(lines)
