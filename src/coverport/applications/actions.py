"""The verbs of an application: start it, answer its steps, sign it (submission.py), answer anew (revision.py).

Those that save a step answer which one comes next; they raise AnswersRefused, and what changing.py raises.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError

from coverport.applications import changes
from coverport.applications.asking import questions_of
from coverport.applications.changing import changing
from coverport.applications.drafts import AlreadySubmitted, locked_draft
from coverport.applications.events import AnswersSaved, ApplicationStarted
from coverport.applications.models import Applicant, Application, Household
from coverport.applications.queries import applicants_of
from coverport.applications.revision import copy_for_year, revise_application
from coverport.applications.rules import steps
from coverport.applications.rules.answers import ContactAnswer, IncomeAnswer, PersonAnswer, TaxAnswer
from coverport.applications.rules.checks import Given
from coverport.applications.rules.people import people_problems
from coverport.applications.submission import submit_application
from coverport.core import switches
from coverport.core.access import Actor, Permission
from coverport.core.errors import NotAllowed
from coverport.core.events import record
from coverport.exchanges.models import Exchange

__all__ = [
    "AlreadySubmitted", "copy_for_year", "revise_application", "save_answers", "save_citizenship", "save_contact", "save_income",
    "save_people", "save_taxes", "save_wishes", "start_application", "submit_application",
]  # fmt: skip


@transaction.atomic
def start_application(
    *, actor: Actor, exchange: Exchange, year: int, shopping: Mapping[str, Any], on: date, owner_id: int | None = None,
    in_line: date | None = None,
) -> Application:  # fmt: skip
    """The draft of the actor, or of whoever sent a paper to a clerk, for a plan year: a new one, or the one that is there.

    in_line: the day that counts for a paper; whoever came while applications were switched off keeps that day in any case. Raises
    NotAllowed for nobody known.
    """
    owner = actor.user_id if owner_id is None else owner_id
    if owner is None:
        raise NotAllowed("nobody is signed in")
    if owner != actor.user_id:
        actor.require(Permission.KEY_PAPER, exchange)
    since = switches.counted_from(exchange.pk, owner, switches.APPLICATIONS, year, on=min(on, in_line or on))
    household, _ = Household.objects.select_for_update().get_or_create(exchange=exchange, owner_id=owner)
    draft, created = Application.objects.get_or_create(
        household=household, year=year, status=Application.Status.DRAFT,
        defaults={"exchange": exchange, "started_on": since, "shopping": dict(shopping)},
    )  # fmt: skip
    if created:
        record(
            ApplicationStarted(application=draft.reference),
            by=actor,
            on=on,
            exchange=exchange.slug,
            subject=draft.reference,
        )
    elif since < draft.started_on:
        draft.started_on = since
        draft.save(update_fields=["started_on"])
    return draft


@transaction.atomic
def save_people(
    *, actor: Actor, application: Application, people: Sequence[PersonAnswer], on: date, shown: str = ""
) -> str:
    """Who is in the household and who wants coverage."""
    with changing(actor, application, steps.PEOPLE, shown=shown, on=on) as change:
        draft = change.draft
        changes.refuse(people_problems(people, on=on))
        known = {applicant.person.reference: applicant for applicant in applicants_of(draft)}
        if any(answer.key and answer.key not in known for answer in people):
            raise NotAllowed("a person of another household")
        gone = [known[key] for key in known.keys() - {answer.key for answer in people}]
        for applicant in gone:
            _remove(applicant)
        # You before your spouse and the others: two may not be "self" at any moment, as when they change places.
        Applicant.objects.filter(application=draft).update(relationship=Applicant.Relationship.UNRELATED)
        for position, answer in enumerate(people):
            applicant = changes.put_person(draft, known.get(answer.key), answer, position)
            applicant.person.save()
            applicant.save()
        change.read_people()
        changes.forget(draft, {applicant.person.reference for applicant in gone})
    return change.following


@transaction.atomic
def save_contact(*, actor: Actor, application: Application, contact: ContactAnswer, on: date, shown: str = "") -> str:
    """Where the household lives; without a street, where its mail waits. The county was checked to be one of the ZIP code's."""
    with changing(actor, application, steps.ADDRESS, shown=shown, on=on) as change:
        changes.change_contact(change.draft, contact)
    return change.following


@transaction.atomic
def save_citizenship(
    *, actor: Actor, application: Application, attested: Mapping[str, str], on: date, shown: str = ""
) -> str:
    """What each person who applies attests. attested: reference -> citizen, immigrant or neither."""
    with changing(actor, application, steps.CITIZENSHIP, shown=shown, on=on) as change:
        changes.change_citizenship(change.draft, attested)
    return change.following


@transaction.atomic
def save_wishes(
    *, actor: Actor, application: Application, help_needed: Sequence[str], votes: bool | None, on: date
) -> None:
    """Help that the household needs with us, and whether the one who applies wants to register to vote; neither decides anything."""
    draft = locked_draft(actor, application, Permission.CHANGE)
    draft.tell(help=tuple(help_needed), votes=votes)
    draft.save(update_fields=["answers"])
    record(
        AnswersSaved(application=draft.reference, step=steps.REVIEW),
        by=actor, on=on, exchange=draft.exchange.slug, subject=draft.reference,
    )  # fmt: skip


@transaction.atomic
def save_taxes(*, actor: Actor, application: Application, answer: TaxAnswer, on: date, shown: str = "") -> str:
    """How the household files for the plan year."""
    with changing(actor, application, steps.TAXES, shown=shown, on=on) as change:
        changes.change_taxes(change.draft, answer)
    return change.following


@transaction.atomic
def save_income(
    *, actor: Actor, application: Application, incomes: Sequence[IncomeAnswer], on: date, shown: str = ""
) -> str:
    """Each person's income of the plan year, by line. What they expect in all is asked again when a line has changed."""
    with changing(actor, application, steps.INCOME, shown=shown, on=on) as change:
        changes.change_income(change.draft, incomes)
    return change.following


@transaction.atomic
def save_answers(*, actor: Actor, application: Application, step: str, given: Given, on: date, shown: str = "") -> str:
    """The answers to a step's questions, by person (empty for the return) and question."""
    with changing(actor, application, step, shown=shown, on=on) as change:
        changes.change_answers(change.draft, questions_of(change.draft, step), given, on=on)
    return change.following


def _remove(applicant: Applicant) -> None:
    person = applicant.person
    applicant.delete()
    if not person.applicants.exists():
        with suppress(ProtectedError):  # somebody who has or had coverage stays known
            person.delete()
