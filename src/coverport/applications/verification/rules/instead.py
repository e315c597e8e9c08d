"""The facts as the sources have them, once the time to prove them otherwise has run out, 45 CFR 155.315(f)(5)."""

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from coverport.applications.verification.rules.confirmed import Instead, Kind
from coverport.core.money import Cents
from coverport.eligibility.facts import Application, Immigration, Person
from coverport.eligibility.withheld import with_income


class Unproven(msgspec.Struct, frozen=True):
    """A fact about a person whose time ran out, with what the sources say of it."""

    kind: Kind
    person: str
    instead: Instead


def by_the_sources(application: Application, unproven: Iterable[Unproven]) -> Application:
    """The application with what was not proven replaced. A Social Security number changes nothing by itself."""
    people = {one.id: one for one in application.people}
    for each in unproven:
        if each.kind in {Kind.INCOME, Kind.MEDICAID_INCOME}:
            people |= _incomes(application, people, each)
        elif each.kind is not Kind.NUMBER:
            people[each.person] = msgspec.structs.replace(people[each.person], **_fact(people[each.person], each))
    return msgspec.structs.replace(application, people=tuple(people.values()))


def told_by_taxes(unproven: Iterable[Unproven]) -> dict[str, Cents]:
    """What the tax service knows of the year's income, by person: it stays apart from the facts, and goes before them."""
    return {
        person: cents
        for each in unproven
        if each.kind is Kind.INCOME
        for person, cents in (each.instead.incomes or {}).items()
    }


def _fact(one: Person, each: Unproven) -> Mapping[str, Any]:
    match each.kind:
        case Kind.CITIZENSHIP:
            return {"citizen": False, "lawfully_present": False}
        case Kind.IMMIGRATION:
            return _status(each.instead.status)
        case Kind.DEATH:
            return {"applies": False}
        case Kind.INCARCERATION:
            return {"incarcerated": True}
        case Kind.RESIDENCY:
            return {"lives_in_state": False}
        case Kind.EMPLOYER_COVERAGE:
            return {"other_coverage": True}
    return _programs(each.instead.programs)


def with_programs(application: Application, person: str, programs: Iterable[str]) -> Application:
    """The application of a person whom these public programs cover."""
    people = tuple(
        msgspec.structs.replace(one, **_programs(programs)) if one.id == person else one for one in application.people
    )
    return msgspec.structs.replace(application, people=people)


def _status(status: str) -> Mapping[str, Any]:
    """The status that the sources know; none where they know of no lawful one."""
    if status:
        return {"immigration": Immigration(status=status), "lawfully_present": None}  # type: ignore[arg-type]
    return {"immigration": None, "lawfully_present": False}


def _programs(programs: Iterable[str]) -> Mapping[str, Any]:
    named = set(programs)
    found = {
        "medicare": "medicare" in named,
        "public_coverage": bool(named & {"medicaid", "chip"}),
        # Whoever has Medicaid or CHIP today has coverage that comes before the credit, 26 CFR 1.36B-2(c)(2).
        "other_coverage": bool(named - {"medicare"}),
    }
    return {name: True for name, has in found.items() if has}


def _incomes(application: Application, people: Mapping[str, Person], each: Unproven) -> dict[str, Person]:
    """What the sources know stands for the year; where they know nothing, income is not known and no help rests on it."""
    told = each.instead.incomes
    keys = _household(application, each.person) if told is None else tuple(told)
    return {key: with_income(people[key], None if told is None else told[key]) for key in keys if key in people}


def _household(application: Application, person: str) -> tuple[str, ...]:
    found = (each.filers for each in application.tax_households if person in (*each.filers, *each.dependents))
    return next(found, (person,))
