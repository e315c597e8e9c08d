"""The verb that sends an insurer our view of a month: parts of bounded size, numbered files like any other."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

import msgspec
from django.db import transaction

from coverport.core.events import record
from coverport.edi import outbox, profiles
from coverport.edi.counters import take
from coverport.edi.events import ViewSent
from coverport.edi.filing import store
from coverport.edi.known import EDI
from coverport.edi.models import Counter
from coverport.edi.reconciliation import tables
from coverport.edi.reconciliation.rules.comparing import Policy
from coverport.edi.reconciliation.rules.layout import Layout
from coverport.edi.reconciliation.rules.lines import Header, Row, write_part
from coverport.edi.reconciliation.view import view
from coverport.edi.rules.partner import PartnerProfile

Part = tuple[list[Row], bool]


class Sent(msgspec.Struct, frozen=True):
    """A file that is written: its row, so that its content does not stay in memory. lines: people."""

    file: int
    name: str
    lines: int


@transaction.atomic
def send_view(*, exchange: str, issuer: str, month: date, at: datetime) -> list[Sent]:
    """Tell an insurer how we see its policies of a month; nothing where it was told of none. at: the exchange's clock."""
    partner = profiles.load(exchange, issuer)
    layout = tables.layout(tables.OURS)
    sent = [
        _store(number, part, partner, layout, exchange=exchange, month=month, at=at)
        for number, part in enumerate(parts(view(exchange, partner, month), layout.largest_part), start=1)
    ]
    if sent:
        fact = ViewSent(issuer=issuer, month=f"{month:%Y-%m}", parts=len(sent), lines=sum(each.lines for each in sent))
        record(fact, by=EDI, on=at.date(), exchange=exchange, subject=f"view-{sent[0].file}", purpose="reconciliation")
    return sent


def parts(policies: Iterator[Policy], most: int) -> Iterator[Part]:
    """Lines in parts of at most so many, whether it is the last one; a policy is never cut."""
    lines: list[Row] = []
    for policy in policies:
        rows = list(policy.people.values())
        if lines and len(lines) + len(rows) > most:
            yield lines, False
            lines = []
        lines += rows
    if lines:
        yield lines, True


def _store(
    number: int, part: Part, partner: PartnerProfile, layout: Layout, *, exchange: str, month: date, at: datetime
) -> Sent:
    rows, last = part
    (control,) = take(exchange, Counter.Kind.INTERCHANGE)
    header = Header(
        layout.layout, exchange, partner.issuer_id, month.isoformat(), at.isoformat(timespec="seconds"), number, last
    )
    content = "".join(write_part(header, rows, layout)).encode()
    return put(
        "REC", content, partner, exchange=exchange, control=control, at=at, lines=len(rows), policies=_policies(rows),
        notes=[{"month": month.isoformat()}],
    )  # fmt: skip


def put(
    set_: str, content: bytes, partner: PartnerProfile, *, exchange: str, control: int, at: datetime, lines: int, policies: int,
    **more: Any,
) -> Sent:  # fmt: skip
    """A file of ours as a row; into its folder after the commit."""
    file = store(
        set_, content, exchange=exchange, partner=partner, control=control, at=at, transactions=policies, members=lines,
        **more,
    )  # fmt: skip
    sent = Sent(file.pk, file.name, lines)
    transaction.on_commit(lambda: outbox.place_file(sent.file))
    return sent


def _policies(rows: Sequence[Row]) -> int:
    return len({row["policy"] for row in rows})
