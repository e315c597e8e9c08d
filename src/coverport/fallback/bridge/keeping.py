"""The verbs of coverage meanwhile: keep people of an older program, cover who waits, prolong; and all that a day brings."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta

import msgspec
from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from coverport.applications.models import Applicant, Person
from coverport.core.access import Actor, Permission
from coverport.core.copying import copy_models
from coverport.core.errors import Refusal
from coverport.core.events import record_many
from coverport.enrollment.models import EnrollmentMember, Kind
from coverport.enrollment.rules.transitions import STANDING
from coverport.exchanges.models import Exchange
from coverport.fallback.bridge import law
from coverport.fallback.bridge.ending import PURPOSE, close_ended, say_moved
from coverport.fallback.bridge.models import Bridge
from coverport.fallback.bridge.queries import open_bridges
from coverport.fallback.bridge.telling import BATCH, tell_ends, tell_kept
from coverport.fallback.events import BridgeOpened
from coverport.fallback.rules.bridging import first_day
from coverport.law.parameters import TemporaryCoverage
from coverport.paper.models import PaperApplication
from coverport.paper.queries import QUEUES

# One batch of something, as a transaction; answers how much was done.
Verb = Callable[..., int]
Progress = Callable[[str, int], None]
CLOCK = Actor.system("fallback")


class NotKept(Refusal):
    """The law of the state's day keeps nobody in that program."""

    code = "not_kept"


class Keeping(msgspec.Struct, frozen=True):
    """Somebody of a case who is in an older program of a state."""

    paper: PaperApplication
    person: Person
    title: str
    state: str


# ---- Who is kept


@transaction.atomic
def keep_in_program(*, actor: Actor, exchange: Exchange, people: Sequence[Keeping], on: date) -> list[Bridge]:
    """People of older programs keep them to the day that the law of today says; all of them or none. Raises NotAllowed, NotKept."""
    actor.require(Permission.RUN_FALLBACK, exchange)
    found = {state: law.older_program(state, on) for state in {one.state for one in people}}
    rows = []
    for one in people:
        program = found[one.state]
        if program is None or one.title not in program.titles or program.last_day < on:
            raise NotKept(_("No law that is known here keeps people in that program today."), field="program")
        rows.append(Bridge(
            exchange=exchange, kind=Bridge.Kind.PROGRAM, title=one.title, state=one.state, paper=one.paper, person=one.person,
            first=on, last=program.last_day, authority=program.citation, opened_on=on,
        ))  # fmt: skip
    return _open(actor, exchange, rows, on)


@transaction.atomic
def cover_waiting(*, actor: Actor, exchange: Exchange, on: date, most: int = BATCH) -> int:
    """Cover the people of cases that are not decided, from the day on which they came; answers how many people.

    Of the oldest `most` cases: call it until it answers 0. Who is covered otherwise, or did not apply, is left out.
    """
    actor.require(Permission.RUN_FALLBACK, exchange)
    papers = {paper.application_id: paper for paper in _uncovered(exchange, on)[:most]}
    people = list(
        _to_cover(on).filter(application__in=papers).select_related("person").order_by("application", "position")
    )
    ended = _last_days(people)
    rows = [_temporary(one, papers[one.application_id], ended.get(one.person_id), on) for one in people]
    rows.sort(key=lambda row: (row.paper.counts_from, row.paper_id))
    return len(_open(actor, exchange, rows, on))


def _uncovered(exchange: Exchange, on: date) -> QuerySet[PaperApplication]:
    """Cases that wait, in states whose law covers them, with somebody in them whom nothing covers; the oldest first."""
    states = [each for each in exchange.profile.states if _may_begin(law.temporary_medicaid(each, on), on)]
    waiting = PaperApplication.objects.filter(
        exchange=exchange, status__in=QUEUES, application__status="draft", application__state__in=states
    ).filter(Exists(_to_cover(on).filter(application=OuterRef("application"))))
    return waiting.select_related("application").order_by("counts_from", "pk")


def _may_begin(found: TemporaryCoverage | None, on: date) -> bool:
    return found is not None and found.earliest <= on <= found.last_day


def _to_cover(on: date) -> QuerySet[Applicant]:
    """Applicants whom neither a plan nor a bridge covers on a day, and who had no temporary coverage yet."""
    bridged = Bridge.objects.filter(person=OuterRef("person")).filter(Q(kind=Bridge.Kind.TEMPORARY) | Q(last__gte=on))
    enrolled = EnrollmentMember.objects.filter(
        person=OuterRef("person"), active=True, kind=Kind.MEDICAL, enrollment__status__in=STANDING,
        coverage__startswith__lte=on, coverage__endswith__gt=on,
    )  # fmt: skip
    return Applicant.objects.filter(~Exists(bridged), ~Exists(enrolled), applies=True)


def _last_days(people: Sequence[Applicant]) -> dict[int, date]:
    """By person, the last day of what has covered them meanwhile."""
    before = Bridge.objects.filter(person__in=[one.person_id for one in people]).order_by()
    return dict(before.values("person").annotate(until=Max("last")).values_list("person", "until"))


def _temporary(one: Applicant, paper: PaperApplication, ended: date | None, on: date) -> Bridge:
    """ended: the last day of an older program that has covered them meanwhile; this begins on the day after it."""
    application = paper.application
    assert application is not None, "it is looked for by its draft"
    found = law.temporary_medicaid(application.state, on)
    assert found is not None, "it is looked for in states whose law covers them"
    first = max(first_day(paper.counts_from, found.earliest), ended + timedelta(days=1) if ended else date.min)
    return Bridge(
        exchange_id=paper.exchange_id, kind=Bridge.Kind.TEMPORARY, title=found.title, state=application.state, paper=paper,
        person=one.person, first=first, last=found.last_day, authority=found.citation, opened_on=on,
    )  # fmt: skip


def _open(actor: Actor, exchange: Exchange, rows: list[Bridge], on: date) -> list[Bridge]:
    if rows:
        copy_models(rows)
        told = [(BridgeOpened(each.reference, each.kind, each.last), each.reference) for each in rows]
        record_many(told, by=actor, on=on, exchange=exchange.slug, purpose=PURPOSE)
    return rows


# ---- Who is kept longer


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
    say_moved(actor, moved, "extended", on)
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
    Bridge.objects.filter(pk__in=[row.pk for row in rows]).update(last=last, authority=citation)
    return rows


# ---- By the clock


def unheard(step: str, done: int) -> None:
    """Nobody listens how far it is."""


def tend(*, actor: Actor, exchange: Exchange, on: date, progress: Progress = unheard) -> dict[str, int]:
    """Everything that a day brings, in batches of a transaction each; run twice, it does nothing more. Answers people by what was done.

    Prolonged first, so that nobody is told of an end that is put off. progress: hears of every batch, what was done and how many so far.
    """
    verbs: dict[str, Verb] = {
        "prolonged": prolong, "covered": cover_waiting, "told_kept": tell_kept, "told_ends": tell_ends, "closed": close_ended,
    }  # fmt: skip
    return {name: _until_done(name, verb, actor, exchange, on, progress) for name, verb in verbs.items()}


def _until_done(name: str, verb: Verb, actor: Actor, exchange: Exchange, on: date, progress: Progress) -> int:
    done = 0
    while batch := verb(actor=actor, exchange=exchange, on=on):
        done += batch
        progress(name, done)
    return done
