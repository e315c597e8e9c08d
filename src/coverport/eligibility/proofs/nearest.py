"""Evidence for the nearest thresholds: the change leads to the limit, or a cent beyond it."""

from coverport.eligibility.proofs.arithmetic import NO, UNKNOWN, YES, Evidence, Facts, always, number


def _reached(facts: Facts) -> bool:
    return abs(number(facts, "income") - number(facts, "limit")) == number(facts, "change")


def _passed(facts: Facts) -> bool:
    return abs(number(facts, "income") - number(facts, "limit")) + 1 == number(facts, "change")


EVIDENCE: dict[str, Evidence] = {
    **{f"nearest_{each}_less_gained": (YES, _reached) for each in ("medicaid", "chip", "bhp", "aptc", "csr")},
    "nearest_aptc_more_gained": (YES, _reached),
    "nearest_csr_more_gained": (YES, _passed),
    **{f"nearest_{each}_more_lost": (NO, _passed) for each in ("medicaid", "chip", "bhp", "aptc", "csr")},
    "nearest_aptc_less_lost": (NO, _passed),
    "benchmark_not_given": (UNKNOWN, always),
}
