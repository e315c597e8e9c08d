"""Take in an insurer's view of a month: each part whole or not at all; once all parts are there, both views are compared."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import pairwise

import msgspec
from django.db import transaction

from coverport.edi import profiles
from coverport.edi.counters import take
from coverport.edi.models import Counter, Received, Reconciliation, ViewPart
from coverport.edi.reconciliation import tables
from coverport.edi.reconciliation.matching import compare
from coverport.edi.reconciliation.rules.layout import Layout
from coverport.edi.reconciliation.rules.lines import Fault, Header, Row, header_of, read_part
from coverport.edi.reconciliation.sending import put
from coverport.edi.turns import wait_for_turn

MOST_FAULTS = 100
MOST_PARTS = 999
Status = Reconciliation.Status


class Ends(msgspec.Struct):
    """The policies at a part's ends, and its lines."""

    first: str = ""
    last: str = ""
    lines: int = 0


def is_view(content: bytes) -> bool:
    """Whether a file of an insurer is a part of its view, so that it is not read as X12."""
    layouts = (tables.layout(name) for name in tables.names())
    return any(content.startswith(f"{each.marks['header']}{each.delimiter}".encode()) for each in layouts)


def _header(content: bytes) -> Header | None:
    """By the layout that it names itself."""
    beginning = content[:500].decode("utf-8", "replace")
    found = (header_of(beginning, tables.layout(name)) for name in tables.names())
    return next((each for each in found if each), None)


@transaction.atomic
def take_view(*, exchange: str, issuer: str, name: str, content: bytes, at: datetime) -> Received:
    """Take a part in; the same bytes again are the same row. What is wrong is kept, told to the insurer, and changes nothing else."""
    wait_for_turn(exchange, issuer)
    digest = hashlib.sha256(content).hexdigest()
    if before := Received.objects.filter(exchange=exchange, issuer_id=issuer, sha256=digest).first():
        return before
    header = _header(content)
    ends = Ends()
    faults = _faults(header, content, exchange, issuer, at, ends)
    received = Received.objects.create(
        exchange=exchange, issuer_id=issuer, name=name[:200], sha256=digest, length=len(content), content=content.decode("latin-1"),
        received_on=at.date(), faults=[str(each) for each in faults],
    )  # fmt: skip
    if faults or header is None:
        _refuse(received, faults, at)
        return received
    view = _view(header, exchange, issuer)
    ViewPart.objects.create(
        reconciliation=view, received=received, number=header.part, final=header.last, **msgspec.structs.asdict(ends)
    )
    _proceed(view, received, at)
    return received


def _faults(header: Header | None, content: bytes, exchange: str, issuer: str, at: datetime, ends: Ends) -> list[Fault]:
    """Of the header first; where that is in order, of the lines."""
    if header is None:
        return [Fault(1, "header_unknown", "the first line is no header of a known layout")]
    found = list(_header_faults(header, exchange, issuer, at))
    if found:
        return found
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return [Fault(0, "encoding", "the file is not written in UTF-8")]
    return _lines(read_part(text, tables.layout(header.layout)), ends)


def _lines(rows: Iterable[Row | Fault], ends: Ends) -> list[Fault]:
    found: list[Fault] = []
    for each in rows:
        if isinstance(each, Fault):
            found.append(each)
            if len(found) == MOST_FAULTS:
                break
            continue
        ends.first, ends.last, ends.lines = ends.first or each["policy"], each["policy"], ends.lines + 1
    return found


def _header_faults(header: Header, exchange: str, issuer: str, at: datetime) -> Iterator[Fault]:
    if header.exchange != exchange or header.issuer != issuer:
        yield Fault(
            1,
            "header_partner",
            "the header names another exchange or another insurer than the folder that it came into",
        )
    month, made = _month(header.month), _moment(header.made_at)
    if month is None or month > at.date():
        yield Fault(1, "month", "the month is the first day of one that has begun, such as 2014-03-01")
    if made is None:
        yield Fault(1, "moment", "the moment of the view is none with a time zone, such as 2014-03-15T18:00:00-04:00")
    if not 1 <= header.part <= MOST_PARTS:
        yield Fault(1, "part_number", f"parts are numbered from 1 to {MOST_PARTS}")
    if month and made:
        yield from _order_faults(month, made, header.part, exchange, issuer)


def _order_faults(month: date, made: datetime, part: int, exchange: str, issuer: str) -> Iterator[Fault]:
    """Of what came before: a view is compared once, and months in their order, or what is mended would open again."""
    views = Reconciliation.objects.filter(exchange=exchange, issuer_id=issuer)
    if views.filter(month__gt=month, month__year=month.year, status=Status.COMPARED).exists():
        yield Fault(1, "month_late", "a later month of the year was compared already")
    if views.filter(month=month, made_at__gt=made).exists():
        yield Fault(1, "view_older", "a newer view of this month has come already")
        return
    same = views.filter(month=month, made_at=made).first()
    if same and (same.status != Status.WAITING or same.parts.filter(number=part).exists()):
        yield Fault(
            1,
            "part_again",
            "this part of this view has come already with other content; a corrected view has a later moment",
        )


def _month(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.day == 1 else None


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def _refuse(received: Received, faults: Sequence[Fault], at: datetime) -> None:
    """Tell the insurer, as JSON, in the form in which its other messages are refused."""
    told = {
        "layout": 1, "file": received.name, "sha256": received.sha256, "issuer": received.issuer_id, "rejections": [],
        "faults": [msgspec.to_builtins(each) for each in faults],
    }  # fmt: skip
    partner = profiles.load(received.exchange, received.issuer_id)
    (control,) = take(received.exchange, Counter.Kind.INTERCHANGE)
    content = json.dumps(told, indent=1).encode()
    put(
        "REJ",
        content,
        partner,
        exchange=received.exchange,
        control=control,
        at=at,
        lines=len(faults),
        policies=0,
        answers=received,
    )


def _view(header: Header, exchange: str, issuer: str) -> Reconciliation:
    """The view that a part belongs to. Older ones of the month that wait for parts are over."""
    month, made = date.fromisoformat(header.month), datetime.fromisoformat(header.made_at)
    view, _ = Reconciliation.objects.get_or_create(
        exchange=exchange, issuer_id=issuer, month=month, made_at=made, defaults={"layout": header.layout}
    )
    older = Reconciliation.objects.filter(exchange=exchange, issuer_id=issuer, month=month, made_at__lt=made)
    older.filter(status=Status.WAITING).update(status=Status.REPLACED)
    return view


def _proceed(view: Reconciliation, received: Received, at: datetime) -> None:
    """Compare, once the last part and all before it are there."""
    there = list(view.parts.order_by("number"))
    if not there[-1].final and not any(part.final for part in there):
        return
    if any(part.final for part in there[:-1]):
        _spoil(view, received, Fault(1, "part_followed", "a part follows the one that says it is the last"), at)
    elif [part.number for part in there] != list(range(1, len(there) + 1)):
        return
    elif any(one.last > other.first for one, other in pairwise(there) if other.lines):
        _spoil(
            view,
            received,
            Fault(1, "part_order", "the policies of one part are not behind those of the part before"),
            at,
        )
    else:
        compare(view, _rows(view, tables.layout(view.layout)), at)


def _rows(view: Reconciliation, layout: Layout) -> Iterator[Row]:
    """All lines, one part in memory at a time. Each was read once before, and found in order."""
    for pk in view.parts.order_by("number").values_list("received_id", flat=True):
        text = Received.objects.get(pk=pk).content.encode("latin-1").decode()
        yield from (each for each in read_part(text, layout) if not isinstance(each, Fault))


def _spoil(view: Reconciliation, received: Received, why: Fault, at: datetime) -> None:
    view.status, view.fault = Status.REFUSED, str(why)
    view.save(update_fields=["status", "fault"])
    _refuse(received, [why], at)
