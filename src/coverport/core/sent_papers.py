"""Papers that people send to prove something: a row each, the file sealed in storage under its hash, opened only where it is clean."""

import hashlib
from datetime import date
from typing import Any, ClassVar

from django.db import models

from coverport.core import clamd, sealed_files
from coverport.core.references import ReferenceField
from coverport.core.uploads import Upload


class SentPaper(models.Model):
    """A file that somebody sent. purpose: what it is sealed for. scanned: a scanner found it clean. note: of who looked at it."""

    purpose: ClassVar[str]

    reference = ReferenceField()
    name = models.CharField(max_length=120)
    media_type = models.CharField(max_length=40)
    sha256 = models.CharField(max_length=64)
    length = models.PositiveIntegerField()
    path = models.CharField(max_length=200)
    scanned = models.BooleanField()
    sent_on = models.DateField()
    note = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        abstract = True
        ordering = ["id"]

    def __str__(self) -> str:
        return self.reference

    @property
    def may_be_opened(self) -> bool:
        """Where there is a scanner, nothing is opened before it said that it is clean."""
        return self.scanned or not clamd.configured()

    def opened(self) -> bytes:
        """The file as it was sent. Raises sealed_files.Damaged."""
        return sealed_files.opened(self.path, self.sha256, purpose=self.purpose)


def store(papers: Any, about: str, upload: Upload, *, media_type: str, scanned: bool, on: date) -> Any:
    """Put a file in storage and its row beside it. The same file sent again is the same paper.

    papers: the manager of what was sent about one question, whose reference is about.
    """
    sha256 = hashlib.sha256(upload.data).hexdigest()
    if there := papers.filter(sha256=sha256).first():
        return there
    path = sealed_files.put(f"proof/{about}/{sha256}", upload.data, purpose=papers.model.purpose)
    return papers.create(
        name=upload.safe_name, media_type=media_type, sha256=sha256, length=len(upload.data), path=path, scanned=scanned,
        sent_on=on,
    )  # fmt: skip
