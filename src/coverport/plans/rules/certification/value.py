"""Actuarial value against the year's range, the share of essential benefits, and the year's out-of-pocket limit."""

from collections.abc import Iterator

from coverport.core.money import display
from coverport.law.parameters.calendar import ValueRange
from coverport.plans.plan import STANDARD, Amount, Plan, Variant
from coverport.plans.rules.certification.filed import CertificationLaw, Filed
from coverport.plans.rules.certification.findings import Fault, Finding, judged

OFF_EXCHANGE = "00"
EHB_CITATION = "45 CFR 156.470(a), 155.170"
# Care outside the network does not count toward the limit, 45 CFR 156.130(c).
IN_NETWORK = ("in", "in_2")


def actuarial_values(filed: Filed, law: CertificationLaw) -> Finding:
    """The filed value of each medical plan's variants that the law gives a range; catastrophic plans have none, 42 USC 18022(e)."""
    ranges = {one.plan: one for one in law.actuarial_value.ranges}
    faults: list[Fault] = []
    looked_at = 0
    for plan in filed.plans:
        for variant, allowed in _with_range(plan, ranges):
            looked_at += 1
            faults += _value(plan, variant, allowed)
    unknown = frozenset({"value_missing"})
    return judged("actuarial_value", law.actuarial_value.citation, faults, looked_at, unknown=unknown)


def _with_range(plan: Plan, ranges: dict[str, ValueRange]) -> Iterator[tuple[Variant, ValueRange]]:
    if plan.division != "health":
        return
    for number in sorted(plan.variants):
        kind = _kind(plan, number)
        # Years that know no expanded bronze plan hold it to the range of bronze.
        if allowed := ranges.get(kind) or (ranges.get(plan.metal_level) if kind == "expanded_bronze" else None):
            yield plan.variants[number], allowed


def _kind(plan: Plan, number: str) -> str:
    """How the law names a plan's variant."""
    if number not in (STANDARD, OFF_EXCHANGE):
        return f"variant_{number}"
    if plan.expanded:
        return "expanded_bronze"
    on_exchange = number == STANDARD and plan.offered != "off" and plan.market == "individual"
    return "silver_on_exchange" if plan.metal_level == "silver" and on_exchange else plan.metal_level


def _value(plan: Plan, variant: Variant, allowed: ValueRange) -> list[Fault]:
    least, most = allowed.target - allowed.below, allowed.target + allowed.above
    if variant.actuarial_value is None:
        return [Fault("value_missing", plan.plan_id, variant.number, {"least": str(least), "most": str(most)})]
    if least <= variant.actuarial_value <= most:
        return []
    facts = {"value": f"{variant.actuarial_value.normalize():f}", "least": str(least), "most": str(most)}
    return [Fault("value_out_of_range", plan.plan_id, variant.number, facts)]


def essential_shares(filed: Filed) -> Finding:
    """How much of each premium is for essential health benefits; of a dental plan's, for children's dental care."""
    faults: list[Fault] = []
    for plan in filed.plans:
        share = plan.ehb_share if plan.division == "health" else plan.pediatric_dental_share
        if share is None:
            faults.append(Fault("share_missing", plan.plan_id))
        elif not 0 < share <= 1:
            faults.append(Fault("share_out_of_range", plan.plan_id, "", {"share": f"{share * 100:f}"}))
    return judged("essential_share", EHB_CITATION, faults, len(filed.plans), unknown=frozenset({"share_missing"}))


def yearly_limits(filed: Filed, law: CertificationLaw) -> Finding:
    """What a person or family may have to pay in network in a year: at most the law's figures, for medical plans."""
    faults: list[Fault] = []
    looked_at = 0
    for plan in filed.plans:
        for number, variant in sorted(plan.variants.items()) if plan.division == "health" else ():
            looked_at += 1
            faults += _limits(plan, number, variant, law)
    return judged("yearly_limit", law.limit.citation, faults, looked_at, unknown=frozenset({"limit_missing"}))


def _limits(plan: Plan, number: str, variant: Variant, law: CertificationLaw) -> list[Fault]:
    found = []
    for whom, most in (("individual", law.limit.individual), ("family", law.limit.family)):
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
