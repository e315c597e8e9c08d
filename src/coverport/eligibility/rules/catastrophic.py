"""Who may buy a catastrophic plan, 45 CFR 156.155(a)(5)."""

from functools import cache

from coverport.eligibility.facts import Person
from coverport.eligibility.findings import YES, Fact, Finding, no, shared, yes
from coverport.law.parameters import UnderAge


def catastrophic(person: Person, age: int, under: UnderAge, plan: Finding) -> Finding:
    """Whether the person is young enough when the plan year begins, or holds an exemption. plan: whether they may buy one at all."""
    if plan.outcome is not YES:
        return plan
    return _by_age(age, under.under, under.citation, person.exemption)


@cache
def _by_age(age: int, under: int, citation: str, exemption: bool) -> Finding:
    facts: dict[str, Fact] = {"age": age, "under": under}
    if age < under:
        return shared(yes("catastrophic_young_enough", citation, facts))
    if exemption:
        return shared(yes("catastrophic_exemption", "45 CFR 156.155(a)(5)(ii), 155.605", facts))
    return shared(no("catastrophic_too_old", citation, facts))
