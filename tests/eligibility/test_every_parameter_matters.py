"""Changing any one parameter of law changes an answer: none is decoration, and none is read from two places."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

import msgspec
import pytest

from coverport import law
from coverport.eligibility import Determination, Household, determine
from coverport.law.parameters import ApplicablePercentage, Entry
from tests.eligibility.households import DECEMBER_2013, costs, household, parents_and_children, person, single

LATER = date(2014, 9, 1)  # New Hampshire's adult group has begun
# Fields that are record, not value.
RECORD = {"start", "end", "citation", "status", "source", "confidence", "note"}


@cache
def cases(state: str) -> tuple[Household, ...]:
    """One adult from 0 to 410 percent in small steps, families and pregnant people beside them, and everyone at an edge of age."""
    incomes = [round(11_490 * percent / 100) for percent in (*range(0, 411, 3), 133, 150, 200, 250, 300)] + [45_961]
    ages = [0, 1, 5, 6, 17, 18, 19, 20, 21, 29, 30, 64, 65]
    households = [household(single(), dollars, state=state) for dollars in incomes]
    households += [household(parents_and_children(9), dollars * 1.7, state=state) for dollars in incomes]
    households += [household(single(30, pregnant=True), dollars, state=state) for dollars in incomes]
    households += [household(single(age), dollars, state=state) for age in ages for dollars in (12_000, 30_000, 45_960)]
    households += [
        household((person(1, 40), person(2, age, "child")), dollars, state=state)
        for age in (17, 18)
        for dollars in (4_000, 10_000)
    ]
    households += [household(single(40, citizen=False, lawfully_present=True), 5_000, state=state)]
    return tuple(households)


def answers(state: str, given: law.Law) -> list[Determination]:
    return [determine(asked, on=given.on, law=given, benchmark=costs(400)) for asked in cases(state)]


def changed(value: Any) -> Iterator[Any]:
    """The value with each number in it moved, one at a time."""
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, int | Decimal):
        yield value + 1
    elif isinstance(value, tuple):
        for place, each in enumerate(value):
            yield from ((*value[:place], other, *value[place + 1 :]) for other in changed(each))
    elif isinstance(value, msgspec.Struct):
        for field in value.__struct_fields__:
            if field not in RECORD:
                yield from (
                    msgspec.structs.replace(value, **{field: other}) for other in changed(getattr(value, field))
                )


def parameters(given: law.Law) -> Iterator[tuple[str, Entry]]:
    yield "catastrophic", given.catastrophic
    for part in ("credit", "medicaid"):
        for field in getattr(given, part).__struct_fields__:
            value = getattr(getattr(given, part), field)
            if isinstance(value, Entry):
                yield f"{part}.{field}", value


def with_parameter(given: law.Law, name: str, value: Entry) -> law.Law:
    part, _, field = name.partition(".")
    inner = msgspec.structs.replace(getattr(given, part), **{field: value}) if field else value
    return msgspec.structs.replace(given, **{part: inner})


# Guidelines have sizes that no case here has; an empty list or a missing group has nothing to move; whether a limit in percent
# holds the disregard is one flag for several shapes; the plans, not the engine, ask which metal levels the credit excludes.
NOT_MOVED = {"credit.guideline", "medicaid.guideline", "credit.excluded"}


@pytest.mark.parametrize(
    ("state", "on"), [("NH", LATER), ("TX", DECEMBER_2013), ("NJ", DECEMBER_2013), ("NC", DECEMBER_2013)]
)
def test_each_number_of_the_law_decides_something(state: str, on: date) -> None:
    given = law.resolve(on=on, state=state, year=2014)
    before = answers(state, given)
    for name, entry in parameters(given):
        if name in NOT_MOVED or unused_in(state, name):
            continue
        for other in changed(entry):
            if _only_edges_moved(entry, other):
                continue
            # not assert a == b: pytest would print two hundred determinations
            moved = answers(state, with_parameter(given, name, other)) != before
            assert moved, (name, entry, other)


def unused_in(state: str, name: str) -> bool:
    """What a state hides: an adult group hides the lowest bands of the credit; where no limit is established nothing is taken
    off it; where all are, no age of children asks for one.
    """
    if name.startswith("credit."):
        return state != "TX"
    return (name == "medicaid.disregard" and state == "NC") or (name == "medicaid.child_age" and state != "NC")


def _only_edges_moved(entry: Entry, other: Entry) -> bool:
    """What may move without an answer: the increment for households larger than these, a flag that says in what shape a limit is
    written, and in a flat band of the credit the lower edge and, when it is open, the number that it starts from.
    """
    if _moved(entry, other) in (["increment"], ["disregard_included"]):
        return True
    if not isinstance(entry, ApplicablePercentage) or not isinstance(other, ApplicablePercentage):
        return False
    mine, theirs = next(pair for pair in zip(entry.bands, other.bands, strict=True) if pair[0] != pair[1])
    flat = mine.initial == mine.final
    return (flat and _moved(mine, theirs) == ["at_least"]) or (
        mine.below is None and _moved(mine, theirs) == ["initial"]
    )


def _moved(one: msgspec.Struct, other: msgspec.Struct) -> list[str]:
    return [field for field in one.__struct_fields__ if getattr(one, field) != getattr(other, field)]


@pytest.mark.parametrize("part", ["credit", "medicaid"])
def test_each_guideline_decides_something(part: str) -> None:
    given = law.resolve(on=DECEMBER_2013, state="NH", year=2014)
    guideline = getattr(given, part).guideline
    moved = msgspec.structs.replace(guideline, sizes=tuple(amount + 100 for amount in guideline.sizes))
    assert answers("NH", with_parameter(given, f"{part}.guideline", moved)) != answers("NH", given)
