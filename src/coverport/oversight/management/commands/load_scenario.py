"""`coverport load_scenario NAME --on DATE`: a story that really happened, as of a day."""

from datetime import date
from typing import Any

import msgspec
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from coverport.core.errors import Refusal
from coverport.core.money import Cents, display
from coverport.exchanges.models import Exchange
from coverport.oversight.models import Contract
from coverport.oversight.queries import figures, full
from coverport.oversight.rules.amounts import Amount
from coverport.oversight.scenarios.printed import as_document
from coverport.oversight.scenarios.story import Story, names, read
from coverport.oversight.scenarios.telling import tell
from coverport.oversight.scenarios.waiting import print_first_letters, tell_waiting

SHOWN = ("invoiced", "paid", "unpaid", "withheld", "disputed", "retained", "deducted", "recovered", "rejected")


class Command(BaseCommand):
    help = "Load a story of 2013 and 2014 with its sources, and print the contract's figures as of a day."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help=f"one of {', '.join(names())}")
        parser.add_argument("--on", type=date.fromisoformat, help="the day, such as 2013-12-26; else the story's last")
        parser.add_argument("--json", action="store_true", help="print JSON, with the transactions behind each amount")
        parser.add_argument(
            "--share",
            type=int,
            default=1,
            metavar="N",
            help="of cases that waited, make one in N; all of them take some minutes",
        )
        parser.add_argument(
            "--without", action="append", default=[], metavar="ID",
            help="leave a transaction of the story out and print what is then; nothing is kept",
        )  # fmt: skip

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            story, fingerprint = read(options["name"])
            on = options["on"] or story.last
            if not story.first <= on <= story.last:
                raise CommandError(f"{story.name} tells of {story.first} to {story.last}; {on} is not in it.")
            if options["share"] < 1:
                raise CommandError("--share must be 1 or more.")
            if unknown := set(options["without"]) - {each.id for each in story.transactions}:
                raise CommandError(f"{story.name} has no transaction {', '.join(sorted(unknown))}.")
            exchange = Exchange.objects.filter(slug=story.exchange).first()
            if exchange is None:
                raise CommandError(f"Load the exchange {story.exchange} first: coverport load_exchanges")
            waited = story.backlog is not None and options["on"] and story.backlog.holds(on) and not options["without"]
            waiting = self._waiting(story, exchange, on, options["share"]) if waited else {}
            with transaction.atomic():
                contract = full(tell(story, fingerprint, exchange=exchange, without=options["without"]))
                self._print(contract, on, waiting, json=options["json"])
                if options["without"]:
                    transaction.set_rollback(True)
        except Refusal as refused:
            raise CommandError(refused.message) from None

    def _waiting(self, story: Story, exchange: Exchange, on: date, share: int) -> dict[str, Any]:
        """The cases that waited on that day, as the staff's page shows them, and the first letters to them."""
        told = tell_waiting(story, exchange, on=on, share=share)
        return {"waiting": told | print_first_letters(exchange, on=on)}

    def _print(self, contract: Contract, on: date, more: dict[str, Any], *, json: bool) -> None:
        if json:
            whole = as_document(contract, on) | more
            self.stdout.write(msgspec.json.format(msgspec.json.encode(whole), indent=2).decode())
            return
        found = figures(contract, on)
        self.stdout.write(f"{contract.title}, {contract.buyer} with {contract.vendor}, as of {on}")
        self.stdout.write(f"  contract               {_range(found.value)}")
        for name in SHOWN:
            self.stdout.write(f"  {name:<22} {_told(getattr(found, name))}")
        self.stdout.write(f"  not earned or invoiced {_range(found.not_invoiced)}")
        for name, value in more.get("waiting", {}).items():
            self.stdout.write(f"  {name.replace('_', ' '):<22} {_plain(value)}")


def _plain(value: Any) -> str:
    """A week or a number by its name, one after the other."""
    if isinstance(value, dict):
        return ", ".join(f"{name}: {each}" for name, each in value.items())
    if isinstance(value, list):
        return "; ".join(" ".join(map(str, each.values())) for each in value)
    return str(value)


def _told(amount: Amount) -> str:
    return f"at least {_dollars(amount.cents)}" if amount.at_least else _dollars(amount.cents)


def _range(found: tuple[Amount, Amount] | None) -> str:
    if found is None:
        return "not known"
    low, high = found
    return _dollars(low.cents) if low == high else f"{_dollars(low.cents)} to {_dollars(high.cents)}, sources differ"


def _dollars(cents: Cents) -> str:
    return display(cents).removesuffix(".00")
