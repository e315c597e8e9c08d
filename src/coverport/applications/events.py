"""What happens to applications, as other rooms may hear it. References only."""

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
