"""Files of evidence: kept in the storage under their hash, and refused where they are too large or empty."""

import hashlib

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from coverport.oversight.refusals import AgainstTheRule

MOST_BYTES = 20 * 1024 * 1024


def keep(file: UploadedFile) -> dict[str, str]:
    """Store an uploaded file; answers its name, where it is and its hash. Raises AgainstTheRule."""
    content = file.read(MOST_BYTES + 1)
    if not content:
        raise AgainstTheRule(
            _("This file is empty. Choose the one with the evidence."), code="empty_file", field="file"
        )
    if len(content) > MOST_BYTES:
        raise AgainstTheRule(_("A file of evidence has at most 20 MB."), code="too_large", field="file")
    digest = hashlib.sha256(content).hexdigest()
    name = f"evidence/{digest[:2]}/{digest}"
    if not default_storage.exists(name):
        default_storage.save(name, ContentFile(content))
    return {"file_name": (file.name or "file")[:200], "stored_as": name, "sha256": digest}
