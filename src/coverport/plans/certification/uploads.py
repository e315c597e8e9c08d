"""A file on its way in: how large, of which kind, in the place of which other."""

import hashlib
import tempfile
from datetime import date
from pathlib import Path, PurePosixPath, PureWindowsPath

import msgspec
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from coverport.plans.certification.reading import Read, on_disk, read_file
from coverport.plans.certification.refusals import FileRefused
from coverport.plans.models import FiledFile, QhpApplication

MOST_BYTES = 50 << 20
# What a document may begin with: PDF, or a workbook (.xlsx is a zip file).
DOCUMENTS = {b"%PDF-": "PDF", b"PK\x03\x04": "Excel workbook"}
LONGEST_NAME = 120


class Upload(msgspec.Struct, frozen=True):
    """What a person sent. name: as their machine called it, whatever stands in it."""

    name: str
    data: bytes

    @property
    def safe_name(self) -> str:
        """The last part of the name, without what could lead elsewhere."""
        last = PureWindowsPath(PurePosixPath(self.name).name).name
        kept = "".join(sign for sign in last if sign.isprintable() and sign not in '/\\:*?"<>|').strip(". ")
        return kept[-LONGEST_NAME:] or "file"


def refuse_size(upload: Upload) -> None:
    """Raises FileRefused for an empty file or one that no template is as large as."""
    if not upload.data:
        raise FileRefused(_("%(name)s is empty.") % {"name": upload.safe_name}, field="files")
    if len(upload.data) > MOST_BYTES:
        words = _("%(name)s is larger than %(most)s MB.") % {"name": upload.safe_name, "most": MOST_BYTES >> 20}
        raise FileRefused(words, field="files")


def refuse_other_documents(upload: Upload) -> None:
    """A gate's document is a PDF or a workbook. Raises FileRefused."""
    refuse_size(upload)
    if not _format(upload):
        raise FileRefused(_("Send a PDF or an Excel workbook (.xlsx)."), field="files")


def _format(upload: Upload) -> str:
    return next((name for start, name in DOCUMENTS.items() if upload.data.startswith(start)), "")


def read(upload: Upload, application: QhpApplication) -> Read:
    """Read a plan file to its end. Raises UnreadableFile, FileRefused."""
    refuse_size(upload)
    with tempfile.TemporaryDirectory(prefix="coverport-upload-") as folder:
        path = Path(folder) / upload.safe_name
        path.write_bytes(upload.data)
        return read_file(path, application)


def replaced_by(application: QhpApplication, upload: Upload, read: Read) -> list[FiledFile]:
    """The files that this one takes the place of: one of its name, and those that speak of nothing else.

    Raises FileRefused where an older file would be replaced in part: which figures hold must never be a question of order.
    """
    replaced = []
    for row in application.files.filter(gate="", removed_on=None):
        with on_disk(row) as path:
            keys = read_file(path, application).keys
        if row.name == upload.safe_name or (keys and keys <= read.keys):
            replaced.append(row)
        elif both := keys & read.keys:
            facts = {"name": upload.safe_name, "other": row.name, "what": sorted(both)[0][1]}
            raise FileRefused(
                _("%(name)s and %(other)s both speak of %(what)s. Remove %(other)s first.") % facts, field="files"
            )
    return replaced


def store(
    application: QhpApplication, upload: Upload, *, on: date, gate: str = "", read: Read | None = None
) -> FiledFile:
    """Put the bytes into storage under their hash, and the row beside them."""
    sha256 = hashlib.sha256(upload.data).hexdigest()
    path = f"certification/{application.reference}/{sha256}"
    if not default_storage.exists(path):
        default_storage.save(path, ContentFile(upload.data))
    return FiledFile.objects.create(
        application=application, gate=gate, name=upload.safe_name, format=read.format if read else _format(upload), sha256=sha256,
        length=len(upload.data), path=path, rows=read.rows if read else 0, plans=read.plans if read else 0, uploaded_on=on,
    )  # fmt: skip
