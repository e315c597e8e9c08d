"""What happens to an application, as its history shows it. References and codes only; reasons stand in their rows."""

from typing import ClassVar

from coverport.core.events import Fact, fact


@fact
class ApplicationStarted(Fact, frozen=True):
    """An insurer began to file its plans of a year, or to correct certified ones."""

    kind: ClassVar[str] = "plans.application_started"
    application: str
    corrects: str = ""


@fact
class FileUploaded(Fact, frozen=True):
    """A file, or the document of a gate, was uploaded. replaces: the name of the file that it takes the place of."""

    kind: ClassVar[str] = "plans.file_uploaded"
    application: str
    name: str
    sha256: str
    gate: str = ""
    replaces: str = ""


@fact
class FileRemoved(Fact, frozen=True):
    """The insurer took a file out."""

    kind: ClassVar[str] = "plans.file_removed"
    application: str
    name: str


@fact
class ApplicationSubmitted(Fact, frozen=True):
    """The checks passed, and the insurer gave its plans to the state."""

    kind: ClassVar[str] = "plans.application_submitted"
    application: str


@fact
class GateReviewed(Fact, frozen=True):
    """A reviewer looked at the document of a gate."""

    kind: ClassVar[str] = "plans.gate_reviewed"
    application: str
    gate: str
    met: bool
    document: str


@fact
class ChangesAsked(Fact, frozen=True):
    """The state gave an application back."""

    kind: ClassVar[str] = "plans.changes_asked"
    application: str


@fact
class PlansCertified(Fact, frozen=True):
    """The state certified the plans; they can be published."""

    kind: ClassVar[str] = "plans.certified"
    application: str
    plans: int
    replaces: str = ""


@fact
class PlansDenied(Fact, frozen=True):
    """The state refused to certify."""

    kind: ClassVar[str] = "plans.denied"
    application: str


@fact
class PlanSuppressed(Fact, frozen=True):
    """A plan takes no new enrollment and keeps its people."""

    kind: ClassVar[str] = "plans.suppressed"
    year: int
    plan_id: str


@fact
class SuppressionLifted(Fact, frozen=True):
    """The plan can be chosen again."""

    kind: ClassVar[str] = "plans.suppression_lifted"
    year: int
    plan_id: str
