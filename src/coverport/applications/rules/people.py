"""Which people can stand together in one application."""

from collections.abc import Iterator, Sequence
from datetime import date

from coverport.applications.rules.answers import PersonAnswer, Problem
from coverport.core.dates import age_on

OLDEST = 120
LARGEST_HOUSEHOLD = 20
SSN_DIGITS = 9


def people_problems(people: Sequence[PersonAnswer], *, on: date) -> tuple[Problem, ...]:
    """Everything that is wrong with the people of an application, on a day; empty when nothing is."""
    if not people:
        return (Problem("empty_household"),)
    return (*_of_each(people, on), *_of_the_whole(people), *_of_relationships(people))


def birth_date_problem(birth_date: date, *, on: date) -> str | None:
    """Why nobody who is alive can be born on that day; None when somebody can."""
    if birth_date > on:
        return "born_in_future"
    return "born_too_long_ago" if age_on(birth_date, on) > OLDEST else None


def ssn_problem(ssn: str | None) -> str | None:
    """Why this is no Social Security number; None when it may be one, or none was given."""
    if not ssn or (len(ssn) == SSN_DIGITS and ssn.isascii() and ssn.isdigit()):
        return None
    return "ssn_shape"


def _of_each(people: Sequence[PersonAnswer], on: date) -> Iterator[Problem]:
    for row, person in enumerate(people):
        if not any(letter.isalpha() for letter in person.last_name):
            yield Problem("name_missing", "last_name", row)
        if code := birth_date_problem(person.birth_date, on=on):
            yield Problem(code, "birth_date", row)
        if person.applies and person.sex not in {"F", "M"}:
            yield Problem("sex_missing", "sex", row)
        if code := ssn_problem(person.ssn):
            yield Problem(code, "ssn", row)


def _of_the_whole(people: Sequence[PersonAnswer]) -> Iterator[Problem]:
    if len(people) > LARGEST_HOUSEHOLD:
        yield Problem("too_many_people", facts={"most": str(LARGEST_HOUSEHOLD)})
    if not any(person.applies for person in people):
        yield Problem("nobody_applies")
    seen: set[tuple[str, date]] = set()
    numbers: set[str] = set()
    for row, person in enumerate(people):
        who = (person.name.casefold(), person.birth_date)
        if who in seen:
            yield Problem("person_twice", "last_name", row, {"name": person.name})
        seen.add(who)
        if person.ssn and person.ssn in numbers:
            yield Problem("ssn_twice", "ssn", row)
        numbers.add(person.ssn or "")


def _of_relationships(people: Sequence[PersonAnswer]) -> Iterator[Problem]:
    selves = [row for row, person in enumerate(people) if person.relationship == "self"]
    if len(selves) != 1:
        yield Problem("one_person_is_you", "relationship", selves[1] if selves else 0)
        return
    spouses = [row for row, person in enumerate(people) if person.relationship == "spouse"]
    for row in spouses[1:]:
        yield Problem("one_spouse", "relationship", row)
    you = people[selves[0]]
    for row, person in enumerate(people):
        if person.relationship in {"child", "ward", "grandchild"} and person.birth_date <= you.birth_date:
            yield Problem("child_older_than_you", "birth_date", row, {"name": person.name})
        if person.relationship == "parent" and person.birth_date >= you.birth_date:
            yield Problem("parent_younger_than_you", "birth_date", row, {"name": person.name})
