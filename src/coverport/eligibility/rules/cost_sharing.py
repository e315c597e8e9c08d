"""Cost-sharing reductions: silver plans that pay more of the costs."""

from collections.abc import Iterable

from coverport.eligibility.findings import Fact, Finding, Outcome, no, unknown, yes
from coverport.eligibility.rules.income import Measured
from coverport.law.parameters import CostSharingBands

STANDARD = "01"
# 45 CFR 155.305(g)(3): people of different categories on one policy get the last of this list that all of them qualify for.
_ORDER = (STANDARD, "04", "05", "06")


def cost_sharing(credit: Finding, measured: Measured, law: CostSharingBands) -> tuple[Finding, str]:
    """The finding and the plan variant. Only who can have the credit; the edges of the bands are exact, to the cent.

    Unlike the credit, whose percent is truncated: 155.305(g)(2) says "greater than 150 percent" of income itself.
    """
    if credit.outcome is Outcome.NO:
        return no("cost_sharing_needs_credit", "45 CFR 155.305(g)(1)(ii)", {}), STANDARD
    if credit.outcome is Outcome.UNKNOWN or measured.income is None:
        return unknown("cost_sharing_needs_credit_unknown", "45 CFR 155.305(g)(1)(ii)", {}), STANDARD
    for band in law.bands:
        if measured.income <= measured.at(band.at_most):
            share: dict[str, Fact] = {
                "at_most": band.at_most,
                "actuarial_value": band.actuarial_value,
                "variant": band.variant,
            }
            return yes("cost_sharing_reduced", law.citation, measured.facts() | share), band.variant
    top = law.bands[-1].at_most
    return no("cost_sharing_income_above", law.citation, measured.facts() | {"at_most": top}), STANDARD


def policy_variant(variants: Iterable[str]) -> str:
    """The variant of one policy: the best for which everyone on it qualifies."""
    return min(variants, key=_ORDER.index, default=STANDARD)
