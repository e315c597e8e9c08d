"""`coverport set_up`: tables and exchanges; of samples plans, sign-ins, contracts and stories, too. Run again, it changes nothing."""

import io
from datetime import date
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from coverport.accounts.sample import make_sign_ins
from coverport.config.secrets import sample_password
from coverport.exchanges.models import Exchange
from coverport.oversight.sample import make_contract
from coverport.oversight.sample_history import tell_history
from coverport.oversight.scenarios.story import names


class Command(BaseCommand):
    help = "Bring the database up to date, and load the sample exchanges where there are any"

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", verbosity=0)
        call_command("load_exchanges")
        call_command("load_sample_plans")
        call_command("load_sample_markets")
        samples = Exchange.objects.filter(sample=True)
        for exchange in samples:
            make_sign_ins(exchange, sample_password())
            contract = make_contract(exchange, date(exchange.true_day().year, 1, 5))
            if contract is not None:
                tell_history(contract, exchange.true_day())
        for name in names() if samples else ():
            call_command("load_scenario", name, verbosity=0, stdout=io.StringIO())
