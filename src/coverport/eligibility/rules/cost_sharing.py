"""Cost-sharing reductions: plans that pay more of the costs, 45 CFR 155.305(g), 155.350."""

from collections.abc import Iterable

import msgspec

from coverport.eligibility.facts import Person
from coverport.eligibility.findings import NO, YES, Fact, Finding, no, unknown, yes
from coverport.eligibility.rules.income import Measured
from coverport.law.resolved import CreditLaw

STANDARD = "01"
NEEDS_CREDIT = "45 CFR 155.305(g)(1)(i)(B)"


class CostSharing(msgspec.Struct, frozen=True, gc=False):
    """What one person can have. variant: on a policy of their own; qualifies: every category, for a policy shared with others."""

    finding: Finding
    variant: str
    qualifies: tuple[str, ...]


NO_CREDIT = CostSharing(no("cost_sharing_needs_credit", NEEDS_CREDIT, {}), STANDARD, (STANDARD,))
CREDIT_UNKNOWN = CostSharing(unknown("cost_sharing_needs_credit_unknown", NEEDS_CREDIT, {}), STANDARD, (STANDARD,))


def cost_sharing(person: Person, *, qhp: Finding, credit: Finding, measured: Measured, law: CreditLaw) -> CostSharing:
    """The finding with the plan variants. The edges of the bands are exact, to the cent.

    Unlike the credit, whose percent is truncated: 155.305(g)(2) says "greater than 150 percent" of income itself.
    measured: income as the credit counts it. Limited cost sharing needs no credit and no income, 45 CFR 155.350(b).
    """
    indian = person.american_indian and qhp.outcome is YES
    if credit.outcome is not YES or measured.income is None:
        return _limited(law) if indian else _without_credit(credit)
    reached = [band.variant for band in law.cost_sharing.bands if measured.income <= measured.at(band.at_most)]
    if not indian:
        return _silver(measured, tuple(reversed(reached)), law)
    shared = (STANDARD, law.indian.limited_variant, *reversed(reached))
    if measured.income > measured.at(law.indian.none_at_most):
        return msgspec.structs.replace(_limited(law), qualifies=shared)
    facts = measured.facts() | {"at_most": law.indian.none_at_most, "variant": law.indian.none_variant}
    none = law.indian.none_variant
    return CostSharing(yes("cost_sharing_none", law.indian.citation, facts), none, (*shared, none))


def policy_variant(qualifies: Iterable[tuple[str, ...]], metal_level: str, law: CreditLaw) -> str:
    """The variant of one policy: the last of the order for which everybody on it qualifies and that the metal level carries.

    45 CFR 155.305(g)(3). qualifies: of each person on the policy.
    """
    people = list(qualifies)
    for variant in reversed(law.policy_order.variants) if people else ():
        if _carries(metal_level, variant, law) and all(variant in own for own in people):
            return variant
    return STANDARD


def _carries(metal_level: str, variant: str, law: CreditLaw) -> bool:
    """Those for Indians on every metal level but the excluded, the others on silver."""
    if variant in (law.indian.none_variant, law.indian.limited_variant):
        return metal_level not in law.indian.excluded
    return metal_level == law.cost_sharing.metal_level


def _without_credit(credit: Finding) -> CostSharing:
    return NO_CREDIT if credit.outcome is NO else CREDIT_UNKNOWN


def _limited(law: CreditLaw) -> CostSharing:
    """No cost sharing for care from or through the Indian Health Service, tribes and urban Indian organizations."""
    limited = law.indian.limited_variant
    found = yes("cost_sharing_limited", law.indian.citation, {"variant": limited})
    return CostSharing(found, limited, (STANDARD, limited))


def _silver(measured: Measured, reached: tuple[str, ...], law: CreditLaw) -> CostSharing:
    """Who qualifies for a higher level qualifies for those below it on a shared policy."""
    bands = law.cost_sharing
    if not reached:
        above = measured.facts() | {"at_most": bands.bands[-1].at_most}
        return CostSharing(no("cost_sharing_income_above", bands.citation, above), STANDARD, (STANDARD,))
    band = bands.bands[len(bands.bands) - len(reached)]
    facts: dict[str, Fact] = {
        "at_most": band.at_most,
        "actuarial_value": band.actuarial_value,
        "variant": band.variant,
    }
    found = yes("cost_sharing_reduced", bands.citation, measured.facts() | facts)
    return CostSharing(found, band.variant, (STANDARD, *reached))
