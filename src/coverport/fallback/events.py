"""What happens to functions and to who waits for them, as other rooms may hear it. References only."""

from datetime import date
from typing import ClassVar

from coverport.core.events import Fact, fact


@fact
class FunctionSwitchedOff(Fact, frozen=True):
    """A function of the exchange is off; people are told what to do instead."""

    kind: ClassVar[str] = "fallback.switched_off"
    outage: str
    function: str
    trigger: str


@fact
class FunctionSwitchedOn(Fact, frozen=True):
    """It is on again; who waits is let in, in order."""

    kind: ClassVar[str] = "fallback.switched_on"
    outage: str
    function: str
    trigger: str


@fact
class Arrived(Fact, frozen=True):
    """Somebody came while it was off, and keeps the day."""

    kind: ClassVar[str] = "fallback.arrived"
    arrival: str
    function: str


@fact
class ArrivalClosed(Fact, frozen=True):
    """They wait no longer: let in, came in on paper, or settled by staff."""

    kind: ClassVar[str] = "fallback.arrival_closed"
    arrival: str
    status: str


@fact
class CasesTaken(Fact, frozen=True):
    """A file of an older system's cases was taken over."""

    kind: ClassVar[str] = "fallback.cases_taken"
    file: str
    cases: int
    suspected: int


@fact
class CasesExported(Fact, frozen=True):
    """All cases were written out. sha256: of the file."""

    kind: ClassVar[str] = "fallback.cases_exported"
    cases: int
    sha256: str


@fact
class BridgeOpened(Fact, frozen=True):
    """Somebody is kept insured while their case waits."""

    kind: ClassVar[str] = "fallback.bridge_opened"
    bridge: str
    how: str
    last: date


@fact
class BridgeMoved(Fact, frozen=True):
    """Its last day is another: an extension, or a decision. why: extended, decided."""

    kind: ClassVar[str] = "fallback.bridge_moved"
    bridge: str
    last: date
    why: str


@fact
class BridgeClosed(Fact, frozen=True):
    """Something else covers them, or staff wrote what became of them."""

    kind: ClassVar[str] = "fallback.bridge_closed"
    bridge: str
    outcome: str


@fact
class PoliciesListed(Fact, frozen=True):
    """An insurer's list of policies that it sold directly was taken in."""

    kind: ClassVar[str] = "fallback.policies_listed"
    list: str
    policies: int


@fact
class PolicyTakenOver(Fact, frozen=True):
    """A policy that was sold directly is an enrollment of the exchange, from its first day."""

    kind: ClassVar[str] = "fallback.policy_taken_over"
    policy: str
    enrollment: str
    owed_cents: int


@fact
class PolicyLeftToStaff(Fact, frozen=True):
    """A policy that was sold directly does not fit; or staff set it aside."""

    kind: ClassVar[str] = "fallback.policy_left_to_staff"
    policy: str
    status: str


@fact
class CreditAnswered(Fact, frozen=True):
    """The insurer says what it gave back for the months before."""

    kind: ClassVar[str] = "fallback.credit_answered"
    policy: str
    credited_cents: int
