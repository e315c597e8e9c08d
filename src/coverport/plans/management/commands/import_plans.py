"""`coverport import_plans PATH...`: take in what CMS, states and insurers publish about plans, and publish what can be sold."""

import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
from django.core.management.base import BaseCommand, CommandError, CommandParser

from coverport.core.access import Actor
from coverport.exchanges.models import Exchange
from coverport.plans.import_files import import_files
from coverport.plans.import_report import FileReport, Report, SetReport, Wish
from coverport.plans.management.progress import Bar


class Command(BaseCommand):
    requires_system_checks = []  # they look at pages, which an import has none of
    help = "Import plan files and folders of any known format (docs/reference/plan-files.md), and publish the plans they make up"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="files, zip files, folders")
        parser.add_argument("--exchange", help="whose plans these are, where the files cannot say it")
        parser.add_argument("--year", type=int, help="the plan year; a file that says another one is refused")
        parser.add_argument("--dry-run", action="store_true", help="read and check only")
        parser.add_argument("--json", action="store_true", help="the report for machines")

    def handle(self, *args: Any, **options: Any) -> None:
        began = time.monotonic()
        bar = Bar(self.stderr, on=sys.stderr.isatty() and not options["json"])
        if options["exchange"]:
            _today(options["exchange"])
        wish = Wish(options["exchange"], options["year"], options["dry_run"], _today, bar.show)
        report = import_files(actor=Actor.system("import_plans"), paths=options["paths"], wish=wish)
        bar.clear()
        if options["json"]:
            self.stdout.write(msgspec.json.encode(report).decode())
        else:
            self._tell(report)
        bar.say(f"{time.monotonic() - began:.1f} s")
        if report.refused:
            raise CommandError("" if options["json"] else "\n".join(_refusals(report)))

    def _tell(self, report: Report) -> None:
        for file in report.files:
            if file.outcome != "refused":
                self.stdout.write(_of_file(file))
        for one in report.sets:
            if not one.missing:
                self.stdout.write(_of_set(one))
        for line in _incomplete(report.sets):
            self.stdout.write(line)
        if report.dry_run:
            self.stdout.write("Dry run: nothing was changed.")
        for catalog in report.catalogs:
            self.stdout.write(f"Published: {catalog}.")


def _today(exchange: str) -> date:
    row = Exchange.objects.filter(slug=exchange).first()
    if row is None:
        raise CommandError(f"There is no exchange {exchange!r}. Run `coverport load_exchanges` first.")
    return row.today()


def _refusals(report: Report) -> list[str]:
    return [file.message for file in report.files if file.outcome == "refused"]


def _of_file(file: FileReport) -> str:
    if file.outcome == "held back":
        return f"{file.file}: not imported, {file.message}"
    counts = [f"{file.rows:,} rows", *([f"{file.plans:,} plans"] if file.plans else [])]
    counts += [f"{number:,} {what}" for what, number in file.counts.items()]
    what = {"unchanged": " Nothing was changed: it is there already.", "checked": ""}.get(file.outcome, "")
    return _with_notes(f"{file.file}: {file.format}: {', '.join(counts)}.{what}", file.notes)


def _of_set(one: SetReport) -> str:
    who = f"{one.exchange} {one.year} {one.state}" + (f", issuer {one.issuer_id}" if one.issuer_id else "")
    return _with_notes(
        f"{who}: {one.plans:,} plans with {one.prices:,} prices by area in {one.counties:,} counties.", one.notes
    )


def _incomplete(sets: list[SetReport]) -> list[str]:
    """What is kept until the rest comes: one line for all states that lack the same."""
    lacking: dict[tuple[str, int, str, tuple[str, ...]], list[str]] = {}
    for one in sets:
        if one.missing:
            lacking.setdefault((one.exchange, one.year, one.issuer_id, tuple(one.missing)), []).append(one.state)
    return [
        f"{exchange} {year} {', '.join(states)}{f', issuer {issuer_id}' if issuer_id else ''}: kept; "
        f"to be sold there must also be {', '.join(missing)}."
        for (exchange, year, issuer_id, missing), states in lacking.items()
    ]


def _with_notes(line: str, notes: dict[str, int]) -> str:
    return "\n".join([line, *(f"  note: {words} ({count:,})" for words, count in notes.items())])
