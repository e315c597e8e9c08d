"""`coverport import_cases FILE... --exchange vt --mapping map.yaml`: take an older system's cases over, each file whole or not at all."""

import time
from pathlib import Path
from typing import Any

import msgspec
from django.core.management.base import BaseCommand, CommandError, CommandParser

from coverport.core.access import Actor
from coverport.core.errors import Refusal
from coverport.exchanges.models import Exchange
from coverport.fallback.cases.mapping import OWN, CaseMapping, read_mapping
from coverport.fallback.cases.reading import CasesRefused
from coverport.fallback.cases.taking import Report, decide_ready, take_cases

EVERY_SECONDS = 3


class Command(BaseCommand):
    help = "Take cases of an older system over while the exchange's applications are switched off (docs/reference/cases.md)"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help=".csv or .json")
        parser.add_argument("--exchange", required=True)
        parser.add_argument(
            "--mapping", type=Path, help="YAML; without it the files are in the layout that export_cases writes"
        )
        parser.add_argument("--dry-run", action="store_true", help="check all of it, and change nothing")
        parser.add_argument("--json", action="store_true", help="the report for machines")

    def handle(self, *args: Any, **options: Any) -> None:
        exchange = exchange_of(options["exchange"])
        began = time.monotonic()
        try:
            mapping = read_mapping(options["mapping"]) if options["mapping"] else OWN
            reports = [self._file(path, exchange, mapping, options["dry_run"]) for path in options["files"]]
            done, left = (0, 0) if options["dry_run"] else self._decide(exchange)
        except Refusal as refused:
            raise CommandError(f"{refused.message}\nNothing of this was taken over.") from refused
        if options["json"]:
            whole = {"files": reports, "decided": done, "left_to_clerks": left}
            self.stdout.write(msgspec.json.encode(whole).decode())
        else:
            self.stdout.write("\n".join(line for report in reports for line in _lines(report)))
            self.stdout.write(
                f"{done} decided, {left} left to clerks after all."
                if not options["dry_run"]
                else "Nothing was changed."
            )
            self.stderr.write(f"{time.monotonic() - began:.1f} s")
        if bad := [report.file for report in reports if report.outcome == "refused"]:
            raise CommandError(f"Nothing was taken over of {', '.join(bad)}.")

    def _file(self, path: Path, exchange: Exchange, mapping: CaseMapping, dry_run: bool) -> Report:
        try:
            return take_cases(
                actor=Actor.system("import_cases"),
                exchange=exchange,
                path=path,
                mapping=mapping,
                on=exchange.today(),
                dry_run=dry_run,
                progress=Heard(self.stderr, f"{path.name}: "),
            )
        except CasesRefused as refused:
            return Report(path.name, "refused", refused.message)
        except OSError as error:
            return Report(path.name, "refused", f"{path.name} cannot be read: {error.strerror}.")

    def _decide(self, exchange: Exchange) -> tuple[int, int]:
        heard = Heard(self.stderr)
        return decide_ready(actor=Actor.system("import_cases"), exchange=exchange, on=exchange.today(), progress=heard)


class Heard:
    """How far something is, on the error stream, every few seconds: nothing of what is short."""

    def __init__(self, stream: Any, name: str = "") -> None:
        self.stream, self.name, self.said = stream, name, time.monotonic()

    def __call__(self, step: str, done: int, of: int | None = None) -> None:
        if (now := time.monotonic()) - self.said >= EVERY_SECONDS:
            self.said = now
            self.stream.write(f"{self.name}{done:,}{'' if of is None else f' of {of:,}'} {step.replace('_', ' ')}")


def exchange_of(slug: str) -> Exchange:
    found = Exchange.objects.filter(slug=slug).first()
    if found is None:
        raise CommandError(f"There is no exchange {slug!r}. Run `coverport load_exchanges` first.")
    return found


def _lines(report: Report) -> list[str]:
    """A file's part of the report, as a person reads it."""
    told = f"{report.file}: {report.outcome}"
    if report.outcome in {"taken", "checked"}:
        told += f": {report.cases} cases of {report.people} people, {report.ready} whole and signed, {report.waiting} for clerks"
    lines = [f"{told}. {report.message}".rstrip() if report.message else told]
    lines += [f"  {each.where}, {each.column}: {each.wrong}; expected: {each.expected}" for each in report.faults]
    lines += [f"  case {number}: taken over before, it is {reference}" for number, reference in report.known.items()]
    lines += [
        f"  {each.where}, case {each.number}: perhaps the same person as {each.of} ({each.why})"
        for each in report.suspicions
    ]
    return lines
