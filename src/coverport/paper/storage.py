"""Scanned pages in storage: encrypted, under their own hash."""

import hashlib

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from coverport.core.sensitive import seal_bytes, unseal_bytes
from coverport.paper.models import Envelope, Sheet

PURPOSE = "paper.sheet: the scanned page that answers are keyed in from, 45 CFR 155.405(c)(2)"


class Damaged(Exception):
    """The stored page is not the one that was scanned."""


def put(envelope: Envelope, jpeg: bytes) -> dict[str, object]:
    """Store a page; answers what its row says of it. What an interrupted scan left under this name is replaced."""
    sha256 = hashlib.sha256(jpeg).hexdigest()
    path = f"paper/{envelope.exchange.slug}/{envelope.reference}/{sha256}"
    if default_storage.exists(path):
        default_storage.delete(path)
    kept = default_storage.save(path, ContentFile(seal_bytes(jpeg, purpose=PURPOSE)))
    return {"path": kept, "sha256": sha256, "length": len(jpeg)}


def opened(sheet: Sheet) -> bytes:
    """The page as it was scanned. Raises Damaged."""
    with default_storage.open(sheet.path) as file:
        data = unseal_bytes(file.read(), purpose=PURPOSE)
    if hashlib.sha256(data).hexdigest() != sheet.sha256:
        raise Damaged(sheet.reference)
    return data
