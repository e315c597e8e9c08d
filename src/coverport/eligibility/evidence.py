"""Each reason code with the outcome that it supports, and the arithmetic of its facts, so that a stored reason can be checked later.

A code without arithmetic (a missing answer, an attestation) is its own evidence.
"""

from collections.abc import Callable
from decimal import Decimal

from coverport.core.money import half_up
from coverport.eligibility.findings import Fact, Outcome, Reason

Facts = dict[str, Fact]


def number(facts: Facts, name: str) -> int:
    """A fact that must be a whole number."""
    value = facts[name]
    if not isinstance(value, int):
        raise TypeError(f"the fact {name} is {value!r}, not a whole number")
    return value


def _percent_is_right(facts: Facts) -> bool:
    return number(facts, "percent") == number(facts, "income") * 100 // number(facts, "guideline")


def _reaches(facts: Facts, name: str) -> bool:
    """Whether income is at or over so many percent of the guideline."""
    return number(facts, "income") * 100 >= number(facts, name) * number(facts, "guideline")


def _exceeds(facts: Facts, name: str) -> bool:
    return number(facts, "income") * 100 > number(facts, name) * number(facts, "guideline")


def _in_window(facts: Facts) -> bool:
    return _percent_is_right(facts) and _reaches(facts, "floor") and not _exceeds(facts, "ceiling")


def _within_limit(facts: Facts) -> bool:
    return _percent_is_right(facts) and number(facts, "income") <= number(facts, "limit")


def _above_limit(facts: Facts) -> bool:
    return _percent_is_right(facts) and number(facts, "income") > number(facts, "limit")


def _credit_adds_up(facts: Facts) -> bool:
    contribution = number(facts, "income") * Decimal(str(facts["figure"])) / 12
    left = half_up(number(facts, "benchmark") - contribution)
    shown = number(facts, "benchmark") - left if left > 0 else half_up(contribution)
    return number(facts, "contribution") == shown and number(facts, "credit") == max(0, left)


def _always(facts: Facts) -> bool:
    return True


YES, NO, UNKNOWN = Outcome.YES, Outcome.NO, Outcome.UNKNOWN
Evidence = tuple[Outcome, Callable[[Facts], bool]]

EVIDENCE: dict[str, Evidence] = {
    "income_within_credit_window": (YES, _in_window),
    "income_within_credit_window_no_ceiling": (YES, lambda f: _percent_is_right(f) and _reaches(f, "floor")),
    "income_below_credit_window": (NO, lambda f: _percent_is_right(f) and not _reaches(f, "floor")),
    "income_above_credit_window": (NO, lambda f: _percent_is_right(f) and _exceeds(f, "ceiling")),
    "cost_sharing_reduced": (YES, lambda f: _percent_is_right(f) and not _exceeds(f, "at_most")),
    "cost_sharing_income_above": (NO, lambda f: _percent_is_right(f) and _exceeds(f, "at_most")),
    "catastrophic_young_enough": (YES, lambda f: number(f, "age") < number(f, "under")),
    "catastrophic_too_old": (NO, lambda f: number(f, "age") >= number(f, "under")),
    "credit_amount": (YES, lambda f: _credit_adds_up(f) and number(f, "credit") > 0),
    "credit_zero": (YES, lambda f: _credit_adds_up(f) and number(f, "credit") == 0),
    "can_buy_a_plan": (YES, _always),
    **{
        f"{group}_within_limit": (YES, _within_limit)
        for group in (
            "medicaid_child",
            "medicaid_targeted_child",
            "medicaid_pregnant",
            "medicaid_parent",
            "medicaid_adult",
            "chip_child",
            "chip_pregnant",
        )
    },
    **{
        f"{group}_above_limit": (NO, _above_limit)
        for group in (
            "medicaid_child",
            "medicaid_targeted_child",
            "medicaid_pregnant",
            "medicaid_parent",
            "medicaid_adult",
            "chip_child",
            "chip_pregnant",
        )
    },
    **dict.fromkeys(
        (
            "not_applying",
            "lives_elsewhere",
            "incarcerated",
            "not_lawfully_present",
            "medicaid_adult_group_none",
            "medicaid_no_group",
            "medicaid_by_age_not_income",
            "medicaid_comes_first",
            "chip_no_group",
            "chip_other_coverage",
            "credit_medicaid_or_chip_instead",
            "credit_other_coverage",
            "not_filing",
            "nobody_in_coverage_family",
            "cost_sharing_needs_credit",
        ),
        (NO, _always),
    ),
    **dict.fromkeys(
        (
            "income_missing",
            "residence_missing",
            "incarceration_missing",
            "citizenship_missing",
            "limit_not_established",
            "immigration_to_check",
            "medicaid_comes_first_unknown",
            "other_coverage_missing",
            "filing_missing",
            "credit_below_window_by_status",
            "benchmark_missing",
            "cost_sharing_needs_credit_unknown",
        ),
        (UNKNOWN, _always),
    ),
}


def outcome_of(reason: Reason) -> Outcome | None:
    """The outcome that the reason's own facts prove; None when they do not add up. KeyError for an unknown code."""
    outcome, proves = EVIDENCE[reason.code]
    return outcome if proves(reason.facts) else None
