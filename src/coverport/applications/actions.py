"""The verbs of an application: start it, answer its steps, sign it (submission.py), answer anew (revision.py)."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError

from coverport.applications.drafts import AlreadySubmitted, locked_draft
from coverport.applications.events import AnswersSaved, ApplicationStarted
from coverport.applications.models import Applicant, Application, Household, Person
from coverport.applications.revision import revise_application
from coverport.applications.rules import steps
from coverport.applications.rules.answers import ContactAnswer, IncomeAnswer, PersonAnswer, Problem, TaxAnswer
from coverport.applications.rules.money import income_problems, tax_problems
from coverport.applications.rules.people import people_problems
from coverport.applications.submission import submit_application
from coverport.applications.words import AnswersRefused
from coverport.core.access import Actor, Permission
from coverport.core.errors import NotAllowed
from coverport.core.events import record
from coverport.exchanges.models import Exchange
from coverport.plans.geography import county

__all__ = [
    "AlreadySubmitted", "revise_application", "save_citizenship", "save_contact", "save_coverage", "save_income", "save_people",
    "save_taxes", "start_application", "submit_application",
]  # fmt: skip


@transaction.atomic
def start_application(
    *, actor: Actor, exchange: Exchange, year: int, shopping: Mapping[str, Any], on: date
) -> Application:
    """The actor's draft for a plan year: a new one, or the one that is there. Raises NotAllowed for nobody known."""
    if actor.user_id is None:
        raise NotAllowed("nobody is signed in")
    household, _ = Household.objects.select_for_update().get_or_create(exchange=exchange, owner_id=actor.user_id)
    draft, created = Application.objects.get_or_create(
        household=household, year=year, status=Application.Status.DRAFT,
        defaults={"exchange": exchange, "started_on": on, "shopping": dict(shopping)},
    )  # fmt: skip
    if created:
        record(
            ApplicationStarted(application=draft.reference),
            by=actor,
            on=on,
            exchange=exchange.slug,
            subject=draft.reference,
        )
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
    Applicant.objects.filter(application=draft).update(relationship=Applicant.Relationship.OTHER)
    for position, answer in enumerate(people):
        _put(draft, known.get(answer.key), answer, position)
    _saved(draft, steps.PEOPLE, actor, on, reopens=(steps.CITIZENSHIP, steps.TAXES, steps.INCOME, steps.COVERAGE))


@transaction.atomic
def save_contact(*, actor: Actor, application: Application, contact: ContactAnswer, on: date) -> None:
    """Where the household lives. The county has been checked to be one of the ZIP code's by rules of geography."""
    draft = _draft(actor, application)
    place = county(contact.county_fips)
    if place.state not in draft.exchange.profile.states:
        _refuse([Problem("other_exchange", "zip", facts={"state": place.state})])
    draft.street, draft.unit, draft.city, draft.phone = contact.street, contact.unit, contact.city, contact.phone
    draft.zip, draft.county_fips, draft.state = contact.zip, place.fips, place.state
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
    _saved(draft, steps.CITIZENSHIP, actor, on)


@transaction.atomic
def save_taxes(*, actor: Actor, application: Application, answer: TaxAnswer, on: date) -> None:
    """How the household files for the plan year."""
    draft = _draft(actor, application)
    people = {applicant.person.reference: applicant for applicant in draft.applicants.select_related("person")}
    relationships = {key: applicant.relationship for key, applicant in people.items()}
    _refuse(
        tax_problems(answer, relationships=relationships, applying=[key for key, one in people.items() if one.applies])
    )
    draft.files_taxes, draft.claimed_by_other = answer.files_taxes, answer.claimed_by_other
    draft.files_jointly = answer.files_jointly if answer.files_taxes else None
    for key, applicant in people.items():
        applicant.dependent = answer.files_taxes and key in answer.dependents
        applicant.save(update_fields=["dependent"])
    _saved(draft, steps.TAXES, actor, on)


@transaction.atomic
def save_income(*, actor: Actor, application: Application, incomes: Sequence[IncomeAnswer], on: date) -> None:
    """Each person's income of the plan year."""
    draft = _draft(actor, application)
    _refuse(income_problems(incomes))
    given = {income.key: income for income in incomes}
    for applicant in draft.applicants.select_related("person"):
        if (income := given.get(applicant.person.reference)) is None:
            raise AnswersRefused([Problem("income_missing", "jobs", facts={"key": applicant.person.reference})])
        applicant.jobs_cents, applicant.self_employment_cents = income.jobs, income.self_employment
        applicant.other_income_cents = income.other
        applicant.save(update_fields=["jobs_cents", "self_employment_cents", "other_income_cents"])
    _saved(draft, steps.INCOME, actor, on)


@transaction.atomic
def save_coverage(*, actor: Actor, application: Application, has_other: Mapping[str, bool], on: date) -> None:
    """Who has or can get other coverage. has_other: reference -> yes or no, for each person who applies."""
    draft = _draft(actor, application)
    for applicant in draft.applicants.filter(applies=True).select_related("person"):
        key = applicant.person.reference
        if key not in has_other:
            _refuse([Problem("coverage_missing", key)])
        applicant.other_coverage = has_other[key]
        applicant.save(update_fields=["other_coverage"])
    _saved(draft, steps.COVERAGE, actor, on)


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


def _put(draft: Application, there: Applicant | None, answer: PersonAnswer, position: int) -> None:
    person = there.person if there else Person(household=draft.household)
    person.first_name, person.middle_name, person.last_name = answer.first_name, answer.middle_name, answer.last_name
    person.birth_date, person.sex = answer.birth_date, answer.sex
    if answer.ssn is not None:
        person.ssn = answer.ssn
    person.save()
    applicant = there or Applicant(application=draft, person=person)
    applicant.position, applicant.relationship = position, answer.relationship
    applicant.applies, applicant.tobacco = answer.applies, answer.tobacco
    if not answer.applies:
        applicant.citizenship, applicant.other_coverage = "", None
    applicant.save()


def _saved(draft: Application, step: str, actor: Actor, on: date, *, reopens: Sequence[str] = ()) -> None:
    draft.saved_steps = [
        *(done for done in draft.saved_steps if done != step and done not in _stale(draft, reopens)),
        step,
    ]
    draft.save()
    record(
        AnswersSaved(application=draft.reference, step=step),
        by=actor, on=on, exchange=draft.exchange.slug, subject=draft.reference,
    )  # fmt: skip


def _stale(draft: Application, reopens: Sequence[str]) -> set[str]:
    """Of the steps that a change of people concerns, those that lack an answer now."""
    unanswered: dict[str, Callable[[Applicant], bool]] = {
        steps.CITIZENSHIP: lambda one: one.applies and not one.citizenship,
        steps.TAXES: lambda one: (
            one.dependent is None or (one.dependent and one.relationship not in {"child", "other"})
        ),
        steps.INCOME: lambda one: one.income_cents is None,
        steps.COVERAGE: lambda one: one.applies and one.other_coverage is None,
    }
    applicants = list(draft.applicants.all())
    stale = {step for step in reopens if any(unanswered[step](one) for one in applicants)}
    spouse = any(one.relationship == "spouse" for one in applicants)
    unclaimed = any(one.applies and one.relationship in {"child", "other"} and not one.dependent for one in applicants)
    if draft.files_taxes and ((spouse and draft.files_jointly is None) or unclaimed):
        stale.add(steps.TAXES)
    return stale
