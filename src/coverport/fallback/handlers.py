"""What happens to papers: who waited came in on one, and waits no longer; a decided case ends what covered its people meanwhile."""

from typing import Any

from django.utils import timezone

from coverport.core.access import Actor
from coverport.core.events import record, subscribe
from coverport.fallback.bridge.ending import end_by_decision
from coverport.fallback.bridge.keeping import CLOCK
from coverport.fallback.events import ArrivalClosed
from coverport.fallback.models import Arrival
from coverport.paper.events import PaperDecided, PaperReceived
from coverport.paper.models import PaperApplication


@subscribe(PaperReceived, name="fallback.paper_received")
def came_in_on_paper(fact: PaperReceived, event: Any) -> None:
    """The day that they keep went over to the paper when it was received; here their place is closed."""
    row = Arrival.objects.select_for_update().filter(reference=fact.arrival, exchange__slug=event.exchange).first()
    if row is None or row.status == Arrival.Status.ON_PAPER:
        return
    row.status, row.closed_on, row.told_at = Arrival.Status.ON_PAPER, event.on, row.told_at or timezone.now()
    row.save(update_fields=["status", "closed_on", "told_at"])
    record(
        ArrivalClosed(arrival=row.reference, status=row.status),
        by=Actor.system("fallback"), on=event.on, exchange=event.exchange, subject=row.reference,
    )  # fmt: skip


@subscribe(PaperDecided, name="fallback.paper_decided")
def ends_coverage_meanwhile(fact: PaperDecided, event: Any) -> None:
    """Whoever was covered while this case waited goes over to what was decided."""
    paper = PaperApplication.objects.select_related("exchange", "application").get(reference=fact.paper)
    end_by_decision(actor=CLOCK, paper=paper, on=event.on)
