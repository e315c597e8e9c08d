"""What a renewal says: an entry for each enrollment, and one for each batch, which insurers' messages and bills follow."""

from typing import ClassVar

from coverport.core.events import Fact, fact


@fact
class RenewalTold(Fact, frozen=True):
    """A household was told what happens to an enrollment if it does nothing."""

    kind: ClassVar[str] = "enrollment.renewal_told"
    renewal: str


@fact
class EnrollmentRenewed(Fact, frozen=True):
    """An enrollment goes on into the next plan year. enrollment: the new one; step: of the crosswalk."""

    kind: ClassVar[str] = "enrollment.renewed"
    enrollment: str
    renewal: str
    step: str


@fact
class RenewalClosed(Fact, frozen=True):
    """An enrollment is not renewed by us: the household chose for itself, nothing can be renewed, or a human must look. how: its status."""

    kind: ClassVar[str] = "enrollment.renewal_closed"
    renewal: str
    how: str


@fact
class RenewalReopened(Fact, frozen=True):
    """Coverage came back that had ended before its year did: it is renewed by itself again."""

    kind: ClassVar[str] = "enrollment.renewal_reopened"
    renewal: str


@fact
class BatchRenewed(Fact, frozen=True):
    """The enrollments of a batch have begun: whoever follows them does so for all at once."""

    kind: ClassVar[str] = "enrollment.batch_renewed"
    batch: str
