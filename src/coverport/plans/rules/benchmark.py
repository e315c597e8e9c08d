"""The second-lowest-cost silver plan of a county: 26 CFR 1.36B-3(f)."""

from collections.abc import Sequence

import msgspec
import numpy as np

from coverport.core.money import Cents
from coverport.plans.rules.arrays import EHB_UNKNOWN, METAL_LEVELS, Place, RateArrays
from coverport.plans.rules.members import Member, without_tobacco
from coverport.plans.rules.premiums import ehb_parts, premiums

SILVER = METAL_LEVELS.index("silver")


class Benchmark(msgspec.Struct, frozen=True):
    """The plan that the tax credit is measured by. premium: cents a month for the essential health benefits.

    only_silver_plan: the county has one, so that it is the benchmark.
    """

    plan_id: str
    premium: Cents
    ehb_assumed: bool
    only_silver_plan: bool
    row: int


def benchmark_of(catalog: RateArrays, place: Place, members: Sequence[Member]) -> Benchmark | None:
    """The benchmark for a coverage family; None when no silver plan of the county can cover all of it.

    Ranked by the essential-health-benefits part of the premium (1.36B-3(f)(1), (j)), plans of one price by plan id, so that
    the answer is stable. Second *plan*, not second price. Tobacco use raises no benchmark (1.36B-3(e)).
    """
    parts = ehb_parts(catalog, place, premiums(catalog, place, [without_tobacco(one) for one in members]))
    counted = np.flatnonzero((catalog.row_metal[place.rows] == SILVER) & (parts >= 0))
    if not len(counted):
        return None
    # row_plan is in the order of plan ids.
    ranked = counted[np.lexsort((catalog.row_plan[place.rows[counted]], parts[counted]))]
    chosen = int(ranked[min(1, len(ranked) - 1)])
    row = int(place.rows[chosen])
    return Benchmark(
        plan_id=catalog.plan_id_of(row),
        premium=int(parts[chosen]),
        ehb_assumed=int(catalog.row_ehb[row]) == EHB_UNKNOWN,
        only_silver_plan=len(ranked) == 1,
        row=row,
    )
