"""Who may buy a plan in this exchange at all, with or without help, 45 CFR 155.305(a)."""

from functools import cache

from coverport.eligibility.facts import Person
from coverport.eligibility.findings import Finding, no, shared, unknown, yes
from coverport.law.parameters import Statuses

NOT_APPLYING = no("not_applying", "45 CFR 155.310(a)", {})


def qualified_health_plan(person: Person, state: str, lawfully_present: Statuses) -> Finding:
    """Lives in the state, is a citizen or lawfully present, is not incarcerated, and asks for coverage.

    lawfully_present: the statuses that count as such for the coverage, 45 CFR 155.20.
    """
    if not person.applies:
        return NOT_APPLYING
    if person.lives_in_state is False:
        return no("lives_elsewhere", "45 CFR 155.305(a)(3)", {"state": state})
    if person.incarcerated:
        return no("incarcerated", "45 CFR 155.305(a)(2)", {})
    present = is_lawfully_present(person, lawfully_present)
    if present is False:
        return _not_present(person, lawfully_present)
    if present is None:
        return unknown("citizenship_missing", "45 CFR 155.305(a)(1)", {})
    if person.lives_in_state is None:
        return unknown("residence_missing", "45 CFR 155.305(a)(3)", {})
    if person.incarcerated is None:
        return unknown("incarceration_missing", "45 CFR 155.305(a)(2)", {})
    return _can_buy(state)


@cache
def _can_buy(state: str) -> Finding:
    return shared(yes("can_buy_a_plan", "45 CFR 155.305(a)", {"state": state}))


def is_lawfully_present(person: Person, lawfully_present: Statuses) -> bool | None:
    """Citizen, national or lawfully present: by the status where it is given, else by the person's own answer."""
    if person.citizen:
        return True
    if person.immigration is not None:
        return person.immigration.status in lawfully_present.statuses
    if person.lawfully_present:
        return True
    return False if person.citizen is False and person.lawfully_present is False else None


def _not_present(person: Person, lawfully_present: Statuses) -> Finding:
    """A status that the law leaves out has its own words: the person did not say that they are here unlawfully."""
    if person.immigration is None or person.immigration.status == "none":
        return no("not_lawfully_present", "45 CFR 155.305(a)(1)", {})
    return no("status_not_lawfully_present", lawfully_present.citation, {"status": person.immigration.status})
