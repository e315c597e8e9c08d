"""Evidence for the tax side: Form 8962, the payment for months without coverage, and the states' mandates."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from coverport.eligibility.proofs.arithmetic import (
    NO,
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

_HALF = Decimal("0.50")


def _below_floor(facts: Facts) -> bool:
    return percent_is_right(facts) and not reaches(facts, "floor")


def _in_window(facts: Facts) -> bool:
    return percent_is_right(facts) and reaches(facts, "floor") and not exceeds(facts, "ceiling")


def _is_share(facts: Facts) -> bool:
    return 0 <= Decimal(text(facts, "share")) <= 1


def _by_headcount(facts: Facts) -> bool:
    theirs = _two_places(Fraction(number(facts, "claimed"), number(facts, "enrolled")))
    return Decimal(text(facts, "share")) == (1 - theirs if facts["enrolling"] else theirs)


def _by_benchmark(facts: Facts) -> bool:
    own, other = number(facts, "own_benchmark"), number(facts, "other_benchmark")
    return Decimal(text(facts, "share")) == _two_places(Fraction(own, own + other))


def _two_places(share: Fraction) -> Decimal:
    return (Decimal(share.numerator) / share.denominator).quantize(Decimal("0.01"), ROUND_HALF_UP)


def _net(facts: Facts) -> bool:
    return number(facts, "net") == number(facts, "credit") - number(facts, "advance")


def _excess(facts: Facts) -> bool:
    return number(facts, "excess") == number(facts, "advance") - number(facts, "credit") > 0


def _limited(facts: Facts) -> bool:
    return _excess(facts) and number(facts, "repaid") == number(facts, "limit") < number(facts, "excess")


def _over_threshold(facts: Facts) -> bool:
    """Whether the part of income is the rate of what is over the threshold."""
    return number(facts, "income_part") == _nearest(_exact_part(facts))


def _exact_part(facts: Facts) -> Fraction:
    over = number(facts, "income") - number(facts, "threshold")
    return Fraction(text(facts, "rate")) / 100 * over


def _of_months(facts: Facts, yearly: Fraction | int) -> bool:
    return number(facts, "total") == _nearest(Fraction(yearly) * number(facts, "months") / 12)


def _nearest(amount: Fraction) -> int:
    return int((amount * 2 + 1) // 2)


def _by_income(facts: Facts) -> bool:
    larger = number(facts, "flat") <= number(facts, "income_part")
    return larger and _over_threshold(facts) and _of_months(facts, _exact_part(facts))


def _flat(facts: Facts) -> bool:
    larger = number(facts, "flat") >= number(facts, "income_part")
    return larger and _over_threshold(facts) and _of_months(facts, number(facts, "flat"))


def _unaffordable(facts: Facts) -> bool:
    return number(facts, "cost") * 100 > Decimal(text(facts, "affordable_percent")) * number(facts, "income")


def _schedule(facts: Facts) -> bool:
    return percent_is_right(facts) and number(facts, "total") == number(facts, "each_month") * number(facts, "months")


EVIDENCE: dict[str, Evidence] = {
    "tax_income_in_window": (YES, _in_window),
    "tax_income_in_window_no_ceiling": (YES, lambda f: reaches(f, "floor")),
    "tax_income_above_window": (NO, lambda f: exceeds(f, "ceiling")),
    "tax_income_below_window": (NO, _below_floor),
    "tax_below_window_estimate": (YES, lambda f: _below_floor(f) and number(f, "advance") > 0),
    "tax_below_window_lawfully_present": (YES, _below_floor),
    "tax_below_window_reckless": (NO, _below_floor),
    "tax_separate_return_used_up": (NO, lambda f: number(f, "separate_years") >= number(f, "years")),
    "tax_shared_agreed": (YES, _is_share),
    "tax_shared_stated": (YES, _is_share),
    "tax_shared_half": (YES, lambda f: Decimal(text(f, "share")) == _HALF),
    "tax_shared_by_headcount": (YES, _by_headcount),
    "tax_shared_by_benchmark": (YES, _by_benchmark),
    "tax_marriage_alternative": (YES, lambda f: number(f, "alternative") > number(f, "regular")),
    "tax_marriage_alternative_no_help": (NO, lambda f: number(f, "alternative") <= number(f, "regular")),
    "tax_marriage_nothing_repaid": (YES, lambda f: number(f, "credit") >= number(f, "advance")),
    "tax_net_credit": (YES, lambda f: _net(f) and number(f, "net") > 0),
    "tax_nothing_left": (YES, lambda f: _net(f) and number(f, "net") == 0),
    "tax_excess_repaid": (YES, _excess),
    "tax_excess_limited": (YES, _limited),
    "tax_excess_waived": (YES, _excess),
    "mandate_below_threshold": (NO, lambda f: number(f, "income") <= number(f, "threshold")),
    "mandate_gross_income_below_threshold": (NO, lambda f: number(f, "gross_income") < number(f, "threshold")),
    "mandate_income_part": (YES, _by_income),
    "mandate_flat": (YES, _flat),
    "mandate_mixed": (YES, _over_threshold),
    "mandate_capped": (YES, lambda f: number(f, "total") > number(f, "cap")),
    "mandate_short_gap": (NO, lambda f: number(f, "months") < number(f, "gap_limit")),
    "mandate_unaffordable": (NO, _unaffordable),
    "state_mandate_income_exempt": (NO, lambda f: percent_is_right(f) and not exceeds(f, "at_most")),
    "state_mandate_schedule": (YES, _schedule),
    **dict.fromkeys(("tax_unemployment_rule",), (YES, always)),
    **dict.fromkeys(("tax_claimed_by_another", "tax_no_family", "tax_separate_return"), (NO, always)),
    **dict.fromkeys(
        (
            "mandate_ended",
            "mandate_claimed_by_another",
            "mandate_nothing_owed",
            "mandate_unaffordable_attested",
            "mandate_hardship",
            "mandate_religious_conscience",
            "mandate_ministry",
            "mandate_tribe",
            "mandate_incarcerated",
            "mandate_not_lawfully_present",
            "state_mandate_report",
            "state_mandate_nothing_owed",
        ),
        (NO, always),
    ),
}
