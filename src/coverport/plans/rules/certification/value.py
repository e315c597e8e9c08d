"""Actuarial value against the year's range, how far the first silver variant lies above its plan, the share of essential benefits."""

from collections.abc import Iterator
from decimal import Decimal

from coverport.law.parameters.plan_terms import ValueRange
from coverport.plans.plan import STANDARD, Plan, Variant
from coverport.plans.rules.certification.filed import CertificationLaw, Filed
from coverport.plans.rules.certification.findings import Fault, Finding, judged

OFF_EXCHANGE = "00"
EHB_CITATION = "45 CFR 156.470(a), 155.170"


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
    facts = {"value": _shown(variant.actuarial_value), "least": str(least), "most": str(most)}
    return [Fault("value_out_of_range", plan.plan_id, variant.number, facts)]


def silver_gaps(filed: Filed, law: CertificationLaw) -> Finding:
    """A silver plan's first variant pays more of the costs than the plan by so many points; a value that is missing is another check's."""
    gap, faults, looked_at = law.silver_gap, [], 0
    for plan in filed.plans:
        below, above = (_filed_value(plan, number) for number in (STANDARD, gap.variant))
        if plan.metal_level != law.reductions.metal_level or below is None or above is None:
            continue
        looked_at += 1
        if above - below < gap.points:
            facts = {
                "value": _shown(above),
                "standard": _shown(below),
                "gap": _shown(above - below),
                "points": _shown(gap.points),
            }
            faults.append(Fault("variant_too_near", plan.plan_id, gap.variant, facts))
    return judged("silver_gap", gap.citation, faults, looked_at)


def _filed_value(plan: Plan, number: str) -> Decimal | None:
    return plan.variants[number].actuarial_value if number in plan.variants else None


def dental_values(filed: Filed, law: CertificationLaw) -> Finding:
    """The level of a stand-alone dental plan, high or low, in the years that ask for one."""
    ranges = {one.plan: one for one in law.dental_value.ranges}
    faults: list[Fault] = []
    looked_at = 0
    for plan in filed.plans:
        allowed = ranges.get(plan.metal_level)
        if plan.division == "dental" and covers_children(plan) and allowed is not None:
            looked_at += len(plan.variants)
            faults += [fault for variant in plan.variants.values() for fault in _value(plan, variant, allowed)]
    return judged("dental_value", law.dental_value.citation, faults, looked_at, unknown=frozenset({"value_missing"}))


def covers_children(plan: Plan) -> bool:
    """Whether a dental plan has children's dental care, the essential benefit that the rules of dental plans are about."""
    return not plan.adult_only


def _shown(value: Decimal) -> str:
    return f"{value.normalize():f}"


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
