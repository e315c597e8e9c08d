"""Who may buy a catastrophic plan, 45 CFR 156.155(a)(5)."""

from coverport.eligibility.facts import Person
from coverport.eligibility.findings import Finding, Outcome, no, yes
from coverport.law.parameters import UnderAge


def catastrophic(person: Person, age: int, under: UnderAge, plan: Finding) -> Finding:
    """Whether the person is young enough when the plan year begins, or holds an exemption. plan: whether they may buy one at all."""
    if plan.outcome is not Outcome.YES:
        return plan
    if age < under.under:
        return yes("catastrophic_young_enough", under.citation, {"age": age, "under": under.under})
    if person.exemption:
        return yes("catastrophic_exemption", "45 CFR 156.155(a)(5)(ii), 155.605", {"age": age, "under": under.under})
    return no("catastrophic_too_old", under.citation, {"age": age, "under": under.under})
