"""When insurers must hear of an enrollment: at once where they collect the first payment, else when it is paid."""

from typing import Any

from coverport.core.events import subscribe
from coverport.edi.actions import mark_due, withdraw
from coverport.enrollment.events import EnrollmentCanceled, EnrollmentEffectuated, PlanSelected


@subscribe(PlanSelected, name="edi.plan_selected")
def due_when_the_insurer_bills(fact: PlanSelected, event: Any) -> None:
    """The insurer collects the first payment after it has the 834."""
    mark_due(enrollment=fact.enrollment, event=event, where="issuer")


@subscribe(EnrollmentEffectuated, name="edi.effectuated")
def due_when_the_exchange_bills(fact: EnrollmentEffectuated, event: Any) -> None:
    """The exchange billed; the 834 follows the payment."""
    mark_due(enrollment=fact.enrollment, event=event, where="exchange")


@subscribe(EnrollmentCanceled, name="edi.canceled")
def nothing_to_tell(fact: EnrollmentCanceled, event: Any) -> None:
    """Taken back before the insurer heard of it."""
    withdraw(enrollment=fact.enrollment, event=event)
