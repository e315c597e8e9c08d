"""`coverport work`: deliver events to their subscribers, as they come, until told to stop."""

import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand
from django.db import OperationalError, close_old_connections, connection

from coverport.core.collecting import settle
from coverport.core.deliveries import work_once

PAUSE_SECONDS = 0.5


class Command(BaseCommand):
    help = "Run the handlers of recorded events until stopped"

    def handle(self, *args: Any, **options: Any) -> None:
        stop = threading.Event()
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: stop.set())
        settle()
        while not stop.is_set():
            try:
                worked = work_once()
            except OperationalError:
                # The database is away or restarting: a dead connection is dropped, then we ask again.
                connection.close()
                worked = 0
            close_old_connections()
            if not worked:
                stop.wait(PAUSE_SECONDS)
