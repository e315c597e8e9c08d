"""`coverport check_again`: ask the sources that have not answered, and do what is due on open tasks, now."""

from typing import Any

from django.core.management.base import BaseCommand

from coverport.applications.verification import turning
from coverport.applications.verification.actions import ask_again
from coverport.applications.verification.models import SourceRequest
from coverport.applications.verification.proof import scan_documents
from coverport.exchanges.models import Exchange


class Command(BaseCommand):
    help = "Ask silent sources again and turn the clock of open tasks"

    def handle(self, *args: Any, **options: Any) -> None:
        asked = ask_again(at_once=True)
        left = SourceRequest.objects.filter(answered_at=None).count()
        self.stdout.write(f"{asked} applications asked again; {left} questions still without an answer.")
        for exchange in Exchange.objects.order_by("slug"):
            turned = turning.turn(exchange, on=exchange.today())
            self.stdout.write(f"{exchange.slug}: the clock of {turned} applications is turned to {exchange.today()}.")
        scan_documents()
