"""A renewal goes on from coverage that lasts to the end of its year: what becomes of it where that ends before, or comes back."""

from datetime import date

from django.db import transaction

from coverport.core.dates import day_before
from coverport.core.events import record
from coverport.core.models import Event
from coverport.enrollment.ending import end_coverage, reinstate_coverage
from coverport.enrollment.events import EnrollmentCanceled
from coverport.enrollment.models import Change, Enrollment, Renewal
from coverport.enrollment.refusals import WrongState
from coverport.enrollment.renewal.events import RenewalReopened
from coverport.enrollment.renewal.writing import PURPOSE, RENEWAL, RULE
from coverport.enrollment.rules.transitions import ACTIVE

ENDED_BEFORE, UNPAID, ASKED = "ended_before", "nonpayment", "requested"


@transaction.atomic
def end_renewed(ended: Enrollment, *, on: date) -> list[Enrollment]:
    """Cancel what goes on by itself, with no first payment, from coverage that did not last to the end of its year: not paid,
    ended as its insurer was asked to, or taken back. Who is enrolled no more is not enrolled again by itself: 45 CFR 155.335(j).

    Whoever said that it ended: its insurer, who hears that the cancellation carries forward, or the exchange. What has begun is not
    taken back with what was rescinded: that is a finding of its own, 45 CFR 147.128. Done again, it finds nothing.
    """
    if ended.status in ACTIVE or (ended.status == Enrollment.Status.TERMINATED and ended.end >= _last_day(ended)):
        return []
    rescinded = ended.status == Enrollment.Status.VOIDED
    cause = UNPAID if ended.end_cause == UNPAID else ASKED
    return [
        end_coverage(actor=RENEWAL, enrollment=each, cause=cause, last=day_before(each.start), on=on)
        for each in _renewed_from(ended)
        if each.status in ACTIVE and not (rescinded and each.start <= on)
    ]


@transaction.atomic
def take_up_again(back: Enrollment, *, on: date) -> None:
    """Coverage came back that had ended: what ended with it does, too, and a renewal that was closed for that is due again."""
    if back.status != Enrollment.Status.REINSTATED:
        return
    if on <= _last_day(back):
        _reopen(back, on=on)
    for each in _renewed_from(back):
        if not _ended_with_it(each):
            continue
        try:
            reinstate_coverage(actor=RENEWAL, enrollment=each, on=on)
        except WrongState:  # another plan was chosen meanwhile
            continue


def _reopen(back: Enrollment, *, on: date) -> None:
    """The household was told; the next run enrolls it again."""
    closed = Renewal.objects.filter(before=back, status=Renewal.Status.NOT_RENEWED, why=ENDED_BEFORE)
    for renewal in closed.select_for_update().exclude(plan_id=""):
        renewal.see(status=Renewal.Status.TOLD, why="", done_on=None, done_in=None)
        renewal.save(update_fields=["status", "why", "done_on", "done_in"])
        fact = RenewalReopened(renewal.reference)
        record(fact, by=RENEWAL, on=on, exchange=back.exchange.slug, subject=back.reference, purpose=PURPOSE)


def _renewed_from(before: Enrollment) -> list[Enrollment]:
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


def _ended_with_it(renewed: Enrollment) -> bool:
    """Whether it was canceled here, with the coverage before it. By its insurer's word, or its own first bill, it stays canceled."""
    if renewed.status != Enrollment.Status.CANCELED or renewed.end_cause not in {UNPAID, ASKED}:
        return False
    said = Event.objects.filter(subject=renewed.reference, kind=EnrollmentCanceled.kind).order_by("id").last()
    return said is not None and said.actor == RENEWAL.label


def _last_day(enrollment: Enrollment) -> date:
    return date(enrollment.year, 12, 31)
