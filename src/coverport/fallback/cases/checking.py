"""The first look at a file of cases, before anything is written: faults, and who may be somebody that is known already."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import islice
from typing import Any

import msgspec
from django.db.models import Q

from coverport.applications.models import SSN_PURPOSE, Person
from coverport.applications.rules.answers import PersonAnswer, Problem
from coverport.applications.rules.people import people_problems
from coverport.applications.submission import most_consent_years
from coverport.applications.words import sentence
from coverport.core.sensitive import blind_index
from coverport.exchanges.models import Exchange
from coverport.fallback.bridge.law import older_program
from coverport.fallback.cases.mapping import CaseMapping, Source
from coverport.fallback.cases.reading import Case, Fault, PersonRow
from coverport.fallback.models import TakenCase
from coverport.plans.geography import UnknownZip, counties_of_zip

BATCH = 1_000
# Older than that, an application's day is a mistake of the file.
OLDEST = timedelta(days=366)
# Fields of the website's forms that have another name as columns.
COLUMN_OF = {"amount": "income", "dependents": "dependent"}


class Suspicion(msgspec.Struct, frozen=True):
    """Somebody may be here twice. why: ssn, or name and birth date; of: a case of the file, or an application here."""

    where: str
    number: str
    why: str
    of: str


Progress = Callable[[str, int, int | None], None]


def unheard(step: str, done: int, of: int | None) -> None:
    """Nobody listens how far it is."""


class Checked(msgspec.Struct, frozen=True):
    """What the first look found. taken: numbers that were taken over before, with the case here."""

    cases: int
    people: int
    faults: tuple[Fault, ...]
    suspicions: dict[str, tuple[Suspicion, ...]]
    taken: dict[str, str]


def answers_of(case: Case) -> tuple[PersonAnswer, ...]:
    """The people of a case as the first step takes them."""
    return tuple(
        PersonAnswer(
            key="", first_name=one.values.get("first_name", ""), middle_name=one.values.get("middle_name", ""),
            last_name=one.values["last_name"], birth_date=one.values["birth_date"], sex=one.values.get("sex", ""),
            relationship=one.values["relationship"], applies=one.values["applies"],
            tobacco=one.values.get("tobacco", False), ssn=one.values.get("ssn"),
        )
        for one in case.people
    )  # fmt: skip


def check(
    cases: Iterable[Case], *, exchange: Exchange, mapping: CaseMapping, on: date, progress: Progress = unheard
) -> Checked:
    """Read every case once. Memory grows by a few words a case, not by the cases. progress: (step, cases so far, of how many)."""
    faults: list[Fault] = []
    seen: dict[str, str] = {}
    who: defaultdict[Any, list[tuple[str, str]]] = defaultdict(list)
    suspicions: defaultdict[str, list[Suspicion]] = defaultdict(list)
    taken: dict[str, str] = {}
    people = 0
    for batch in batches(cases, BATCH):
        good = []
        for case in batch:
            found = [*case.faults, *_twice(case, seen, mapping)]
            found += [] if found else _problems(case, exchange, mapping, on)
            faults += found
            people += len(case.people)
            good += [] if found else [case]
        taken |= _taken(good, exchange, mapping)
        _look_here(good, exchange, suspicions)
        _remember(good, who)
        progress("checked", len(seen), None)
    _look_in_the_file(who, suspicions)
    return Checked(len(seen), people, tuple(faults), {key: tuple(rows) for key, rows in suspicions.items()}, taken)


def batches(cases: Iterable[Case], size: int) -> Iterator[list[Case]]:
    """So many cases at a time."""
    left = iter(cases)
    while batch := list(islice(left, size)):
        yield batch


# ---- Faults


def _twice(case: Case, seen: dict[str, str], mapping: CaseMapping) -> Iterator[Fault]:
    before = seen.setdefault(case.number, case.where)
    if before != case.where:
        column = mapping.sources["case_number"].column
        yield Fault(
            case.where,
            column,
            f"case {case.number!r} stands also at {before}",
            "the rows of a case one after the other",
        )


def _problems(case: Case, exchange: Exchange, mapping: CaseMapping, on: date) -> Iterator[Fault]:
    """What the rules of people, days and places say, with the place in the file."""
    applied, year = case.values["application_date"], case.values["plan_year"]
    if not on - OLDEST <= applied <= on:
        yield fault(
            case.where,
            "application_date",
            mapping,
            f"{applied} is after today, or more than a year ago",
            f"{on - OLDEST} to {on}",
        )
    if year not in (years := _years(exchange, on)):
        yield fault(case.where, "plan_year", mapping, f"{year} is not on offer", ", ".join(map(str, years)))
    if case.values.get("consent_years", 0) > (most := most_consent_years(on)):
        yield fault(case.where, "consent_years", mapping, "it is more than the law lets somebody allow", f"0 to {most}")
    for problem in people_problems(answers_of(case), on=on):
        yield of_problem(problem, case, mapping)
    yield from _of_place(case, exchange, mapping)
    yield from _of_programs(case, exchange, mapping, on)


def _years(exchange: Exchange, on: date) -> tuple[int, ...]:
    """Those on offer, and those that the calendar lets people choose plans of about now, though the plans are sold elsewhere yet."""
    known = (year for year in (on.year + 1, on.year) if exchange.calendar.of_year(year))
    return tuple(dict.fromkeys((*exchange.years(), *known)))


def _of_programs(case: Case, exchange: Exchange, mapping: CaseMapping, on: date) -> Iterator[Fault]:
    """An older program that a person is said to be in must be one that goes on."""
    named = [one for one in case.people if one.values.get("program")]
    found = older_program(state_of(case, exchange), on) if named else None
    known = found.titles if found is not None and on <= found.last_day else ()
    for one in named:
        if one.values["program"] not in known:
            wrong = f"{one.values['program']!r} is no program that keeps its people today"
            yield fault(one.where, "program", mapping, wrong, ", ".join(known) or "empty: no program does")


def state_of(case: Case, exchange: Exchange) -> str:
    """The state of its ZIP code; of an exchange of one state, that one. Empty where it is not known."""
    states = exchange.profile.states
    if len(states) == 1 or not (zip_code := case.values.get("zip")):
        return states[0] if len(states) == 1 else ""
    found = {one.state for one in counties_of_zip(zip_code, case.values["plan_year"])} & set(states)
    return found.pop() if len(found) == 1 else ""


def _of_place(case: Case, exchange: Exchange, mapping: CaseMapping) -> Iterator[Fault]:
    if (zip_code := case.values.get("zip")) is None:
        return
    try:
        counties = counties_of_zip(zip_code, case.values["plan_year"])
    except UnknownZip as unknown:
        yield fault(case.where, "zip", mapping, unknown.message, "a ZIP code that is known here")
        return
    served = [one for one in counties if one.state in exchange.profile.states]
    if not served:
        yield fault(
            case.where,
            "zip",
            mapping,
            f"{zip_code} is in no state that {exchange.slug} serves",
            ", ".join(exchange.profile.states),
        )
    elif (county := case.values.get("county_fips")) and county not in {one.fips for one in served}:
        yield fault(
            case.where,
            "county_fips",
            mapping,
            f"{county} is no county of {zip_code}",
            ", ".join(one.fips for one in served),
        )


def fault(where: str, name: str, mapping: CaseMapping, wrong: str, expected: str) -> Fault:
    """A fault under the name that the column has in the file."""
    source = mapping.sources.get(name, Source(column=name))
    return Fault(where, source.column or ", ".join(line.column for line in source.lines) or name, wrong, expected)


def of_problem(problem: Problem, case: Case, mapping: CaseMapping, person: PersonRow | None = None) -> Fault:
    """A problem of the rules at its place in the file."""
    if person is None and problem.row is not None and problem.row < len(case.people):
        person = case.people[problem.row]
    return fault(
        person.where if person else case.where,
        COLUMN_OF.get(problem.field, problem.field) or "case_number",
        mapping,
        problem.code.replace("_", " "),
        sentence(problem),
    )


# ---- Who may be here already


def _name(one: PersonRow) -> tuple[str, str, date]:
    return (one.values.get("first_name", "").casefold(), one.values["last_name"].casefold(), one.values["birth_date"])


def _keys(one: PersonRow) -> Iterator[tuple[str, Any]]:
    """By what somebody is found: the index of their number, which is not the number, and their name with the birth date."""
    if ssn := one.values.get("ssn"):
        yield "ssn", blind_index(ssn, purpose=SSN_PURPOSE)
    yield "name and birth date", _name(one)


def _remember(cases: Sequence[Case], who: defaultdict[Any, list[tuple[str, str]]]) -> None:
    for case in cases:
        for one in case.people:
            for key in _keys(one):
                who[key].append((case.number, one.where))


def _look_in_the_file(
    who: defaultdict[Any, list[tuple[str, str]]], suspicions: defaultdict[str, list[Suspicion]]
) -> None:
    for (why, _key), places in who.items():
        for number, where in places:
            for other in dict.fromkeys(each for each, _where in places if each != number):
                suspicions[number].append(Suspicion(where, number, why, f"case {other} of this file"))


def _look_here(cases: Sequence[Case], exchange: Exchange, suspicions: defaultdict[str, list[Suspicion]]) -> None:
    """One question to the database for a batch: by the indexes of numbers, and by birth dates, of which names are compared here."""
    wanted: defaultdict[Any, list[tuple[Case, PersonRow]]] = defaultdict(list)
    for case in cases:
        for one in case.people:
            for key in _keys(one):
                wanted[key].append((case, one))
    numbers = [key for why, key in wanted if why == "ssn"]
    born = {key[2] for why, key in wanted if why != "ssn"}
    found = Person.objects.filter(Q(ssn_index__in=numbers) | Q(birth_date__in=born), household__exchange=exchange)
    rows = found.values_list("ssn_index", "first_name", "last_name", "birth_date", "applicants__application__reference")
    for index, first, last, birth_date, application in rows.order_by("pk"):
        known = (("ssn", index), ("name and birth date", (first.casefold(), last.casefold(), birth_date)))
        for key in known:
            for case, one in wanted.get(key, ()) if application else ():
                suspicions[case.number].append(Suspicion(one.where, case.number, key[0], f"application {application}"))


def _taken(cases: Sequence[Case], exchange: Exchange, mapping: CaseMapping) -> dict[str, str]:
    """Numbers of this system that were taken over before."""
    rows = TakenCase.objects.filter(
        exchange=exchange, system=mapping.system, number__in=[case.number for case in cases]
    )
    return dict(rows.values_list("number", "paper__reference"))
