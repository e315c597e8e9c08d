"""Who can have a state's Basic Health Program, 42 CFR 600.305(a)."""

from collections.abc import Sequence
from functools import cache

from coverport.eligibility.facts import Person
from coverport.eligibility.findings import UNKNOWN, YES, Fact, Finding, no, unknown, yes
from coverport.eligibility.rules.credit import granted_unless
from coverport.eligibility.rules.income import Measured
from coverport.law.parameters import BasicHealth, CreditStatuses

INCOME = "42 CFR 600.305(a)(2)"
NOT_APPLYING = no("not_applying", "42 CFR 600.310", {})


def basic_health(
    person: Person,
    age: int,
    *,
    qhp: Finding,
    medicaid: Finding,
    chip: Finding,
    elsewhere: Sequence[Finding | None],
    measured: Measured,
    barred_by_status: bool | None,
    law: BasicHealth,
    statuses: CreditStatuses,
) -> Finding:
    """Income over Medicaid's and within the program's limit, of the right age, able to buy a plan, without other coverage.

    elsewhere: what other coverage and offers of employers say; barred_by_status: whether immigration status alone keeps a
    lawfully present person out of Medicaid.
    """
    if law.above is None or law.at_most is None or not person.applies:
        return _no_program(law.citation) if person.applies else NOT_APPLYING
    obstacles = (
        qhp if qhp.outcome is not YES else None,
        _of_age(age, law),
        _status_open(person, statuses),
        _medicaid_first(medicaid, chip),
        *elsewhere,
    )
    return granted_unless(obstacles, _income(measured, law.above, law.at_most, barred_by_status, law))


def without_program(person: Person, law: BasicHealth) -> Finding | None:
    """The answer to whoever does not ask, and where the state has no program; None where there is more to look at."""
    if not person.applies:
        return NOT_APPLYING
    return _no_program(law.citation) if law.above is None or law.at_most is None else None


@cache
def _no_program(citation: str) -> Finding:
    return no("basic_health_none", citation, {})


def _of_age(age: int, law: BasicHealth) -> Finding | None:
    youngest, oldest = law.ages
    if youngest <= age <= oldest:
        return None
    return no("basic_health_age", "42 CFR 600.305(a)(4)", {"age": age, "at_least": youngest, "at_most": oldest})


def _status_open(person: Person, law: CreditStatuses) -> Finding | None:
    if law.statuses is None or person.citizen:
        return None
    if person.immigration is None:
        return unknown("basic_health_status_to_check", law.citation, {})
    if person.immigration.status in law.statuses:
        return None
    return no("basic_health_status_closed", law.citation, {"status": person.immigration.status})


def _medicaid_first(medicaid: Finding, chip: Finding) -> Finding | None:
    for found in (medicaid, chip):
        if found.outcome is YES:
            return no("basic_health_medicaid_instead", "42 CFR 600.305(a)(3)", {})
    return next((found for found in (medicaid, chip) if found.outcome is UNKNOWN), None)


def _income(measured: Measured, above: int, at_most: int, barred: bool | None, law: BasicHealth) -> Finding:
    if measured.income is None:
        return unknown("income_missing", INCOME, {})
    limits: dict[str, Fact] = {"above": above, "at_most": at_most, "program": law.name}
    facts = measured.facts() | limits
    if measured.income > measured.at(at_most):
        return no("basic_health_income_above", law.citation, facts)
    if measured.income > measured.at(above):
        return yes("basic_health_within", law.citation, facts)
    if barred is False:
        return no("basic_health_income_below", law.citation, facts)
    if barred is None:
        return unknown("basic_health_status_to_check", INCOME, {})
    return yes("basic_health_barred_by_status", law.citation, facts)
