"""What billing does when a plan was chosen, changed or ended."""

from typing import Any

from coverport.billing.ending import follow_end, follow_return
from coverport.billing.invoicing import BILLING, follow_changes, issue_invoice
from coverport.billing.refusals import NotBilledHere
from coverport.core.events import subscribe
from coverport.core.prepared import Read
from coverport.core.rehearsals import is_rehearsal
from coverport.enrollment import events
from coverport.enrollment.actions import effectuate
from coverport.enrollment.models import Enrollment
from coverport.enrollment.renewal.events import BatchRenewed
from coverport.enrollment.renewal.queries import begun_in
from coverport.enrollment.rules.transitions import WAITING

BY_REFERENCE = Read(
    lambda reference: Enrollment.objects.select_related("exchange", "application__household", "follows").filter(
        reference=reference
    )
)


def _enrollment(fact: Any) -> Enrollment:
    found = BY_REFERENCE.first(fact.enrollment)
    if found is None:
        raise Enrollment.DoesNotExist(fact.enrollment)
    return found


@subscribe(events.PlanSelected, name="billing.plan_selected")
def bill_or_confirm(fact: events.PlanSelected, event: Any) -> None:
    """Where the exchange bills: make out the first bill; where nothing is owed, coverage is sure at once (45 CFR 155.400(e)).

    Not for the scripted journey, which is never covered.
    """
    _bill_or_confirm(_enrollment(fact), event)


@subscribe(BatchRenewed, name="billing.batch_renewed")
def bill_renewals(fact: BatchRenewed, event: Any) -> None:
    """Those with another insurer owe a first payment; the others are billed by the month as before."""
    waiting = begun_in(fact.batch).filter(biller="exchange", status__in=WAITING)
    for enrollment in waiting.select_related("exchange", "application__household", "follows"):
        _bill_or_confirm(enrollment, event)


def _bill_or_confirm(enrollment: Enrollment, event: Any) -> None:
    if enrollment.biller != "exchange" or not enrollment.waiting or is_rehearsal(enrollment.owner_user_id):
        return
    if (before := enrollment.follows) is not None and before.year == enrollment.year:
        # Its end is perhaps not heard yet: the first bill asks for no month that it took back.
        follow_changes(enrollment=before, on=event.on)
    try:
        issue_invoice(actor=BILLING, enrollment=enrollment, on=event.on)
    except NotBilledHere:
        effectuate(actor=BILLING, enrollment=enrollment, on=event.on)


@subscribe(events.EnrollmentChanged, name="billing.changed")
def what_changed(fact: events.EnrollmentChanged, event: Any) -> None:
    """Months that were charged cost something else by now."""
    follow_changes(enrollment=_enrollment(fact), on=event.on)


@subscribe(events.EnrollmentReinstated, name="billing.reinstated")
def what_goes_on(fact: events.EnrollmentReinstated, event: Any) -> None:
    """Months that were taken back are owed again."""
    follow_return(enrollment=_enrollment(fact), on=event.on)


@subscribe(events.EnrollmentTerminated, name="billing.terminated")
@subscribe(events.EnrollmentCanceled, name="billing.canceled")
@subscribe(events.EnrollmentVoided, name="billing.voided")
@subscribe(events.EnrollmentExpired, name="billing.expired")
def what_ended(fact: Any, event: Any) -> None:
    """Months that are no longer covered are not owed; what is over goes back."""
    follow_end(enrollment=_enrollment(fact), on=event.on)
