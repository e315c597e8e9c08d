"""Cost-sharing variants: which ones a plan must have, and that more help never costs more. 45 CFR 156.420."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from coverport.core.money import display
from coverport.plans.plan import STANDARD, Plan, Share, Variant
from coverport.plans.rules.certification.filed import CertificationLaw, Filed
from coverport.plans.rules.certification.findings import Fault, Finding, judged

CITATION = "45 CFR 156.420(a)-(e), 155.1030"
_WHOM = ("individual", "per_person", "family")


def variants_are_complete(filed: Filed, law: CertificationLaw) -> Finding:
    """Every variant that a plan sold to individuals on the exchange owes, each no dearer to use than the one before it."""
    faults: list[Fault] = []
    looked_at = 0
    for plan in filed.plans:
        owed = owes(plan, law)
        looked_at += len(owed)
        missing = [number for number in owed if number not in plan.variants]
        if missing:
            faults.append(Fault("variants_missing", plan.plan_id, "", {"variants": ", ".join(missing)}))
        faults += _costs_something(plan, law)
        faults += _rises(plan, [number for number in _ladder(law) if number in owed])
    return judged("variants", CITATION, faults, looked_at)


def _ladder(law: CertificationLaw) -> list[str]:
    """Variants from no help to the most: 01, 04, 05, 06."""
    bands = sorted(law.reductions.bands, key=lambda band: band.actuarial_value)
    return [STANDARD, *(band.variant for band in bands)]


def owes(plan: Plan, law: CertificationLaw) -> tuple[str, ...]:
    """The variants that a plan must have; none where it is not sold to individuals on the exchange."""
    if plan.division != "health" or plan.market != "individual" or plan.offered == "off":
        return ()
    tribal = [] if plan.metal_level in law.indian.excluded else [law.indian.none_variant, law.indian.limited_variant]
    silver = _ladder(law)[1:] if plan.metal_level == law.reductions.metal_level else []
    return (STANDARD, *tribal, *silver)


def _costs_something(plan: Plan, law: CertificationLaw) -> list[Fault]:
    """The variant for tribes up to a percent of poverty has no cost sharing in network at all."""
    variant = plan.variants.get(law.indian.none_variant)
    if variant is None or plan.division != "health":
        return []
    amounts = [figure for figure in _figures(variant) if figure[1] > 0]
    return [Fault("tribal_variant_costs", plan.plan_id, variant.number, {"what": amounts[0][0]})] if amounts else []


def _rises(plan: Plan, ladder: list[str]) -> list[Fault]:
    there = [plan.variants[number] for number in ladder if number in plan.variants]
    return [fault for before, after in pairwise(there) for fault in _step(plan, before, after)]


def _step(plan: Plan, before: Variant, after: Variant) -> Iterator[Fault]:
    figures = dict(_figures(before))
    for what, figure in _figures(after):
        if what in figures and figure > figures[what]:
            facts = {
                "what": what,
                "before": before.number,
                "from": _shown(what, figures[what]),
                "to": _shown(what, figure),
            }
            yield Fault("variant_costs_more", plan.plan_id, after.number, facts)


def _figures(variant: Variant) -> Iterator[tuple[str, Decimal]]:
    """(what, cents or percent) in network: deductibles, limits, copays and coinsurance."""
    for kind, amounts in (("deductible", variant.deductibles), ("limit", variant.limits)):
        for one in amounts:
            for whom in _WHOM if one.tier in ("in", "in_2") else ():
                if (cents := getattr(one, whom)) is not None:
                    yield f"{kind}, {one.covers}, {one.tier}, {whom}", Decimal(cents)
    for benefit, shares in variant.shares.items():
        for share in shares:
            yield from _share(benefit, share)


def _share(benefit: str, share: Share) -> Iterator[tuple[str, Decimal]]:
    if share.tier not in ("in", "in_2") or share.not_covered:
        return
    if share.copay is not None:
        yield f"copay, {benefit}, {share.tier}", Decimal(share.copay)
    if share.coinsurance is not None:
        yield f"coinsurance, {benefit}, {share.tier}", share.coinsurance


def _shown(what: str, figure: Decimal) -> str:
    return f"{figure:f}%" if what.startswith("coinsurance") else display(int(figure))
