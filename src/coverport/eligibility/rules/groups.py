"""The groups of Medicaid and CHIP that a person could be in, each with its yearly limit in cents."""

from decimal import Decimal
from functools import lru_cache

import msgspec

from coverport.core.money import Cents
from coverport.eligibility.facts import Person
from coverport.eligibility.findings import Fact, Reason
from coverport.eligibility.results import MedicaidHousehold
from coverport.eligibility.rules.caretaker import NOBODY, Care
from coverport.eligibility.rules.income import Measured
from coverport.law.parameters import Entry, Limit, LimitsByAge
from coverport.law.resolved import Law, MedicaidLaw


class Group(msgspec.Struct, frozen=True):
    """A group that a person could be in. limit, highest: cents a year before and with the disregard; no entry: not established."""

    name: str
    entry: Entry | None
    limit: Cents = 0
    highest: Cents = 0


class Circumstances(msgspec.Struct, frozen=True, kw_only=True):
    """What decides about one person beside the person. measured: current income as a yearly rate, for the Medicaid household.

    own: the person's own part of it, cents.
    by_year: the income of the tax household for the year, where it is below the credit's floor (42 CFR 435.603(i)), else None.
    care: what the care for children makes of the person.
    """

    law: Law
    age: int
    household: MedicaidHousehold
    measured: Measured
    own: Cents | None = None
    by_year: Measured | None = None
    care: Care = NOBODY


def medicaid_groups(
    person: Person, around: Circumstances, measured: Measured, *, caretaker: bool
) -> tuple[list[Group], list[Reason]]:
    """The groups by income, and the reasons for the ones that the state does not have."""
    law, age = around.law.medicaid, around.age
    groups: list[Group] = []
    absent: list[Reason] = []
    if age < law.child_age.under:
        _add_child(groups, "child", law.child, age, measured, law)
        _add_child(groups, "targeted_child", law.targeted_child, age, measured, law)
    elif law.young_adult_ages.at_least <= age <= law.young_adult_ages.at_most:
        _add(groups, absent, "young_adult", law.young_adult, measured, around)
    if person.pregnant:
        _add(groups, absent, "pregnant", law.pregnant, measured, around)
    if caretaker:
        _add(groups, absent, "parent", law.parent, measured, around)
    if not person.pregnant and law.adult_ages.at_least <= age <= law.adult_ages.at_most and not person.medicare:
        _add(groups, absent, "adult", law.adult, measured, around)
    return groups, absent


def chip_groups(person: Person, around: Circumstances) -> tuple[list[Group], list[Reason]]:
    """The groups of separate CHIP: children, pregnant people, children before birth."""
    law, age = around.law.medicaid, around.age
    groups: list[Group] = []
    absent: list[Reason] = []
    if age < law.child_age.under:
        _add_child(groups, "child", law.chip_child, age, around.measured, law)
    if person.pregnant:
        _add(groups, absent, "pregnant", law.chip_pregnant, around.measured, around)
        _add(groups, absent, "unborn", law.chip_unborn, around.measured, around)
    return groups, absent


def _add_child(
    groups: list[Group], name: str, limits: LimitsByAge | None, age: int, measured: Measured, law: MedicaidLaw
) -> None:
    if limits is None:
        groups.append(Group(name, None))
    elif (percent := limits.percent_at(age)) is not None:
        groups.append(
            _of_percent(name, limits, percent, measured, 0 if limits.disregard_included else law.disregard.points)
        )


def _add(
    groups: list[Group], absent: list[Reason], name: str, limit: Limit | None, measured: Measured, around: Circumstances
) -> None:
    """The group with its yearly limit; or, where the state has no adult group, the reason that says so."""
    law = around.law.medicaid
    if limit is None:
        groups.append(Group(name, None))
    elif limit.percent is not None:
        points = 0 if limit.disregard_included else law.disregard.points
        groups.append(_of_percent(name, limit, limit.percent, measured, points))
    elif limit.exists:
        yearly = limit.monthly_dollars(measured.size) * 12 * 100
        points = 0 if limit.disregard_included else law.disregard.points
        groups.append(Group(name, limit, yearly, yearly + measured.at(points)))
    elif name == "adult":
        facts: dict[str, Fact] = {"state": around.law.state, "on": law.day.isoformat()}
        absent.append(Reason("medicaid_adult_group_none", limit.citation, facts))


def _of_percent(name: str, entry: Entry, percent: Decimal, measured: Measured, points: int) -> Group:
    return Group(name, entry, *_limits(percent, points, measured.guideline))


@lru_cache
def _limits(percent: Decimal, points: int, guideline: Cents) -> tuple[Cents, Cents]:
    """The highest income before and with the disregard: the same for all households of one size."""
    return int(percent * guideline) // 100, int((percent + points) * guideline) // 100
