"""The groups of Medicaid and CHIP that a person could be in, each with its yearly limit in cents."""

from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache

import msgspec

from coverport.core.money import Cents
from coverport.eligibility.findings import Fact, Reason
from coverport.eligibility.results import MedicaidHousehold
from coverport.eligibility.rules.caretaker import NOBODY, Care
from coverport.eligibility.rules.income import Measured
from coverport.law.parameters import Entry, Limit, LimitsByAge
from coverport.law.resolved import KEPT, Law


class Group(msgspec.Struct, frozen=True, gc=False):
    """A group that a person could be in. limit, highest: cents a year before and with the disregard; no entry: not established.

    within, above: the codes of income within and above its limit.
    """

    name: str
    entry: Entry | None
    limit: Cents = 0
    highest: Cents = 0
    citation: str = ""
    within: str = ""
    above: str = ""


class Groups(msgspec.Struct, frozen=True, gc=False):
    """The groups by income. absent: the reasons for those that the state does not have. known: the groups with a limit.

    missing: the first whose limit is not established. edge: the highest income of any group, cents a year.
    """

    known: tuple[Group, ...]
    missing: Group | None
    absent: tuple[Reason, ...]
    edge: Cents | None


class ByProgram(msgspec.Struct, frozen=True, gc=False):
    """Those of Medicaid, and of separate CHIP: children and pregnant people; children before birth, None where there is no such group."""

    medicaid: Groups
    chip: Groups
    unborn: Groups | None


class Circumstances(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What decides about one person beside the person. measured: current income as a yearly rate, for the Medicaid household.

    groups: by the size of that household. own: the person's own part of it, cents.
    by_year: the income of the tax household for the year, where it is below the credit's floor (42 CFR 435.603(i)), else None.
    care: what the care for children makes of the person.
    """

    law: Law
    age: int
    household: MedicaidHousehold
    measured: Measured
    groups: ByProgram
    own: Cents | None = None
    by_year: Measured | None = None
    care: Care = NOBODY


def _groups(found: Sequence[Group], absent: Sequence[Reason] = ()) -> Groups:
    known = tuple(one for one in found if one.entry is not None)
    missing = next((one for one in found if one.entry is None), None)
    return Groups(known, missing, tuple(absent), max((one.highest for one in known), default=None))


class _At(msgspec.Struct, frozen=True, gc=False):
    """Whose limits are asked for: the program, the law, the size of the household and its guideline, cents a year."""

    program: str
    law: Law
    size: int
    guideline: Cents

    def of_percent(self, name: str, entry: Limit | LimitsByAge, percent: Decimal) -> Group:
        points = self.points(entry)
        limit, highest = int(percent * self.guideline) // 100, int((percent + points) * self.guideline) // 100
        return self.group(name, entry, limit, highest)

    def group(self, name: str, entry: Entry, limit: Cents, highest: Cents) -> Group:
        """With all that its reasons say, so that it need not be put together for each person."""
        code, citation = f"{self.program}_{name}", f"{entry.citation}; 42 CFR 435.603(d)(4)"
        return Group(name, entry, limit, highest, citation, f"{code}_within_limit", f"{code}_above_limit")

    def points(self, entry: Limit | LimitsByAge) -> int:
        """Of the disregard, 42 CFR 435.603(d)(4)."""
        return 0 if entry.disregard_included else self.law.medicaid.disregard.points


# Limits follow from the law, an age and a size of household: they are reckoned once for all whom they are the same for.
@lru_cache(maxsize=KEPT)
def groups_of(
    law: Law, age: int, size: int, guideline: Cents, pregnant: bool, medicare: bool, caretaker: bool
) -> ByProgram:
    """The groups that a person could be in. size, guideline: of the household that counts, cents a year."""
    own, unborn = _chip(law, age, size, guideline, pregnant)
    return ByProgram(_medicaid(law, age, size, guideline, pregnant, medicare, caretaker), own, unborn)


def _medicaid(
    whole: Law, age: int, size: int, guideline: Cents, pregnant: bool, medicare: bool, caretaker: bool
) -> Groups:
    law, at = whole.medicaid, _At("medicaid", whole, size, guideline)
    groups: list[Group] = []
    absent: list[Reason] = []
    if age < law.child_age.under:
        _add_child(groups, "child", law.child, age, at)
        _add_child(groups, "targeted_child", law.targeted_child, age, at)
    elif law.young_adult_ages.at_least <= age <= law.young_adult_ages.at_most:
        _add(groups, absent, "young_adult", law.young_adult, at)
    if pregnant:
        _add(groups, absent, "pregnant", law.pregnant, at)
    if caretaker:
        _add(groups, absent, "parent", law.parent, at)
    if not pregnant and law.adult_ages.at_least <= age <= law.adult_ages.at_most and not medicare:
        _add(groups, absent, "adult", law.adult, at)
    return _groups(groups, absent)


def _chip(whole: Law, age: int, size: int, guideline: Cents, pregnant: bool) -> tuple[Groups, Groups | None]:
    law, at = whole.medicaid, _At("chip", whole, size, guideline)
    groups: list[Group] = []
    unborn: list[Group] = []
    if age < law.child_age.under:
        _add_child(groups, "child", law.chip_child, age, at)
    if pregnant:
        _add(groups, [], "pregnant", law.chip_pregnant, at)
        _add(unborn, [], "unborn", law.chip_unborn, at)
    return _groups(groups), _groups(unborn) if unborn else None


def _add_child(groups: list[Group], name: str, limits: LimitsByAge | None, age: int, at: _At) -> None:
    if limits is None:
        groups.append(Group(name, None))
    elif (percent := limits.percent_at(age)) is not None:
        groups.append(at.of_percent(name, limits, percent))


def _add(groups: list[Group], absent: list[Reason], name: str, limit: Limit | None, at: _At) -> None:
    """The group with its yearly limit; or, where the state has no adult group, the reason that says so."""
    if limit is None:
        groups.append(Group(name, None))
    elif limit.percent is not None:
        groups.append(at.of_percent(name, limit, limit.percent))
    elif limit.exists:
        yearly = limit.monthly_dollars(at.size) * 12 * 100
        groups.append(at.group(name, limit, yearly, yearly + int(at.points(limit) * at.guideline) // 100))
    elif name == "adult":
        facts: dict[str, Fact] = {"state": at.law.state, "on": at.law.medicaid.day.isoformat()}
        absent.append(Reason("medicaid_adult_group_none", limit.citation, facts))
