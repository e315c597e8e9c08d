"""Enrollments of which insurers are to hear, made by the product's own verbs."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from coverport.applications.rules.answers import PersonAnswer
from coverport.core.access import Actor
from coverport.core.deliveries import drain
from coverport.core.models import Delivery
from coverport.edi.actions import write_batch
from coverport.edi.models import Due834, EdiFile
from coverport.enrollment.actions import effectuate
from coverport.enrollment.models import Enrollment
from tests.applications.households import ANA, BURLINGTON, decided, somebody
from tests.enrollment.choices import DAY, choose

AT = datetime(2013, 12, 10, 17, 30, 5, 250_000, tzinfo=UTC)


def enroll(
    exchange: Any,
    people: Sequence[PersonAnswer] = (ANA,),
    *,
    email: str = "ana@example.org",
    level: str = "silver",
    **more: Any,
) -> Enrollment:
    """A plan chosen on December 10, 2013. In Vermont the exchange still waits for the payment."""
    household = {"contact": BURLINGTON} if exchange.slug == "vt" else {}
    application, _ = decided(somebody(email), exchange, people, **{**household, **more})
    return choose(application, level=level)


def paid(enrollment: Enrollment) -> Enrollment:
    """As when the first payment is in."""
    return effectuate(actor=Actor.system("billing"), enrollment=enrollment, on=DAY)


def deliver() -> None:
    """Let every room hear what happened."""
    # Within a test's one transaction PostgreSQL's clock stands still, so that nothing would be due.
    Delivery.objects.filter(done_at=None).update(due_at=datetime(2000, 1, 1, tzinfo=UTC))
    drain()


def written(exchange: Any) -> EdiFile:
    """The file of all that is due for one insurer."""
    (issuer,) = set(Due834.objects.filter(file=None).values_list("issuer_id", flat=True))
    file = write_batch(exchange=exchange.slug, issuer=issuer, at=AT)
    assert file is not None, Due834.objects.get(file=None).fault
    return file
