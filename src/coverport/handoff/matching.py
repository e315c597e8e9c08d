"""Twice a year everyone with credit is looked up in the records of Medicare, Medicaid, CHIP and deaths: 45 CFR 155.330(d).

What is found is told, with 30 days to answer; then the records decide. A run that is killed goes on with whoever is still due.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

import msgspec
import structlog
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from coverport.applications.determining import facts_of
from coverport.applications.models import Application, Household, Person
from coverport.applications.queries import determination_of
from coverport.applications.verification import settling
from coverport.applications.verification.hub import client
from coverport.applications.verification.known import question
from coverport.applications.verification.models import Inconsistency, Redetermination, SourceRequest
from coverport.applications.verification.redetermining import redetermine
from coverport.applications.verification.rules.confirmed import Instead, Kind
from coverport.applications.verification.rules.instead import Unproven, by_the_sources
from coverport.applications.verification.rules.sources import Ask, PublicAnswer, Source, SsaAnswer
from coverport.core.access import Actor, Permission
from coverport.core.dates import first_of_month
from coverport.core.errors import Refusal
from coverport.core.events import Fact, record
from coverport.enrollment.changes.following import follow_death
from coverport.enrollment.dates import help_counts
from coverport.enrollment.models import EnrollmentMember
from coverport.enrollment.rules.transitions import STANDING
from coverport.exchanges.models import Exchange
from coverport.handoff import notices
from coverport.handoff.actions import leaving, newest_application
from coverport.handoff.events import MatchClosed, Matched
from coverport.handoff.models import Match, PeriodicCheck
from coverport.law.lookups import typed
from coverport.law.parameters import Days
from coverport.law.parameters.common import Months

log = structlog.get_logger()
US = Actor.system("periodic matching")
AUTHORITY = "45 CFR 155.330(d)-(f)"
PROGRAMS = ("medicare", "medicaid", "chip")
# Two questions a person, all at once: as many people as the hub's threads can ask about.
SHARD = 16
# Of whom Social Security cannot be asked, nothing is known.
NO_RECORD = SsaAnswer(number=False)


class Report(msgspec.Struct):
    """What a run did. due: people with credit who were to be looked up; silent: about whom a source did not answer, asked again later.

    without_number: who told no Social Security number; they are looked up by name and birth date, and not in the records of deaths, which
    are kept by number. unclear: of them, those of whose name and birth date there are several; nothing follows for them.
    """

    due: int = 0
    without_number: int = 0
    unclear: int = 0
    asked: int = 0
    silent: int = 0
    found: int = 0
    decided: int = 0


def turn(exchange: Exchange, *, on: date) -> Report:
    """What is due at an exchange on a day: look up, then decide what nobody answered. Done twice on a day, it is done once."""
    report = match_due(exchange, on=on)
    report.decided = decide_unanswered(exchange, on=on)
    return report


def with_credit(exchange: Exchange, *, on: date) -> QuerySet[EnrollmentMember]:
    """Everybody on a plan with credit, this month or next."""
    ahead = first_of_month(on, 2)
    return EnrollmentMember.objects.filter(
        enrollment__exchange=exchange, enrollment__status__in=STANDING, enrollment__credit_cents__gt=0, active=True,
        coverage__overlap=(on, ahead),
    )  # fmt: skip


def match_due(exchange: Exchange, *, on: date, dry_run: bool = False) -> Report:
    """Look up whoever was not for the months of the law. dry_run: only count."""
    months = typed(Months, "verification.periodic_matching", on=on).months
    last = _months_before(on, months)
    members = with_credit(exchange, on=on).exclude(person__periodic_check__checked_on__gt=last)
    due = dict(members.order_by("person_id").values_list("person_id", "enrollment__year"))
    report = Report(due=len(due), without_number=Person.objects.filter(pk__in=due, ssn_index="").count())
    if dry_run:
        return report
    people = sorted(due)
    for start in range(0, len(people), SHARD):
        _shard(people[start : start + SHARD], due, report, on)
    return report


def _months_before(on: date, months: int) -> date:
    """The same day some months ago, or the last of that month."""
    first = first_of_month(on, -months)
    return min(first + timedelta(days=on.day - 1), first_of_month(first, 1) - timedelta(days=1))


def _shard(people: Iterable[int], years: dict[int, int], report: Report, on: date) -> None:
    asked: list[tuple[Person, Application]] = []
    for person in Person.objects.filter(pk__in=people).order_by("pk"):
        if (application := newest_application(person, years[person.pk])) is not None:
            asked.append((person, application))
    questions = [
        question(Ask(source, one.reference, (one.reference,)), application, {one.reference: one})
        for one, application in asked
        for source in _sources(one)
    ]
    answers = (outcome.answer for outcome in client.hub().ask_all(questions))
    for one, application in asked:
        public, *numbered = [next(answers) for _ in _sources(one)]
        ssa = numbered[0] if numbered else NO_RECORD
        report.asked += 1
        if not isinstance(public, PublicAnswer) or not isinstance(ssa, SsaAnswer):
            report.silent += 1
            continue
        report.unclear += public.unclear
        report.found += _keep(one, application, public, ssa, on) is not None


def _sources(one: Person) -> tuple[Source, ...]:
    """Deaths are recorded by number; the programs' registers are asked by name and birth date where there is none."""
    return (Source.PUBLIC, Source.SSA) if one.ssn else (Source.PUBLIC,)


@transaction.atomic
def _keep(one: Person, application: Application, public: PublicAnswer, ssa: SsaAnswer, on: date) -> Match | None:
    """That the person was looked up; and what is new, with its letter."""
    Household.objects.select_for_update().get(pk=one.household_id)
    PeriodicCheck.objects.update_or_create(person=one, defaults={"checked_on": on})
    found = tuple(_new(one, application, public, ssa))
    if not found or Match.objects.filter(application=application, person=one, status="open").exists():
        return None
    days = typed(Days, "notices.data_match", on=on).days
    answer_by = on + timedelta(days=days)
    match = Match.objects.create(
        exchange=application.exchange, application=application, person=one, found=",".join(found), told_on=on,
        answer_by=answer_by, ends=_counts(application, answer_by + timedelta(days=1)),
    )  # fmt: skip
    notices.post_match(match, leaves=bool(leaving(application, [one.reference])))
    _say(Matched(match.reference), match, by=US, on=on)
    return match


def _new(one: Person, application: Application, public: PublicAnswer, ssa: SsaAnswer) -> Iterator[str]:
    """What the records show and the decision does not know, nor is being settled, nor was proven wrong this year."""
    determination = determination_of(application)
    told = {each.id: each for each in facts_of(determination).people}.get(one.reference) if determination else None
    if told is None or not told.applies:
        return
    rows = Inconsistency.objects.filter(
        person=one, application__household=application.household_id, application__year=application.year,
        status__in=("open", "accepted"),
    )  # fmt: skip
    settled = set(rows.values_list("kind", flat=True))
    if ssa.number and ssa.deceased and Kind.DEATH.value not in settled:
        yield "death"
        return
    if Kind.PUBLIC_COVERAGE.value not in settled and not told.other_coverage and not told.medicare:
        yield from (name for name in PROGRAMS if name in public.programs)


def _counts(application: Application, told: date) -> date:
    """From when a decision of a day counts, 45 CFR 155.330(f)."""
    return help_counts(told=told, state=application.state).day


def decide_unanswered(exchange: Exchange, *, on: date) -> int:
    """Decide by the records what nobody answered by its last day; answers how many."""
    over = Match.objects.filter(exchange=exchange, status="open", answer_by__lt=on).order_by("id")
    decided = 0
    for match in list(over):
        try:
            decided += _decide(match, Match.Status.EXPIRED, by=US, on=on)
        except Refusal as refused:  # one that cannot be decided now holds up no other; it is tried again
            log.error("match_waits", match=match.reference, code=refused.code)
    return decided


class AlreadyAnswered(Refusal):
    """It was answered, or its time ran out."""

    code = "already_answered"


@transaction.atomic
def answer_match(*, actor: Actor, match: Match, right: bool, on: date, died_on: date | None = None) -> Match:
    """What the person says. right: the records are; died_on: the day of a death. Else it is to be proven, and stays as it is meanwhile.

    Said twice, it is said once. Raises NotAllowed, AlreadyAnswered, NoDay.
    """
    actor.require(Permission.CHANGE, match)
    locked = _locked(match)
    said = Match.Status.RIGHT if right else Match.Status.WRONG
    if locked.status == said:
        return locked
    if locked.status != Match.Status.OPEN:
        raise AlreadyAnswered(_("This was answered already, or its time is over. Call us."))
    if not right:
        _contest(locked, by=actor, on=on)
        return locked
    if "death" in locked.kinds:
        if died_on is None or not date(locked.application.year - 1, 1, 1) <= died_on <= on:
            raise NoDay(_("Enter the day of the death."), field="died_on")
        _close(locked, said, by=actor, on=on)
        follow_death(application=locked.application, person=locked.person.reference, died_on=died_on, on=on)
        return locked
    _decide(locked, said, by=actor, on=on)
    return locked


class NoDay(Refusal):
    """A day is missing, or cannot be."""

    code = "no_day"


def _locked(match: Match) -> Match:
    Household.objects.select_for_update().get(pk=match.application.household_id)
    rows = Match.objects.select_for_update(of=("self",)).select_related(
        "exchange", "application__exchange", "application__household__owner", "person"
    )
    return rows.get(pk=match.pk)


@transaction.atomic
def _decide(match: Match, status: "Match.Status", *, by: Actor, on: date) -> bool:
    """The records decide: the credit ends, or the coverage of who has died."""
    locked = _locked(match)
    if locked.status != Match.Status.OPEN:
        return False
    application = newest_application(locked.person, locked.application.year)
    determination = determination_of(application) if application else None
    if application is None or determination is None:
        return False
    application = Application.objects.select_for_update(of=("self",)).select_related("exchange", "household__owner").get(
        pk=application.pk
    )  # fmt: skip
    person = locked.person.reference
    if person not in {one.id for one in facts_of(determination).people}:
        _close(locked, Match.Status.MOOT, by=US, on=on)
        return False
    _close(locked, status, by=by, on=on)
    leaves = () if "death" in locked.kinds else leaving(application, [person])
    made = redetermine(
        application, by_the_sources(facts_of(determination), _unproven(locked, person)), by=US, on=on,
        effective_on=_counts(application, on), cause=Redetermination.Cause.MATCHED, authority=AUTHORITY, leaves=leaves,
    )  # fmt: skip
    notices.post_match_decided(locked, made, leaves=bool(leaves), on=on)
    return True


def _unproven(match: Match, person: str) -> Sequence[Unproven]:
    if "death" in match.kinds:
        return [Unproven(Kind.DEATH, person, Instead())]
    return [Unproven(Kind.PUBLIC_COVERAGE, person, Instead(programs=match.kinds))]


def _contest(match: Match, *, by: Actor, on: date) -> None:
    """It becomes a task like others, to be proven by papers with the time that the law gives, 45 CFR 155.330(e)(2)(iii), 155.315(f)."""
    _close(match, Match.Status.WRONG, by=by, on=on)
    application = newest_application(match.person, match.application.year)
    if application is None:
        return
    death = "death" in match.kinds
    source = Source.SSA if death else Source.PUBLIC
    found = SsaAnswer(True, None, True, None) if death else PublicAnswer(match.kinds)
    row, _created = SourceRequest.objects.get_or_create(
        application=application, source=source.value, subject=match.person.reference,
        defaults={"people": [match.person.reference], "asked_on": on},
    )  # fmt: skip
    if death and isinstance(before := row.found, SsaAnswer):
        found = msgspec.structs.replace(before, number=True, deceased=True)
    # The newest word of the source stands for its older one.
    row.answer, row.answered_at = msgspec.json.encode(found).decode(), timezone.now()
    row.save(update_fields=["answer", "answered_at"])
    settling.settle(application, on=on)


def _close(match: Match, status: "Match.Status", *, by: Actor, on: date) -> None:
    match.status, match.closed_on = status, on
    match.save(update_fields=["status", "closed_on"])
    _say(MatchClosed(match.reference, status.value), match, by=by, on=on)


def _say(happened: Fact, match: Match, *, by: Actor, on: date) -> None:
    record(
        happened, by=by, on=on, exchange=match.exchange.slug, subject=match.application.reference,
        purpose="periodic matching, 45 CFR 155.330(d)",
    )  # fmt: skip
