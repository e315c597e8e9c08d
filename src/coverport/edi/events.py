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


@fact
class FileReceived(Fact, frozen=True):
    """A file of an insurer was taken in: what it said, and what became of it, stands in its rows."""

    kind: ClassVar[str] = "edi.file_received"
    file: str
    issuer: str
    sha256: str
    applied: int
    rejected: int
    staff: int


@fact
class PremiumsPassedOn(Fact, frozen=True):
    """What enrollees paid to the exchange goes on to their insurer."""

    kind: ClassVar[str] = "edi.premiums_passed_on"
    file: str
    issuer: str
    payments: int
    cents: int
