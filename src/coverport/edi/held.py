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

Kind = Due834.Kind
# Who says what an insurer said: it need not hear it again.
INSURER = "system:edi"
SAID = {
    EnrollmentTerminated.kind: Kind.TERMINATE, EnrollmentCanceled.kind: Kind.CANCEL, EnrollmentVoided.kind: Kind.CANCEL,
    EnrollmentReinstated.kind: Kind.REINSTATE,
}  # fmt: skip


def held_as(row: Enrollment, event: Any) -> Kind | None:
    """As canceled, as terminated, or as one whose end was taken back, when an event of ours happened; None for one that never ended."""
    told = Due834.objects.filter(enrollment=row, kind__in=set(SAID.values())).exclude(file=None)
    heard = list(told.exclude(answer=Answered.REFUSED).values_list("event_id", "kind"))
    own = Event.objects.filter(subject=row.reference, kind__in=SAID, actor=INSURER, id__lt=event.pk)
    heard += [(pk, SAID[kind]) for pk, kind in own.values_list("id", "kind")]
    return Kind(max(heard)[1]) if heard else None
