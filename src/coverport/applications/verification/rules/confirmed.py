"""From answers to findings, fact by fact: confirmed (yes), not confirmed (no), or the source has not answered (unknown).

`instead` is what the sources say of the fact, to decide by when the time to prove it has run out.
"""

from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from typing import TypeVar

import msgspec

from coverport.applications.verification.rules import incomes
from coverport.applications.verification.rules.known import Identity, Known
from coverport.applications.verification.rules.sources import (
    Answers,
    EmployerAnswer,
    ImmigrationAnswer,
    PublicAnswer,
    ResidencyAnswer,
    Source,
    SourceAnswer,
    SsaAnswer,
)
from coverport.core.money import Cents
from coverport.eligibility.facts import Person
from coverport.eligibility.findings import Finding, Outcome, no, unknown, yes


class Kind(StrEnum):
    """What can be inconsistent about a person; income is about their tax household."""

    NUMBER = "number"
    CITIZENSHIP = "citizenship"
    IMMIGRATION = "immigration"
    DEATH = "death"
    INCARCERATION = "incarceration"
    RESIDENCY = "residency"
    PUBLIC_COVERAGE = "public_coverage"
    EMPLOYER_COVERAGE = "employer_coverage"
    INCOME = "income"
    MEDICAID_INCOME = "medicaid_income"


# What a person must prove by papers where the source cannot be had, 45 CFR 155.315(f). For the others their word is taken then:
# 155.315(d), (e), 155.320(d)(3).
REQUIRED = frozenset({
    Kind.NUMBER, Kind.CITIZENSHIP, Kind.IMMIGRATION, Kind.PUBLIC_COVERAGE, Kind.INCOME, Kind.MEDICAID_INCOME,
})  # fmt: skip


class Instead(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the sources say. incomes: cents a year by person; programs: public coverage; status: of immigration."""

    incomes: Mapping[str, Cents] | None = None
    programs: tuple[str, ...] = ()
    status: str = ""
    state: str = ""


class Checked(msgspec.Struct, frozen=True):
    """One fact. person: whom it is about (the first filer for income); attested: what was told, to see later whether it changed."""

    kind: Kind
    person: str
    finding: Finding
    attested: str
    instead: Instead = Instead()


A = TypeVar("A", bound=SourceAnswer)


def checked(known: Known, answers: Answers) -> tuple[Checked, ...]:
    """Every fact that is verified, with what the answers so far say of it."""
    people = [found for one in known.applying for check in _CHECKS for found in check(known, one, answers)]
    return (*people, *_incomes(known, answers), *_medicaid_incomes(known, answers))


def _answer(kind: type[A], source: Source, key: str, answers: Answers) -> A | None:
    found = answers.get((source, key))
    return found if isinstance(found, kind) else None


def _waiting(source: Source, citation: str) -> Finding:
    return unknown("source_has_not_answered", citation, {"source": source.value})


# ---- Social Security: number, citizenship, death, incarceration


def _number(known: Known, one: Person, answers: Answers) -> Iterator[Checked]:
    citation = "45 CFR 155.315(b)"
    if not known.has_number(one.id):
        return
    answer = _answer(SsaAnswer, Source.SSA, one.id, answers)
    if answer is None:
        finding = _waiting(Source.SSA, citation)
    else:
        finding = yes("number_confirmed", citation, {}) if answer.number else no("number_not_confirmed", citation, {})
    yield Checked(Kind.NUMBER, one.id, finding, "number")


def _citizenship(known: Known, one: Person, answers: Answers) -> Iterator[Checked]:
    if one.citizen:
        yield Checked(Kind.CITIZENSHIP, one.id, _citizen(known, one, answers), "citizen")


def _citizen(known: Known, one: Person, answers: Answers) -> Finding:
    citation = "45 CFR 155.315(c)(1), 42 CFR 435.956(a)"
    if not known.has_number(one.id):
        return no("no_number_to_ask_by", citation, {})
    answer = _answer(SsaAnswer, Source.SSA, one.id, answers)
    if answer is None:
        return _waiting(Source.SSA, citation)
    if not answer.number:
        return no("number_not_confirmed", citation, {})
    return (
        yes("citizenship_confirmed", citation, {}) if answer.citizen else no("citizenship_not_confirmed", citation, {})
    )


def _death(known: Known, one: Person, answers: Answers) -> Iterator[Checked]:
    yield from _contradicted(known, one, answers, Kind.DEATH, "deceased", "45 CFR 155.315(b)(2), (f)", "alive")


def _incarceration(known: Known, one: Person, answers: Answers) -> Iterator[Checked]:
    if one.incarcerated is False:
        yield from _contradicted(known, one, answers, Kind.INCARCERATION, "incarcerated", "45 CFR 155.315(e)", "free")


def _contradicted(
    known: Known, one: Person, answers: Answers, kind: Kind, name: str, citation: str, attested: str
) -> Iterator[Checked]:
    """Their word stands unless Social Security says otherwise."""
    if not known.has_number(one.id):
        return
    answer = _answer(SsaAnswer, Source.SSA, one.id, answers)
    if answer is None:
        finding = _waiting(Source.SSA, citation)
    elif getattr(answer, name):
        finding = no(f"{name}_by_social_security", citation, {})
    else:
        finding = yes(f"not_{name}", citation, {})
    yield Checked(kind, one.id, finding, attested)


# ---- Immigration status


def _immigration(known: Known, one: Person, answers: Answers) -> Iterator[Checked]:
    if one.citizen is not False or not (one.immigration or one.lawfully_present):
        return
    attested = one.immigration.status if one.immigration else "lawfully present"
    answer = _answer(ImmigrationAnswer, Source.IMMIGRATION, one.id, answers)
    identity = known.identities.get(one.id, Identity())
    finding = _status(answer, attested if one.immigration else None, asked=identity.document)
    instead = Instead(status=answer.status or "" if answer and answer.lawfully_present else "")
    yield Checked(Kind.IMMIGRATION, one.id, finding, attested, instead)


def _status(answer: ImmigrationAnswer | None, attested: str | None, *, asked: bool) -> Finding:
    citation = "45 CFR 155.315(c)(2), 42 CFR 435.956(a)"
    if not asked:
        return no("no_document_to_ask_by", citation, {})
    if answer is None:
        return _waiting(Source.IMMIGRATION, citation)
    if not answer.found:
        return no("status_not_found", citation, {})
    if not answer.lawfully_present:
        return no("status_not_lawful", citation, {})
    if attested and answer.status and answer.status != attested:
        return no("status_differs", citation, {})
    return yes("status_confirmed", citation, {})


# ---- Residency and other coverage


def _residency(known: Known, one: Person, answers: Answers) -> Iterator[Checked]:
    citation, state = "45 CFR 155.315(d)", known.application.state
    if not one.lives_in_state:
        return
    answer = _answer(ResidencyAnswer, Source.RESIDENCY, one.id, answers)
    if answer is None:
        finding = _waiting(Source.RESIDENCY, citation)
    elif answer.found and answer.state != state:
        finding = no("lives_elsewhere_by_records", citation, {"elsewhere": answer.state})
    else:
        finding = yes("residency_not_contradicted", citation, {})
    yield Checked(Kind.RESIDENCY, one.id, finding, state, Instead(state=answer.state if answer else ""))


def _public(known: Known, one: Person, answers: Answers) -> Iterator[Checked]:
    """Who has no number is looked for by name in periodic matching alone; until then their word is taken."""
    citation = "45 CFR 155.320(b)"
    answer = _answer(PublicAnswer, Source.PUBLIC, one.id, answers)
    if not known.wants_credit(one.id) or (answer is None and not known.has_number(one.id)):
        return
    programs = answer.programs if answer else ()
    if answer is None:
        finding = _waiting(Source.PUBLIC, citation)
    elif programs:
        finding = no("has_public_coverage", citation, {"programs": ",".join(programs)})
    else:
        finding = yes("no_public_coverage", citation, {})
    yield Checked(Kind.PUBLIC_COVERAGE, one.id, finding, "none", Instead(programs=programs))


def _employer(known: Known, one: Person, answers: Answers) -> Iterator[Checked]:
    citation = "45 CFR 155.320(d)"
    told = any(one.id in offer.enrolled for offer in known.application.offers)
    if told or not (known.wants_credit(one.id) and known.has_number(one.id)):
        return
    answer = _answer(EmployerAnswer, Source.EMPLOYER, one.id, answers)
    if answer is None:
        finding = _waiting(Source.EMPLOYER, citation)
    elif answer.enrolled:
        finding = no("has_employer_coverage", citation, {})
    else:
        finding = yes("no_employer_coverage", citation, {})
    yield Checked(Kind.EMPLOYER_COVERAGE, one.id, finding, "none")


_CHECKS: tuple[Callable[[Known, Person, Answers], Iterator[Checked]], ...] = (
    _number, _citizenship, _immigration, _death, _incarceration, _residency, _public, _employer,
)  # fmt: skip


# ---- Income


def _incomes(known: Known, answers: Answers) -> Iterator[Checked]:
    for each in known.credited():
        finding, told = incomes.for_credit(known, each, answers)
        person = known.filers(each.id)[0]
        yield Checked(Kind.INCOME, person, finding, str(each.magi), Instead(incomes=told))


def _medicaid_incomes(known: Known, answers: Answers) -> Iterator[Checked]:
    for key in known.public_by_income():
        finding, told = incomes.for_medicaid(known, key, answers)
        attested = known.decided.person(key).medicaid_household.magi
        yield Checked(Kind.MEDICAID_INCOME, key, finding, str(attested), Instead(incomes=told))


def unconfirmed(found: Checked) -> bool:
    """Whether papers are needed at once: a source denies it, or there was nothing to ask by."""
    return found.finding.outcome is Outcome.NO
