"""A file on its way in: what it is by its own bytes, whether it can be read, whether it carries something harmful."""

from pathlib import PurePosixPath, PureWindowsPath

import msgspec
from django.utils.translation import gettext as _

from coverport.core import clamd
from coverport.core.errors import Refusal

MOST_BYTES = 10 << 20
LONGEST_NAME = 120
PDF, JPEG, PNG, HEIC = "application/pdf", "image/jpeg", "image/png", "image/heic"
# What people send by mistake, said by name.
_OTHERS = {
    b"PK\x03\x04": "Word, Excel",
    b"\xd0\xcf\x11\xe0": "Word, Excel",
    b"GIF8": "GIF",
    b"MZ": "EXE",
    b"RIFF": "WebP",
}


class NotTaken(Refusal):
    """The file cannot be taken in; the message says why and what to do."""

    code = "file_not_taken"


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


def media_type(data: bytes) -> str:
    """What a file is by its first bytes; empty for what we do not take."""
    if data.startswith(b"%PDF-"):
        return PDF
    if data.startswith(b"\xff\xd8\xff"):
        return JPEG
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    return HEIC if data[4:12] in {b"ftypheic", b"ftypheix", b"ftypmif1"} else ""


def inspect(upload: Upload) -> tuple[str, bool]:
    """The media type, and whether the file was scanned and is clean. Raises NotTaken, which says what to do instead."""
    name = {"name": upload.safe_name}
    if not upload.data:
        raise NotTaken(_("%(name)s is empty. Choose the file again, or take a new picture.") % name, field="file")
    if len(upload.data) > MOST_BYTES:
        words = _("%(name)s is larger than %(most)s MB. Send fewer pages at a time, or a smaller picture.")
        raise NotTaken(words % {**name, "most": MOST_BYTES >> 20}, field="file")
    found = media_type(upload.data)
    if not found:
        raise NotTaken(_wrong_kind(upload), field="file")
    if found == PDF and b"/Encrypt" in upload.data:
        words = _("%(name)s is locked with a password, so we cannot read it. Save it without one and send it again.")
        raise NotTaken(words % name, field="file")
    return found, _clean(upload)


def _wrong_kind(upload: Upload) -> str:
    other = next((words for start, words in _OTHERS.items() if upload.data.startswith(start)), "")
    if other:
        words = _("%(name)s is a file of another kind (%(kind)s). Save it as a PDF, or send a picture (JPEG or PNG).")
        return words % {"name": upload.safe_name, "kind": other}
    return _("%(name)s is neither a PDF nor a picture (JPEG, PNG, HEIC). Send one of these.") % {
        "name": upload.safe_name
    }


def _clean(upload: Upload) -> bool:
    """False where there is no scanner, or it does not answer now: then it is scanned before anybody opens it."""
    try:
        found = clamd.scan(upload.data)
    except clamd.NoScanner:
        return False
    if found:
        words = _("%(name)s seems to carry a virus, so we did not take it. Send it from another device, or by mail.")
        raise NotTaken(words % {"name": upload.safe_name}, field="file")
    return True
