"""How coverage meanwhile ends: by a decision, followed by something else, or by what staff write."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from coverport.applications.determining import result_of
from coverport.applications.queries import determination_of
from coverport.core.access import Actor, Permission
from coverport.core.dates import day_before
from coverport.core.errors import Refusal
from coverport.core.events import record_many
from coverport.eligibility.findings import Outcome as Found
from coverport.exchanges.models import Exchange
from coverport.fallback.bridge import law
from coverport.fallback.bridge.models import Bridge
from coverport.fallback.bridge.queries import open_bridges
from coverport.fallback.bridge.telling import BATCH, say_ends
from coverport.fallback.events import BridgeClosed, BridgeMoved
from coverport.fallback.rules.bridging import last_after_decision
from coverport.paper.models import PaperApplication

OPEN, COVERED, SETTLED = Bridge.Outcome.OPEN, Bridge.Outcome.COVERED, Bridge.Outcome.SETTLED
PURPOSE = "coverage while the site fails, 42 USC 1315(a)"


class NotSettled(Refusal):
    """Nothing was written of what became of somebody, or it is settled already."""

    code = "not_settled"


@transaction.atomic
def end_by_decision(*, actor: Actor, paper: PaperApplication, on: date) -> int:
    """A decided case: who has public coverage goes over to it; temporary coverage of the others ends so that they can choose a plan."""
    actor.require(Permission.RUN_FALLBACK, paper.exchange)
    rows = list(_of_case(paper).filter(decided_on=None, outcome=OPEN).select_for_update(of=("self",)))
    public = _public(paper)
    moved = []
    for row in rows:
        row.decided_on, row.public = on, row.person.reference in public
        found = law.temporary_medicaid(row.state, on)
        if row.kind == Bridge.Kind.TEMPORARY and not row.public and found is not None:
            last = max(last_after_decision(on, found.months_after_decision, row.last), row.first)
            moved += [row] if last != row.last else []
            row.last = last
    Bridge.objects.bulk_update(rows, ["decided_on", "public", "last"])
    say_moved(actor, moved, "decided", on)
    temporary = [row for row in rows if row.kind == Bridge.Kind.TEMPORARY]
    _close(actor, [row for row in temporary if row.public], COVERED, on, last=on)
    say_ends([row for row in temporary if not row.public], on)
    return len(rows)


def _of_case(paper: PaperApplication) -> QuerySet[Bridge]:
    rows = Bridge.objects.filter(paper=paper).select_related(
        "exchange", "person", "paper__application__household__owner"
    )
    return rows.order_by("pk")


def _public(paper: PaperApplication) -> set[str]:
    """References of who has Medicaid or CHIP by the exchange's own decision; what is only likely is no coverage."""
    determination = determination_of(paper.application) if paper.application is not None else None
    people = result_of(determination).people if determination is not None else ()
    return {
        one.id
        for one in people
        if one.medicaid_decided_by == "exchange" and Found.YES in (one.medicaid.outcome, one.chip.outcome)
    }


def say_moved(actor: Actor, rows: Sequence[Bridge], why: str, on: date) -> None:
    """The events of last days that were moved."""
    if rows:
        told = [(BridgeMoved(row.reference, row.last, why), row.reference) for row in rows]
        record_many(told, by=actor, on=on, exchange=rows[0].exchange.slug, purpose=PURPOSE)


@transaction.atomic
def close_ended(*, actor: Actor, exchange: Exchange, on: date, most: int = BATCH) -> int:
    """Close what has ended where something else covers the person from the day after; the others stay open until staff settle them."""
    actor.require(Permission.RUN_FALLBACK, exchange)
    due = open_bridges(exchange).filter(last__lt=on, follows=True)
    rows = list(due.select_for_update(of=("self",))[:most])
    _close(actor, rows, COVERED, on)
    return len(rows)


@transaction.atomic
def settle_bridge(*, actor: Actor, bridge: Bridge, note: str, on: date) -> Bridge:
    """Staff write what became of somebody. Raises NotAllowed, NotSettled."""
    actor.require(Permission.RUN_FALLBACK, bridge.exchange)
    locked = Bridge.objects.select_for_update(of=("self",)).select_related("exchange").get(pk=bridge.pk)
    if not (note := " ".join(note.split())):
        raise NotSettled(_("Write what was done, for the record."), field="note")
    if locked.outcome == OPEN:
        locked.note = note[:500]
        _close(actor, [locked], SETTLED, on)
    return locked


def _close(actor: Actor, rows: Sequence[Bridge], outcome: str, on: date, *, last: date | None = None) -> None:
    """last: the last day, where it ends with that."""
    for row in rows:
        row.outcome, row.closed_on = outcome, on
        row.last = max(day_before(last), row.first) if last is not None else row.last
    if rows:
        told = [(BridgeClosed(row.reference, outcome), row.reference) for row in rows]
        record_many(told, by=actor, on=on, exchange=rows[0].exchange.slug, purpose=PURPOSE)
    Bridge.objects.bulk_update(rows, ["outcome", "closed_on", "last", "note"], batch_size=200)
