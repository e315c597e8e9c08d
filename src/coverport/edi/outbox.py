"""Committed files into the folders from which a transport takes them. The row is the truth; a lost file is written again.

The outbox is one folder for all machines that run jobs. Names that begin with a dot are unfinished: a transport leaves them.
"""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import structlog
from django.db import transaction
from django.utils import timezone

from coverport.core import paths
from coverport.core.windows import window
from coverport.edi.models import EdiFile

log = structlog.get_logger()


class Damaged(Exception):
    """The stored bytes are not those that were written: they must not go out."""


def path_of(file: EdiFile) -> Path:
    """Where a file is to be."""
    return _path(file.exchange, file.issuer_id, file.name)


@transaction.atomic
def place_file(pk: int) -> Path:
    """Put a committed file into its folder, whole or not at all; the same bytes already there are left. Raises Damaged.

    Those before it that somebody was killed over come first: an insurer hears of a change after the beginning.
    """
    window("file.committed")
    file = EdiFile.objects.get(pk=pk)
    waiting = EdiFile.objects.filter(exchange=file.exchange, issuer_id=file.issuer_id, placed_at=None, pk__lt=pk)
    for earlier in waiting.order_by("pk").values_list("pk", flat=True):
        try:
            _place(earlier)
        except Damaged:  # It must not go out, and holds no other up.
            log.exception("file_not_placed", file=earlier)
    return _place(pk)


def _place(pk: int) -> Path:
    # One at a time for a file: nobody renames under another's hands.
    file = EdiFile.objects.select_for_update().get(pk=pk)
    path, content = path_of(file), sound(file)
    if not _same(path, content):
        _put(path, content)
    if file.placed_at is None:
        file.placed_at = timezone.now()
        file.save(update_fields=["placed_at"])
    return path


def copy_file(file: EdiFile, folder: Path) -> Path:
    """The same bytes into another folder, whole or not at all. Raises Damaged."""
    content = sound(file)
    path = folder / file.name
    if not _same(path, content):
        _put(path, content)
    return path


def place_files(*, look_again: bool = True) -> int:
    """Put every committed file in place that is not, byte for byte; answers how many. look_again: also at those once placed."""
    missing = [*_never_placed(), *(_lost() if look_again else ())]
    placed = 0
    for pk in missing:
        try:
            place_file(pk)
            placed += 1
        except (OSError, Damaged):  # One file's trouble holds no other up; it is tried again.
            log.exception("file_not_placed", file=pk)
    return placed


def sound(file: EdiFile) -> bytes:
    """The bytes as they were written. Raises Damaged."""
    content = file.bytes
    if hashlib.sha256(content).hexdigest() != file.sha256:
        raise Damaged(f"{file} is not stored as it was written")
    return content


def _never_placed() -> list[int]:
    return list(EdiFile.objects.filter(placed_at=None).order_by("pk").values_list("pk", flat=True))


def _lost() -> Iterator[int]:
    """Files once placed that are missing, or not as long as they were."""
    placed = EdiFile.objects.exclude(placed_at=None).order_by("pk")
    for pk, exchange, issuer, name, length in placed.values_list(
        "pk", "exchange", "issuer_id", "name", "length"
    ).iterator():
        try:
            whole = _path(exchange, issuer, name).stat().st_size == length
        except FileNotFoundError:
            whole = False
        if not whole:
            yield pk


def _path(exchange: str, issuer: str, name: str) -> Path:
    return paths.outbox_dir() / exchange / issuer / name


def _same(path: Path, content: bytes) -> bool:
    try:
        return path.read_bytes() == content
    except FileNotFoundError:
        return False


def _put(path: Path, content: bytes) -> None:
    """Under another name first, and safe on the disk, before the name is there."""
    _make(path.parent)
    unfinished = path.with_name(f".{path.name}.part")
    # It tells of people's health coverage: for its owner alone.
    with open(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    window("file.written")
    os.replace(unfinished, path)
    _sync(path.parent)
    window("file.renamed")


def _make(folder: Path) -> None:
    """The folder and those above it, each safe in its own parent."""
    if not folder.is_dir():
        _make(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)
        _sync(folder.parent)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
