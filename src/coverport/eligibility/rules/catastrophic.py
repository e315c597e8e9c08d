"""Who may buy a catastrophic plan."""

from coverport.eligibility.facts import Person
from coverport.eligibility.findings import Finding, Outcome, no, yes
from coverport.law.parameters import UnderAge


def catastrophic(person: Person, age: UnderAge, plan: Finding) -> Finding:
    """Whether the person is young enough when the plan year begins. plan: whether they may buy a plan at all."""
    if plan.outcome is not Outcome.YES:
        return plan
    facts = {"age": person.age, "under": age.under}
    if person.age < age.under:
        return yes("catastrophic_young_enough", age.citation, dict(facts))
    return no("catastrophic_too_old", age.citation, dict(facts))
