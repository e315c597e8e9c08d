"""What differs and is not closed, with its age."""

from collections.abc import Iterator

import msgspec
from django.db.models import QuerySet

from coverport.edi.clock import clock_of
from coverport.edi.models import Discrepancy


class Line(msgspec.Struct, frozen=True):
    """A discrepancy without what either side has, which is personal. days: since it was first seen."""

    reference: str
    exchange: str
    issuer: str
    policy: str
    member: str
    kind: str
    field: str
    status: str
    days: int


def queue(rows: QuerySet[Discrepancy]) -> Iterator[Line]:
    """Oldest first."""
    today = {
        slug: clock_of(slug).date() for slug in set(rows.filter(closed_on=None).values_list("exchange", flat=True))
    }
    live = rows.filter(closed_on=None).defer("ours", "theirs").order_by("first_on", "pk")
    for row in live.iterator(chunk_size=500):
        days = (today[row.exchange] - row.first_on).days
        yield Line(
            row.reference, row.exchange, row.issuer_id, row.policy, row.member, row.kind, row.field, row.status, days
        )
