"""Households that the tests make up."""

from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple

import msgspec

from coverport import law
from coverport.eligibility.engine import FamilyMember, determine
from coverport.eligibility.facts import Application, Person, Relationship, TaxHousehold
from coverport.eligibility.results import Benchmark, Determination, TaxHouseholdResult

DECEMBER_2013 = date(2013, 12, 10)
RELATIONS = {"spouse": "spouse", "child": "child", "other": "other_relative"}


class Someone(NamedTuple):
    """A person, and who they are to the first one."""

    facts: Person
    role: str


def person(number: int, age: int, role: str = "self", **more: Any) -> Someone:
    """A citizen who applies, earns nothing and has no other coverage, unless told otherwise."""
    return Someone(Person(**{"id": str(number), "age": age, "citizen": True, "other_coverage": False} | more), role)


def single(age: int = 40, **more: Any) -> tuple[Someone, ...]:
    return (person(1, age, **more),)


def parents_and_children(*ages: int) -> tuple[Someone, ...]:
    """Two parents, 40 and 38, and children of these ages."""
    children = tuple(person(3 + place, age, "child") for place, age in enumerate(ages))
    return (person(1, 40), person(2, 38, "spouse"), *children)


def household(
    people: tuple[Someone, ...],
    dollars: float | None,
    *,
    state: str = "NH",
    year: int = 2014,
    on: date | None = None,
    **taxes: Any,
) -> Application:
    """One tax return of all of them, whose whole income is the first one's, decided on December 10 before the year."""
    first, *others = people
    income = None if dollars is None else round(dollars * 100)
    earner = msgspec.structs.replace(first.facts, income_year=income, income=None if income is None else ())
    filers = (earner.id, *(each.facts.id for each in others if each.role == "spouse"))
    return Application(
        state=state,
        coverage_year=year,
        decided_on=on or date(year - 1, 12, 10),
        people=(earner, *(each.facts for each in others)),
        relationships=tuple(
            Relationship(person=each.facts.id, is_=RELATIONS[each.role], of=earner.id)  # type: ignore[arg-type]
            for each in others
        ),
        tax_households=(
            TaxHousehold(
                id="1",
                filers=filers,
                dependents=tuple(each.facts.id for each in others if each.facts.id not in filers),
                **taxes,
            ),
        ),
    )


def costs(dollars: int) -> Callable[[TaxHousehold, tuple[FamilyMember, ...]], Benchmark]:
    """A benchmark of that much a month, whoever asks."""
    return lambda _, family: Benchmark("11111NH0000001", dollars * 100)


def decide(asked: Application, *, on: date | None = None, benchmark: Any = None) -> Determination:
    """The decision, on another day where one is given, with a benchmark of $1,000 a month."""
    if on is not None:
        asked = msgspec.structs.replace(asked, decided_on=on)
    resolved = law.resolve(on=asked.decided_on, state=asked.state, year=asked.coverage_year)
    return determine(asked, law=resolved, benchmark=benchmark or costs(1000))


def taxes(result: Determination) -> TaxHouseholdResult:
    """The one tax household of a determination."""
    (found,) = result.tax_households
    return found
