"""Changing any one parameter of law changes an answer or a reason: none is decoration, and none is read from two places."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import msgspec

from coverport import law
from coverport.eligibility.engine import determine
from coverport.eligibility.facts import Application
from coverport.eligibility.results import Determination
from coverport.law.parameters import Entry
from tests.eligibility.cases import CASES, immigrant, on_no_return
from tests.eligibility.households import costs, household, parents_and_children, person, single

# Fields that are record, not value.
RECORD = {"start", "end", "citation", "status", "source", "confidence", "note"}
Path = tuple[str, ...]

# What the cases of reasons leave out: every size of household, every age at an edge, every band of the credit.
MORE: list[Application] = [
    *(
        household(parents_and_children(*range(size)), 60_000, state="TX", year=year)
        for size in range(9)
        for year in (2014, 2024)
    ),
    *(household(single(), dollars, state="TX") for dollars in range(11_000, 48_000, 900)),
    *(household(single(age), 12_000, state="MD") for age in (0, 1, 5, 6, 17, 18, 19, 20, 21, 26, 29, 30, 64, 65)),
    *(household(single(age), 30_000, state="TX") for age in (0, 1, 5, 6, 18, 19, 29, 30)),
    *(
        household((person(1, 40), person(2, age, "child", student=student)), 4_000)
        for age in (17, 18, 19)
        for student in (True, False)
    ),
    household(single(20, foster_care=True), 90_000, state="TX"),
    *(
        household(
            single(None, birth_date=date(born, 1, 1), foster_care=True, foster_care_other_state=True),  # type: ignore[arg-type]
            90_000,
            state="TX",
            year=2025,
        )
        for born in (2004, 2005)
    ),
    household(single(), 46_000, state="TX"),
    # Dollars by size, hours of work, students
    *(household(parents_and_children(*range(size)), 3_000, state="GA") for size in range(1, 10)),
    household((person(1, 40), person(2, 9, "child")), 3_000, state="GA"),
    household(
        (person(1, 40, work_hours_month=100), person(2, 38, "spouse", work_hours_month=160), person(3, 9, "child")),
        14_000,
    ),
    on_no_return((person(1, 40), person(2, 20, "child", student=True)), 20_000, state="NY", year=2018),
    # Immigration
    household(immigrant("lawful_permanent_resident"), 30_000, state="TX", year=2027),
    household(immigrant("lawful_permanent_resident"), 24_000, state="MN", year=2027),
    household(immigrant("lawful_permanent_resident", since=date(2012, 3, 1), before="refugee"), 12_000, state="VT"),
    *(household(immigrant("nonimmigrant", age), 12_000, state="VT", year=2024) for age in (18, 19, 20, 21)),
    household(single(30, pregnant=True, citizen=False, lawfully_present=True), 12_000, state="VT", year=2024),
    msgspec.structs.replace(
        household(immigrant("daca", 9), 12_000, state="VT", year=2025), decided_on=date(2025, 1, 15)
    ),
    # The work requirement
    *(
        msgspec.structs.replace(household(people, dollars, state="VT", year=2027), decided_on=date(2027, 1, 15))
        for people, dollars in [
            *((single(age), 5_000) for age in (18, 19, 64, 65)),
            (single(), 6_960),
        ]
    ),
    *(
        msgspec.structs.replace(
            household((person(1, 40), person(2, age, "child")), 6_000, state="LA", year=2027),
            decided_on=date(2027, 1, 15),
        )
        for age in (13, 14)
    ),
    # ConnectorCare
    *(
        household(single(), 15_650 * percent / 100, state="MA", year=2026)
        for percent in (140, 150, 180, 200, 230, 250, 280, 300, 350, 400)
    ),
    *(household(immigrant("nonimmigrant"), dollars, state="MA", year=2025) for dollars in (0, 12_000, 60_240, 75_300)),
]
# What plans and policies ask (tests of shopping and of cost sharing), not a determination.
ELSEWHERE = {("credit.excluded", "metal_levels"), ("credit.indian", "excluded"), ("credit.policy_order", "variants")}


def leaves(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Each number, flag or list of words in a value: where it stands, and the value with that one changed."""
    if isinstance(value, bool):
        yield path, not value
    elif isinstance(value, int | Decimal):
        yield path, value + 1
    elif isinstance(value, tuple) and value and all(isinstance(each, str) for each in value):
        yield path, ()
    elif isinstance(value, tuple):
        for place, each in enumerate(value):
            for inner, other in leaves(each, (*path, str(place))):
                yield inner, (*value[:place], other, *value[place + 1 :])
    elif isinstance(value, msgspec.Struct):
        for field in value.__struct_fields__:
            if field not in RECORD:
                for inner, other in leaves(getattr(value, field), (*path, field)):
                    yield inner, msgspec.structs.replace(value, **{field: other})


def entries(given: law.Law) -> Iterator[tuple[str, Entry]]:
    yield "catastrophic", given.catastrophic
    for part in ("credit", "medicaid", "immigration", "subsidies"):
        for field in getattr(given, part).__struct_fields__:
            value = getattr(getattr(given, part), field)
            if isinstance(value, Entry):
                yield f"{part}.{field}", value


def with_entry(given: law.Law, name: str, value: Entry) -> law.Law:
    part, _, field = name.partition(".")
    inner = msgspec.structs.replace(getattr(given, part), **{field: value}) if field else value
    return msgspec.structs.replace(given, **{part: inner})


def by_law() -> dict[law.Law, list[Application]]:
    found: dict[tuple[Any, ...], list[Application]] = defaultdict(list)
    for asked in [
        msgspec.structs.replace(one, decided_on=more.get("on", one.decided_on)) for one, more in CASES
    ] + MORE:
        found[asked.decided_on, asked.state, asked.coverage_year].append(asked)
    return {law.resolve(on=on, state=state, year=year): asked for (on, state, year), asked in found.items()}


def answers(asked: list[Application], given: law.Law) -> list[Determination]:
    return [determine(one, law=given, benchmark=costs(400)) for one in asked]


# What can move without an answer, each with its reason.
SILENT = {
    ("credit.guideline", "sizes"): "sizes beyond the households drawn here",
    ("credit.guideline", "increment"): "households of nine and more",
    ("medicaid.guideline", "sizes"): "sizes beyond the households drawn here",
    ("medicaid.guideline", "increment"): "households of nine and more",
    ("credit.applicable_percentage", "bands"): "a flat band does not depend on where it begins",
    (
        "credit.filing_threshold",
        "",
    ): "edges of dependents stand in test_magi; the other amounts serve the federal return",
    ("medicaid.filing_threshold", ""): "the same, for the year of the decision",
    ("medicaid.child", "bands"): "above the oldest child the age of children ends first",
    ("medicaid.targeted_child", "bands"): "the same",
    ("medicaid.chip_child", "bands"): "the same",
    ("medicaid.work_requirement", "ages"): "the adult group has the same ages",
    (
        "medicaid.work_requirement",
        "exempt_foster_care_under",
    ): "who was in foster care has Medicaid without an income test until the same age",
}


def silent(name: str, path: Path) -> bool:
    """Listed above; or a limit in dollars for a size of household that no parent has, or the step beyond it."""
    if (name, path[0]) in SILENT or (name, "") in SILENT or (name, path[0]) in ELSEWHERE:
        return True
    return path[0] == "increment" or path == ("monthly", "0")


def test_each_number_of_the_law_decides_something() -> None:
    proven: set[tuple[str, Path]] = set()
    seen: set[tuple[str, Path]] = set()
    for given, asked in by_law().items():
        before = answers(asked, given)
        for name, entry in entries(given):
            for path, other in leaves(entry):
                leaf = (name, path)
                seen.add(leaf)
                if leaf not in proven and answers(asked, with_entry(given, name, other)) != before:
                    proven.add(leaf)
    unproven = {leaf for leaf in seen - proven if not silent(*leaf)}
    assert unproven == set()
    assert len(proven) > 140
