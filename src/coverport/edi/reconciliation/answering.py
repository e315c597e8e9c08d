"""The answer to an insurer: what differs, who is right, and what became of it, one line each."""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction

from coverport.edi import profiles
from coverport.edi.counters import take
from coverport.edi.models import Counter, Discrepancy
from coverport.edi.reconciliation import tables
from coverport.edi.reconciliation.rules.lines import Header, Row, write_answer
from coverport.edi.reconciliation.sending import Sent, put


def waiting() -> list[tuple[str, str]]:
    """Exchanges and insurers of which something is not answered yet."""
    rows = Discrepancy.objects.filter(answered_in=None).order_by("exchange", "issuer_id")
    return list(rows.values_list("exchange", "issuer_id").distinct())


@transaction.atomic
def answer(*, exchange: str, issuer: str, at: datetime) -> list[Sent]:
    """Say how everything stands that is not said yet, in files of bounded size. Two at once never say the same."""
    files = []
    while file := _answer(exchange, issuer, at):
        files.append(file)
    return files


def _answer(exchange: str, issuer: str, at: datetime) -> Sent | None:
    layout = tables.layout(tables.OURS)
    unsaid = Discrepancy.objects.filter(exchange=exchange, issuer_id=issuer, answered_in=None)
    locked = unsaid.select_for_update(skip_locked=True, of=("self",)).select_related("seen_in")
    rows = list(locked.order_by("policy", "member", "pk")[: layout.largest_part])
    if not rows:
        return None
    partner = profiles.load(exchange, issuer)
    (control,) = take(exchange, Counter.Kind.INTERCHANGE)
    month = max(row.seen_in.month for row in rows)
    header = Header(layout.layout, exchange, issuer, month.isoformat(), at.isoformat(timespec="seconds"), 1, True)
    content = "".join(write_answer(header, _lines(rows), layout)).encode()
    policies = len({row.policy for row in rows})
    sent = put("DIS", content, partner, exchange=exchange, control=control, at=at, lines=len(rows), policies=policies)
    Discrepancy.objects.filter(pk__in=[row.pk for row in rows]).update(answered_in=sent.file)
    return sent


def _lines(rows: list[Discrepancy]) -> Iterator[Row]:
    for row in rows:
        yield {
            "reference": row.reference, "policy": row.policy, "member": row.member, "kind": row.kind, "field": row.field,
            "ours": row.ours, "theirs": row.theirs, "right": row.right, "outcome": row.status, "since": row.first_on.isoformat(),
        }  # fmt: skip
