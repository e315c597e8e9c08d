"""Moments at which it would hurt most to be killed, by name: a change is recorded and not committed, a file written and not renamed.

A test of that sets $COVERPORT_WINDOWS to a folder of its own and puts an empty file with a moment's name there. The first process
that comes by takes it, says so in the folder's `trace`, and waits until it is let go or killed. Without the setting nothing happens.
"""

import os
import time
from pathlib import Path

FOLDER = os.environ.get("COVERPORT_WINDOWS", "")
# Whoever asked may have ended: nobody waits for ever.
LONGEST_SECONDS = 10.0

NAMES = (
    "change.recorded",  # its event and deliveries stand in a transaction that is not committed
    "change.committed",  # and nobody was told of it yet
    "delivery.claimed",  # a worker holds deliveries, and none of them is done
    "batch.written",  # a file has its numbers and its rows, in a transaction that is not committed
    "file.committed",  # and it is in no folder
    "file.written",  # whole, under an unfinished name
    "file.renamed",  # in place, and its row does not say so
    "inbox.taken",  # a partner's file is taken in, and still lies in the inbox
)


def window(name: str) -> None:
    """Pass one of these moments."""
    if FOLDER:
        _pass(Path(FOLDER), name)


def _pass(folder: Path, name: str) -> None:
    held = folder / f"{name}.{os.getpid()}"
    try:
        (folder / name).rename(held)
    except FileNotFoundError:
        return
    _trace(folder, f"in {name}")
    until = time.monotonic() + LONGEST_SECONDS
    while held.exists() and time.monotonic() < until:
        time.sleep(0.002)
    _trace(folder, f"out {name}")


def _trace(folder: Path, what: str) -> None:
    """One line in one write: when by the machine's clock since it started, in nanoseconds; which process; what."""
    file = os.open(folder / "trace", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    os.write(file, f"{time.monotonic_ns()} {os.getpid()} {what}\n".encode())
    os.close(file)
