"""What happens to files for insurers. Numbers only, never personal data."""

from typing import ClassVar

from coverport.core.events import Fact, fact


@fact
class FileWritten(Fact, frozen=True):
    """A numbered file for an insurer is committed; which enrollments it tells stands in the due rows."""

    kind: ClassVar[str] = "edi.file_written"
    file: str
    issuer: str
    sha256: str
    transactions: int
