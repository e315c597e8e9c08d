"""`coverport load_exchanges`: a row for every exchange that has a folder. Run again, it changes nothing that staff set."""

from typing import Any

from django.core.management.base import BaseCommand

from coverport.exchanges import plan_years, profiles
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
                _open(exchange)
            self.stdout.write(f"{slug}: {'created' if created else 'is there'}")


def _open(exchange: Exchange) -> None:
    """Keep a sample exchange inside its newest open enrollment; a date that somebody set stays."""
    profile = exchange.profile
    chosen_here = {None, profile.sample_dates[max(profile.sample_dates)]}
    day = plan_years.sample_day(profile, exchange.calendar, exchange.true_day())
    if exchange.date_of_record in chosen_here and exchange.date_of_record != day:
        exchange.date_of_record = day
        exchange.save(update_fields=["date_of_record"])
