"""Coverage is sure: by a first payment, or because none is owed; and with it what goes on from it with the same insurer."""

from datetime import date

from django.db import transaction

from coverport.core.access import Actor
from coverport.core.errors import NotAllowed
from coverport.enrollment.changes.recording import say_one
from coverport.enrollment.choice.beginning import goes_on_from
from coverport.enrollment.employer_notices import post_employers
from coverport.enrollment.events import EnrollmentEffectuated
from coverport.enrollment.locking import go, locked_enrollment
from coverport.enrollment.models import Enrollment
from coverport.enrollment.notices import post_covered

US = Actor.system("enrollment")
Status = Enrollment.Status


@transaction.atomic
def effectuate(*, actor: Actor, enrollment: Enrollment, on: date) -> Enrollment:
    """The first payment is in, or none is owed: coverage is sure. Only parts of the system say so. Said twice, it is said once.

    To its last day, where another plan was chosen meanwhile that begins later.
    """
    if actor.kind != "system":
        raise NotAllowed("coverage takes effect by a payment or by the insurer's word")
    locked = locked_enrollment(enrollment)
    if locked.covered or locked.status == Status.TERMINATED:
        return locked
    cut = locked.cut
    go(locked, Status.EFFECTUATED, actor)
    if cut:
        go(locked, Status.TERMINATED, actor)
    locked.effectuated_on = on
    locked.save(update_fields=["status", "effectuated_on"])
    post_covered(locked, on=on)
    post_employers(locked, on=on)
    say_one(EnrollmentEffectuated(enrollment=locked.reference), locked, by=actor, on=on)
    if cut:
        go_on_from(locked, on=on)
    return locked


def go_on_from(sure: Enrollment, *, on: date) -> None:
    """What waits for its first payment and goes on from this with the same insurer waits no more: 45 CFR 155.400(e).

    Past what was canceled for a third choice.
    """
    for after in Enrollment.objects.filter(follows=sure).select_related("application").order_by("id"):
        after.follows = sure
        if after.waiting and goes_on_from(sure, after.issuer_id):
            effectuate(actor=US, enrollment=after, on=on)
        elif after.status == Status.CANCELED:
            go_on_from(after, on=on)
