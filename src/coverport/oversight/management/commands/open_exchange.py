"""`coverport open_exchange SLUG --year YEAR`: open an exchange once its gate is met; until then it says what is missing."""

from argparse import Namespace
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from coverport.core.access import Actor
from coverport.core.errors import Refusal
from coverport.exchanges.models import Exchange
from coverport.oversight.actions import gates
from coverport.oversight.models import Gate, GateItem

OPERATOR = Actor.system("open_exchange")


class Command(BaseCommand):
    help = "Open an exchange for a plan year, if its gate is met; --show and --waive say what stands for an item."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("exchange")
        parser.add_argument("--year", type=int, required=True)
        parser.add_argument(
            "--owner", default="", help="the one person who answers for the gate; needed the first time"
        )
        parser.add_argument("--show", metavar="ITEM", help="attach --evidence to an item")
        parser.add_argument("--evidence", default="")
        parser.add_argument("--waive", metavar="ITEM", help="let an item pass: --signed-by, --title, --reason, --until")
        parser.add_argument("--signed-by", default="")
        parser.add_argument("--title", default="")
        parser.add_argument("--reason", default="")
        parser.add_argument("--until", type=date.fromisoformat)
        parser.add_argument("--check", action="store_true", help="only say what stands for each item")

    def handle(self, *args: Any, **options: Any) -> None:
        given = Namespace(**options)
        exchange = Exchange.objects.filter(slug=given.exchange).first()
        if exchange is None:
            raise CommandError(f"There is no exchange {given.exchange}.")
        on = exchange.today()
        try:
            gate = self._gate(exchange, given, on)
            if given.show:
                gates.show(actor=OPERATOR, item=_item(gate, given.show), evidence=given.evidence, on=on)
            if given.waive:
                gates.waive(
                    actor=OPERATOR, item=_item(gate, given.waive), signed_by=given.signed_by, title=given.title,
                    reason=given.reason, until=given.until or on, on=on,
                )  # fmt: skip
            self._tell(gate, on)
            if not (given.show or given.waive or given.check):
                opened = gates.open_exchange(actor=OPERATOR, exchange=exchange, year=given.year, on=on)
                self.stdout.write(f"{exchange.name} is open for {given.year} since {opened.opened_on}.")
        except Refusal as refused:
            raise CommandError(refused.message) from None

    def _gate(self, exchange: Exchange, given: Namespace, on: date) -> Gate:
        known = Gate.objects.filter(exchange=exchange, year=given.year).first()
        if known is None and not given.owner:
            raise CommandError("Name the one person who answers for this gate: --owner NAME")
        return known or gates.make_gate(actor=OPERATOR, exchange=exchange, year=given.year, owner=given.owner, on=on)

    def _tell(self, gate: Gate, on: date) -> None:
        for item, seen, stands in gates.standings(gate, on):
            by = f", by {stands.signed_by}" if stands.signed_by else ""
            self.stdout.write(f"  {stands.state + by:<28} {item.code:<24} {seen.evidence}")


def _item(gate: Gate, code: str) -> GateItem:
    item = gate.items.filter(code=code).first()
    if item is None:
        raise CommandError(
            f"The gate has no item {code}. There are: {', '.join(each.code for each in gate.items.all())}."
        )
    return item
