"""What the engine is told about a household. Frozen values; None means that it was not asked or not answered."""

from datetime import date
from typing import Literal

import msgspec

from coverport.core.errors import Refusal
from coverport.core.money import Cents, display_whole
from coverport.eligibility.translation import gettext_noop, translated

Relationship = Literal["self", "spouse", "child", "other"]

OLDEST = 120
HIGHEST_INCOME: Cents = 10_000_000_00
MOST_EXPECTED = 9


class Person(msgspec.Struct, frozen=True):
    """One member of the tax household. Attestations are True, False, or None while unanswered.

    age: completed years when coverage begins. relationship: to the person who applies. other_coverage: minimum essential
    coverage beside Medicaid and CHIP, such as an affordable offer from an employer or Medicare.
    """

    id: str
    age: int
    relationship: Relationship
    applies: bool = True
    tobacco: bool = False
    pregnant: bool = False
    citizen: bool | None = None
    lawfully_present: bool | None = None
    other_coverage: bool | None = None
    birth_date: date | None = None
    expected_children: int = 1
    lives_in_state: bool | None = True
    incarcerated: bool | None = False


class Household(msgspec.Struct, frozen=True):
    """A tax household that asks for coverage in a state and year.

    income: modified adjusted gross income expected for the year, cents; None while unknown. files_taxes: attests to file a
    return for the year (jointly where married).
    """

    people: tuple[Person, ...]
    income: Cents | None
    state: str
    year: int
    files_taxes: bool | None = None


class InvalidFacts(Refusal):
    """A fact that cannot be right. `field` is its path, such as people[2].age."""

    code = "invalid_facts"


def check(household: Household) -> None:
    """Refuse facts that cannot be right, naming the first by its path."""
    if not household.people:
        raise _refused(gettext_noop("There is nobody in the household."), "empty_household", "people")
    _check_income(household.income)
    for position, person in enumerate(household.people):
        _check_person(person, f"people[{position}]")
    ids = [person.id for person in household.people]
    if len(set(ids)) != len(ids):
        twice = next(position for position, each in enumerate(ids) if each in ids[:position])
        message = gettext_noop("Two people have the id %(id)s.")
        raise _refused(message, "duplicate_id", f"people[{twice}].id", id=ids[twice])
    _check_relationships(household.people)


def _refused(text: str, code: str, path: str, **named: object) -> InvalidFacts:
    return InvalidFacts(translated(text) % named, code=code, field=path)


def _check_income(income: Cents | None) -> None:
    if income is None:
        return
    if income < 0:
        raise _refused(gettext_noop("Yearly income cannot be below $0."), "negative_income", "income")
    if income > HIGHEST_INCOME:
        message = gettext_noop("Yearly income cannot be over %(most)s.")
        raise _refused(message, "absurd_income", "income", most=display_whole(HIGHEST_INCOME))


def _check_person(person: Person, path: str) -> None:
    if not 0 <= person.age <= OLDEST:
        message = gettext_noop("An age is a whole number from 0 to %(oldest)s; %(age)s is not.")
        raise _refused(message, "bad_age", f"{path}.age", oldest=OLDEST, age=person.age)
    if not 1 <= person.expected_children <= MOST_EXPECTED:
        message = gettext_noop("Expected children are a number from 1 to %(most)s.")
        raise _refused(message, "bad_count", f"{path}.expected_children", most=MOST_EXPECTED)


def _check_relationships(people: tuple[Person, ...]) -> None:
    for relationship, message in (
        ("self", gettext_noop("A household cannot have two applicants.")),
        ("spouse", gettext_noop("A household cannot have two spouses.")),
    ):
        places = [position for position, person in enumerate(people) if person.relationship == relationship]
        if len(places) > 1:
            raise _refused(message, "bad_relationships", f"people[{places[1]}].relationship")
