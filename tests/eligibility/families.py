"""Families in a line of text, so that a table of worked examples can be read as one.

people: "mom 40; kid 9 @2 student; ann 30 expects 2; joe 20 outside parent", each with an age, then @home, student, how many
children are expected, and who outside claims them. ties: "kid child mom, dad". returns: "mom+dad: kid, tot; gran:" (a question
mark behind it for a return of which nobody has said whether it is filed, an exclamation mark for one that is not).
"""

from datetime import date
from typing import Any

from coverport.eligibility.facts import Application, Person, Relationship, TaxHousehold
from coverport.eligibility.facts.check import ages_of, check
from coverport.eligibility.results import MedicaidHousehold
from coverport.eligibility.rules.kinship import Kin, kin_of
from coverport.eligibility.rules.medicaid_household import medicaid_households
from coverport.law.parameters import HouseholdChild, UnbornInHousehold

JANUARY = date(2014, 1, 1)
CHILD = HouseholdChild(start=JANUARY, citation="42 CFR 435.603(f)(3)(iv)(A)", under=19, student_under=19)
STUDENTS = HouseholdChild(start=JANUARY, citation="42 CFR 435.603(f)(3)(iv)(B)", under=19, student_under=21)
UNBORN = {
    counts: UnbornInHousehold(start=JANUARY, citation="42 CFR 435.603(b)", counts=counts)
    for counts in ("one", "two", "expected")
}


def family(people: str, ties: str = "", returns: str = "", **more: dict[str, Any]) -> Application:
    """The application of a family that is told so; `more` gives further facts of a person by name."""
    application = Application(
        state="NH",
        coverage_year=2014,
        decided_on=date(2013, 11, 15),
        people=tuple(_person(told, more) for told in _parts(people, ";")),
        relationships=tuple(tie for told in _parts(ties, ";") for tie in _ties(told)),
        tax_households=tuple(_return(str(place), told) for place, told in enumerate(_parts(returns, ";"))),
    )
    check(application)
    return application


def households(
    application: Application, child: HouseholdChild = CHILD, counts: str = "expected"
) -> tuple[Kin, dict[str, MedicaidHousehold]]:
    """The ties of a family and everybody's Medicaid household."""
    kin = kin_of(application)
    return kin, medicaid_households(kin, ages_of(application), child, UNBORN[counts])


def _parts(text: str, mark: str) -> list[str]:
    return [part.strip() for part in text.split(mark) if part.strip()]


def _person(told: str, more: dict[str, dict[str, Any]]) -> Person:
    name, age, *rest = told.split()
    facts: dict[str, Any] = {"id": name, "age": int(age)}
    words = iter(rest)
    for word in words:
        if word == "student":
            facts["student"] = True
        elif word == "expects":
            facts |= {"pregnant": True, "expected_children": int(next(words))}
        elif word == "outside":
            facts["claimed_by_outsider"] = next(words)
        else:
            facts["home"] = word.removeprefix("@")
    return Person(**facts | more.get(name, {}))


def _ties(told: str) -> list[Relationship]:
    person, is_, others = told.split(maxsplit=2)
    return [Relationship(person, is_, of) for of in _parts(others, ",")]  # type: ignore[arg-type]


def _return(name: str, told: str) -> TaxHousehold:
    filers, dependents = told.rstrip("?!").split(":")
    files = None if told.endswith("?") else not told.endswith("!")
    return TaxHousehold(
        id=name, filers=tuple(_parts(filers, "+")), dependents=tuple(_parts(dependents, ",")), files=files
    )
