"""What an insurer's front door refused: told again under new numbers, as it is by now, with what had been told behind it."""

from datetime import date

from django.db import transaction
from django.db.models import QuerySet

from coverport.core.events import record
from coverport.edi.due import CHANGES, Kind, end_again, later_due
from coverport.edi.events import ToldAgain
from coverport.edi.known import EDI
from coverport.edi.models import Answered, Due834
from coverport.enrollment.models import Enrollment
from coverport.enrollment.rules.transitions import STANDING

NEVER_WAS = ("canceled", "voided")


def refused(rows: QuerySet[Due834]) -> list[Due834]:
    """Of some rows those that were refused, were not told again, and are still so."""
    found = list(rows.filter(answer=Answered.REFUSED).select_related("enrollment").order_by("pk"))
    others = Due834.objects.filter(enrollment__in={each.enrollment_id for each in found})
    others = others.exclude(answer=Answered.REFUSED)
    again = {(each.enrollment_id, each.kind, each.event_id, each.since) for each in others}
    newer = {
        (each.enrollment_id, each.since): each.event_id
        for each in others.filter(kind=Kind.CHANGE, withdrawn_on=None).order_by("event_id")
    }
    return [
        each
        for each in found
        if (each.enrollment_id, each.kind, each.event_id, each.since) not in again
        and _still_so(each)
        and not (each.kind == Kind.CHANGE and newer.get((each.enrollment_id, each.since), 0) > each.event_id)
    ]


def _still_so(due: Due834) -> bool:
    """Whether there is anything to tell: not of what never was, nor of months after its end, nor of an end that was taken back."""
    row = due.enrollment
    if due.kind == Kind.CANCEL:
        return row.status in NEVER_WAS
    if due.kind == Kind.TERMINATE:
        return (row.status == "terminated" or row.cut) and row.end == due.since
    if due.kind == Kind.REINSTATE:
        return row.status in STANDING
    return row.status not in NEVER_WAS and (due.since or row.start) <= row.end


@transaction.atomic
def tell_again(*, due: Due834, on: date) -> Due834:
    """What was refused, under a new number. The same again is the same row. ValueError where nothing was refused.

    Months that cost something else are told after it, and of a beginning the end: they were told of a policy that the insurer did not
    have, or are undone by amounts from an earlier day on.
    """
    row = Enrollment.objects.select_related("exchange").prefetch_related("months", "members").get(pk=due.enrollment_id)
    locked = Due834.objects.select_for_update().get(pk=due.pk)
    if locked.answer != Answered.REFUSED:
        raise ValueError(f"{locked} was not refused")
    again, new = Due834.objects.exclude(answer=Answered.REFUSED).get_or_create(
        enrollment_id=locked.enrollment_id, kind=locked.kind, event_id=locked.event_id,
        since=locked.since, defaults={"exchange": locked.exchange, "issuer_id": locked.issuer_id, "on": locked.on},
    )  # fmt: skip
    if new and locked.kind in (Kind.INITIAL, *CHANGES):
        fact = ToldAgain(policy=row.reference, what=locked.kind)
        event = record(
            fact, by=EDI, on=on, exchange=row.exchange.slug, subject=row.reference, purpose="enrollment in a plan"
        )
        later_due(row, event, locked.since or row.start)
        if locked.kind == Kind.INITIAL:
            end_again(row, event)
    return again
