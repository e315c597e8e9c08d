"""`coverport reinstate vt K7QP-2M4X`: bring coverage back that had ended, without a gap, as after an appeal or a mistake."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from coverport.core.access import Actor
from coverport.core.errors import Refusal
from coverport.enrollment.actions import reinstate_coverage
from coverport.enrollment.models import Enrollment


class Command(BaseCommand):
    help = "Bring back coverage that had ended, without a gap, with the people and amounts that it had"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("exchange")
        parser.add_argument("enrollment")

    def handle(self, *args: Any, **options: Any) -> None:
        number = options["enrollment"].strip().upper()
        rows = Enrollment.objects.select_related("exchange", "application__household")
        found = rows.filter(exchange__slug=options["exchange"], reference=number).first()
        if found is None:
            raise CommandError(f"There is no enrollment {number} at {options['exchange']!r}.")
        try:
            back = reinstate_coverage(actor=Actor.system("command_line"), enrollment=found, on=found.exchange.today())
        except Refusal as refused:
            raise CommandError(refused.message) from refused
        self.stdout.write(f"{back.reference}: covered again from {back.start} to {back.end}")
