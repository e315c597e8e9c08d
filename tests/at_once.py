"""The same done by several threads in the same moment, each on a connection of its own."""

import threading
from collections.abc import Callable
from typing import Any

from django.db import connection


def at_once(work: Callable[[], Any], threads: int = 2) -> list[Any]:
    """What each came to: the answer, or the exception that it met."""
    together, found = threading.Barrier(threads), []

    def one() -> None:
        try:
            together.wait(10)
            found.append(work())
        except Exception as error:
            found.append(error)
        finally:
            connection.close()

    running = [threading.Thread(target=one) for _ in range(threads)]
    for each in running:
        each.start()
    for each in running:
        each.join(30)
    return found
