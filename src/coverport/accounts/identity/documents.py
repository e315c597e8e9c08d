"""Files that prove an identity: which are taken, by what they are and not by what they are called."""

from django.utils.translation import gettext as _

from coverport.core.errors import Refusal

MOST_BYTES = 10 * 1024 * 1024
_BEGINNINGS = ((b"%PDF-", "application/pdf"), (b"\xff\xd8\xff", "image/jpeg"), (b"\x89PNG\r\n\x1a\n", "image/png"))


class DocumentRefused(Refusal):
    """The file cannot be taken; the message says why and what to do."""

    code = "document_refused"


def media_type(content: bytes) -> str:
    """What a file is, by its first bytes. Raises DocumentRefused for one that is empty, too large or of another kind."""
    if not content:
        raise DocumentRefused(_("This file is empty. Choose another one."), field="file")
    if len(content) > MOST_BYTES:
        raise DocumentRefused(
            _("This file is larger than 10 megabytes. Take a smaller picture, or send fewer pages."), field="file"
        )
    for beginning, kind in _BEGINNINGS:
        if content.startswith(beginning):
            return kind
    raise DocumentRefused(
        _("We can read PDF, JPEG and PNG files. Save it as one of these, or take a photo."), field="file"
    )
