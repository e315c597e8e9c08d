"""Households of every kind: between them they reach every reason that the engine can give."""

from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Any

import msgspec

from coverport import law
from coverport.eligibility import Determination, Finding, Household, Reason, determine
from tests.eligibility.households import DECEMBER_2013, costs, decide, household, parents_and_children, person, single

FAMILY = parents_and_children(9)
PREGNANT = single(30, pregnant=True)
IMMIGRANT = single(citizen=False, lawfully_present=True)

# (household, more for the decision)
CASES: list[tuple[Household, dict[str, Any]]] = [
    *(
        (household(single(), dollars, state=state), {})
        for state in ("NH", "VT", "TX", "WV")
        for dollars in (5_000, 14_000, 30_000, 50_000)
    ),
    *(
        (household(FAMILY, dollars, state=state), {})
        for state in ("NH", "VT", "TX", "GA", "NC")
        for dollars in (4_000, 30_000, 45_000, 90_000)
    ),
    *(
        (household(PREGNANT, dollars, state=state), {})
        for state in ("NH", "NJ")
        for dollars in (20_000, 31_500, 60_000)
    ),
    *((household(single(age), 60_000, year=2022), {}) for age in (29, 30)),
    (household(single(), 12_000), {"on": date(2014, 8, 15)}),
    (household(single(), 30_000), {"on": date(2014, 8, 15)}),
    (household(single(9), 30_000, state="TX"), {}),
    (household(single(66), 12_000, state="VT"), {}),
    (household(single(19, relationship="other"), 12_000, state="FL"), {}),
    (household(IMMIGRANT, 5_000, state="TX"), {}),
    (household(IMMIGRANT, 12_000, state="VT"), {}),
    (household(single(), None), {}),
    (household(FAMILY, None), {}),
    (household(single(citizen=None), 30_000), {}),
    (household(single(citizen=False, lawfully_present=False), 30_000), {}),
    (household(single(lives_in_state=False), 30_000), {}),
    (household(single(lives_in_state=None), 30_000), {}),
    (household(single(incarcerated=True), 30_000), {}),
    (household(single(incarcerated=None), 30_000), {}),
    (household(single(other_coverage=True), 30_000), {}),
    (household(single(other_coverage=None), 30_000), {}),
    (household((person(1, 40), person(2, 9, "child", other_coverage=True)), 45_000), {}),
    (household((person(1, 40), person(2, 9, "child", citizen=None)), 45_000, state="TX"), {}),
    (household((person(1, 40), person(2, 9, "child", citizen=None)), 20_000, state="TX"), {}),
    (household(single(applies=False), 30_000), {}),
    (household(single(), 30_000, files_taxes=None), {}),
    (household(single(), 30_000, files_taxes=False), {}),
    (household(single(), 30_000), {"benchmark": lambda family: None}),
    (household(single(), 40_000), {"benchmark": costs(50)}),
    (household(single(relationship="other", age=66), 40_000), {}),
]


def findings(result: Determination) -> Iterator[Finding]:
    """Every finding of a determination."""
    for each in result.people:
        yield from (each.medicaid, each.chip, each.qhp, each.aptc, each.csr, each.catastrophic)
    yield result.credit


@cache
def every_finding() -> tuple[Finding, ...]:
    """What the engine says of all cases."""
    decided = [decide(asked, **more) for asked, more in CASES] + list(under_made_up_law())
    return tuple(found for result in decided for found in findings(result))


def under_made_up_law() -> Iterator[Determination]:
    """States as none of those read is: one without a group for children, one whose Medicaid limit is unknown and CHIP's is not."""
    asked = household(single(9), 20_000, state="TX")
    real = law.resolve(on=DECEMBER_2013, state="TX", year=2014)
    bands = msgspec.structs.replace(real.medicaid.child, bands=())  # type: ignore[type-var]
    for change in ({"child": bands}, {"child": None}):
        made_up = msgspec.structs.replace(real, medicaid=msgspec.structs.replace(real.medicaid, **change))
        yield determine(asked, on=DECEMBER_2013, law=made_up, benchmark=costs(300))


def every_reason() -> Iterator[Reason]:
    """All reasons of all cases."""
    return (reason for found in every_finding() for reason in found.reasons)
