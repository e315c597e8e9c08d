"""What the agency has decided goes into later decisions, too: 45 CFR 155.345(h), 155.302(b)(5)."""

import msgspec

from coverport.applications.agencies import adds_facts, knows_approvals
from coverport.applications.determining import facts_of
from coverport.applications.models import Application
from coverport.applications.queries import determination_of
from coverport.applications.verification.rules.instead import with_programs
from coverport.core.prepared import Read
from coverport.eligibility import facts
from coverport.eligibility.withheld import income_of
from coverport.handoff.models import Case

DECIDED = Read(
    lambda household, year: (
        Case.objects.filter(person__household=household, year=year)
        .exclude(decided_on=None)
        .select_related("person", "application")
        .order_by("id")
    )
)


@adds_facts
def as_the_agency_decided(application: Application, given: facts.Application) -> facts.Application:
    """Who is approved is covered; who is denied stays denied as long as their income is the one that the agency looked at."""
    for person, case in _decided(application).items():
        given = _with(given, person, case)
    return given


@knows_approvals
def approved(application: Application) -> dict[str, str]:
    """Whom the agency covers. Where it decides, its word is what the page says, 45 CFR 155.302(b)(5)."""
    return {person: case.program for person, case in _decided(application).items() if case.status == "approved"}


def _decided(application: Application) -> dict[str, Case]:
    """The newest case of each person that the agency has decided."""
    rows = DECIDED.all(application.household_id, application.year)
    return {case.person.reference: case for case in rows}


def _with(given: facts.Application, person: str, case: Case) -> facts.Application:
    if person not in {one.id for one in given.people}:
        return given
    if case.status == "approved":
        return with_programs(given, person, [case.program])
    return denied(given, person) if case.status == "denied" and _same_income(given, case) else given


def denied(given: facts.Application, person: str) -> facts.Application:
    """The application of a person whom the agency found ineligible."""
    people = tuple(
        msgspec.structs.replace(one, medicaid_denied=True, public_coverage=False) if one.id == person else one
        for one in given.people
    )
    return msgspec.structs.replace(given, people=people)


def _same_income(given: facts.Application, case: Case) -> bool:
    """Whether nobody's income is other than when the agency got the account."""
    determination = determination_of(case.application)
    if determination is None:
        return False
    then = {one.id: income_of(one) for one in facts_of(determination).people}
    return all(then.get(one.id) == income_of(one) for one in given.people)
