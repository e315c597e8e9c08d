"""Papers in storage: encrypted, under their own hash, opened only by who may."""

import hashlib
from collections.abc import Iterable
from datetime import date
from typing import Any, Protocol

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from coverport.applications.verification import clamd
from coverport.applications.verification.models import Document, Inconsistency
from coverport.applications.verification.uploads import Upload
from coverport.core.sensitive import seal_bytes, unseal_bytes

PURPOSE = "verification.document: papers that settle an inconsistency, 45 CFR 155.315(f)"


class Damaged(Exception):
    """The stored file is not the one that was sent."""


def store(inconsistency: Inconsistency, upload: Upload, *, media_type: str, scanned: bool, on: date) -> Document:
    """Put a paper in storage and its row beside it. The same file sent again is the same paper."""
    sha256 = hashlib.sha256(upload.data).hexdigest()
    if there := inconsistency.documents.filter(sha256=sha256).first():
        return there
    path = f"proof/{inconsistency.reference}/{sha256}"
    if default_storage.exists(path):  # what an interrupted upload left
        default_storage.delete(path)
    return Document.objects.create(
        inconsistency=inconsistency, name=upload.safe_name, media_type=media_type, sha256=sha256, length=len(upload.data),
        path=default_storage.save(path, ContentFile(seal_bytes(upload.data, purpose=PURPOSE))), scanned=scanned, sent_on=on,
    )  # fmt: skip


class Stored(Protocol):
    """A paper's row."""

    reference: Any
    path: Any
    sha256: Any
    scanned: Any


def opened(document: Stored, *, purpose: str = PURPOSE) -> bytes:
    """The paper as it was sent. Raises Damaged."""
    with default_storage.open(document.path) as file:
        data = unseal_bytes(file.read(), purpose=purpose)
    if hashlib.sha256(data).hexdigest() != document.sha256:
        raise Damaged(document.reference)
    return data


def may_be_opened(document: Stored) -> bool:
    """Where there is a scanner, nothing is opened before it said that it is clean."""
    return document.scanned or not clamd.configured()


def scan_waiting() -> int:
    """Scan what came in while the scanner did not answer; answers how many were clean. What is not clean stays shut."""
    return scan(Document.objects.filter(scanned=False, status="received").order_by("pk"))


def scan(rows: Iterable[Any], *, purpose: str = PURPOSE) -> int:
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
