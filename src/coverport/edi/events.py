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


@fact
class ToldAgain(Fact, frozen=True):
    """What an insurer had refused is told again, with what comes after it. what: the kind of message."""

    kind: ClassVar[str] = "edi.told_again"
    policy: str
    what: str


@fact
class ViewSent(Fact, frozen=True):
    """An insurer was sent our view of its policies of a month. lines: people."""

    kind: ClassVar[str] = "edi.view_sent"
    issuer: str
    month: str
    parts: int
    lines: int


@fact
class ViewsCompared(Fact, frozen=True):
    """An insurer's view of a month was laid beside ours; found: how much differs, fixed and told by rule, open for staff."""

    kind: ClassVar[str] = "edi.views_compared"
    issuer: str
    month: str
    found: int
    fixed: int
    told: int
    open: int


@fact
class PolicyReconciled(Fact, frozen=True):
    """What differed of a policy: mended here, or told to the insurer again."""

    kind: ClassVar[str] = "edi.policy_reconciled"
    policy: str
    fields: tuple[str, ...]


@fact
class DiscrepancySettled(Fact, frozen=True):
    """Staff decided who is right."""

    kind: ClassVar[str] = "edi.discrepancy_settled"
    discrepancy: str
    right: str


@fact
class FileAskedFor(Fact, frozen=True):
    """Somebody asked for a file once more; the same bytes go out again."""

    kind: ClassVar[str] = "edi.file_asked_for"
    file: str
    issuer: str


@fact
class RefusedToldAgain(Fact, frozen=True):
    """Staff had what was refused of a file told again, under new numbers."""

    kind: ClassVar[str] = "edi.refused_told_again"
    file: str
    issuer: str


@fact
class MessageSettled(Fact, frozen=True):
    """Staff did by hand what a message of an insurer asked for."""

    kind: ClassVar[str] = "edi.message_settled"
    file: str
    issuer: str
    segment: int
