"""What happens to enrollments, as billing and edi hear it. References only."""

from typing import ClassVar

from coverport.core.events import Fact, fact


@fact
class PlanSelected(Fact, frozen=True):
    """A plan was chosen and signed for; nobody is covered yet."""

    kind: ClassVar[str] = "enrollment.plan_selected"
    enrollment: str


@fact
class EnrollmentEffectuated(Fact, frozen=True):
    """The first payment is in, or none is owed: coverage is sure."""

    kind: ClassVar[str] = "enrollment.effectuated"
    enrollment: str


@fact
class EnrollmentCanceled(Fact, frozen=True):
    """A choice ended before coverage began, as if it had never been made."""

    kind: ClassVar[str] = "enrollment.canceled"
    enrollment: str
