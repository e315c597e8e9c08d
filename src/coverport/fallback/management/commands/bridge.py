"""`coverport bridge ma`: who is kept insured while the site fails; `--now` does what the night does, `--policies` takes a list in."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from coverport.core.access import Actor
from coverport.core.errors import Refusal
from coverport.exchanges.models import Exchange
from coverport.fallback.bridge import queries
from coverport.fallback.bridge.direct import list_policies, take_answers, take_over_waiting
from coverport.fallback.bridge.keeping import tend
from coverport.fallback.bridge.waiting import tell_waiting_policies
from coverport.fallback.management.commands.import_cases import Heard, exchange_of


class Command(BaseCommand):
    help = "Coverage meanwhile: who is covered, until when, who would have nothing; policies sold directly (docs/reference/bridge.md)"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("exchange")
        parser.add_argument("--now", action="store_true", help="prolong, cover who waits, tell, close, take over")
        parser.add_argument(
            "--policies", type=Path, metavar="FILE", help="an insurer's list of policies sold directly, CSV"
        )
        parser.add_argument(
            "--answers", type=Path, metavar="FILE", help="what an insurer gave back, CSV; with --issuer"
        )
        parser.add_argument("--issuer", default="", help="the five digits of the insurer whose answers these are")
        parser.add_argument("--json", action="store_true", help="the standing as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        exchange = exchange_of(options["exchange"])
        try:
            done = self._do(exchange, options)
        except Refusal as refused:
            raise CommandError(refused.message) from refused
        except OSError as error:
            raise CommandError(f"{error.filename} cannot be read: {error.strerror}.") from error
        told = {**standing_of(exchange), **({"done": done} if done else {})}
        lines = json.dumps(told, indent=2) if options["json"] else "\n".join(f"{key}: {told[key]}" for key in told)
        self.stdout.write(lines)

    def _do(self, exchange: Exchange, options: dict[str, Any]) -> dict[str, int]:
        given: dict[str, Any] = {"actor": Actor.system("command_line"), "exchange": exchange, "on": exchange.today()}
        done: dict[str, int] = {}
        if path := options["policies"]:
            list_policies(name=path.name, content=path.read_bytes(), **given)
        if path := options["answers"]:
            done["answered"] = take_answers(issuer_id=options["issuer"], content=path.read_bytes(), **given)
        if options["now"]:
            done |= tend(progress=Heard(self.stderr), **given)
        if options["now"] or options["policies"]:
            done["taken_over"] = take_over_waiting(**given)
            done["told_waiting"] = tell_waiting_policies(**given)
        return done


def standing_of(exchange: Exchange) -> dict[str, Any]:
    """What the staff's page shows, as plain values; money in cents."""
    rows = queries.endings(exchange)
    return {
        "people": queries.outcomes(exchange),
        "endings": [
            {"title": each.title, "last": each.last.isoformat(), "people": each.people, "with_nothing_after": each.nothing}
            for each in rows
        ],
        "without_anything": queries.without_anything(exchange, exchange.today()).count(),
        "policies": queries.policies_by_status(exchange),
        "credit": [{key: row[key] for key in ("issuer_id", "policies", "owed", "credited")} for row in queries.credit_by_issuer(exchange)],
    }  # fmt: skip
