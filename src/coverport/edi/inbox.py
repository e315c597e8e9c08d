"""Files that insurers put into their folder of the inbox. One that cannot be taken in now stays there, and holds no other up.

Names that begin with a dot, or end with .part, are unfinished. What was taken in goes into `taken/` beside it.
"""

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import structlog

from coverport.core import paths
from coverport.core.windows import window
from coverport.edi.clock import clock_of
from coverport.edi.models import Received
from coverport.edi.receive import receive
from coverport.edi.reconciliation.taking import is_view, take_view

log = structlog.get_logger()
# A file is kept whole in a row; nobody's day is larger.
LARGEST = 512 * 1024 * 1024


def take_in(exchange: str = "", issuer: str = "") -> list[Received]:
    """Take in every finished file, the oldest first by name. Empty: of all."""
    done = []
    for path in _waiting(exchange, issuer):
        try:
            done.append(take_file(path.parent.parent.name, path.parent.name, path))
        except Exception:  # Whatever one file raises holds no other up; it stays and is tried again.
            log.exception("file_not_taken_in", file=path.name, issuer=path.parent.name)
            continue
        window("inbox.taken")
        _set_aside(path)
    return done


def take_file(exchange: str, issuer: str, path: Path) -> Received:
    """Take in one file, from wherever it is. ValueError where it is too large."""
    if path.stat().st_size > LARGEST:
        raise ValueError(f"{path.name} has more than {LARGEST} bytes")
    content = path.read_bytes()
    take = take_view if is_view(content) else receive
    return take(exchange=exchange, issuer=issuer, name=path.name, content=content, at=clock_of(exchange))


def _waiting(exchange: str, issuer: str) -> Iterator[Path]:
    for path in sorted(paths.inbox_dir().glob(f"{exchange or '*'}/{issuer or '*'}/*")):
        if path.is_file() and not path.name.startswith(".") and path.suffix != ".part":
            yield path


def _set_aside(path: Path) -> None:
    """Its rows are committed: a crash before this line takes the same bytes in again, which changes nothing."""
    aside = path.parent / "taken"
    aside.mkdir(mode=0o700, exist_ok=True)
    with suppress(FileNotFoundError):  # Another worker took the same file in, and set it aside.
        os.replace(path, aside / path.name)
