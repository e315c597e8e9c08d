"""Medicaid by income: the groups without an income test first, then the groups by income, then what stands in the way."""

from datetime import date
from functools import cache

import msgspec

from coverport.core.dates import age_on, day_before, first_of_month, last_of_month
from coverport.core.money import Cents
from coverport.eligibility.facts import Person
from coverport.eligibility.findings import NO, UNKNOWN, YES, Fact, Finding, Reason, no, shared, unknown, yes
from coverport.eligibility.rules.groups import Circumstances, Group, Groups, groups_of
from coverport.eligibility.rules.immigration import medicaid_status
from coverport.eligibility.rules.income import Measured
from coverport.eligibility.rules.work_requirement import work_requirement
from coverport.law.parameters import TurnedAge


class MedicaidAnswer(msgspec.Struct, frozen=True, gc=False):
    """The finding, and what the credit must know of it.

    status: what immigration status says against it, None when nothing. work: what the work requirement says, None when nothing.
    emergency: whether emergencies are covered. edge: the highest yearly income, in cents, of any group that the person could be
    in; None where income is not what decides.
    """

    finding: Finding
    status: Finding | None
    emergency: Finding
    work: Finding | None = None
    edge: Cents | None = None

    @property
    def barred_by_status(self) -> bool | None:
        """Whether immigration status alone keeps the person out; None where that cannot be said."""
        if self.status is None:
            return False
        return True if self.status.outcome is NO else None


NO_EMERGENCY = no("emergency_not_needed", "42 CFR 435.139", {})
NOT_APPLYING = no("not_applying", "42 CFR 435.907", {})


def medicaid(person: Person, around: Circumstances) -> MedicaidAnswer:
    """Whether the person is likely to have Medicaid, the state's groups paid from CHIP funds included."""
    status = medicaid_status(person, around.age, around.law.immigration, around.law.medicaid.day)
    if not person.applies:
        return MedicaidAnswer(NOT_APPLYING, status, NO_EMERGENCY)
    found = _by_group(person, around)
    obstacle = _obstacle(person, status)
    if obstacle is None:
        return MedicaidAnswer(found.finding, status, NO_EMERGENCY, found.work, found.edge)
    within = found.finding.outcome is YES or found.work is not None
    unsure = within or found.finding.outcome is UNKNOWN
    if found.finding.outcome is YES or (unsure and obstacle.outcome is NO):
        # Who is kept out in any case is asked for no hours of work, and fails nothing by them.
        emergency = _emergency(person, status) if within and obstacle is status else NO_EMERGENCY
        return MedicaidAnswer(obstacle, status, emergency)
    return MedicaidAnswer(found.finding, status, NO_EMERGENCY, found.work)


class _Found(msgspec.Struct, frozen=True, gc=False):
    """An answer before anything stands in its way."""

    finding: Finding
    work: Finding | None = None
    edge: Cents | None = None


def _obstacle(person: Person, status: Finding | None) -> Finding | None:
    """What stands between a person within a limit and Medicaid: where they live, the agency's own word, their status."""
    if person.lives_in_state is False:
        return no("lives_elsewhere", "42 CFR 435.403", {})
    if person.lives_in_state is None:
        return unknown("residence_missing", "42 CFR 435.403", {})
    if person.medicaid_denied:
        return no("medicaid_denied_by_agency", "45 CFR 155.302(b)(5), 155.345(h)", {})
    return status


def _emergency(person: Person, status: Finding | None) -> Finding:
    """Who meets all but the status has Medicaid for emergencies, 42 CFR 435.139."""
    if status is None or status.outcome is not NO or not person.emergency:
        return NO_EMERGENCY
    return yes("emergency_medicaid", "42 CFR 435.139, 440.255(c); 8 USC 1611(b)(1)(A)", {})


def _by_group(person: Person, around: Circumstances) -> _Found:
    free = None
    if person.foster_care or person.pregnancy_ended is not None:
        free = _without_income_test(person, around)
        if free is not None and free.outcome is YES:
            return _Found(free)
    found = _by_income(person, around, around.measured, around.groups.medicaid)
    if found.finding.outcome is not YES and found.work is None and around.by_year is not None:
        caretaker = around.care.caretaker is True
        by_year = _by_income(
            person, around, around.by_year, _groups(person, around, around.by_year, caretaker=caretaker)
        )
        if by_year.finding.outcome is YES:
            return _Found(_gap(by_year.finding), by_year.work)
    if found.finding.outcome is NO and free is not None:
        return _Found(free, found.work)
    return found


def _gap(found: Finding) -> Finding:
    """Below the credit's floor by the year and above the limit by the month: the year decides, so that nobody falls between."""
    reason = found.reasons[0]
    return Finding(
        YES, (Reason(reason.code, f"{reason.citation}; 42 CFR 435.603(i)", reason.facts | {"by_year": True}),)
    )


def _without_income_test(person: Person, around: Circumstances) -> Finding | None:
    law = around.law.medicaid
    if person.foster_care and around.age < law.foster_care.under:
        facts: dict[str, Fact] = {"age": around.age, "under": law.foster_care.under}
        if person.foster_care_other_state and not _counts_elsewhere(person, law.foster_care_elsewhere):
            return unknown("foster_care_other_state", law.foster_care.citation, facts)
        return yes("medicaid_former_foster_care", law.foster_care.citation, facts)
    if person.pregnancy_ended is not None:
        until = first_of_month(person.pregnancy_ended, law.postpartum.months + 1)
        if person.pregnancy_ended <= law.day < until:
            facts = {"ended": person.pregnancy_ended.isoformat(), "until": until.isoformat(), "on": law.day.isoformat()}
            return yes("medicaid_postpartum", law.postpartum.citation, facts)
    return None


def _counts_elsewhere(person: Person, law: TurnedAge) -> bool:
    """Whether another state's foster care counts: for who reached the age since the law says so, as far as the birth date tells."""
    return person.birth_date is not None and age_on(person.birth_date, day_before(law.day)) < law.age


def _by_income(person: Person, around: Circumstances, measured: Measured, groups: Groups) -> _Found:
    """The answer by income, and what the work requirement says where the adult group alone would take the person."""
    if around.household.size == 0:
        return _Found(unknown("household_unknown", "42 CFR 435.603(f)", {}))
    found = _Found(decide("medicaid", person, around, measured, groups), None, groups.edge)
    if found.finding.outcome is NO and around.care.caretaker is None:
        return _if_caretaker(person, around, measured, found)
    if found.finding.outcome is not YES or found.finding.reasons[0].code != "medicaid_adult_within_limit":
        return found
    if around.care.uncovered:
        return _Found(no("medicaid_child_uncovered", "42 CFR 435.119(c)", {}))
    law = around.law.medicaid.work_requirement
    work = work_requirement(person, around.age, income=around.own, youngest_child=around.care.youngest, law=law)
    return found if work is None else _Found(work, work)


def _groups(person: Person, around: Circumstances, measured: Measured, *, caretaker: bool) -> Groups:
    size, guideline = measured.size, measured.guideline
    return groups_of(around.law, around.age, size, guideline, person.pregnant, person.medicare, caretaker).medicaid


def _if_caretaker(person: Person, around: Circumstances, measured: Measured, otherwise: _Found) -> _Found:
    """The parents' hours of work are not told: that matters only where the group of parents would take the person."""
    groups = _groups(person, around, measured, caretaker=True)
    if decide("medicaid", person, around, measured, groups).outcome is not YES:
        return otherwise
    law = around.law.medicaid.deprivation
    return _Found(unknown("caretaker_hours_missing", law.citation, {"hours_month": law.hours_month}))


def decide(program: str, person: Person, around: Circumstances, measured: Measured, groups: Groups) -> Finding:
    """Yes within a limit, unknown where a limit or the income is, otherwise no with the nearest limit."""
    income, known = measured.income, groups.known
    if income is not None and known:
        best = _best(known, income)
        if income <= best.highest:
            return _within(program, best, person, around, measured)
    if groups.missing is not None:
        facts: dict[str, Fact] = {"group": f"{program}_{groups.missing.name}", "state": around.law.state}
        return unknown("limit_not_established", "42 CFR 435.119, 435.603", facts | {"on": around.law.on.isoformat()})
    if not known:
        return _no_group(program, around, groups.absent)
    if income is None:
        return unknown("income_missing", "42 CFR 435.603", {})
    above = Reason(best.above, best.citation, _facts(best, around, measured))
    return Finding(NO, (*groups.absent, above))


def _best(groups: tuple[Group, ...], income: Cents) -> Group:
    """The lowest group whose own limit holds the income; else the highest, which alone takes the disregard (435.603(d)(4))."""
    if len(groups) == 1:
        return groups[0]
    best = highest = groups[0]
    for group in groups[1:]:
        if income <= group.limit and (income > best.limit or group.limit < best.limit):
            best = group
        if group.highest > highest.highest:
            highest = group
    return best if income <= best.limit else highest


def _within(program: str, group: Group, person: Person, around: Circumstances, measured: Measured) -> Finding:
    if group.name == "targeted_child" or program == "chip":
        covered = person.other_coverage or person.medicare
        if covered:
            return no("chip_other_coverage", "42 CFR 435.4, 457.310(b)(2)(ii)", {})
        if person.other_coverage is None:
            return unknown("other_coverage_missing", "42 CFR 435.4, 457.310(b)(2)(ii)", {})
    return yes(group.within, group.citation, _facts(group, around, measured))


def _no_group(program: str, around: Circumstances, absent: tuple[Reason, ...]) -> Finding:
    if program == "chip":
        return _no_chip_group(around.age, around.law.state)
    facts: dict[str, Fact] = {"age": around.age, "state": around.law.state}
    if around.age > around.law.medicaid.adult_ages.at_most:
        return no("medicaid_by_age_not_income", "42 CFR 435.603(j)(2)", facts)
    return Finding(NO, absent) if absent else no("medicaid_no_group", "42 CFR 435.119", facts)


@cache
def _no_chip_group(age: int, state: str) -> Finding:
    return shared(no("chip_no_group", "42 CFR 457.310", {"age": age, "state": state}))


def _facts(group: Group, around: Circumstances, measured: Measured) -> dict[str, Fact]:
    # The limit that is told is the one that decides: with the disregard.
    facts = measured.facts()
    facts["limit"] = group.highest
    facts["limit_percent"] = group.highest * 100 // measured.guideline
    facts["state"] = around.law.state
    return facts


ANOTHER_BASIS = "42 CFR 435.603(j); 45 CFR 155.345(b)"
NO_REFERRAL = no("referral_not_needed", ANOTHER_BASIS, {})


def referral(person: Person, age: int, oldest: int) -> Finding:
    """Whether the agency must look at Medicaid on another basis than income, 42 CFR 435.603(j), 45 CFR 155.345(b)."""
    if not person.applies:
        return no("not_applying", "45 CFR 155.310(a)", {})
    if age > oldest:
        return yes("referral_age", ANOTHER_BASIS, {"age": age, "at_most": oldest})
    if person.disabled:
        return yes("referral_disability", ANOTHER_BASIS, {})
    if person.long_term_care:
        return yes("referral_long_term_care", ANOTHER_BASIS, {})
    if person.medicare:
        return yes("referral_medicare", ANOTHER_BASIS, {})
    return NO_REFERRAL


def waiting_ends(ended: date, months: int) -> date:
    """The first day on which a child may have CHIP: so many months after group coverage ended, at most about 90 days, 42 CFR 457.805(b)."""
    month = first_of_month(ended, months)
    return month.replace(day=min(ended.day, last_of_month(month).day))
