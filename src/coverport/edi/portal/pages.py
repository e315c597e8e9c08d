"""What the pages of the portal show: where each file stands, until when an answer is awaited, what is wrong and what to do."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from coverport.core.access import Actor, Permission
from coverport.core.dates import long_date
from coverport.edi import profiles
from coverport.edi.access import party
from coverport.edi.models import ANSWERED_SETS, Discrepancy, EdiFile, Heard, Received
from coverport.edi.portal import errors, queries, words
from coverport.edi.portal.actions import to_tell_again
from coverport.edi.portal.forms import DoneForm
from coverport.edi.queries import lines_of, paid_by
from coverport.exchanges.models import Exchange

# A page has so many rows.
MOST = 100
# So many files that wait too long are named before the list; all of them are a list of their own.
NAMED = 5
LATE = "late"


class FileRow(msgspec.Struct, frozen=True):
    """A file that we sent. state, look: a word and how it looks; awaited: until when an answer is, in the exchange's own time."""

    file: EdiFile
    what: str
    state: str
    look: str
    written: str
    awaited: str
    month: str


class DifferenceRow(msgspec.Struct, frozen=True):
    """Something that differs. days: since it was first seen, until it was closed."""

    row: Discrepancy
    what: str
    state: str
    look: str
    right: str
    days: int


def frame(actor: Actor, exchange: Exchange, at: str) -> dict[str, Any]:
    """What every list has: how many of each, and whether there are several insurers."""
    return {
        "at": at, "sent_count": queries.sent_files(actor, exchange).count(),
        "received_count": queries.received_files(actor, exchange).count(),
        "open_count": queries.discrepancies(actor, exchange).filter(closed_on=None).count(),
        "staff": actor.may(Permission.SETTLE_DISCREPANCIES, exchange), "most": MOST,
    }  # fmt: skip


def sent_page(actor: Actor, exchange: Exchange, kind: str, now: datetime, number: str | None) -> dict[str, Any]:
    """Files of one kind, or all; those that wait for an answer too long are said first, the oldest of them."""
    files = queries.sent_files(actor, exchange)
    late, kind = _late(files, exchange, now), kind if kind in {*words.SETS, LATE} else ""
    shown = late if kind == LATE else files.filter(set=kind) if kind else files
    page = turned(shown, number)
    kinds = dict(files.order_by().values_list("set").annotate(count=Count("pk")))
    return {
        **frame(actor, exchange, "sent"), "rows": [_file(one, exchange, now) for one in page], "page": page,
        "late": [_file(one, exchange, now) for one in late[:NAMED]], "late_count": late.count(), "chosen": kind,
        # With the payments alone: it is added up of the whole ledger.
        "owed": queries.owed(actor, exchange) if kind == "820" else (),
        "kinds": [(name, words.SETS[name](), kinds[name]) for name in words.SETS if name in kinds],
    }  # fmt: skip


def turned(rows: QuerySet[Any], number: str | None) -> Page[Any]:
    """One page of a list; the nearest that there is."""
    return Paginator(rows, MOST).get_page(number)


def _late(files: QuerySet[EdiFile], exchange: Exchange, now: datetime) -> QuerySet[EdiFile]:
    """What an insurer has not acknowledged within its hours, the oldest first."""
    open_now = files.filter(set__in=ANSWERED_SETS, answered_at=None, placed_at__isnull=False)
    over = Q(pk__in=())
    for issuer in open_now.order_by().values_list("issuer_id", flat=True).distinct():
        over |= Q(issuer_id=issuer, placed_at__lt=now - _hours(exchange.slug, issuer))
    return open_now.filter(over).order_by("placed_at", "pk")


def _hours(exchange: str, issuer: str) -> timedelta:
    return timedelta(hours=profiles.load(exchange, issuer).answer_within_hours)


def _file(file: EdiFile, exchange: Exchange, now: datetime) -> FileRow:
    until = deadline(file)
    state, look = _state(file, until, now)
    month = next((note["month"] for note in file.notes if isinstance(note, dict) and "month" in note), "")
    return FileRow(
        file, words.SETS[file.set](), state, look, moment(file.written_at, exchange),
        moment(until, exchange) if until and not file.answered_at else "", month[:7],
    )  # fmt: skip


def deadline(file: EdiFile) -> datetime | None:
    """Until when the insurer's acknowledgment is awaited; None where none is."""
    if file.set not in ANSWERED_SETS or file.placed_at is None:
        return None
    return file.placed_at + _hours(file.exchange, file.issuer_id)


def _state(file: EdiFile, until: datetime | None, now: datetime) -> tuple[str, str]:
    if file.answer:
        say, look = words.ANSWERS[file.answer]
        return say(), look
    if file.placed_at is None:
        return _("On its way"), "word-wait"
    if until is None:
        return _("Sent"), ""
    return (
        (_("No acknowledgment in time"), "word-stop")
        if now > until
        else (_("Waits for an acknowledgment"), "word-wait")
    )


def moment(at: datetime, exchange: Exchange) -> str:
    """Day and time on the exchange's own clock."""
    here = at.astimezone(ZoneInfo(exchange.profile.timezone))
    return f"{long_date(here.date())}, {here:%H:%M}"


def sent_file_page(
    actor: Actor, exchange: Exchange, file: EdiFile, now: datetime, numbers: Mapping[str, Any]
) -> dict[str, Any]:
    """One file: where it stands, what was refused with segment and reason, what it pays of which months.

    numbers: which page of each list.
    """
    told = file.told.filter(answer="refused").select_related("enrollment").order_by("pk")
    refused = turned(told, numbers.get("refused"))
    lines = lines_of(file).select_related("enrollment")
    return {
        "row": _file(file, exchange, now), "file": file, "staff": actor.may(Permission.SETTLE_DISCREPANCIES, exchange),
        "refused": [(due.enrollment.reference, due.control, errors.explained(due.answer_error)) for due in refused],
        "refused_page": refused, "lines": turned(lines, numbers.get("lines")), "paid": paid_by(file),
        "line_count": lines.count(), "to_tell_again": to_tell_again(file),
        "takes_back": lines.filter(cents__lt=0).exists(), "most": MOST,
        "sent": moment(file.placed_at, exchange) if file.placed_at else "",
    }  # fmt: skip


def received_page(actor: Actor, exchange: Exchange, number: str | None) -> dict[str, Any]:
    """Files of insurers, each with how much of it was done and how much was not."""
    rows = queries.received_files(actor, exchange).annotate(
        done=Count("heard", filter=Q(heard__outcome__in=("applied", "settled"))),
        refused=Count("heard", filter=Q(heard__outcome="rejected")),
        waiting=Count("heard", filter=Q(heard__outcome="staff")),
    )  # fmt: skip
    page = turned(rows, number)
    return {**frame(actor, exchange, "received"), "rows": page, "page": page}


def received_file_page(
    actor: Actor, exchange: Exchange, file: Received, chosen: str, number: str | None, typed: Mapping[int, DoneForm]
) -> dict[str, Any]:
    """One file: what is wrong with it by segment, what it said and what became of it. chosen: the messages of one outcome, or all.

    typed: forms that were refused, by message.
    """
    staff = actor.may(Permission.SETTLE_DISCREPANCIES, party(exchange, file.issuer_id))
    every = file.heard.select_related("enrollment").order_by("segment")
    found = dict(file.heard.order_by().values_list("outcome").annotate(count=Count("pk")))
    chosen = chosen if chosen in found else ""
    heard = turned(every.filter(outcome=chosen) if chosen else every, number)
    part = getattr(file, "view_part", None)
    view = part and part.reconciliation
    return {
        "file": file, "at": moment(file.received_at, exchange), "page": heard, "most": MOST,
        "heard": [_heard(one, staff, typed) for one in heard],
        "faults": [errors.fault(text) for text in file.faults],
        "answers": [(one, words.SETS[one.set]()) for one in _answers(file)],
        "view": view, "counts": [(say(), view.counts[name]) for name, say in words.COUNTS.items() if name in view.counts] if view else [],
        "count": sum(found.values()), "chosen": chosen,
        "queues": [(name, words.OUTCOMES[name][0](), found[name]) for name in words.OUTCOMES if name in found],
    }  # fmt: skip


def _answers(file: Received) -> QuerySet[EdiFile]:
    """What answers it: acknowledgments and rejections; of a view what differs."""
    mine = Q(answers=file) | Q(discrepancies__seen_in__parts__received=file)
    return (
        EdiFile.objects.filter(mine, exchange=file.exchange, issuer_id=file.issuer_id)
        .defer("content")
        .order_by("pk")
        .distinct()
    )


def _heard(one: Heard, staff: bool, typed: Mapping[int, DoneForm]) -> dict[str, Any]:
    """form: where staff write down what they did; done: what they wrote, which the insurer does not see."""
    say, look = words.OUTCOMES[one.outcome]
    reasons = [(_reason(each), each.get("message", ""), each.get("segment", "")) for each in one.reasons]
    return {
        "row": one,
        "what": words.EVENTS.get(one.event, lambda: one.event)(),
        "state": say(),
        "look": look,
        "reasons": reasons,
        "form": typed.get(one.pk) or DoneForm(auto_id=f"id_%s_{one.pk}") if staff and one.outcome == "staff" else None,
        "done": one.note if staff else "",
    }


def _reason(reason: dict[str, Any]) -> str:
    """In words; a rule of the standard has none of its own here, and its message says it."""
    known = words.REJECTIONS.get(reason.get("code", ""))
    return known() if known else ""


def differences_page(actor: Actor, exchange: Exchange, chosen: str, today: date, number: str | None) -> dict[str, Any]:
    """What differs, the oldest first: what waits for staff, what is told, or what is closed."""
    every = queries.discrepancies(actor, exchange).defer("ours", "theirs")
    queues = {"open": Q(status="open"), "told": Q(status="told"), "closed": Q(closed_on__isnull=False)}
    chosen = chosen if chosen in queues else "open"
    shown = every.filter(queues[chosen])
    page = turned(shown.order_by("-closed_on", "-pk") if chosen == "closed" else shown, number)
    names = {"open": _("Waits for our staff"), "told": _("Told to the insurer"), "closed": _("Closed")}
    return {
        **frame(actor, exchange, "differences"), "chosen": chosen, "rows": [_difference(one, today) for one in page], "page": page,
        "queues": [(name, names[name], every.filter(which).count()) for name, which in queues.items()],
    }  # fmt: skip


def _difference(row: Discrepancy, today: date) -> DifferenceRow:
    say, look = words.STATUSES[row.status]
    days = ((row.closed_on or today) - row.first_on).days
    return DifferenceRow(row, what_differs(row), say(), look, words.RIGHT[row.right](), days)


def what_differs(row: Discrepancy) -> str:
    """The field's name, or the kind in words."""
    return words.FIELDS[row.field]() if row.field else words.KINDS[row.kind]()


def difference_page(actor: Actor, exchange: Exchange, row: Discrepancy, today: date) -> dict[str, Any]:
    may = actor.may(Permission.SETTLE_DISCREPANCIES, party(exchange, row.issuer_id))
    return {
        "one": _difference(row, today),
        "row": row,
        "may_settle": may and row.status in Discrepancy.LIVE,
        "staff": may,
    }
