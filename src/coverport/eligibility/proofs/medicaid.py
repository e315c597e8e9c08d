"""Evidence for Medicaid, CHIP and status."""

from datetime import date

from coverport.eligibility.proofs.arithmetic import (
    NO,
    UNKNOWN,
    YES,
    Evidence,
    Facts,
    above_limit,
    always,
    number,
    text,
    within_limit,
)

_GROUPS = (
    "medicaid_child",
    "medicaid_targeted_child",
    "medicaid_young_adult",
    "medicaid_pregnant",
    "medicaid_parent",
    "medicaid_adult",
    "chip_child",
    "chip_pregnant",
    "chip_unborn",
)


def _before(facts: Facts, first: str, second: str) -> bool:
    return date.fromisoformat(text(facts, first)) < date.fromisoformat(text(facts, second))


def _still_waiting(facts: Facts) -> bool:
    return _before(facts, "on", "until")


EVIDENCE: dict[str, Evidence] = {
    **{f"{group}_within_limit": (YES, within_limit) for group in _GROUPS},
    **{f"{group}_above_limit": (NO, above_limit) for group in _GROUPS},
    "medicaid_former_foster_care": (YES, lambda f: number(f, "age") < number(f, "under")),
    "medicaid_postpartum": (YES, _still_waiting),
    "chip_waiting_period": (NO, _still_waiting),
    "five_year_bar": (NO, _still_waiting),
    "work_requirement_not_met": (NO, lambda f: number(f, "hours") < number(f, "hours_required")),
    "referral_age": (YES, lambda f: number(f, "age") > number(f, "at_most")),
    **dict.fromkeys(
        ("referral_disability", "referral_long_term_care", "referral_medicare", "emergency_medicaid"), (YES, always)
    ),
    **dict.fromkeys(
        (
            "not_applying",
            "lives_elsewhere",
            "not_lawfully_present",
            "medicaid_adult_group_none",
            "medicaid_no_group",
            "medicaid_by_age_not_income",
            "medicaid_comes_first",
            "medicaid_denied_by_agency",
            "medicaid_child_uncovered",
            "chip_no_group",
            "chip_incarcerated",
            "chip_other_coverage",
            "chip_public_employee",
            "status_not_qualified",
            "referral_not_needed",
            "emergency_not_needed",
        ),
        (NO, always),
    ),
    **dict.fromkeys(
        (
            "income_missing",
            "residence_missing",
            "citizenship_missing",
            "limit_not_established",
            "immigration_to_check",
            "status_since_missing",
            "foster_care_other_state",
            "caretaker_hours_missing",
            "work_requirement_missing",
            "medicaid_comes_first_unknown",
        ),
        (UNKNOWN, always),
    ),
}
