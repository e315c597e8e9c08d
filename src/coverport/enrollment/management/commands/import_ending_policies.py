"""`coverport import_ending_policies list.csv`: take an insurer's list of ending policies in, all of it or nothing."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from coverport.core.access import Actor
from coverport.enrollment.choice.refusals import ListRefused
from coverport.enrollment.ending_list import COLUMNS
from coverport.enrollment.ending_policies import import_ending_policies, opens_catastrophic
from coverport.enrollment.models import EndingList


class Command(BaseCommand):
    help = f"Take in a list of policies that end: {','.join(COLUMNS)}"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="say what would be done, and do nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            with transaction.atomic():
                taken = import_ending_policies(
                    actor=Actor.system("command_line"), name=path.name, content=path.read_bytes()
                )
                told = _told(taken)
                transaction.set_rollback(options["dry_run"])
        except OSError as error:
            raise CommandError(str(error)) from error
        except ListRefused as refused:
            lines = "\n".join(f"line {line}: {why}" for line, why in refused.faults)
            raise CommandError(f"{path.name}: {refused.message}\n{lines}") from refused
        self.stdout.write(
            f"dry run, nothing was written: {told}" if options["dry_run"] else f"{taken.reference}: {told}"
        )


def _told(taken: EndingList) -> str:
    policies = taken.policies.values("insurer", "policy_number").distinct().count()
    exempt = "with" if opens_catastrophic(taken.on) else "without"
    people = "1 person" if taken.people_count == 1 else f"{taken.people_count} people"
    return (
        f"{taken.exchange.slug}, {people} of {policies} {'policy' if policies == 1 else 'policies'}, a letter each, "
        f"{exempt} the exemption that opens catastrophic plans"
    )
