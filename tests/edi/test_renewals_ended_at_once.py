"""Who is enrolled again by a batch and ends the plan before insurers were told of the batch: they hear of both, the beginning first."""

from datetime import UTC, date, datetime

import pytest

from coverport.core.deliveries import drain
from coverport.core.models import Delivery
from coverport.edi.models import Due834
from tests.applications.households import ANA
from tests.enrollment.lives import agreed, reported
from tests.enrollment.renewal.market import DONE, TOLD, _new_hampshire, enrolled, federal_years, next_of, run

__all__ = ["_new_hampshire", "federal_years"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("federal_years")]
ON, LAST = date(2027, 1, 3), date(2027, 1, 27)


@pytest.mark.parametrize("batch_first", [True, False])
def test_a_plan_that_ended_before_its_batch_was_told_begins_and_ends_at_its_insurer(batch_first):
    old = enrolled((ANA,))
    run(TOLD)
    run(DONE)
    new = next_of(old)
    agreed(reported(new, "end", LAST, on=ON), on=ON)
    new.refresh_from_db()
    assert (new.status, new.end) == ("terminated", LAST)
    batch = Delivery.objects.filter(done_at=None, event__kind="enrollment.batch_renewed")
    assert batch.exists()
    others = Delivery.objects.filter(done_at=None).exclude(pk__in=batch)
    for rows in (batch, others) if batch_first else (others, batch):
        hold_back(Delivery.objects.filter(done_at=None).exclude(pk__in=list(rows.values_list("pk", flat=True))))
        told()
    told()
    dues = Due834.objects.filter(enrollment=new, withdrawn_on=None).order_by("pk")
    assert [(each.kind, each.since) for each in dues] == [("initial", new.start), ("terminate", LAST)]


def hold_back(rows) -> None:
    rows.update(due_at=datetime(2100, 1, 1, tzinfo=UTC))


def told() -> None:
    """What is not held back; all of it the next time."""
    waiting = Delivery.objects.filter(done_at=None)
    waiting.filter(due_at__lt=datetime(2099, 1, 1, tzinfo=UTC)).update(due_at=datetime(2000, 1, 1, tzinfo=UTC))
    drain()
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
