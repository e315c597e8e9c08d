"""`coverport set_up`: tables, exchanges, sample plans, sample markets and sample sign-ins. Run again, it changes nothing."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from coverport.accounts.sample import make_sign_ins
from coverport.config.secrets import sample_password
from coverport.exchanges.models import Exchange


class Command(BaseCommand):
    help = "Bring the database up to date and load the sample exchanges"

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", verbosity=0)
        call_command("load_exchanges")
        call_command("load_sample_plans")
        call_command("load_sample_markets")
        for exchange in Exchange.objects.filter(sample=True):
            make_sign_ins(exchange, sample_password())
