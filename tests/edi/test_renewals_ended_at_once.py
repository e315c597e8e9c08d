"""Who is enrolled again by a batch and ends the plan before insurers were told of the batch: they hear of both, the beginning first."""

from datetime import UTC, date, datetime

import pytest

from coverport.core.deliveries import drain
from coverport.core.models import Delivery
from coverport.edi.models import Due834
from coverport.exchanges.models import Exchange
from tests.applications.households import ANA
from tests.edi.enrolled import written
from tests.enrollment.lives import agreed, reported
from tests.enrollment.renewal.market import DONE, TOLD, _new_hampshire, enrolled, federal_years, next_of, run

__all__ = ["_new_hampshire", "federal_years"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("federal_years")]
ON, LAST = date(2027, 1, 3), date(2027, 1, 27)
LATER = datetime(2100, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("batch_first", [True, False])
def test_a_plan_that_ended_before_its_batch_was_told_begins_and_ends_at_its_insurer(batch_first):
    old = enrolled((ANA,))
    run(TOLD)
    run(DONE)
    new = next_of(old)
    agreed(reported(new, "end", LAST, on=ON), on=ON)
    new.refresh_from_db()
    assert (new.status, new.end) == ("terminated", LAST)
    waiting = Delivery.objects.filter(done_at=None)
    batch, mine = waiting.filter(event__kind="enrollment.batch_renewed"), waiting.filter(subject=new.reference)
    assert batch.exists()
    assert mine.exists()
    (mine if batch_first else batch).update(due_at=LATER)
    told()
    told()
    dues = Due834.objects.filter(enrollment=new, withdrawn_on=None).exclude(kind="change").order_by("pk")
    assert [(each.kind, each.since) for each in dues] == [("initial", new.start), ("terminate", LAST)]


def told() -> None:
    """What is not held back, up to its file; all of it the next time."""
    waiting = Delivery.objects.filter(done_at=None)
    waiting.exclude(due_at=LATER).update(due_at=datetime(2000, 1, 1, tzinfo=UTC))
    drain()
    while Due834.objects.filter(file=None, withdrawn_on=None).exists():
        written(Exchange.objects.get(slug="federal"))
    waiting.update(due_at=datetime(2000, 1, 1, tzinfo=UTC))


def test_one_that_was_taken_back_before_its_batch_was_told_is_never_heard_of():
    old = enrolled((ANA,))
    run(TOLD)
    run(DONE)
    new = next_of(old)
    agreed(reported(new, "end", date(2026, 12, 31), on=date(2026, 12, 10)), on=date(2026, 12, 10))
    new.refresh_from_db()
    assert new.status == "canceled"
    told()
    assert not Due834.objects.filter(enrollment=new).exists()
