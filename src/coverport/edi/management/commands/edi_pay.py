"""`coverport edi_pay`: pass on to insurers what enrollees paid to the exchange, by 820."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from coverport.billing.passing_on import owed_back
from coverport.core.money import dollars
from coverport.edi import outbox, premiums, profiles
from coverport.edi.clock import clock_of
from coverport.edi.models import EdiFile
from coverport.edi.queries import paid_by


class Command(BaseCommand):
    help = "Pass premiums on to insurers, where the exchange collects them"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--exchange", help="only this exchange")
        parser.add_argument("--issuer", help="only this insurer (five digits)")

    def handle(self, *args: Any, **options: Any) -> None:
        for exchange, issuer in premiums.waiting():
            if options["exchange"] in {None, exchange} and options["issuer"] in {None, issuer}:
                self._pay(exchange, issuer)

        for each in owed_back():
            if options["exchange"] in {None, each.exchange} and options["issuer"] in {None, each.issuer}:
                then = "it comes off the next payment" if each.ahead else "no payment is ahead that it comes off"
                self.stdout.write(
                    f"{each.exchange} {each.issuer} owes ${dollars(each.cents)} of {each.policies} policies: {then}"
                )

    def _pay(self, exchange: str, issuer: str) -> None:
        while file := self._passed_on(exchange, issuer):
            self.stdout.write(f"{outbox.path_of(file)}: {file.members} policies, ${dollars(paid_by(file))}")

    def _passed_on(self, exchange: str, issuer: str) -> EdiFile | None:
        try:
            return premiums.pass_on(exchange=exchange, issuer=issuer, at=clock_of(exchange))
        except (premiums.NoPayer, profiles.BadPartner) as error:
            raise CommandError(str(error)) from None
