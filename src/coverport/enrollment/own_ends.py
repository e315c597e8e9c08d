"""An end that the exchange told, and which an insurer's own, earlier one came over: taken back, the insurer's leaves the other one."""

from datetime import date

import msgspec

from coverport.core.models import Event
from coverport.enrollment.events import (
    EnrollmentCanceled,
    EnrollmentReinstated,
    EnrollmentTerminated,
    EnrollmentVoided,
)
from coverport.enrollment.models import Change, Enrollment

ISSUER = "system:edi"
KINDS = (EnrollmentTerminated.kind, EnrollmentCanceled.kind, EnrollmentVoided.kind, EnrollmentReinstated.kind)


class OwnEnd(msgspec.Struct, frozen=True):
    """The last day of coverage, why, and by which rule."""

    last: date
    cause: str
    authority: str


def own_end(enrollment: Enrollment) -> OwnEnd | None:
    """The exchange's newest end since the coverage came back the last time; None where the insurer's word alone ended it."""
    said = Event.objects.filter(subject=enrollment.reference, kind__in=KINDS).order_by("-id")
    ours = next((each for each in said if each.actor != ISSUER or each.kind == EnrollmentReinstated.kind), None)
    if ours is None or ours.kind != EnrollmentTerminated.kind:
        return None
    change = Change.objects.filter(reference=ours.data["change"]).first()
    return OwnEnd(date.fromisoformat(ours.data["last_day"]), ours.data["cause"], change.authority if change else "")
