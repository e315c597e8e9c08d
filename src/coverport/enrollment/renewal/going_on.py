"""A renewal goes on from coverage that lasts to the end of its year: what becomes of it where that ends before, or comes back."""

from datetime import date

from django.db import transaction
from django.db.models import QuerySet

from coverport.core.dates import day_before
from coverport.core.events import record
from coverport.enrollment.ending import end_coverage, reinstate_coverage
from coverport.enrollment.models import Enrollment, Renewal
from coverport.enrollment.refusals import WrongState
from coverport.enrollment.renewal.events import RenewalReopened
from coverport.enrollment.renewal.writing import PURPOSE, RENEWAL, RULE
from coverport.enrollment.rules.transitions import ACTIVE

ENDED_BEFORE, UNPAID = "ended_before", "nonpayment"


@transaction.atomic
def end_renewed(ended: Enrollment, *, on: date) -> list[Enrollment]:
    """Cancel what goes on by itself, with no first payment, from coverage that was not paid to the end of its year.

    Whoever said that it ended: its insurer, who hears that the cancellation carries forward, or the exchange. Done again, it finds nothing.
    """
    if ended.status in ACTIVE or (ended.status == Enrollment.Status.TERMINATED and ended.end >= _last_day(ended)):
        return []
    going_on = _renewed_from(ended).filter(status__in=ACTIVE)
    return [
        end_coverage(actor=RENEWAL, enrollment=each, cause=UNPAID, last=day_before(each.start), on=on)
        for each in going_on.select_related("exchange", "application__household")
    ]


@transaction.atomic
def take_up_again(back: Enrollment, *, on: date) -> None:
    """Coverage came back that had ended: what ended with it does, too, and a renewal that was closed for that is due again."""
    if back.status != Enrollment.Status.REINSTATED:
        return
    if on <= _last_day(back):
        _reopen(back, on=on)
    for each in _renewed_from(back).filter(status=Enrollment.Status.CANCELED, end_cause=UNPAID):
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


def _renewed_from(before: Enrollment) -> QuerySet[Enrollment]:
    """On the same account: where the insurer bills from the new year on, what it is paid is another one's."""
    rows = Enrollment.objects.filter(
        follows=before, year=before.year + 1, start_rule=RULE, issuer_id=before.issuer_id, biller=before.biller
    )
    return rows.order_by("id")


def _last_day(enrollment: Enrollment) -> date:
    return date(enrollment.year, 12, 31)
