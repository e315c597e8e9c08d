"""What the answers mean for an application's tasks: a new one opens with its letter, one that is confirmed closes by itself."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date

import msgspec
from django.db.models import Q

from coverport.applications import notices
from coverport.applications.events import InconsistencyClosed, InconsistencyOpened
from coverport.applications.models import Application, Determination, Person
from coverport.applications.queries import applicants_of, determination_of
from coverport.applications.verification import tax_records
from coverport.applications.verification.clocks import last_day, papers_instead_from
from coverport.applications.verification.known import known, people_of
from coverport.applications.verification.models import ATTESTED_PURPOSE, Inconsistency, SourceRequest
from coverport.applications.verification.rules.confirmed import REQUIRED, Checked, Kind, checked
from coverport.applications.verification.rules.sources import Answers, Source
from coverport.core.access import Actor
from coverport.core.events import Fact, record
from coverport.core.prepared import Read
from coverport.core.sensitive import blind_index
from coverport.eligibility.findings import Outcome

US = Actor.system("verification")
COMPARED = "to compare income, 45 CFR 155.320(c)"
ATTESTED = Read(lambda key: Determination.objects.filter(application=key, redetermination=None).order_by("-id")[:1])
LATER = Read(
    lambda household, year, key: Application.objects.filter(
        household=household, year=year, status="submitted", pk__gt=key
    ).values_list("pk")[:1]
)
ANSWERED = Read(lambda key: SourceRequest.objects.filter(application=key, answered_at__isnull=False))
OPEN = Read(
    lambda key: Inconsistency.objects.filter(application=key, status="open").select_related("person").order_by("id")
)
HAD = Read(
    lambda household, person, kind, attested, year, key: (
        Inconsistency.objects.filter(
            application__household=household, person__reference=person, kind=kind, attested_index=attested
        )
        .filter(Q(status="accepted", application__year=year) | Q(status="expired", application=key))
        .values_list("pk")[:1]
    )
)


def settle(application: Application, *, on: date) -> None:
    """Bring the tasks of an application in line with the answers so far, and write about it. In the caller's transaction."""
    determination = _attested(application)
    if determination is None or _answered_anew(application):
        return
    said = {**answers_of(application), **tax_records.answers(application, actor=US, why=COMPARED, on=on)}
    found = _of_the_living(application, checked(known(application, determination), said))
    open_now = {(one.kind, one.person.reference): one for one in _open(application)}
    closed = list(_close(application, found, open_now, on))
    opened = list(_open_new(application, found, open_now, on))
    if opened:
        notices.post_proof_needed(application, opened, on=on)
    if settled := [one for one in closed if one.status == Inconsistency.Status.SETTLED]:
        notices.post_proof_settled(application, settled, on=on)


def _of_the_living(application: Application, found: Iterable[Checked]) -> list[Checked]:
    """Of who has died only the income is still to be proven, as long as somebody who lives applies."""
    facts, everybody = list(found), applicants_of(application)
    dead = {one.person.reference for one in everybody if one.person.died_on is not None}
    if not dead:
        return facts
    living = any(one.applies and one.person.died_on is None for one in everybody)
    return [each for each in facts if each.person not in dead or (each.kind is Kind.INCOME and living)]


def _answered_anew(application: Application) -> bool:
    """A later application of the year has taken its place: an answer that arrives now is about nothing any more."""
    return bool(LATER.all(application.household_id, application.year, application.pk))


def _attested(application: Application) -> Determination | None:
    """The decision as attested: later ones, by the sources, are no ground to ask the sources again."""
    first = ATTESTED.first(application.pk)
    if first is not None:
        first.application = application
    return first or determination_of(application)


def answers_of(application: Application) -> Answers:
    """What the sources have said so far, but for the tax service."""
    rows = ANSWERED.all(application.pk)
    return {(Source(one.source), one.subject): found for one in rows if (found := one.found) is not None}


def _open(application: Application) -> list[Inconsistency]:
    found: list[Inconsistency] = OPEN.all(application.pk)
    for row in found:
        row.application = application
    return found


def _close(
    application: Application, found: Iterable[Checked], there: dict[tuple[str, str], Inconsistency], on: date
) -> Iterator[Inconsistency]:
    """Confirmed facts settle theirs; what is attested no more, or attested otherwise, is withdrawn."""
    now = {(one.kind.value, one.person): one for one in found}
    for key, row in list(there.items()):
        fact = now.get(key)
        if fact is None or fact.attested != row.attested:
            yield close(row, Inconsistency.Status.WITHDRAWN, by=US, on=on)
            del there[key]
        elif fact.finding.outcome is Outcome.YES:
            yield close(row, Inconsistency.Status.SETTLED, by=US, on=on)
            del there[key]


def withdraw_of(people: Collection[str], application: Application, *, on: date) -> None:
    """Ask nothing more of who applies no more (by reference), as after a death. What their tax household is asked goes on.

    In the caller's transaction. Nothing new opens by it, and no letter is due.
    """
    determination = _attested(application)
    if not people or determination is None:
        return
    checks = {
        (one.kind.value, one.person) for one in checked(known(application, determination), answers_of(application))
    }
    for row in _open(application):
        if (key := row.person.reference) in people and (row.kind, key) not in checks:
            close(row, Inconsistency.Status.WITHDRAWN, by=US, on=on)


def withdraw_of_the_dead(household: int, people: Collection[str], *, on: date) -> None:
    """Ask for no paper about who has died (by reference), in the caller's transaction.

    Their income may count for others, so that it is asked for as long as somebody who lives applies.
    """
    rows = Inconsistency.objects.filter(
        application__household=household, status=Inconsistency.Status.OPEN, person__reference__in=people
    )
    for row in rows.select_related("application__exchange", "person").order_by("id"):
        living = row.application.applicants.filter(applies=True, person__died_on=None)
        if row.kind != Kind.INCOME.value or not living.exists():
            close(row, Inconsistency.Status.WITHDRAWN, by=US, on=on)


def prove(determination: Determination, *, by: Actor, on: date) -> None:
    """What a decision by the records took for not proven is proven after all, as by an appeal: nobody is asked for it again this year.

    In the caller's transaction.
    """
    over = Inconsistency.objects.filter(redeterminations__determination=determination, status="expired")
    for row in over.select_related("application__exchange").order_by("id"):
        close(row, Inconsistency.Status.ACCEPTED, by=by, on=on)


def _open_new(
    application: Application, found: Iterable[Checked], there: dict[tuple[str, str], Inconsistency], on: date
) -> Iterator[Inconsistency]:
    people = people_of(application)
    waited = _waited_enough(application, on)
    for fact in found:
        key = (fact.kind.value, fact.person)
        outcome = fact.finding.outcome
        needed = outcome is Outcome.NO or (outcome is Outcome.UNKNOWN and fact.kind in REQUIRED and waited)
        if key in there:
            _learn(there[key], fact)
        elif needed and not _had(application, fact):
            yield _put(application, people[fact.person], fact, on)


def _waited_enough(application: Application, on: date) -> bool:
    asked = application.source_requests.order_by("asked_on").values_list("asked_on", flat=True).first()
    return asked is not None and on >= papers_instead_from(asked)


def _had(application: Application, fact: Checked) -> bool:
    """Whether the same fact was accepted from papers before, or has had its time in this application."""
    index = blind_index(fact.attested, purpose=ATTESTED_PURPOSE)
    return bool(
        HAD.all(application.household_id, fact.person, fact.kind.value, index, application.year, application.pk)
    )


def _learn(row: Inconsistency, fact: Checked) -> None:
    """A source that answers late may deny what it was only silent about."""
    reason, said = fact.finding.codes[0], _said(fact)
    if (row.reason, row.sources_say) != (reason, said):
        row.reason, row.sources_say = reason, said
        row.save(update_fields=["reason", "sources_say"])
    if fact.kind is Kind.INCOME:
        tax_records.keep_instead(row, fact.instead)


def _said(fact: Checked) -> str:
    """What the record itself may hold of it; of yearly income nothing, these are tax data."""
    return "" if fact.kind is Kind.INCOME else msgspec.json.encode(fact.instead).decode()


def _put(application: Application, person: Person, fact: Checked, on: date) -> Inconsistency:
    row = Inconsistency.objects.create(
        application=application, person=person, kind=fact.kind.value, reason=fact.finding.codes[0], attested=fact.attested,
        opened_on=on, due_on=last_day(fact.kind, opened=on, state=application.state),
        sources_say=_said(fact),
    )  # fmt: skip
    if fact.kind is Kind.INCOME:
        tax_records.keep_instead(row, fact.instead)
    say(InconsistencyOpened(application.reference, row.reference, row.kind, row.due_on), application, on=on, by=US)
    return row


def close(row: Inconsistency, status: "Inconsistency.Status", *, by: Actor, on: date) -> Inconsistency:
    """End a task. In the caller's transaction."""
    row.status, row.closed_on = status, on
    row.save(update_fields=["status", "closed_on"])
    say(InconsistencyClosed(row.application.reference, row.reference, status.value), row.application, on=on, by=by)
    return row


def say(happened: Fact, application: Application, *, on: date, by: Actor) -> None:
    """The audit entry of a change, about the application."""
    record(
        happened, by=by, on=on, exchange=application.exchange.slug, subject=application.reference,
        purpose="verification, 45 CFR 155.315",
    )  # fmt: skip


def waiting_for(application: Application) -> tuple[Source, ...]:
    """The sources that have not answered yet."""
    rows = SourceRequest.objects.filter(application=application, answered_at=None).order_by("pk")
    return tuple(dict.fromkeys(Source(name) for name in rows.values_list("source", flat=True)))
