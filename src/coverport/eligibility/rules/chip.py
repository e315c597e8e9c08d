"""Separate CHIP: children above Medicaid's limit, pregnant people and children before birth, 42 CFR part 457."""

from coverport.eligibility.facts import Person
from coverport.eligibility.findings import NO, UNKNOWN, YES, Fact, Finding, no, unknown
from coverport.eligibility.rules.groups import Circumstances, Groups
from coverport.eligibility.rules.immigration import medicaid_status
from coverport.eligibility.rules.medicaid import decide, waiting_ends

NOT_APPLYING = no("not_applying", "42 CFR 457.340", {})
MEDICAID_FIRST = no("medicaid_comes_first", "42 CFR 457.310(b)(2)(i)", {})


def chip(person: Person, around: Circumstances, medicaid_finding: Finding) -> Finding:
    """Whether the person is likely to have separate CHIP: only who has no Medicaid and no other coverage."""
    if not person.applies:
        return NOT_APPLYING
    if medicaid_finding.outcome is YES:
        return MEDICAID_FIRST
    if around.household.size == 0:
        return unknown("household_unknown", "42 CFR 435.603(f)", {})
    found = decide("chip", person, around, around.measured, around.groups.chip)
    if found.outcome is not NO and (obstacle := _obstacle(person, around)):
        found = obstacle if found.outcome is YES or obstacle.outcome is NO else found
    unborn = around.groups.unborn
    if unborn is not None and found.outcome is not YES and (before := _unborn(person, around, unborn)):
        found = before if before.outcome is not NO or found.codes == ("chip_no_group",) else found
    if found.outcome is YES and medicaid_finding.outcome is UNKNOWN:
        return unknown("medicaid_comes_first_unknown", "42 CFR 457.310(b)(2)(i)", {})
    return found


def _unborn(person: Person, around: Circumstances, group: Groups) -> Finding | None:
    """The child before birth, whatever the mother's status, 42 CFR 457.10: None where the mother lives elsewhere."""
    if person.lives_in_state is False:
        return None
    found = decide("chip", person, around, around.measured, group)
    if found.outcome is YES and person.lives_in_state is None:
        return unknown("residence_missing", "42 CFR 457.320(d)", {})
    return found


def _obstacle(person: Person, around: Circumstances) -> Finding | None:
    """What stands in the way of a person within CHIP's limit."""
    if person.lives_in_state is False:
        return no("lives_elsewhere", "42 CFR 457.320(d)", {})
    if person.lives_in_state is None:
        return unknown("residence_missing", "42 CFR 457.320(d)", {})
    law = around.law
    if (status := medicaid_status(person, around.age, law.immigration, law.medicaid.day)) is not None:
        return status
    if person.incarcerated:
        return no("chip_incarcerated", "42 CFR 457.310(c)(2)(i)", {})
    if person.incarcerated is None:
        return unknown("incarceration_missing", "42 CFR 457.310(c)(2)(i)", {})
    if person.public_employee_coverage:
        return no("chip_public_employee", "42 CFR 457.310(c)(1)", {})
    return _waiting(person, around)


def _waiting(person: Person, around: Circumstances) -> Finding | None:
    law = around.law.medicaid
    if person.coverage_ended is None or person.coverage_ended_for_cause or not law.waiting_period.months:
        return None
    until = waiting_ends(person.coverage_ended, law.waiting_period.months)
    if law.day >= until:
        return None
    facts: dict[str, Fact] = {
        "ended": person.coverage_ended.isoformat(),
        "until": until.isoformat(),
        "on": law.day.isoformat(),
    }
    return no("chip_waiting_period", law.waiting_period.citation, facts)
