"""Papers in storage: encrypted, under their own hash, opened only by who may."""

import hashlib
from collections.abc import Iterable
from datetime import date
from typing import Any, Protocol

from coverport.applications.verification.models import DOCUMENT_PURPOSE, Document, Inconsistency
from coverport.core import clamd, sealed_files
from coverport.core.sealed_files import Damaged, put
from coverport.core.uploads import Upload

__all__ = ["Damaged", "may_be_opened", "opened", "scan", "scan_waiting", "store"]


def store(inconsistency: Inconsistency, upload: Upload, *, media_type: str, scanned: bool, on: date) -> Document:
    """Put a paper in storage and its row beside it. The same file sent again is the same paper."""
    sha256 = hashlib.sha256(upload.data).hexdigest()
    if there := inconsistency.documents.filter(sha256=sha256).first():
        return there
    path = put(f"proof/{inconsistency.reference}/{sha256}", upload.data, purpose=DOCUMENT_PURPOSE)
    return Document.objects.create(
        inconsistency=inconsistency, name=upload.safe_name, media_type=media_type, sha256=sha256, length=len(upload.data),
        path=path, scanned=scanned, sent_on=on,
    )  # fmt: skip


class Stored(Protocol):
    """A paper's row."""

    path: Any
    sha256: Any
    scanned: Any


def opened(document: Stored, *, purpose: str = DOCUMENT_PURPOSE) -> bytes:
    """The paper as it was sent. Raises Damaged."""
    return sealed_files.opened(document.path, document.sha256, purpose=purpose)


def may_be_opened(document: Stored) -> bool:
    """Where there is a scanner, nothing is opened before it said that it is clean."""
    return document.scanned or not clamd.configured()


def scan_waiting() -> int:
    """Scan what came in while the scanner did not answer; answers how many were clean. What is not clean stays shut."""
    return scan(Document.objects.filter(scanned=False, status="received").order_by("pk"))


def scan(rows: Iterable[Any], *, purpose: str = DOCUMENT_PURPOSE) -> int:
    """The same of any rows of papers."""
    clean = 0
    for document in rows:
        try:
            found = clamd.scan(opened(document, purpose=purpose))
        except clamd.NoScanner:
            return clean
        if not found:
            document.scanned = True
            document.save(update_fields=["scanned"])
            clean += 1
    return clean
