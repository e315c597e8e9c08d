"""Ends that stay where one that came over them is taken back: the exchange's under an insurer's own, earlier one, and that of a plan
which was canceled while it waited to be paid for until another one begins.
"""

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


def cut_end(enrollment: Enrollment) -> OwnEnd | None:
    """Of what was canceled before it was sure, and was to cover until another plan begins that was chosen meanwhile."""
    if enrollment.status != Enrollment.Status.CANCELED or enrollment.effectuated_on or enrollment.ended_on is None:
        return None
    gave_way = Change.objects.filter(enrollment=enrollment, kind="plan_change").order_by("id").last()
    return OwnEnd(enrollment.end, "plan_change", gave_way.authority if gave_way else "")


def own_end(enrollment: Enrollment) -> OwnEnd | None:
    """The exchange's newest end since the coverage came back the last time; None where the insurer's word alone ended it."""
    said = Event.objects.filter(subject=enrollment.reference, kind__in=KINDS).order_by("-id")
    ours = next((each for each in said if each.actor != ISSUER or each.kind == EnrollmentReinstated.kind), None)
    if ours is None or ours.kind != EnrollmentTerminated.kind:
        return None
    change = Change.objects.filter(reference=ours.data["change"]).first()
    return OwnEnd(date.fromisoformat(ours.data["last_day"]), ours.data["cause"], change.authority if change else "")
