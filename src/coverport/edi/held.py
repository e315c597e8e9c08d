"""How an insurer holds a policy: by the last it was told, or said itself, of its end or of an end that is taken back."""

from typing import Any

from coverport.core.models import Event
from coverport.edi.models import Answered, Due834
from coverport.enrollment.events import (
    EnrollmentCanceled,
    EnrollmentReinstated,
    EnrollmentTerminated,
    EnrollmentVoided,
)
from coverport.enrollment.models import Enrollment
from coverport.enrollment.rules.transitions import STANDING

Kind = Due834.Kind
# Who says what an insurer said: it need not hear it again.
INSURER = "system:edi"
ENDS = (Kind.CANCEL, Kind.TERMINATE)
SAID = {
    EnrollmentTerminated.kind: Kind.TERMINATE, EnrollmentCanceled.kind: Kind.CANCEL, EnrollmentVoided.kind: Kind.CANCEL,
    EnrollmentReinstated.kind: Kind.REINSTATE,
}  # fmt: skip


def held_as(row: Enrollment, event: Any) -> Kind | None:
    """As canceled, as terminated, or as one whose end was taken back, when an event of ours happened; None for one that never ended."""
    own = Event.objects.filter(subject=row.reference, kind__in=SAID, actor=INSURER, id__lt=event.pk)
    heard = [*_told(row), *((pk, SAID[kind]) for pk, kind in own.values_list("id", "kind"))]
    return Kind(max(heard)[1]) if heard else None


def holds_an_end(row: Enrollment, event: Any) -> bool:
    """Whether its insurer must hear that an end is taken back. Who takes back its own may hold one of ours yet, taken back and not told."""
    if event.actor != INSURER:
        return held_as(row, event) in ENDS
    told = _told(row)
    return bool(told) and row.status in STANDING and max(told)[1] in ENDS


def _told(row: Enrollment) -> list[tuple[int, str]]:
    told = Due834.objects.filter(enrollment=row, kind__in=set(SAID.values())).exclude(file=None)
    return list(told.exclude(answer=Answered.REFUSED).values_list("event_id", "kind"))
