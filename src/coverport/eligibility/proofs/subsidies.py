"""Evidence for what states add to the federal credit."""

from decimal import Decimal

from coverport.core.money import half_up
from coverport.eligibility.proofs.arithmetic import (
    NO,
    UNKNOWN,
    YES,
    Evidence,
    Facts,
    always,
    exceeds,
    number,
    percent_is_right,
    reaches,
    text,
)


def _up_to(facts: Facts) -> bool:
    return percent_is_right(facts) and not exceeds(facts, "at_most")


def _assistance_adds_up(facts: Facts) -> bool:
    """Income times the points, or the whole share where that is less, a month; at most the benchmark after the credit."""
    share = min(Decimal(text(facts, "figure")), Decimal(text(facts, "points")) / 100)
    left = number(facts, "benchmark") - number(facts, "credit")
    return number(facts, "amount") == max(0, min(half_up(number(facts, "income") * share / 12), left))


EVIDENCE: dict[str, Evidence] = {
    "subsidy_needs_credit": (NO, always),
    "subsidy_needs_credit_unknown": (UNKNOWN, always),
    "subsidy_not_worked_out": (UNKNOWN, always),
    "subsidy_income_below": (NO, lambda f: percent_is_right(f) and not reaches(f, "floor")),
    "subsidy_income_above": (NO, lambda f: percent_is_right(f) and exceeds(f, "at_most")),
    "subsidy_plan_type": (YES, _up_to),
    "subsidy_plan_type_price_unknown": (YES, _up_to),
    "subsidy_premium_assistance": (YES, lambda f: _up_to(f) and _assistance_adds_up(f) and number(f, "amount") > 0),
    "subsidy_premium_assistance_zero": (YES, lambda f: _up_to(f) and _assistance_adds_up(f) and f["amount"] == 0),
    "subsidy_cost_sharing": (YES, _up_to),
    "subsidy_cost_sharing_federal": (NO, lambda f: percent_is_right(f) and not exceeds(f, "above")),
}
