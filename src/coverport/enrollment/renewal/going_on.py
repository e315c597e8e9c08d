"""A renewal goes on from coverage that lasts to the end of its year: what becomes of it where that ends before, or comes back."""

from datetime import date

from django.db import transaction

from coverport.core.dates import day_before
from coverport.core.events import record
from coverport.enrollment.choice.refusals import WrongState
from coverport.enrollment.ending import end_coverage, reinstate_coverage
from coverport.enrollment.models import Enrollment, Renewal
from coverport.enrollment.renewal.actions import enroll_batch
from coverport.enrollment.renewal.events import RenewalReopened
from coverport.enrollment.renewal.renewed_from import ASKED, UNPAID, ended_with_it, renewed_from
from coverport.enrollment.renewal.terms import Terms
from coverport.enrollment.renewal.writing import PURPOSE, RENEWAL
from coverport.enrollment.rules.transitions import ACTIVE

ENDED_BEFORE = "ended_before"


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
        for each in renewed_from(ended)
        if each.status in ACTIVE and not (rescinded and each.start <= on)
    ]


@transaction.atomic
def take_up_again(back: Enrollment, *, on: date) -> None:
    """Coverage came back that had ended: what ended with it does, too, and a renewal that was closed for that is due again.

    On the last day of the year it is carried out at once: the run of that day may be over, and there is no later one.
    """
    if back.status != Enrollment.Status.REINSTATED:
        return
    if on <= _last_day(back):
        _reopen(back, on=on)
    if on == _last_day(back):
        enroll_batch(Terms(back.exchange, back.application.state, back.year + 1, on), [back.application.household_id])
    for each in renewed_from(back):
        if not ended_with_it(each):
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


def _last_day(enrollment: Enrollment) -> date:
    return date(enrollment.year, 12, 31)
