"""`coverport remove_database`: stop our own PostgreSQL and delete its cluster. A database named by DATABASE_URL is left alone."""

import shutil
from typing import Any

from django.core.management.base import BaseCommand

from coverport.config.database import close_embedded_database, embedded_cluster


class Command(BaseCommand):
    help = "Delete the installation's own PostgreSQL cluster"
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        close_embedded_database()
        shutil.rmtree(embedded_cluster().folder, ignore_errors=True)
        self.stdout.write("The embedded database is removed.")
