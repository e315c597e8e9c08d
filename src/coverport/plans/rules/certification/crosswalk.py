"""A plan that ends says who takes its people over: 45 CFR 155.335(j), 156.290."""

from coverport.plans.plan import key_of
from coverport.plans.rules.certification.filed import Filed
from coverport.plans.rules.certification.findings import Fault, Finding, judged

CITATION = "45 CFR 155.335(j), 156.290(b)"


def discontinued_plans(filed: Filed) -> Finding:
    """Plans of last year that are not filed again have a line in the crosswalk, and it leads to a plan that is filed."""
    now = {key_of(plan.plan_id) for plan in filed.plans}
    crosswalk = {key_of(old): new for old, new in filed.crosswalk.items()}
    faults = []
    for plan_id, name in sorted(filed.before.items()):
        if key_of(plan_id) in now:
            continue
        if key_of(plan_id) not in crosswalk:
            faults.append(Fault("no_crosswalk", plan_id, "", {"name": name}))
        elif (new := crosswalk[key_of(plan_id)]) is not None and new[:5] == plan_id[:5] and key_of(new) not in now:
            faults.append(Fault("crosswalk_leads_nowhere", plan_id, "", {"name": name, "to": new}))
    return judged("crosswalk", CITATION, faults, len(filed.before))
