"""`coverport sample_code`: the six digits that sample sign-ins are asked for after their password."""

from typing import Any

from django.core.management.base import BaseCommand

from coverport.accounts.sample_second_step import code_now
from coverport.config.secrets import sample_password


class Command(BaseCommand):
    help = "Print the second step of the sample sign-ins, as an authenticator app would show it now"

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(code_now(sample_password()))
