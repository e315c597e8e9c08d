"""Who may buy a catastrophic plan, 45 CFR 156.155(a)(5)."""

from functools import cache

from coverport.eligibility.facts import Person
from coverport.eligibility.findings import Finding, Outcome, no, yes
from coverport.law.parameters import UnderAge


def catastrophic(person: Person, age: int, under: UnderAge, plan: Finding) -> Finding:
    """Whether the person is young enough when the plan year begins, or holds an exemption. plan: whether they may buy one at all."""
    if plan.outcome is not Outcome.YES:
        return plan
    return _by_age(age, under.under, under.citation, person.exemption)


@cache
def _by_age(age: int, under: int, citation: str, exemption: bool) -> Finding:
    if age < under:
        return yes("catastrophic_young_enough", citation, {"age": age, "under": under})
    if exemption:
        return yes("catastrophic_exemption", "45 CFR 156.155(a)(5)(ii), 155.605", {"age": age, "under": under})
    return no("catastrophic_too_old", citation, {"age": age, "under": under})
