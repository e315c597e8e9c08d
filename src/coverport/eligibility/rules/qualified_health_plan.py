"""Who may buy a plan in this exchange at all, with or without help, 45 CFR 155.305(a)."""

from coverport.eligibility.facts import Person
from coverport.eligibility.findings import Finding, no, unknown, yes


def qualified_health_plan(person: Person, state: str) -> Finding:
    """Lives in the state, is a citizen or lawfully present, is not incarcerated, and asks for coverage."""
    if not person.applies:
        return no("not_applying", "45 CFR 155.310(a)", {})
    if person.lives_in_state is False:
        return no("lives_elsewhere", "45 CFR 155.305(a)(3)", {"state": state})
    if person.incarcerated:
        return no("incarcerated", "45 CFR 155.305(a)(2)", {})
    if person.citizen is False and person.lawfully_present is False:
        return no("not_lawfully_present", "45 CFR 155.305(a)(1)", {})
    if not (person.citizen or person.lawfully_present):
        return unknown("citizenship_missing", "45 CFR 155.305(a)(1)", {})
    if person.lives_in_state is None:
        return unknown("residence_missing", "45 CFR 155.305(a)(3)", {})
    if person.incarcerated is None:
        return unknown("incarceration_missing", "45 CFR 155.305(a)(2)", {})
    return yes("can_buy_a_plan", "45 CFR 155.305(a)", {"state": state})
