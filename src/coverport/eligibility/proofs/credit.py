"""Evidence for plans, the tax credit, offers of employers, cost sharing, catastrophic plans and the Basic Health Program."""

from collections.abc import Callable
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

Proof = Callable[[Facts], bool]


def _in_window(facts: Facts) -> bool:
    return percent_is_right(facts) and reaches(facts, "floor") and not exceeds(facts, "ceiling")


def _up_to(name: str) -> Proof:
    return lambda facts: percent_is_right(facts) and not exceeds(facts, name)


def _over(name: str) -> Proof:
    return lambda facts: percent_is_right(facts) and exceeds(facts, name)


def _below_floor(facts: Facts) -> bool:
    return percent_is_right(facts) and not reaches(facts, "floor")


def _most_counted(facts: Facts) -> bool:
    most = number(facts, "guideline") * number(facts, "counted_percent") // 100
    return percent_is_right(facts) and number(facts, "counted") == min(number(facts, "income"), most)


def _share_of_income(facts: Facts) -> Decimal:
    """What is affordable a year, in cents: the employer's share of household income."""
    return Decimal(text(facts, "affordable_percent")) * number(facts, "income") / 100


def _affordable(facts: Facts) -> bool:
    """Whether the most that is affordable a month follows from income, and what is asked is at most that; equality is affordable."""
    share = _share_of_income(facts)
    return number(facts, "most") == int(share / 12) and number(facts, "premium") * 12 <= share


def _not_affordable(facts: Facts) -> bool:
    share = _share_of_income(facts)
    return number(facts, "most") == int(share / 12) and number(facts, "premium") * 12 > share


def _left_to_pay(facts: Facts) -> bool:
    return number(facts, "premium") == max(0, number(facts, "silver") - number(facts, "allowance"))


def _credit_adds_up(facts: Facts) -> bool:
    contribution = number(facts, "income") * Decimal(text(facts, "figure")) / 12
    whole = half_up(number(facts, "benchmark") - contribution)
    shown = number(facts, "benchmark") - whole if whole > 0 else half_up(contribution)
    left = max(0, whole) - (number(facts, "arrangement") if "arrangement" in facts else 0)
    return number(facts, "contribution") == shown and number(facts, "credit") == max(0, left)


def _some_credit(facts: Facts) -> bool:
    return _credit_adds_up(facts) and number(facts, "credit") > 0


def _no_credit(facts: Facts) -> bool:
    return _credit_adds_up(facts) and number(facts, "credit") == 0


def _not_of_age(facts: Facts) -> bool:
    return not number(facts, "at_least") <= number(facts, "age") <= number(facts, "at_most")


EVIDENCE: dict[str, Evidence] = {
    "income_within_credit_window": (YES, _in_window),
    "income_within_credit_window_no_ceiling": (YES, lambda f: percent_is_right(f) and reaches(f, "floor")),
    "income_below_credit_window": (NO, _below_floor),
    "income_above_credit_window": (NO, _over("ceiling")),
    "credit_below_window_lawfully_present": (YES, _below_floor),
    "credit_unemployment": (YES, _most_counted),
    "separate_filing_excused": (YES, lambda f: number(f, "separate_years") < number(f, "years")),
    "separate_filing_used_up": (NO, lambda f: number(f, "separate_years") >= number(f, "years")),
    "not_reconciled": (NO, lambda f: number(f, "unreconciled_years") >= number(f, "years")),
    "credit_work_requirement": (NO, lambda f: number(f, "hours") < number(f, "hours_required")),
    "offer_affordable": (NO, _affordable),
    "offer_affordable_family": (NO, _affordable),
    "offer_not_affordable": (YES, _not_affordable),
    "offer_not_affordable_family": (YES, _not_affordable),
    "arrangement_affordable": (NO, lambda f: _left_to_pay(f) and _affordable(f)),
    "arrangement_not_affordable": (YES, lambda f: _left_to_pay(f) and _not_affordable(f)),
    "arrangement_opted_out": (YES, lambda f: _left_to_pay(f) and _not_affordable(f)),
    "arrangement_not_opted_out": (NO, lambda f: _left_to_pay(f) and _not_affordable(f)),
    "credit_amount": (YES, _some_credit),
    "credit_amount_after_arrangement": (YES, _some_credit),
    "credit_zero": (YES, _no_credit),
    "credit_zero_after_arrangement": (YES, _no_credit),
    "cost_sharing_reduced": (YES, _up_to("at_most")),
    "cost_sharing_none": (YES, _up_to("at_most")),
    "cost_sharing_income_above": (NO, _over("at_most")),
    "catastrophic_young_enough": (YES, lambda f: number(f, "age") < number(f, "under")),
    "catastrophic_exemption": (YES, lambda f: number(f, "age") >= number(f, "under")),
    "catastrophic_too_old": (NO, lambda f: number(f, "age") >= number(f, "under")),
    "basic_health_within": (YES, lambda f: _over("above")(f) and _up_to("at_most")(f)),
    "basic_health_barred_by_status": (YES, _up_to("above")),
    "basic_health_income_below": (NO, _up_to("above")),
    "basic_health_income_above": (NO, _over("at_most")),
    "basic_health_age": (NO, _not_of_age),
    **dict.fromkeys(("can_buy_a_plan", "cost_sharing_limited", "offer_below_minimum_value"), (YES, always)),
    **dict.fromkeys(
        (
            "incarcerated",
            "status_not_lawfully_present",
            "not_filing",
            "not_on_a_return",
            "claimed_by_outsider",
            "filer_is_a_dependent",
            "filing_separately",
            "credit_medicaid_or_chip_instead",
            "credit_basic_health_instead",
            "medicare_comes_first",
            "credit_other_coverage",
            "credit_status_closed",
            "credit_income_based_enrollment",
            "enrolled_in_employer_plan",
            "nobody_in_coverage_family",
            "cost_sharing_needs_credit",
            "basic_health_none",
            "basic_health_medicaid_instead",
            "basic_health_status_closed",
        ),
        (NO, always),
    ),
    **dict.fromkeys(
        (
            "incarceration_missing",
            "credit_below_window_by_status",
            "filing_missing",
            "other_coverage_missing",
            "credit_status_missing",
            "offer_cost_missing",
            "offer_value_missing",
            "arrangement_cost_missing",
            "benchmark_missing",
            "cost_sharing_needs_credit_unknown",
            "basic_health_status_to_check",
        ),
        (UNKNOWN, always),
    ),
}
