"""What billing does when a plan was chosen."""

from typing import Any

from coverport.billing.actions import BILLING, issue_invoice
from coverport.core.events import subscribe
from coverport.enrollment.actions import effectuate
from coverport.enrollment.events import PlanSelected
from coverport.enrollment.models import Enrollment


@subscribe(PlanSelected, name="billing.plan_selected")
def bill_or_confirm(fact: PlanSelected, event: Any) -> None:
    """Where the exchange bills: make out the first bill; where nothing is owed, coverage is sure at once (45 CFR 155.400(e))."""
    enrollment = Enrollment.objects.select_related("exchange").get(reference=fact.enrollment)
    if enrollment.biller != "exchange" or not enrollment.waiting:
        return
    if enrollment.net_cents == 0:
        effectuate(actor=BILLING, enrollment=enrollment, on=event.on)
    else:
        issue_invoice(actor=BILLING, enrollment=enrollment, on=event.on)
