"""What happens to contracts. References only."""

from typing import ClassVar

from coverport.core.events import Fact, fact


@fact
class WorkSubmitted(Fact, frozen=True):
    """The vendor handed a deliverable in."""

    kind: ClassVar[str] = "oversight.work_submitted"
    submission: str
    deliverable: str


@fact
class WorkDecided(Fact, frozen=True):
    """A submission was accepted or rejected."""

    kind: ClassVar[str] = "oversight.work_decided"
    submission: str
    deliverable: str
    state: str


@fact
class MoneyMoved(Fact, frozen=True):
    """An entry was added to the ledger."""

    kind: ClassVar[str] = "oversight.money_moved"
    entry: str
    line: str
    what: str
    cents: int


@fact
class NoticeChanged(Fact, frozen=True):
    """A notice was served, answered, escalated or closed."""

    kind: ClassVar[str] = "oversight.notice_changed"
    notice: str
    became: str


@fact
class FindingChanged(Fact, frozen=True):
    """A finding was opened, answered or closed."""

    kind: ClassVar[str] = "oversight.finding_changed"
    finding: str
    became: str


@fact
class DefectChanged(Fact, frozen=True):
    """A defect was reported or mended."""

    kind: ClassVar[str] = "oversight.defect_changed"
    defect: str
    became: str


@fact
class RiskChanged(Fact, frozen=True):
    """A risk was raised, looked at again, closed, or came true."""

    kind: ClassVar[str] = "oversight.risk_changed"
    risk: str
    became: str


@fact
class WaiverSigned(Fact, frozen=True):
    """An item of a gate passes without its evidence until a day."""

    kind: ClassVar[str] = "oversight.waiver_signed"
    waiver: str
    item: str


@fact
class RehearsalsForgotten(Fact, frozen=True):
    """So many walks of the scripted journey that began before a day were deleted, with everything of theirs."""

    kind: ClassVar[str] = "oversight.rehearsals_forgotten"
    walks: int
    before: str


@fact
class ExchangeOpened(Fact, frozen=True):
    """An exchange was opened for a plan year."""

    kind: ClassVar[str] = "oversight.exchange_opened"
    year: int
