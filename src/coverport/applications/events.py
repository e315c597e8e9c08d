"""What happens to applications, as other rooms may hear it. References only."""

from datetime import date
from typing import ClassVar

from coverport.core.events import Fact, fact


@fact
class ApplicationStarted(Fact, frozen=True):
    """Somebody got in line."""

    kind: ClassVar[str] = "applications.started"
    application: str


@fact
class AnswersSaved(Fact, frozen=True):
    """One step of an application was answered."""

    kind: ClassVar[str] = "applications.answers_saved"
    application: str
    step: str


@fact
class ApplicationSubmitted(Fact, frozen=True):
    """An application was signed and decided."""

    kind: ClassVar[str] = "applications.submitted"
    application: str
    determination: str


@fact
class InconsistencyOpened(Fact, frozen=True):
    """A fact is not confirmed; the person was told until when to settle it."""

    kind: ClassVar[str] = "applications.inconsistency_opened"
    application: str
    inconsistency: str
    about: str
    due_on: date


@fact
class InconsistencyClosed(Fact, frozen=True):
    """It is settled, accepted, expired or withdrawn."""

    kind: ClassVar[str] = "applications.inconsistency_closed"
    application: str
    inconsistency: str
    status: str


@fact
class InconsistencyExtended(Fact, frozen=True):
    """There is more time for it."""

    kind: ClassVar[str] = "applications.inconsistency_extended"
    application: str
    inconsistency: str
    due_on: date


@fact
class ProofSent(Fact, frozen=True):
    """A document, or an explanation without one, came in."""

    kind: ClassVar[str] = "applications.proof_sent"
    application: str
    inconsistency: str
    document: str = ""


@fact
class ProofSeen(Fact, frozen=True):
    """A state worker opened a document."""

    kind: ClassVar[str] = "applications.proof_seen"
    document: str


@fact
class ProofRefused(Fact, frozen=True):
    """A document does not prove what it was sent for."""

    kind: ClassVar[str] = "applications.proof_refused"
    application: str
    document: str


@fact
class ExplanationRefused(Fact, frozen=True):
    """What a person wrote does not settle it."""

    kind: ClassVar[str] = "applications.explanation_refused"
    application: str
    inconsistency: str


@fact
class Redetermined(Fact, frozen=True):
    """The records decided, because the time to prove a fact ran out, or the agency did. effective_on: from when help changes."""

    kind: ClassVar[str] = "applications.redetermined"
    application: str
    determination: str
    before: str
    effective_on: date
