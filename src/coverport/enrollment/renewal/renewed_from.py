"""What goes on by itself from coverage of the year before, and whether it ended with that."""

from coverport.core.models import Event
from coverport.enrollment.events import EnrollmentCanceled
from coverport.enrollment.models import Change, Enrollment
from coverport.enrollment.renewal.writing import RENEWAL, RULE

UNPAID, ASKED = "nonpayment", "requested"


def renewed_from(before: Enrollment) -> list[Enrollment]:
    """On the same account: where the insurer bills from the new year on, what it is paid is another one's.

    With what a change made of it: the same plan under another number, as with other cost sharing. Another choice is no part of it.
    """
    rows = Enrollment.objects.filter(issuer_id=before.issuer_id, biller=before.biller)
    rows = rows.select_related("exchange", "application__household").order_by("id")
    found: list[Enrollment] = []
    newest = list(rows.filter(follows=before, year=before.year + 1, start_rule=RULE))
    while newest:
        found += newest
        chosen = Change.objects.filter(enrollment__in=newest, kind="plan_change").values("enrollment")
        newest = list(rows.filter(follows__in=newest, year=before.year + 1).exclude(follows__in=chosen))
    return found


def ended_with_it(renewed: Enrollment) -> bool:
    """Whether it was canceled here, with the coverage before it. By its insurer's word, or its own first bill, it stays canceled."""
    if renewed.status != Enrollment.Status.CANCELED or renewed.end_cause not in {UNPAID, ASKED}:
        return False
    said = Event.objects.filter(subject=renewed.reference, kind=EnrollmentCanceled.kind).order_by("id").last()
    return said is not None and said.actor == RENEWAL.label
