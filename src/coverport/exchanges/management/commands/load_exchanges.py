"""`coverport load_exchanges`: a row for every exchange that has a folder. Run again, it changes nothing that staff set."""

from typing import Any

from django.core.management.base import BaseCommand

from coverport.exchanges import profiles
from coverport.exchanges.actions import keep_sample_open
from coverport.exchanges.models import Exchange


class Command(BaseCommand):
    help = "Create the rows of the exchanges that have a folder"

    def handle(self, *args: Any, **options: Any) -> None:
        for slug in profiles.slugs():
            profile = profiles.load(slug)
            exchange, created = Exchange.objects.get_or_create(
                slug=slug, defaults={"name": profile.name, "sample": profile.is_sample}
            )
            if exchange.sample and profile.is_sample:
                keep_sample_open(exchange=exchange, true_day=exchange.true_day())
            self.stdout.write(f"{slug}: {'created' if created else 'is there'}")
