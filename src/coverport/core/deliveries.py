"""Take due deliveries in order and run their handlers: each handler's effect commits together with `done_at`.

A killed worker leaves nothing done twice and nothing locked. A subject's deliveries keep their order; one that fails holds back
that subject alone, is tried again later, and its error stays readable in the row.
"""

import time
from datetime import timedelta

import structlog
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from coverport.core.events import fact_of, subscribers_of
from coverport.core.models import Delivery
from coverport.core.windows import window

log = structlog.get_logger()

# The oldest undone delivery of each subject, if it is due and nobody holds it.
CLAIM = """
    SELECT d.id FROM core_delivery d
    WHERE d.done_at IS NULL AND d.due_at <= now()
      AND NOT EXISTS (SELECT 1 FROM core_delivery e WHERE e.subject = d.subject AND e.done_at IS NULL AND e.id < d.id)
    ORDER BY d.id LIMIT %s FOR UPDATE SKIP LOCKED
"""
LONGEST_PAUSE = timedelta(minutes=10)
# Seconds after which a batch is committed though it has more to do: so long may somebody's page wait for a row that it changed.
LONGEST_BATCH = 1.0


def work_once(limit: int = 100) -> int:
    """Run one batch; answers how many deliveries were tried."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(CLAIM, [limit])
            claimed = [row[0] for row in cursor.fetchall()]
        if claimed:
            window("delivery.claimed")
        until, tried = time.monotonic() + LONGEST_BATCH, 0
        for delivery in Delivery.objects.select_related("event").filter(pk__in=claimed).order_by("pk"):
            _deliver(delivery)
            tried += 1
            if time.monotonic() > until:
                break
    return tried


def drain(limit: int = 1000) -> int:
    """Work until nothing is due; answers how many deliveries were tried. For tests and for a clean stop."""
    tried = 0
    while tried < limit and (now := work_once()):
        tried += now
    return tried


def _deliver(delivery: Delivery) -> None:
    handler = subscribers_of(delivery.event.kind).get(delivery.subscriber)
    try:
        if handler is None:
            raise LookupError(f"no subscriber {delivery.subscriber!r} of {delivery.event.kind} is registered")
        with transaction.atomic():
            handler(fact_of(delivery.event.kind, delivery.event.data), delivery.event)
            Delivery.objects.filter(pk=delivery.pk).update(done_at=timezone.now(), error="")
    except Exception as error:  # Whatever a handler raises holds back its own subject only.
        log.exception("delivery_failed", delivery=delivery.pk, subscriber=delivery.subscriber)
        pause = min(timedelta(seconds=2 ** min(delivery.attempts, 20)), LONGEST_PAUSE)
        Delivery.objects.filter(pk=delivery.pk).update(
            attempts=F("attempts") + 1, due_at=timezone.now() + pause, error=f"{type(error).__name__}: {error}"[:2000]
        )
