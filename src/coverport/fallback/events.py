"""What happens to functions and to who waits for them, as other rooms may hear it. References only."""

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
