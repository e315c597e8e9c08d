"""`coverport edi sbmi`: a state exchange's monthly report to CMS, one file for each insurer."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from coverport.core.errors import Refusal
from coverport.core.money import dollars
from coverport.edi.clock import clock_of
from coverport.edi.models import Due834
from coverport.edi.sbmi.reporting import write_report
from coverport.exchanges.models import Exchange


class Command(BaseCommand):
    help = "Write a state exchange's monthly report of its policies (SBMI) for CMS"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--exchange", required=True, help="the state exchange")
        parser.add_argument("--year", required=True, type=int, help="the coverage year")
        parser.add_argument("--issuer", help="only this insurer (five digits); else all that were told anything")
        parser.add_argument("--out", required=True, type=Path, help="the folder; it is made where it is not there")

    def handle(self, *args: Any, **options: Any) -> None:
        exchange = options["exchange"]
        if not Exchange.objects.filter(slug=exchange).exists():
            raise CommandError(f"there is no exchange {exchange}")
        issuers = [options["issuer"]] if options["issuer"] else _issuers(exchange, options["year"])
        if not issuers:
            raise CommandError(f"no insurer of {exchange} was told of a policy of {options['year']}")
        refused = [why for issuer in issuers if (why := self._write(exchange, issuer, options))]
        if refused:
            raise CommandError("\n".join(refused))

    def _write(self, exchange: str, issuer: str, options: dict[str, Any]) -> str:
        """Why it could not be written, else nothing: one insurer's mistake holds no other up."""
        try:
            found = write_report(
                exchange=exchange, issuer=issuer, year=options["year"], at=clock_of(exchange), folder=options["out"]
            )
        except Refusal as refused:
            return f"{issuer}: {refused.message}"
        self.stdout.write(f"{found.path}: {found.policies} policies")
        for month, (premium, credit) in found.months.items():
            self.stdout.write(f"  {month:%Y-%m}: premiums ${dollars(premium)}, tax credits ${dollars(credit)}")
        return ""


def _issuers(exchange: str, year: int) -> list[str]:
    told = Due834.objects.filter(exchange=exchange, enrollment__year=year).exclude(file=None)
    return sorted(set(told.values_list("issuer_id", flat=True)))
