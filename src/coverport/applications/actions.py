"""The verbs of an application: start it, answer its steps, sign it (submission.py), answer anew (revision.py)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError

from coverport.applications.asking import questions_of, read
from coverport.applications.drafts import AlreadySubmitted, locked_draft
from coverport.applications.events import AnswersSaved, ApplicationStarted
from coverport.applications.models import Applicant, Application, Household, Person
from coverport.applications.queries import applicants_of
from coverport.applications.revision import copy_for_year, revise_application
from coverport.applications.rules import steps
from coverport.applications.rules.answers import ContactAnswer, IncomeAnswer, PersonAnswer, Problem, TaxAnswer
from coverport.applications.rules.checks import Given, answer_problems
from coverport.applications.rules.income import income_problems
from coverport.applications.rules.people import people_problems
from coverport.applications.rules.taxes import tax_problems
from coverport.applications.submission import submit_application
from coverport.applications.words import AnswersRefused
from coverport.core import switches
from coverport.core.access import Actor, Permission
from coverport.core.errors import NotAllowed
from coverport.core.events import record
from coverport.exchanges.models import Exchange
from coverport.plans.geography import county

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
def save_people(*, actor: Actor, application: Application, people: Sequence[PersonAnswer], on: date) -> None:
    """Who is in the household and who wants coverage. Raises AnswersRefused."""
    draft = _draft(actor, application)
    _refuse(people_problems(people, on=on))
    known = {applicant.person.reference: applicant for applicant in draft.applicants.select_related("person")}
    if any(answer.key and answer.key not in known for answer in people):
        raise NotAllowed("a person of another household")
    gone = [known[key] for key in known.keys() - {answer.key for answer in people}]
    for applicant in gone:
        _remove(applicant)
    # You before your spouse and the others: two may not be "self" at any moment, as when they change places.
    Applicant.objects.filter(application=draft).update(relationship=Applicant.Relationship.UNRELATED)
    for position, answer in enumerate(people):
        _put(draft, known.get(answer.key), answer, position)
    _forget(draft, {applicant.person.reference for applicant in gone})
    _saved(draft, steps.PEOPLE, actor, on)


@transaction.atomic
def save_contact(*, actor: Actor, application: Application, contact: ContactAnswer, on: date) -> None:
    """Where the household lives. The county has been checked to be one of the ZIP code's by rules of geography."""
    draft = _draft(actor, application)
    place = county(contact.county_fips)
    if place.state not in draft.exchange.profile.states:
        _refuse([Problem("other_exchange", "zip", facts={"state": place.state})])
    draft.street, draft.unit, draft.city, draft.phone = contact.street, contact.unit, contact.city, contact.phone
    moved = draft.state not in {"", place.state}
    draft.zip, draft.county_fips, draft.state = contact.zip, place.fips, place.state
    for applicant in applicants_of(draft):
        elsewhere = applicant.person.reference in contact.elsewhere and applicant.relationship != "self"
        # What matters of the circumstances depends on the state.
        again = {"circumstances": None} if moved else {}
        _tell(applicant, elsewhere=elsewhere, in_state=applicant.told.in_state if elsewhere else None, **again)
    _saved(draft, steps.ADDRESS, actor, on)


@transaction.atomic
def save_citizenship(*, actor: Actor, application: Application, attested: Mapping[str, str], on: date) -> None:
    """What each person who applies attests. attested: reference -> citizen, immigrant or neither."""
    draft = _draft(actor, application)
    applying = draft.applicants.filter(applies=True).select_related("person")
    _refuse(
        Problem("citizenship_missing", applicant.person.reference)
        for applicant in applying
        if attested.get(applicant.person.reference) not in Applicant.Citizenship.values
    )
    for applicant in applying:
        applicant.citizenship = attested[applicant.person.reference]
        applicant.save(update_fields=["citizenship"])
        if applicant.citizenship != Applicant.Citizenship.IMMIGRANT:
            _tell(applicant, status=None, status_since=None, status_before=None, status_marks=None)
            _forget_alien_number(applicant.person)
    _saved(draft, steps.CITIZENSHIP, actor, on)


@transaction.atomic
def save_wishes(
    *, actor: Actor, application: Application, help_needed: Sequence[str], votes: bool | None, on: date
) -> None:
    """Help that the household needs with us, and whether the one who applies wants to register to vote; neither decides anything."""
    draft = _draft(actor, application)
    draft.tell(help=tuple(help_needed), votes=votes)
    draft.save(update_fields=["answers"])
    record(
        AnswersSaved(application=draft.reference, step=steps.REVIEW),
        by=actor, on=on, exchange=draft.exchange.slug, subject=draft.reference,
    )  # fmt: skip


@transaction.atomic
def save_taxes(*, actor: Actor, application: Application, answer: TaxAnswer, on: date) -> None:
    """How the household files for the plan year."""
    draft = _draft(actor, application)
    people = {applicant.person.reference: applicant for applicant in applicants_of(draft)}
    _refuse(tax_problems(answer, relationships={key: one.relationship for key, one in people.items()}))
    draft.files_taxes = answer.files_taxes
    draft.files_jointly = answer.files_jointly if answer.files_taxes else None
    draft.tell(claimed_by=answer.claimed_by)
    for key, applicant in people.items():
        applicant.dependent = answer.files_taxes and key in answer.dependents
        applicant.save(update_fields=["dependent"])
        if key in _on_first_return(draft, people.values()):
            _tell(applicant, taxes=None)
    _saved(draft, steps.TAXES, actor, on)


@transaction.atomic
def save_income(*, actor: Actor, application: Application, incomes: Sequence[IncomeAnswer], on: date) -> None:
    """Each person's income of the plan year, by line. What they expect in all is asked again when a line has changed."""
    draft = _draft(actor, application)
    given = {income.key: income for income in incomes}
    _refuse(income_problems(given))
    for applicant in applicants_of(draft):
        if (income := given.get(applicant.person.reference)) is None:
            raise AnswersRefused([Problem("income_missing", "amount", 0, {"key": applicant.person.reference})])
        before = applicant.told
        changed = (before.income, before.deductions) != (income.lines, income.deductions)
        again = {"expects": None, "income_year": None} if changed else {}
        _tell(applicant, income=income.lines, deductions=income.deductions, **again)
    _saved(draft, steps.INCOME, actor, on)


@transaction.atomic
def save_answers(*, actor: Actor, application: Application, step: str, given: Given, on: date) -> None:
    """The answers to a step's questions, by person (empty for the return) and question. Raises AnswersRefused."""
    draft = _draft(actor, application)
    wanted = questions_of(draft, step)
    _refuse(answer_problems(wanted, given, on=on))
    people = {applicant.person.reference: applicant for applicant in applicants_of(draft)}
    for question in wanted:
        answer = {question.name: given.get(question.key, {}).get(question.name)}
        if question.key:
            _tell(people[question.key], **answer)
        else:
            draft.tell(**answer)
    _saved(draft, step, actor, on)


def _draft(actor: Actor, application: Application) -> Application:
    return locked_draft(actor, application, Permission.CHANGE)


def _refuse(problems: Any) -> None:
    if found := tuple(problems):
        raise AnswersRefused(found)


def _remove(applicant: Applicant) -> None:
    person = applicant.person
    applicant.delete()
    if not person.applicants.exists():
        with suppress(ProtectedError):  # somebody who has or had coverage stays known
            person.delete()


def _forget(draft: Application, gone: Collection[str]) -> None:
    """Answers that named somebody who is no longer there."""
    if draft.told.claimed_by in gone:
        draft.tell(claimed_by=None)
    jobs = {f"job:{key}" for key in gone}
    for applicant in applicants_of(draft):
        told = applicant.told
        if told.parents is not None:
            _tell(applicant, parents=tuple(key for key in told.parents if key not in gone))
        if told.taxes in gone:
            _tell(applicant, taxes=None)
        if jobs.intersection(told.kinds or ()):
            _tell(applicant, kinds=None)


def _put(draft: Application, there: Applicant | None, answer: PersonAnswer, position: int) -> None:
    person = there.person if there else Person(household=draft.household)
    before = (person.birth_date, person.sex)
    person.first_name, person.middle_name, person.last_name = answer.first_name, answer.middle_name, answer.last_name
    person.birth_date, person.sex = answer.birth_date, answer.sex
    if answer.ssn is not None:
        person.ssn = answer.ssn
    person.save()
    applicant = there or Applicant(application=draft, person=person)
    if there and (before, there.applies) != ((answer.birth_date, answer.sex), answer.applies):
        applicant.tell(circumstances=None)
    if there and there.relationship != answer.relationship:
        applicant.tell(parents=None, caretaker=None, taxes=None)
    applicant.position, applicant.relationship = position, answer.relationship
    applicant.applies, applicant.tobacco = answer.applies, answer.tobacco
    if not answer.applies:
        applicant.citizenship, applicant.other_coverage = "", None
    applicant.save()


def _tell(applicant: Applicant, **given: Any) -> None:
    """Other coverage has a column of its own, which other rooms read; an alien number is the person's, kept until another is typed."""
    if number := given.pop("alien_number", None):
        applicant.person.alien_number = number
        applicant.person.save(update_fields=["alien_number"])
    if "other_coverage" in given:
        applicant.other_coverage = given.pop("other_coverage")
    applicant.tell(**given)
    applicant.save(update_fields=["other_coverage", "answers"])


def _forget_alien_number(person: Person) -> None:
    """It is kept only of who told of an immigration status."""
    if person.alien_number:
        person.alien_number = ""
        person.save(update_fields=["alien_number"])


def _on_first_return(draft: Application, applicants: Iterable[Applicant]) -> set[str]:
    signing = {"self", "spouse"} if draft.files_jointly else {"self"}
    return {one.person.reference for one in applicants if one.relationship in signing or one.dependent}


def _saved(draft: Application, step: str, actor: Actor, on: date) -> None:
    applicants = applicants_of(draft)
    lacking = _stale(draft, applicants) | read(draft, applicants).open_steps
    saved = [*(done for done in draft.saved_steps if done != step), step]
    draft.saved_steps = [done for done in saved if done not in lacking]
    draft.save()
    record(
        AnswersSaved(application=draft.reference, step=step),
        by=actor, on=on, exchange=draft.exchange.slug, subject=draft.reference,
    )  # fmt: skip


def _stale(draft: Application, applicants: Sequence[Applicant]) -> set[str]:
    """Of the steps that every application has, those that lack an answer now, as after a change of people."""
    spouse = any(one.relationship == "spouse" for one in applicants)
    lacking = {
        steps.CITIZENSHIP: any(one.applies and not one.citizenship for one in applicants),
        steps.TAXES: draft.told.claimed_by is None
        or (bool(draft.files_taxes) and spouse and draft.files_jointly is None)
        or any(
            one.dependent is None or (one.dependent and one.relationship in {"self", "spouse"}) for one in applicants
        ),
        steps.INCOME: any(one.told.income is None for one in applicants),
    }
    return {step for step, lacks in lacking.items() if lacks}
