"""`coverport match_periodically`: look up who has credit in the records of Medicare, Medicaid, CHIP and deaths, and decide what is due."""

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from coverport.exchanges.models import Exchange
from coverport.handoff.matching import Report, match_due, turn


class Command(BaseCommand):
    help = "Look up who has credit in the records of other coverage and of deaths; killed, it goes on where it stopped"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("exchange", nargs="*", help="slugs; all exchanges without any")
        parser.add_argument("--on", type=date.fromisoformat, help="the day, instead of each exchange's date of record")
        parser.add_argument("--dry-run", action="store_true", help="only say who is due")

    def handle(self, *args: Any, **options: Any) -> None:
        chosen = Exchange.objects.order_by("slug")
        if named := options["exchange"]:
            chosen = chosen.filter(slug__in=named)
            if missing := set(named) - set(chosen.values_list("slug", flat=True)):
                raise CommandError(f"There is no exchange {', '.join(sorted(missing))}.")
        for exchange in chosen:
            on = options["on"] or exchange.today()
            dry = options["dry_run"]
            report = match_due(exchange, on=on, dry_run=True) if dry else turn(exchange, on=on)
            self.stdout.write(f"{exchange.slug} on {on}: {_due(report) if dry else _done(report)}")


def _due(report: Report) -> str:
    return (
        f"{report.due} people with credit are due, {report.without_number} of them without a number: they are looked up by name and "
        "birth date, and not in the records of deaths."
    )


def _done(report: Report) -> str:
    return (
        f"{_due(report)} {report.asked} were asked about, {report.silent} without an answer, {report.unclear} of a name and birth date "
        f"that several people have, {report.found} found with other "
        f"coverage or a death record; {report.decided} decided that nobody had answered."
    )
