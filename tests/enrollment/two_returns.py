"""Families whose people are on more than one tax return, answered as they would: who files, who claims whom, what each earns."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import msgspec

from coverport.applications import actions
from coverport.applications.asking import questions_of
from coverport.applications.models import Application
from coverport.applications.rules import steps
from coverport.applications.rules.answers import ContactAnswer, PersonAnswer, TaxAnswer
from coverport.applications.submission import submit_application
from coverport.core.access import Actor
from coverport.exchanges.models import Exchange
from tests.applications.households import CONCORD, person, somebody, usual, yearly


class One(msgspec.Struct, frozen=True):
    """A person. taxes: mine (the return of the one who applies), own, parent (claimed by one who is not here), none, or a first name."""

    answer: PersonAnswer
    taxes: str = "mine"
    income: int = 0

    @property
    def name(self) -> str:
        return self.answer.first_name


class Family(msgspec.Struct, frozen=True):
    """Who applies stands first. jointly: with the spouse; apart: why not, as the question has it."""

    people: tuple[One, ...]
    jointly: bool = True
    apart: str = "no"

    def but(self, name: str, **more: Any) -> "Family":
        """With one of them otherwise; what is of PersonAnswer goes there."""
        mine = {key: value for key, value in more.items() if key in PersonAnswer.__struct_fields__}
        rest = {key: value for key, value in more.items() if key not in mine}
        people = [
            msgspec.structs.replace(one, answer=msgspec.structs.replace(one.answer, **mine), **rest)
            if one.name == name
            else one
            for one in self.people
        ]
        return msgspec.structs.replace(self, people=tuple(people))

    def without(self, name: str) -> "Family":
        """Whom that one claimed nobody claims any more."""
        found = msgspec.structs.replace(self, people=tuple(one for one in self.people if one.name != name))
        for one in found.people:
            if one.taxes == name:
                found = found.but(one.name, taxes="parent")
        return found

    def plus(self, one: One) -> "Family":
        return msgspec.structs.replace(self, people=(*self.people, one))


ANA = One(person("Ana", date(1973, 4, 28)), income=40_000_00)
BEN = One(person("Ben", date(1971, 2, 3), "partner", sex="M"), "own", 30_000_00)
LUIS = One(person("Luis", date(1970, 1, 1), "spouse", sex="M"), "own", 30_000_00)
KIM = One(person("Kim", date(1996, 5, 1), "child"))
LEO = One(person("Leo", date(1990, 2, 1), "child", sex="M"), "own", 20_000_00)
FAMILIES = (
    Family((ANA, BEN)), Family((ANA, BEN, KIM)), Family((ANA, BEN, msgspec.structs.replace(KIM, taxes="Ben"))),
    Family((ANA, LEO)), Family((ANA, KIM, LEO)), Family((ANA, LUIS, KIM), jointly=False, apart="abuse"),
    Family((ANA, BEN, KIM, LEO)), Family((ANA, msgspec.structs.replace(KIM, taxes="parent"), LEO)),
)  # fmt: skip


def entered(
    family: Family, exchange: Exchange, *, on: date, year: int, contact: ContactAnswer = CONCORD, **more: Any
) -> Application:
    """Asked for the first time, answered and signed."""
    actor = Actor.person(somebody())
    draft = actions.start_application(actor=actor, exchange=exchange, year=year, shopping={}, on=on)
    return signed(draft, family, on=on, contact=contact, **more)


def signed(
    draft: Application, family: Family, *, on: date, contact: ContactAnswer | None = None, consent_years: int | None = None
) -> Application:  # fmt: skip
    """Answer a draft as the family is, and sign it."""
    actor = Actor.person(draft.household.owner)
    common: dict[str, Any] = {"actor": actor, "application": draft, "on": on}
    known = {one.person.first_name: one.person.reference for one in draft.applicants.select_related("person")}
    answers = [msgspec.structs.replace(one.answer, key=known.get(one.name, "")) for one in family.people]
    actions.save_people(people=answers, **common)
    if contact:
        actions.save_contact(contact=contact, **common)
    applicants = list(draft.applicants.select_related("person").order_by("position"))
    keys = {one.person.first_name: one.person.reference for one in applicants}
    applying = [one.person.reference for one in applicants if one.applies]
    actions.save_citizenship(attested=dict.fromkeys(applying, "citizen"), **common)
    claimed = frozenset(
        keys[one.name] for one in family.people[1:] if one.taxes == "mine" and one.answer.relationship != "spouse"
    )
    married = any(one.answer.relationship == "spouse" for one in family.people)
    taxes = TaxAnswer(True, family.jointly if married else None, "no", dependents=claimed)
    actions.save_taxes(answer=taxes, **common)
    actions.save_income(incomes=[yearly(keys[one.name], one.income) for one in family.people], **common)
    _rest(draft, family, keys, on)
    draft.refresh_from_db()
    consent = {} if consent_years is None else {"consent_years": consent_years}
    submit_application(actor=actor, application=draft, signature="Ana Rivera", on=on, **consent)
    draft.refresh_from_db()
    return draft


def _rest(draft: Application, family: Family, keys: dict[str, str], on: date) -> None:
    """Every further question once, and again where an answer asks more."""
    names = {key: name for name, key in keys.items()}
    of = {one.name: one for one in family.people}
    actor = Actor.person(draft.household.owner)
    draft.refresh_from_db()
    for step in steps.STEPS:
        done: Sequence[Any] = ()
        while (wanted := questions_of(draft, step)) and wanted != done:
            given: dict[str, dict[str, Any]] = {}
            for question in wanted:
                given.setdefault(question.key, {})[question.name] = _answer(
                    question, of.get(names.get(question.key, "")), family, keys
                )
            actions.save_answers(actor=actor, application=draft, step=step, given=given, on=on)
            draft.refresh_from_db()
            done = wanted


def _answer(question: Any, one: One | None, family: Family, keys: dict[str, str]) -> Any:
    if question.name == "taxes" and one is not None:
        wish = keys.get(one.taxes, one.taxes)
        return wish if wish in question.options else next(each for each in ("none", "own") if each in question.options)
    if question.name == "parents":
        return tuple(
            keys[each.name]
            for each in family.people
            if each.answer.relationship == "partner" and keys[each.name] in question.options
        )
    if question.name == "apart":
        return family.apart if family.apart in question.options else "no"
    if question.name == "separate_years":
        return 0
    return False if question.name == "other_coverage" else usual(question)
