"""Households that tests enroll: the sample plans published, people answered, applications signed. All by the product's own verbs."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from coverport.accounts.models import User
from coverport.applications import actions
from coverport.applications.asking import read
from coverport.applications.forms.questions import AMOUNTS, COUNTS, SEVERAL, YES_NO
from coverport.applications.models import Application, Determination
from coverport.applications.rules import steps
from coverport.applications.rules.answers import ContactAnswer, IncomeAnswer, PersonAnswer, TaxAnswer
from coverport.applications.rules.household import Question
from coverport.applications.submission import submit_application
from coverport.core.access import Actor
from coverport.eligibility.facts import IncomeLine
from coverport.exchanges.models import Exchange
from tests.applications.published import publish_samples as publish_samples

CONCORD = ContactAnswer(street="12 Main Street", city="Concord", zip="03301", county_fips="33013", phone="603-555-0100")
BURLINGTON = ContactAnswer(street="5 Church Street", city="Burlington", zip="05401", county_fips="50007")
BOSTON = ContactAnswer(street="1 Copley Square", city="Boston", zip="02116", county_fips="25025")
DAY = date(2013, 12, 10)


def somebody(email: str = "ana@example.org") -> User:
    return User.objects.create_user(email, "a long enough password")


def person(first: str, birth: date, relationship: str = "self", **more: Any) -> PersonAnswer:
    answer = {"key": "", "last_name": "Rivera", "sex": "F", "applies": True, **more}
    return PersonAnswer(first_name=first, birth_date=birth, relationship=relationship, **answer)


ANA = person("Ana", date(1973, 4, 28))
LUIS = person("Luis", date(1970, 1, 1), "spouse", sex="M")
MIA = person("Mia", date(2004, 6, 1), "child")
TOM = person("Tom", date(2000, 7, 2), "child", sex="M")


def yearly(key: str, amount: int) -> IncomeAnswer:
    """A job that pays so many cents a year; none for 0."""
    return IncomeAnswer(key, (IncomeLine("wages", amount),) if amount else ())


def answer_the_rest(draft: Application, more: Mapping[str, Any], *, on: date) -> None:
    """Every question that is asked beside the fixed ones, as nearly everybody answers it; `more` by name of the question, and by person."""
    actor = Actor.person(draft.household.owner)
    draft.refresh_from_db()
    asked = read(draft)
    for step in steps.STEPS:
        while (wanted := asked.of(step)) and step not in draft.saved_steps:
            given: dict[str, dict[str, Any]] = {}
            for question in wanted:
                answer = more[question.name] if question.name in more else usual(question)
                mine = answer[question.key] if isinstance(answer, Mapping) else answer
                given.setdefault(question.key, {})[question.name] = mine
            actions.save_answers(actor=actor, application=draft, step=step, given=given, on=on)
            draft.refresh_from_db()
            asked = read(draft)


def usual(question: Question) -> Any:
    """What most people answer: nothing special, no, none."""
    if question.optional or question.name in AMOUNTS:
        return None
    if question.name in YES_NO:
        return question.name == "expects"
    if question.name in SEVERAL:
        return question.options[-1:] if question.name == "kinds" else ()
    if question.name in COUNTS:
        return int(question.name == "expected")
    return {"taxes": "none", "apart": "no", "offer_kind": "group", "offer_minimum_value": "yes", "hours": 160}[
        question.name
    ]


def answered(
    user: User,
    exchange: Exchange,
    people: Sequence[PersonAnswer] = (ANA,),
    *,
    income: int = 30_000_00,
    contact: ContactAnswer = CONCORD,
    on: date = DAY,
    files_taxes: bool = True,
    jointly: bool = True,
    claimed_by: str = "no",
    other_coverage: bool = False,
    more: Mapping[str, Any] | None = None,
    year: int = 2014,
) -> Application:
    """A draft in which every step is answered; the first person earns everything. income: cents a year; more: answers by question."""
    actor = Actor.person(user)
    draft = actions.start_application(actor=actor, exchange=exchange, year=year, shopping={}, on=on)
    common: dict[str, Any] = {"actor": actor, "application": draft, "on": on}
    actions.save_people(people=people, **common)
    actions.save_contact(contact=contact, **common)
    applicants = list(draft.applicants.select_related("person").order_by("position"))
    keys = [one.person.reference for one in applicants]
    applying = [one.person.reference for one in applicants if one.applies]
    actions.save_citizenship(attested=dict.fromkeys(applying, "citizen"), **common)
    claimed = frozenset(one.person.reference for one in applicants if one.relationship not in {"self", "spouse"})
    married = any(one.relationship == "spouse" for one in applicants)
    taxes = TaxAnswer(
        files_taxes, jointly if married else None, claimed_by, dependents=claimed if files_taxes else frozenset()
    )
    actions.save_taxes(answer=taxes, **common)
    incomes = [yearly(key, income if place == 0 else 0) for place, key in enumerate(keys)]
    actions.save_income(incomes=incomes, **common)
    answer_the_rest(draft, {"other_coverage": other_coverage, **(more or {})}, on=on)
    draft.refresh_from_db()
    return draft


def decided(
    user: User, exchange: Exchange, *args: Any, on: date = DAY, consent_years: int = 0, **more: Any
) -> tuple[Application, Determination]:
    """A signed application with its determination."""
    draft = answered(user, exchange, *args, on=on, **more)
    determination = submit_application(
        actor=Actor.person(user), application=draft, signature="Ana Rivera", on=on, consent_years=consent_years
    )
    draft.refresh_from_db()
    return draft, determination
