"""Households that the tests make up."""

from collections.abc import Callable
from datetime import date
from typing import Any

from coverport import law
from coverport.eligibility import Benchmark, Determination, Household, Person, determine

DECEMBER_2013 = date(2013, 12, 10)


def person(number: int, age: int, relationship: Any = "self", **more: Any) -> Person:
    """A citizen who applies and has no other coverage, unless told otherwise."""
    return Person(
        **{"id": str(number), "age": age, "relationship": relationship, "citizen": True, "other_coverage": False} | more
    )


def single(age: int = 40, **more: Any) -> tuple[Person, ...]:
    return (person(1, age, **more),)


def parents_and_children(*ages: int) -> tuple[Person, ...]:
    """Two parents, 40 and 38, and children of these ages."""
    children = tuple(person(3 + place, age, "child") for place, age in enumerate(ages))
    return (person(1, 40), person(2, 38, "spouse"), *children)


def household(
    people: tuple[Person, ...], dollars: float | None, *, state: str = "NH", year: int = 2014, **more: Any
) -> Household:
    income = None if dollars is None else round(dollars * 100)
    return Household(**{"people": people, "income": income, "state": state, "year": year, "files_taxes": True} | more)


def costs(dollars: int) -> Callable[[tuple[Person, ...]], Benchmark]:
    """A benchmark of that much a month, whoever asks."""
    return lambda family: Benchmark("11111NH0000001", dollars * 100)


def decide(asked: Household, *, on: date | None = None, benchmark: Any = None) -> Determination:
    """A decision on December 10 before the year, with a benchmark of $1,000 a month."""
    day = on or date(asked.year - 1, 12, 10)
    resolved = law.resolve(on=day, state=asked.state, year=asked.year)
    return determine(asked, on=day, law=resolved, benchmark=benchmark or costs(1000))
