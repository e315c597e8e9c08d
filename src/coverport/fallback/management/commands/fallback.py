"""`coverport fallback vt --off applications --reason "…"`: switch a function off or on, or see what is off and what waits."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from coverport.core.access import Actor
from coverport.core.errors import Refusal
from coverport.exchanges.models import Exchange
from coverport.fallback import queries
from coverport.fallback.actions import let_in_waiting, switch_off, switch_on
from coverport.fallback.functions import FUNCTIONS


class Command(BaseCommand):
    help = "Switch a function of an exchange off or on; without a switch: what is off, what waits, and the rate that is needed"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("exchange")
        way = parser.add_mutually_exclusive_group()
        way.add_argument("--off", metavar="FUNCTION", choices=FUNCTIONS, help=", ".join(FUNCTIONS))
        way.add_argument("--on", metavar="FUNCTION", choices=FUNCTIONS, help="who waits is let in, in order")
        parser.add_argument("--reason", default="", help="why, for the record")
        parser.add_argument("--json", action="store_true", help="the standing as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        exchange = Exchange.objects.filter(slug=options["exchange"]).first()
        if exchange is None:
            raise CommandError(f"There is no exchange {options['exchange']!r}. Run `coverport load_exchanges` first.")
        try:
            self._switch(exchange, options)
        except Refusal as refused:
            raise CommandError(refused.message) from refused
        told = standing_of(exchange)
        lines = json.dumps(told, indent=2) if options["json"] else "\n".join(f"{key}: {told[key]}" for key in told)
        self.stdout.write(lines)

    def _switch(self, exchange: Exchange, options: dict[str, Any]) -> None:
        given: dict[str, Any] = {"actor": Actor.system("command_line"), "exchange": exchange, "on": exchange.today()}
        if options["off"]:
            switch_off(function=options["off"], reason=options["reason"], **given)
        elif options["on"]:
            switch_on(function=options["on"], reason=options["reason"], **given)
            while let_in_waiting(exchange=exchange, on=exchange.today()):
                pass


def standing_of(exchange: Exchange) -> dict[str, Any]:
    """What the staff's page shows, as plain values."""
    today = exchange.today()
    queues = queries.queues_of(exchange)
    standing = queries.standing_of(exchange, today, queues, queries.done_by_day(exchange, today))
    return {
        "off": [each.function for each in queries.switches_of(exchange) if each.outage],
        "waiting": standing.waiting,
        "oldest_days": standing.oldest_days,
        "deadline": standing.deadline.isoformat() if standing.deadline else None,
        "needed_a_working_day": standing.needed,
        "done_a_working_day": standing.pace,
        "queues": {queue.key: queue.waiting for queue in queues},
        "came": queries.counted(exchange),
    }
