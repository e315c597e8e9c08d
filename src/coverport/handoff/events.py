"""What happens between the exchange and the Medicaid agency. References only."""

from typing import ClassVar

from coverport.core.events import Fact, fact


@fact
class CaseOpened(Fact, frozen=True):
    """A person goes to the agency."""

    kind: ClassVar[str] = "handoff.case_opened"
    case: str
    reason: str


@fact
class CaseMoved(Fact, frozen=True):
    """Where a case lies has changed: received, decided, withdrawn."""

    kind: ClassVar[str] = "handoff.case_moved"
    case: str
    status: str


@fact
class TransferReceived(Fact, frozen=True):
    """The agency sent a person here."""

    kind: ClassVar[str] = "handoff.transfer_received"
    incoming: str
    application: str


@fact
class TransferReturned(Fact, frozen=True):
    """An account of the agency goes back to it."""

    kind: ClassVar[str] = "handoff.transfer_returned"
    incoming: str


@fact
class Matched(Fact, frozen=True):
    """Records show something of a person with credit; they were told until when to answer."""

    kind: ClassVar[str] = "handoff.matched"
    match: str


@fact
class MatchClosed(Fact, frozen=True):
    """Answered, or decided by the records."""

    kind: ClassVar[str] = "handoff.match_closed"
    match: str
    status: str


@fact
class WishSet(Fact, frozen=True):
    """What a household wants where somebody on a plan has other coverage."""

    kind: ClassVar[str] = "handoff.wish_set"
    leaves: bool
