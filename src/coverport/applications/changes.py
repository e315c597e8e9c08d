"""What a step's answers change, in memory: a draft and the people that it holds (queries.with_people). The verbs save it; a file of
cases is written at once. Each raises AnswersRefused.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from coverport.applications.asking import Reading, read
from coverport.applications.models import GENERAL_DELIVERY, Applicant, Application, Person
from coverport.applications.queries import applicants_of
from coverport.applications.rules import steps
from coverport.applications.rules.answers import ContactAnswer, IncomeAnswer, PersonAnswer, Problem, TaxAnswer
from coverport.applications.rules.checks import Given, answer_problems
from coverport.applications.rules.household import Question
from coverport.applications.rules.income import income_problems
from coverport.applications.rules.taxes import tax_problems
from coverport.applications.words import AnswersRefused
from coverport.plans.geography import county


def refuse(problems: Iterable[Problem]) -> None:
    """Raise AnswersRefused where there is a problem."""
    if found := tuple(problems):
        raise AnswersRefused(found)


# ---- Step by step


def put_person(draft: Application, there: Applicant | None, answer: PersonAnswer, position: int) -> Applicant:
    """Somebody of the household at their place; somebody new where nobody is there. What depends on what changed is asked again."""
    person = there.person if there else Person(household=draft.household)
    before = (person.birth_date, person.sex)
    person.first_name, person.middle_name, person.last_name = answer.first_name, answer.middle_name, answer.last_name
    person.birth_date, person.sex = answer.birth_date, answer.sex
    if answer.ssn is not None:
        person.ssn = answer.ssn
    applicant = there or Applicant(application=draft, person=person)
    if there and (before, there.applies) != ((answer.birth_date, answer.sex), answer.applies):
        applicant.tell(circumstances=None)
    if there and there.relationship != answer.relationship:
        applicant.tell(parents=None, caretaker=None, taxes=None)
    applicant.position, applicant.relationship = position, answer.relationship
    applicant.applies, applicant.tobacco = answer.applies, answer.tobacco
    if not answer.applies:
        applicant.citizenship, applicant.other_coverage = "", None
    return applicant


def forget(draft: Application, gone: Collection[str]) -> None:
    """Answers that named somebody who is no longer there, or a spouse where nobody is that any more, as after a divorce."""
    if not any(one.relationship == "spouse" for one in applicants_of(draft)):
        draft.files_jointly = None
    if draft.told.claimed_by in gone:
        draft.tell(claimed_by=None)
    jobs = {f"job:{key}" for key in gone}
    for applicant in applicants_of(draft):
        told = applicant.told
        if told.parents is not None:
            tell(applicant, parents=tuple(key for key in told.parents if key not in gone))
        if told.taxes in gone:
            tell(applicant, taxes=None)
        if jobs.intersection(told.kinds or ()):
            tell(applicant, kinds=None)


def change_contact(draft: Application, contact: ContactAnswer) -> None:
    """Where the household lives; without a street, where its mail waits."""
    place = county(contact.county_fips)
    if place.state not in draft.exchange.profile.states:
        refuse([Problem("other_exchange", "zip", facts={"state": place.state})])
    draft.street = contact.street.strip() or GENERAL_DELIVERY
    draft.unit, draft.city, draft.phone = contact.unit, contact.city, contact.phone
    moved = draft.state not in {"", place.state}
    draft.zip, draft.county_fips, draft.state = contact.zip, place.fips, place.state
    for applicant in applicants_of(draft):
        elsewhere = applicant.person.reference in contact.elsewhere and applicant.relationship != "self"
        # What matters of the circumstances depends on the state.
        again = {"circumstances": None} if moved else {}
        tell(applicant, elsewhere=elsewhere, in_state=applicant.told.in_state if elsewhere else None, **again)


def change_citizenship(draft: Application, attested: Mapping[str, str]) -> None:
    """What each person who applies attests. attested: reference -> citizen, immigrant or neither."""
    applying = [applicant for applicant in applicants_of(draft) if applicant.applies]
    refuse(
        Problem("citizenship_missing", applicant.person.reference)
        for applicant in applying
        if attested.get(applicant.person.reference) not in Applicant.Citizenship.values
    )
    for applicant in applying:
        applicant.citizenship = attested[applicant.person.reference]
        if applicant.citizenship != Applicant.Citizenship.IMMIGRANT:
            tell(applicant, status=None, status_since=None, status_before=None, status_marks=None)
            # It is kept only of who told of an immigration status.
            applicant.person.alien_number = ""


def change_taxes(draft: Application, answer: TaxAnswer) -> None:
    """How the household files for the plan year."""
    people = {applicant.person.reference: applicant for applicant in applicants_of(draft)}
    refuse(tax_problems(answer, relationships={key: one.relationship for key, one in people.items()}))
    draft.files_taxes = answer.files_taxes
    draft.files_jointly = answer.files_jointly if answer.files_taxes else None
    draft.tell(claimed_by=answer.claimed_by)
    for key, applicant in people.items():
        applicant.dependent = answer.files_taxes and key in answer.dependents
        if key in _on_first_return(draft, people.values()):
            tell(applicant, taxes=None)


def _on_first_return(draft: Application, applicants: Iterable[Applicant]) -> set[str]:
    signing = {"self", "spouse"} if draft.files_jointly else {"self"}
    return {one.person.reference for one in applicants if one.relationship in signing or one.dependent}


def change_income(draft: Application, incomes: Sequence[IncomeAnswer]) -> None:
    """Each person's income of the plan year, by line. What they expect in all is asked again when a line has changed."""
    given = {income.key: income for income in incomes}
    refuse(income_problems(given))
    for applicant in applicants_of(draft):
        if (income := given.get(applicant.person.reference)) is None:
            raise AnswersRefused([Problem("income_missing", "amount", 0, {"key": applicant.person.reference})])
        before = applicant.told
        changed = (before.income, before.deductions) != (income.lines, income.deductions)
        again = {"expects": None, "income_year": None} if changed else {}
        tell(applicant, income=income.lines, deductions=income.deductions, **again)


def change_answers(draft: Application, wanted: Sequence[Question], given: Given, *, on: date) -> None:
    """The answers to some questions, by person (empty for the return) and question."""
    refuse(answer_problems(wanted, given, on=on))
    people = {applicant.person.reference: applicant for applicant in applicants_of(draft)}
    for question in wanted:
        answer = {question.name: given.get(question.key, {}).get(question.name)}
        if question.key:
            tell(people[question.key], **answer)
        else:
            draft.tell(**answer)


def tell(applicant: Applicant, **given: Any) -> None:
    """Other coverage has a column of its own, which other rooms read; an alien number is the person's, kept until another is typed."""
    if number := given.pop("alien_number", None):
        applicant.person.alien_number = number
    if "other_coverage" in given:
        applicant.other_coverage = given.pop("other_coverage")
    applicant.tell(**given)


# ---- A step is saved


def mark_saved(draft: Application, step: str) -> Reading:
    """Note a step as saved, and those that lack an answer since as open; answers what is asked now."""
    found = read(draft)
    lacking = _stale(draft) | found.open_steps
    done = [*(each for each in draft.saved_steps if each != step), step]
    draft.saved_steps = [each for each in done if each not in lacking]
    return found


def _stale(draft: Application) -> set[str]:
    """Of the steps that every application has, those that lack an answer now, as after a change of people."""
    applicants = applicants_of(draft)
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
