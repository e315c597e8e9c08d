"""`coverport set_up`: tables, exchanges, sample plans and sample markets. Run again, it changes nothing."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Bring the database up to date and load the sample exchanges"

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", verbosity=0)
        call_command("load_exchanges")
        call_command("load_sample_plans")
        call_command("load_sample_markets")
