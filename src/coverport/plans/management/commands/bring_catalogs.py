"""`coverport bring_catalogs`: have this machine serve the newest published catalog of every exchange and year."""

from typing import Any

from django.core.management.base import BaseCommand

from coverport.plans.actions import bring_current_catalog
from coverport.plans.models import CatalogNumber


class Command(BaseCommand):
    help = "Fetch the newest published catalogs to this machine, check them and make them current"

    def handle(self, *args: Any, **options: Any) -> None:
        published = CatalogNumber.objects.order_by("exchange", "year").values_list("exchange", "year").distinct()
        for exchange, year in published:
            catalog = bring_current_catalog(exchange=exchange, year=year)
            self.stdout.write(f"{exchange} {year}: catalog {catalog.number}")
