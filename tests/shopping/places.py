"""A place with every kind of plan in it, and households that hypothesis draws for it."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from hypothesis import strategies as st

from coverport.plans.catalog import Catalog
from coverport.plans.plan import MetalLevel
from coverport.plans.rules.members import Member
from tests.plans import toys

MERRIMACK = "33013"
NONE = [-1] * 4
# (metal level, cents at 21, more about the plan); a child of the toys' curve is 0.635 of it
SOLD: list[tuple[MetalLevel, int, dict[str, Any]]] = [
    ("bronze", 15000, {}),
    ("bronze", 15000, {"adult_only": True}),
    ("silver", 20000, {"ehb_share": Decimal("0.9975")}),
    ("silver", 20001, {}),
    ("silver", -1, {"child_only": True}),
    ("silver", 19950, {"adult_only": True, "ehb_share": Decimal("0.99")}),
    ("silver", -1, {}),  # priced by family tier
    ("gold", 26000, {}),
    ("platinum", 31000, {"ehb_share": Decimal("1")}),
    ("catastrophic", 12000, {}),
]
TIERED = 6
TIERS = [40000, 80000, 77200, 112400]


def everything(folder: Path, *, tobacco: bool = True, year: int = 2014) -> Catalog:
    """Merrimack County with all of SOLD; plans 1 and 3 have tobacco rates of half as much again, plan 0 counts two children."""
    plans = [toys.plan(number, level, **more) for number, (level, _, more) in enumerate(SOLD)]
    made = toys.contents(
        plans,
        [cents for _, cents, _ in SOLD],
        counted=[2, *[3] * (len(SOLD) - 1)],
        tiers=[TIERS if place == TIERED else NONE for place in range(len(SOLD))],
        year=year,
    )
    if tobacco:
        rates = np.full(made.rates.shape, -1, dtype=np.int32)
        for row in (1, 3):
            rates[row] = np.where(made.rates[row] < 0, -1, made.rates[row] * 3 // 2)
        made = msgspec.structs.replace(made, tobacco_rates=rates)
    return toys.catalog(folder, made)


@st.composite
def households(draw: st.DrawFn, *, most: int = 8) -> list[Member]:
    """One to eight people of any age, in any relation; the first asks, or is a child whose parents do not."""
    ages = draw(st.lists(st.integers(0, 100), min_size=1, max_size=most))
    kinds = [draw(st.sampled_from(["self", "self", "child"]))]
    kinds += [draw(st.sampled_from(["child", "child", "spouse", "other"])) for _ in ages[1:]]
    return [
        Member(str(number), age, kind, draw(st.booleans()))
        for number, (age, kind) in enumerate(zip(ages, kinds, strict=True))
    ]
