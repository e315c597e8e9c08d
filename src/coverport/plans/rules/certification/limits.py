"""What a person, a family, or a child at the dentist may have to pay in network in a year: at most the law's figures."""

from coverport.core.money import display
from coverport.law.parameters.common import YearlyDollars
from coverport.plans.plan import Amount, Plan, Variant
from coverport.plans.rules.certification.filed import CertificationLaw, Filed
from coverport.plans.rules.certification.findings import Fault, Finding, judged
from coverport.plans.rules.certification.value import covers_children

DENTAL_CITATION = "45 CFR 156.150(a)"
# Care outside the network does not count toward the limit, 45 CFR 156.130(c).
IN_NETWORK = ("in", "in_2")
_MISSING = frozenset({"limit_missing", "dental_limit_not_known"})


def yearly_limits(filed: Filed, law: CertificationLaw) -> Finding:
    """One person's and a family's limit of medical plans."""
    faults: list[Fault] = []
    looked_at = 0
    for plan in filed.plans:
        for number, variant in sorted(plan.variants.items()) if plan.division == "health" else ():
            looked_at += 1
            faults += _limits(plan, number, variant, law.limit)
    return judged("yearly_limit", law.limit.citation, faults, looked_at, unknown=_MISSING)


def dental_limits(filed: Filed, law: CertificationLaw) -> Finding:
    """One child's and several children's limit of stand-alone dental plans."""
    plans = [plan for plan in filed.plans if plan.division == "dental" and covers_children(plan)]
    if law.dental_limit is None:
        faults = [Fault("dental_limit_not_known", plan.plan_id) for plan in plans]
        return judged("dental_limit", DENTAL_CITATION, faults, len(plans), unknown=_MISSING)
    faults, looked_at = [], 0
    for plan in plans:
        for number, variant in sorted(plan.variants.items()):
            looked_at += 1
            faults += [_of_children(fault) for fault in _limits(plan, number, variant, law.dental_limit)]
    return judged("dental_limit", law.dental_limit.citation, faults, looked_at, unknown=_MISSING)


def _of_children(fault: Fault) -> Fault:
    codes = {"limit_too_high_individual": "limit_too_high_child", "limit_too_high_family": "limit_too_high_children"}
    return Fault(codes.get(fault.code, fault.code), fault.plan_id, fault.place, fault.facts)


def limits_in_families(filed: Filed, law: CertificationLaw) -> Finding:
    """Nobody in a family pays more than a person alone may: a family's own limit, which is higher, holds one for each person in it."""
    faults: list[Fault] = []
    looked_at = 0
    for plan in filed.plans if law.person_in_family.required else ():
        for number, variant in sorted(plan.variants.items()) if plan.division == "health" else ():
            for family, person in _of_families(variant):
                looked_at += 1
                faults += _of_person(plan, number, family, person, law.limit.individual * 100)
    unknown = frozenset({"person_limit_missing"})
    return judged("person_limit", law.person_in_family.citation, faults, looked_at, unknown=unknown)


def _of_families(variant: Variant) -> list[tuple[int | None, int | None]]:
    """(a family's limit, that of each person in it), cents, of each tier in network that says either."""
    both = [
        (_together(variant.limits, tier, "family"), _together(variant.limits, tier, "per_person"))
        for tier in IN_NETWORK
    ]
    return [one for one in both if one != (None, None)]


def _of_person(plan: Plan, number: str, family: int | None, person: int | None, most: int) -> list[Fault]:
    """most: cents."""
    if person is not None and person > most:
        facts = {"limit": display(person), "most": display(most)}
        return [Fault("limit_too_high_person", plan.plan_id, number, facts)]
    if person is None and family is not None and family > most:
        facts = {"limit": display(family), "most": display(most)}
        return [Fault("person_limit_missing", plan.plan_id, number, facts)]
    return []


def _limits(plan: Plan, number: str, variant: Variant, law: YearlyDollars) -> list[Fault]:
    found = []
    for whom, most in (("individual", law.individual), ("family", law.family)):
        amounts = [_together(variant.limits, tier, whom) for tier in IN_NETWORK]
        known = [amount for amount in amounts if amount is not None]
        facts = {"most": display(most * 100)}
        if not known and whom == "individual":
            found.append(Fault("limit_missing", plan.plan_id, number, facts))
        if known and max(known) > most * 100:
            found.append(Fault(f"limit_too_high_{whom}", plan.plan_id, number, facts | {"limit": display(max(known))}))
    return found


def _together(limits: tuple[Amount, ...], tier: str, whom: str) -> int | None:
    """Cents: one limit for all, else those for medical care and for drugs added up."""
    said = {one.covers: getattr(one, whom) for one in limits if one.tier == tier and getattr(one, whom) is not None}
    if "combined" in said:
        return int(said["combined"])
    return sum(said.values()) if said else None
