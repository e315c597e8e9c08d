"""The verbs of coverage meanwhile: keep people of an older program, cover who waits, prolong, end by decision, tell, close."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from coverport.applications.determining import result_of
from coverport.applications.models import Applicant, Person
from coverport.applications.queries import determination_of
from coverport.core.access import Actor, Permission
from coverport.core.dates import day_before
from coverport.core.errors import Refusal
from coverport.core.events import record, record_many
from coverport.eligibility.findings import Outcome as Found
from coverport.enrollment.models import EnrollmentMember, Kind
from coverport.enrollment.rules.transitions import STANDING
from coverport.exchanges.models import Exchange
from coverport.fallback.bridge import law
from coverport.fallback.bridge.models import Bridge
from coverport.fallback.bridge.notices import post_ends, post_kept
from coverport.fallback.bridge.queries import open_bridges
from coverport.fallback.events import BridgeClosed, BridgeMoved, BridgeOpened
from coverport.fallback.rules.bridging import first_day, last_after_decision, letter_due
from coverport.law.parameters import TemporaryCoverage
from coverport.paper.models import PaperApplication
from coverport.paper.queries import QUEUES

BATCH = 200
# One batch of something, as a transaction; answers how much was done.
Verb = Callable[..., int]
OPEN, COVERED, SETTLED = Bridge.Outcome.OPEN, Bridge.Outcome.COVERED, Bridge.Outcome.SETTLED
PURPOSE = "coverage while the site fails, 42 USC 1315(a)"
CLOCK = Actor.system("fallback")


class NotKept(Refusal):
    """The law of the state's day keeps nobody in that program."""

    code = "not_kept"


class NotSettled(Refusal):
    """Nothing was written of what became of somebody, or it is settled already."""

    code = "not_settled"


# ---- Who is kept


@transaction.atomic
def keep_in_program(
    *, actor: Actor, paper: PaperApplication, people: Sequence[Person], title: str, state: str, on: date
) -> list[Bridge]:
    """People of an older program keep it to the day that the law of today says. Raises NotAllowed, NotKept."""
    actor.require(Permission.RUN_FALLBACK, paper.exchange)
    found = law.older_program(state, on)
    if found is None or title not in found.titles or found.last_day < on:
        raise NotKept(_("No law that is known here keeps people in that program today."), field="program")
    rows = [
        Bridge(
            exchange=paper.exchange, kind=Bridge.Kind.PROGRAM, title=title, state=state, paper=paper, person=one, first=on,
            last=found.last_day, authority=found.citation, opened_on=on,
        )
        for one in people
    ]  # fmt: skip
    return _open(actor, rows, on)


@transaction.atomic
def cover_waiting(*, actor: Actor, exchange: Exchange, on: date, most: int = BATCH) -> int:
    """Cover the people of cases that are not decided, from the day on which they came; answers how many people.

    Of the oldest `most` cases: call it until it answers 0. Who is covered otherwise, or did not apply, is left out.
    """
    actor.require(Permission.RUN_FALLBACK, exchange)
    opened = 0
    papers = list(_uncovered(exchange, on)[:most])
    for paper in papers:
        opened += len(_cover(actor, paper, on))
    return opened


def _uncovered(exchange: Exchange, on: date) -> QuerySet[PaperApplication]:
    """Cases that wait, in states whose law covers them, with somebody in them whom nothing covers; the oldest first."""
    states = [each for each in exchange.profile.states if _may_begin(law.temporary_medicaid(each, on), on)]
    waiting = PaperApplication.objects.filter(
        exchange=exchange, status__in=QUEUES, application__status="draft", application__state__in=states
    ).filter(Exists(_to_cover(on, OuterRef("application"))))
    return waiting.select_related("exchange", "application").order_by("counts_from", "pk")


def _may_begin(found: TemporaryCoverage | None, on: date) -> bool:
    return found is not None and found.earliest <= on <= found.last_day


def _to_cover(on: date, application: Any) -> QuerySet[Applicant]:
    """Applicants whom neither a plan nor a bridge covers on a day, and who had no temporary coverage yet."""
    bridged = Bridge.objects.filter(person=OuterRef("person")).filter(Q(kind=Bridge.Kind.TEMPORARY) | Q(last__gte=on))
    enrolled = EnrollmentMember.objects.filter(
        person=OuterRef("person"), active=True, kind=Kind.MEDICAL, enrollment__status__in=STANDING,
        coverage__startswith__lte=on, coverage__endswith__gt=on,
    )  # fmt: skip
    applying = Applicant.objects.filter(application=application, applies=True)
    return applying.filter(~Exists(bridged), ~Exists(enrolled))


def _cover(actor: Actor, paper: PaperApplication, on: date) -> list[Bridge]:
    application = paper.application
    assert application is not None, "it is looked for by its draft"
    found = law.temporary_medicaid(application.state, on)
    assert found is not None, "it is looked for in states whose law covers them"
    rows = [
        Bridge(
            exchange=paper.exchange, kind=Bridge.Kind.TEMPORARY, title=found.title, state=application.state, paper=paper,
            person=one.person, first=_begins(one.person, paper.counts_from, found), last=found.last_day,
            authority=found.citation, opened_on=on,
        )
        for one in _to_cover(on, application).select_related("person").order_by("position")
    ]  # fmt: skip
    return _open(actor, rows, on)


def _begins(person: Person, came: date, found: TemporaryCoverage) -> date:
    """Where an older program has covered them meanwhile, the day after it."""
    before = Bridge.objects.filter(person=person).order_by("-last").values_list("last", flat=True).first()
    return max(first_day(came, found.earliest), before + timedelta(days=1) if before else date.min)


def _open(actor: Actor, rows: Sequence[Bridge], on: date) -> list[Bridge]:
    Bridge.objects.bulk_create(rows)
    told = [(BridgeOpened(each.reference, each.kind, each.last), each.reference) for each in rows]
    if rows:
        record_many(told, by=actor, on=on, exchange=rows[0].exchange.slug, purpose=PURPOSE)
    return list(rows)


# ---- What moves the last day


@transaction.atomic
def prolong(*, actor: Actor, exchange: Exchange, on: date, most: int = BATCH) -> int:
    """Move the last day of who is kept to the one that the law of today says; answers how many people."""
    actor.require(Permission.RUN_FALLBACK, exchange)
    moved: list[Bridge] = []
    for state in sorted(set(open_bridges(exchange).order_by().values_list("state", flat=True))):
        moved += _prolong(Bridge.Kind.PROGRAM, state, law.older_program(state, on), exchange, on, most - len(moved))
        moved += _prolong(
            Bridge.Kind.TEMPORARY, state, law.temporary_medicaid(state, on), exchange, on, most - len(moved)
        )
    _say_moved(actor, moved, "extended", on)
    return len(moved)


def _prolong(kind: str, state: str, found: object, exchange: Exchange, on: date, most: int) -> list[Bridge]:
    """Those whose end has not come, or came with nothing after it; not those whom a decision ends."""
    last, citation = getattr(found, "last_day", None), getattr(found, "citation", "")
    if last is None or last < on or most <= 0:
        return []
    due = open_bridges(exchange).filter(kind=kind, state=state, last__lt=last, decided_on=None, public=False)
    rows = list(due.select_for_update(of=("self",))[:most])
    for row in rows:
        row.last, row.authority = last, citation
    Bridge.objects.bulk_update(rows, ["last", "authority"])
    return rows


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
    _say_moved(actor, moved, "decided", on)
    temporary = [row for row in rows if row.kind == Bridge.Kind.TEMPORARY]
    _close(actor, [row for row in temporary if row.public], COVERED, on, last=on)
    _tell_ends([row for row in temporary if not row.public], on)
    return len(rows)


def _of_case(paper: PaperApplication) -> QuerySet[Bridge]:
    rows = Bridge.objects.filter(paper=paper).select_related("exchange", "person", "paper__application")
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


def _say_moved(actor: Actor, rows: Sequence[Bridge], why: str, on: date) -> None:
    for row in rows:
        record(
            BridgeMoved(row.reference, row.last, why), by=actor, on=on, exchange=row.exchange.slug, subject=row.reference,
            purpose=PURPOSE,
        )  # fmt: skip


# ---- Before the end, and after it


@transaction.atomic
def tell_kept(*, actor: Actor, exchange: Exchange, on: date, most: int = BATCH) -> int:
    """Tell that coverage goes on to a day, once for each last day; answers how many people. Not where the next letter says that it ends."""
    actor.require(Permission.RUN_FALLBACK, exchange)
    soon = on + timedelta(days=law.letter_days(on))
    due = _tellable(exchange).filter(~Q(told_kept=F("last")) | Q(told_kept=None), decided_on=None, last__gt=soon)
    rows = list(due[:most])
    for group in _letters(rows):
        post_kept(group, on=on)
    _told(rows, "told_kept")
    return len(rows)


@transaction.atomic
def tell_ends(*, actor: Actor, exchange: Exchange, on: date, most: int = BATCH) -> int:
    """Tell whom nothing covers after it that their coverage ends, once for each last day; answers how many people."""
    actor.require(Permission.RUN_FALLBACK, exchange)
    days = law.letter_days(on)
    due = _tellable(exchange).filter(
        ~Q(told_last=F("last")) | Q(told_last=None), last__range=(on, on + timedelta(days=days)), follows=False
    )
    rows = [row for row in due[:most] if letter_due(row.last, told=row.told_last, today=on, days=days)]
    _tell_ends(rows, on)
    return len(rows)


def _tellable(exchange: Exchange) -> QuerySet[Any]:
    """Who has an address: the others get no letter, and stand on the desk among those to call."""
    return open_bridges(exchange).filter(paper__application__street__gt="").select_for_update(of=("self",))


def _tell_ends(rows: Sequence[Bridge], on: date) -> None:
    for group in _letters(rows):
        post_ends(group, on=on)
    _told(rows, "told_last")


def _told(rows: Sequence[Bridge], field: str) -> None:
    for row in rows:
        setattr(row, field, row.last)
    Bridge.objects.bulk_update(rows, [field])


def _letters(rows: Iterable[Bridge]) -> list[list[Bridge]]:
    """By case, name and last day: who shares them shares a letter."""

    def key(row: Bridge) -> tuple[int, str, date]:
        return row.paper_id, row.title, row.last

    return [list(group) for _key, group in groupby(sorted(rows, key=lambda row: (key(row), row.pk)), key=key)]


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
        record(
            BridgeClosed(row.reference, outcome), by=actor, on=on, exchange=row.exchange.slug, subject=row.reference,
            purpose=PURPOSE,
        )  # fmt: skip
    Bridge.objects.bulk_update(rows, ["outcome", "closed_on", "last", "note"])


# ---- By the clock


def tend(*, actor: Actor, exchange: Exchange, on: date) -> dict[str, int]:
    """Everything that a day brings, in batches of a transaction each; run twice, it does nothing more. Answers people by what was done.

    Prolonged first, so that nobody is told of an end that is put off.
    """
    verbs: dict[str, Verb] = {
        "prolonged": prolong, "covered": cover_waiting, "told_kept": tell_kept, "told_ends": tell_ends, "closed": close_ended,
    }  # fmt: skip
    return {name: _until_done(verb, actor, exchange, on) for name, verb in verbs.items()}


def _until_done(verb: Verb, actor: Actor, exchange: Exchange, on: date) -> int:
    done = 0
    while batch := verb(actor=actor, exchange=exchange, on=on):
        done += batch
    return done
