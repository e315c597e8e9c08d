"""Scanned pages in storage: encrypted, under their own hash."""

import hashlib

from coverport.core import sealed_files
from coverport.core.sealed_files import Damaged
from coverport.paper.models import SHEET_PURPOSE, Envelope, Sheet

__all__ = ["Damaged", "opened", "put"]


def put(envelope: Envelope, jpeg: bytes) -> dict[str, object]:
    """Store a page; answers what its row says of it. What an interrupted scan left under this name is replaced."""
    sha256 = hashlib.sha256(jpeg).hexdigest()
    kept = sealed_files.put(
        f"paper/{envelope.exchange.slug}/{envelope.reference}/{sha256}", jpeg, purpose=SHEET_PURPOSE
    )
    return {"path": kept, "sha256": sha256, "length": len(jpeg)}


def opened(sheet: Sheet) -> bytes:
    """The page as it was scanned. Raises Damaged."""
    return sealed_files.opened(sheet.path, sheet.sha256, purpose=SHEET_PURPOSE)
