"""Likely Medicaid and CHIP, by income: which groups a person could be in, and whether the income is within a limit."""

import msgspec

from coverport.core.money import Cents
from coverport.eligibility.facts import Household, Person
from coverport.eligibility.findings import Fact, Finding, Outcome, Reason, no, unknown, yes
from coverport.eligibility.rules.income import Measured, measure
from coverport.law.parameters import Entry, Limit, LimitsByAge
from coverport.law.resolved import Law, MedicaidLaw


class Group(msgspec.Struct, frozen=True):
    """A group that a person could be in. limit, highest: cents a year before and with the disregard; both None: not established."""

    name: str
    measured: Measured
    entry: Entry | None
    limit: Cents = 0
    highest: Cents = 0


class Circumstances(msgspec.Struct, frozen=True):
    """What the groups of one household share."""

    household: Household
    law: Law
    measured: Measured
    has_dependent_child: bool


def circumstances(household: Household, law: Law) -> Circumstances:
    """Read once per household."""
    medicaid = law.medicaid
    return Circumstances(
        household=household,
        law=law,
        measured=measure(household.income, len(household.people), medicaid.guideline),
        has_dependent_child=any(
            person.relationship == "child" and person.age < medicaid.dependent_child_age.under
            for person in household.people
        ),
    )


def medicaid(person: Person, around: Circumstances) -> Finding:
    """Whether the person is likely to have Medicaid, the state's groups paid from CHIP funds included."""
    if not person.applies:
        return no("not_applying", "42 CFR 435.907", {})
    groups, reasons = _medicaid_groups(person, around)
    return _decide("medicaid", person, around, groups, reasons)


def chip(person: Person, around: Circumstances, medicaid_finding: Finding) -> Finding:
    """Whether the person is likely to have separate CHIP: only who has no Medicaid and no other coverage."""
    if not person.applies:
        return no("not_applying", "42 CFR 457.340", {})
    if medicaid_finding.outcome is Outcome.YES:
        return no("medicaid_comes_first", "42 CFR 457.310(b)(2)(i)", {})
    groups, reasons = _chip_groups(person, around)
    found = _decide("chip", person, around, groups, reasons)
    if found.outcome is Outcome.YES and medicaid_finding.outcome is Outcome.UNKNOWN:
        return unknown("medicaid_comes_first_unknown", "42 CFR 457.310(b)(2)(i)", {})
    return found


def _medicaid_groups(person: Person, around: Circumstances) -> tuple[list[Group], list[Reason]]:
    law = around.law.medicaid
    groups: list[Group] = []
    absent: list[Reason] = []
    for name, limits in (("child", law.child), ("targeted_child", law.targeted_child)):
        if group := _child_group(name, limits, person, around):
            groups.append(group)
    if person.pregnant:
        _add(groups, absent, "pregnant", law.pregnant, _with_expected(person, around), around)
    if person.relationship in ("self", "spouse") and around.has_dependent_child:
        _add(groups, absent, "parent", law.parent, around.measured, around)
    if not person.pregnant and law.adult_ages.at_least <= person.age <= law.adult_ages.at_most:
        _add(groups, absent, "adult", law.adult, around.measured, around)
    return groups, absent


def _chip_groups(person: Person, around: Circumstances) -> tuple[list[Group], list[Reason]]:
    law = around.law.medicaid
    groups: list[Group] = []
    absent: list[Reason] = []
    if group := _child_group("child", law.chip_child, person, around):
        groups.append(group)
    if person.pregnant:
        _add(groups, absent, "pregnant", law.chip_pregnant, _with_expected(person, around), around)
    return groups, absent


def _with_expected(person: Person, around: Circumstances) -> Measured:
    """A pregnant person counts with the children expected, 42 CFR 435.603(b)."""
    size = len(around.household.people) + person.expected_children
    return measure(around.household.income, size, around.law.medicaid.guideline)


def _child_group(name: str, limits: LimitsByAge | None, person: Person, around: Circumstances) -> Group | None:
    law = around.law.medicaid
    if limits is None:
        return Group(name, around.measured, None) if person.age < law.child_age.under else None
    percent = limits.percent_at(person.age)
    if percent is None:
        return None
    points = 0 if limits.disregard_included else law.disregard.points
    measured = around.measured
    return Group(name, measured, limits, measured.at(percent), measured.at(percent + points))


def _add(
    groups: list[Group],
    absent: list[Reason],
    name: str,
    limit: Limit | None,
    measured: Measured,
    around: Circumstances,
) -> None:
    """The group with its yearly limit; or, where the state has no such group, the reason that says so."""
    if limit is None:
        groups.append(Group(name, measured, None))
    elif limit.exists:
        groups.append(_priced(name, limit, measured, around.law.medicaid))
    elif name == "adult":
        facts: dict[str, Fact] = {"state": around.law.state, "on": around.law.medicaid.day.isoformat()}
        absent.append(Reason("medicaid_adult_group_none", limit.citation, facts))


def _priced(name: str, limit: Limit, measured: Measured, law: MedicaidLaw) -> Group:
    points = 0 if limit.disregard_included else law.disregard.points
    if limit.percent is not None:
        return Group(name, measured, limit, measured.at(limit.percent), measured.at(limit.percent + points))
    yearly = limit.monthly_dollars(measured.size) * 12 * 100
    return Group(name, measured, limit, yearly, yearly + measured.at(points))


def _decide(program: str, person: Person, around: Circumstances, groups: list[Group], absent: list[Reason]) -> Finding:
    income = around.household.income
    known = [group for group in groups if group.entry is not None]
    if income is not None and known and income <= (best := _best(known, income)).highest:
        return _within(program, best, person, around)
    if missing := next((group for group in groups if group.entry is None), None):
        facts: dict[str, Fact] = {"group": f"{program}_{missing.name}", "state": around.law.state}
        return unknown("limit_not_established", "42 CFR 435.119, 435.603", facts | {"on": around.law.on.isoformat()})
    if not known:
        return _no_group(program, person, around, absent)
    if income is None:
        return unknown("income_missing", "42 CFR 435.603", {})
    best = _best(known, income)
    above = Reason(f"{program}_{best.name}_above_limit", _citation(best), _facts(best, around))
    return Finding(Outcome.NO, (*absent, above))


def _best(groups: list[Group], income: Cents) -> Group:
    """The lowest group whose own limit holds the income; else the highest, which alone takes the disregard (435.603(d)(4))."""
    ordered = sorted(groups, key=lambda group: group.limit)
    return next((group for group in ordered if income <= group.limit), None) or max(groups, key=lambda g: g.highest)


def _within(program: str, group: Group, person: Person, around: Circumstances) -> Finding:
    if group.name == "targeted_child" or program == "chip":
        if person.other_coverage:
            return no("chip_other_coverage", "42 CFR 435.4, 457.310(b)(2)(ii)", {})
        if person.other_coverage is None:
            return unknown("other_coverage_missing", "42 CFR 435.4, 457.310(b)(2)(ii)", {})
    if (barred := _status(person)) is not None:
        return barred
    return yes(f"{program}_{group.name}_within_limit", _citation(group), _facts(group, around))


def _status(person: Person) -> Finding | None:
    """What stands between a person within the limit and the program: where they live, and citizenship or status."""
    if person.lives_in_state is False:
        return no("lives_elsewhere", "42 CFR 435.403", {})
    if person.lives_in_state is None:
        return unknown("residence_missing", "42 CFR 435.403", {})
    if person.citizen:
        return None
    if person.lawfully_present:
        return unknown("immigration_to_check", "8 USC 1612(b), 1613", {})
    if person.citizen is None or person.lawfully_present is None:
        return unknown("citizenship_missing", "42 CFR 435.406", {})
    return no("not_lawfully_present", "42 CFR 435.406, 435.139", {})


def _no_group(program: str, person: Person, around: Circumstances, absent: list[Reason]) -> Finding:
    facts: dict[str, Fact] = {"age": person.age, "state": around.law.state}
    if program == "chip":
        return no("chip_no_group", "42 CFR 457.310", facts)
    if person.age > around.law.medicaid.adult_ages.at_most:
        return no("medicaid_by_age_not_income", "42 CFR 435.603(j)(2)", facts)
    return Finding(Outcome.NO, tuple(absent) or no("medicaid_no_group", "42 CFR 435.119", facts).reasons)


def _citation(group: Group) -> str:
    return f"{group.entry.citation}; 42 CFR 435.603(d)(4)" if group.entry else ""


def _facts(group: Group, around: Circumstances) -> dict[str, Fact]:
    # The limit that is told is the one that decides: with the disregard.
    percent = group.highest * 100 // group.measured.guideline
    return group.measured.facts() | {"limit": group.highest, "limit_percent": percent, "state": around.law.state}
