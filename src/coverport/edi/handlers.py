"""What insurers must hear of an enrollment's life. Its beginning: at once where they collect the first payment, else when it is paid."""

from datetime import date
from typing import Any

from coverport.core.events import subscribe
from coverport.edi import due
from coverport.enrollment.events import (
    ChangeClosed,
    EnrollmentCanceled,
    EnrollmentChanged,
    EnrollmentEffectuated,
    EnrollmentReinstated,
    EnrollmentTerminated,
    EnrollmentVoided,
    PlanSelected,
)
from coverport.enrollment.renewal.events import BatchRenewed
from coverport.enrollment.renewal.queries import begun_in


@subscribe(PlanSelected, name="edi.plan_selected")
def due_when_the_insurer_bills(fact: PlanSelected, event: Any) -> None:
    """The insurer collects the first payment after it has the 834."""
    due.mark_due(enrollment=fact.enrollment, event=event, where="issuer")


@subscribe(EnrollmentEffectuated, name="edi.effectuated")
def due_when_the_exchange_bills(fact: EnrollmentEffectuated, event: Any) -> None:
    """The exchange billed; the 834 follows the payment, with the end that was there before it."""
    if due.mark_due(enrollment=fact.enrollment, event=event, where="exchange"):
        due.end_of_before(enrollment=fact.enrollment, event=event)


@subscribe(EnrollmentChanged, name="edi.changed")
def due_when_it_changes(fact: EnrollmentChanged, event: Any) -> None:
    """People or amounts differ from a day on."""
    due.change_due(enrollment=fact.enrollment, event=event, since=date.fromisoformat(fact.since))


@subscribe(ChangeClosed, name="edi.change_closed")
def due_when_people_are_described_anew(fact: ChangeClosed, event: Any) -> None:
    """A name or an address, with or without other amounts."""
    if fact.how == "done":
        due.description_due(change=fact.change, event=event)


@subscribe(EnrollmentTerminated, name="edi.terminated")
def due_when_it_ends(fact: EnrollmentTerminated, event: Any) -> None:
    """The whole policy, after its last day."""
    due.end_due(enrollment=fact.enrollment, event=event, last=date.fromisoformat(fact.last_day))


@subscribe(EnrollmentCanceled, name="edi.canceled")
def due_when_it_never_was(fact: EnrollmentCanceled, event: Any) -> None:
    """Taken back: nothing to tell where the insurer has not heard of it."""
    due.cancel_due(enrollment=fact.enrollment, event=event)


@subscribe(EnrollmentVoided, name="edi.voided")
def due_when_it_is_rescinded(fact: EnrollmentVoided, event: Any) -> None:
    """From its first day: for an insurer the same as canceled."""
    due.cancel_due(enrollment=fact.enrollment, event=event)


@subscribe(EnrollmentReinstated, name="edi.reinstated")
def due_when_it_comes_back(fact: EnrollmentReinstated, event: Any) -> None:
    """Without a gap."""
    due.reinstatement_due(enrollment=fact.enrollment, event=event)


@subscribe(BatchRenewed, name="edi.batch_renewed")
def due_when_a_batch_is_renewed(fact: BatchRenewed, event: Any) -> None:
    """Renewals begin in batches, and are due in batches."""
    due.renewals_due(enrollments=begun_in(fact.batch), event=event)
