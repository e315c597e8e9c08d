"""`coverport replay`: computes stored determinations again and says what differs."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import QuerySet

from coverport.applications.models import Determination
from coverport.applications.replay import replay_of
from coverport.eligibility.record import Replay


class Command(BaseCommand):
    help = "Compute determinations again under the law that they used, and report any difference."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("reference", nargs="*", help="references of determinations, as on the letter")
        parser.add_argument("--all", action="store_true", help="every determination")

    def handle(self, *args: Any, **options: Any) -> None:
        chosen = _chosen(options["reference"], everything=options["all"])
        failed = total = 0
        for determination in chosen.iterator(chunk_size=500):
            total += 1
            found = replay_of(determination)
            failed += not found.holds
            self._tell(determination, found)
        if failed:
            raise CommandError(f"{failed} of {total} determinations do not hold.")

    def _tell(self, determination: Determination, found: Replay) -> None:
        word = "computes to the same result" if found.holds else "DOES NOT HOLD"
        self.stdout.write(f"{determination.reference} of {determination.on}: {word}")
        for each in found.differences:
            self.stdout.write(f"  {_line(each.part, each.path)}: was {each.then}, is {each.now}")
        for each in found.since:
            self.stdout.write(f"  since then, {_line(each.part, each.path)}: {each.then} -> {each.now}")


def _line(part: str, path: str) -> str:
    return f"{part} {path}".strip()


def _chosen(references: list[str], *, everything: bool) -> QuerySet[Determination]:
    """The determinations that were named; CommandError for one that is not there."""
    if everything:
        return Determination.objects.order_by("id")
    if not references:
        raise CommandError("Name a determination, or --all.")
    found = Determination.objects.filter(reference__in=references).order_by("id")
    if missing := set(references) - set(found.values_list("reference", flat=True)):
        raise CommandError(f"There is no determination {', '.join(sorted(missing))}.")
    return found
