"""Community engagement of the Medicaid adult group, 42 USC 1396a(xx): who is exempt, who meets it, who does not."""

from coverport.core.money import Cents
from coverport.eligibility.facts import Person
from coverport.eligibility.findings import Finding, no, unknown
from coverport.law.parameters import WorkRequirement


def work_requirement(
    person: Person, age: int, *, income: Cents | None, youngest_child: int | None, law: WorkRequirement
) -> Finding | None:
    """What the requirement says against the adult group: None when it is met, lifted or not in force.

    income: the person's own, current, as a yearly rate in cents: "the individual has a monthly income", 1396a(xx)(2)(F).
    youngest_child: age of the youngest child in the person's care, None for no child.
    """
    if law.hours_month is None or not law.ages[0] <= age <= law.ages[1] or _exempt(person, age, youngest_child, law):
        return None
    if person.student or (income is not None and income >= law.income_month * 100 * 12):
        return None
    if person.work_hours_month is not None and person.work_hours_month >= law.hours_month:
        return None
    if person.work_hours_month is None or person.work_exempt is None:
        return unknown("work_requirement_missing", law.citation, {"hours_required": law.hours_month})
    facts = {"hours": person.work_hours_month, "hours_required": law.hours_month}
    return no("work_requirement_not_met", law.citation, dict(facts))


def _exempt(person: Person, age: int, youngest_child: int | None, law: WorkRequirement) -> bool:
    return bool(
        person.work_exempt
        or person.pregnant
        or person.disabled
        or person.medically_frail
        or person.american_indian
        or person.medicare
        or person.incarcerated
        or (person.foster_care and age < law.exempt_foster_care_under)
        or (youngest_child is not None and youngest_child < law.exempt_parent_of_child_under)
    )
