"""Which rate is the second lowest: of plans, as 26 CFR 1.36B-3(f) ranks them, or of distinct rates."""

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

RANKS = ("plan", "rate")
_CENT = Decimal("0.01")

# A state and the number of one of its rating areas.
Area = tuple[str, int]


def second_lowest(rates: Sequence[Decimal], rank: str) -> Decimal | None:
    """The second-lowest of an area's silver rates, a rate a plan; None where there is none.

    "plan": two plans of one price are two plans, and a single silver plan is itself the benchmark. "rate": plans of one price
    count once, and a single rate has no second.
    """
    ranked = sorted(set(rates) if rank == "rate" else rates)
    if len(ranked) > 1:
        return ranked[1]
    return ranked[0] if ranked and rank == "plan" else None


def answers(areas: Mapping[str, set[Area]], silver: Mapping[Area, Sequence[Decimal]], rank: str) -> dict[str, str]:
    """ZIP code -> dollars with two decimals; a ZIP code that lies in several rating areas, or without an answer, is left out."""
    of_area = {area: found for area, rates in silver.items() if (found := second_lowest(rates, rank)) is not None}
    written = {area: str(rate.quantize(_CENT, ROUND_HALF_UP)) for area, rate in of_area.items()}
    only = {zip_code: next(iter(found)) for zip_code, found in areas.items() if len(found) == 1}
    return {zip_code: written[area] for zip_code, area in only.items() if area in written}
