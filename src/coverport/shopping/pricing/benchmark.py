"""The plan that the credit is measured by, and the cheapest of a metal level: 26 CFR 1.36B-3(f)."""

from collections.abc import Sequence

import msgspec
import numpy as np

from coverport.core.money import Cents
from coverport.plans.rules.arrays import EHB_SCALE
from coverport.plans.rules.members import Member
from coverport.shopping.pricing.columns import Cents64, PlaceColumns
from coverport.shopping.pricing.dental import pediatric_second_lowest
from coverport.shopping.pricing.premiums import ehb_parts, seated, totals_of

SECOND = 1


class Ranked(msgspec.Struct, frozen=True):
    """A plan by its rank. premium: cents a month in all; ehb: the part by which it was ranked; of: how many plans stood in line.

    dental: cents of pediatric dental benefits in `ehb`. position: among the columns that were ranked.
    """

    plan_id: str
    premium: Cents
    ehb: Cents
    position: int
    row: int
    of: int
    ehb_assumed: bool = False
    dental: Cents = 0


class Benchmark(msgspec.Struct, frozen=True):
    """The benchmark of a coverage family, cents a month of essential health benefits: of one place, or of several added up."""

    plan_id: str
    premium: Cents
    ehb_assumed: bool
    only_silver_plan: bool
    dental: Cents = 0
    parts: tuple[Ranked, ...] = ()


def benchmark(
    columns: PlaceColumns, members: Sequence[Member], *, dental: PlaceColumns | None = None, dental_under: int = 0
) -> Benchmark | None:
    """The second-lowest-cost silver plan for a coverage family in one place; None when no silver plan can cover all of it.

    dental: stand-alone dental plans, where the law of the year adds the pediatric part for members under `dental_under`.
    """
    return summed([_of_place(columns, members, dental, dental_under)])


def _of_place(
    columns: PlaceColumns, members: Sequence[Member], dental: PlaceColumns | None, dental_under: int
) -> Ranked | None:
    silver = columns.silver
    total = totals_of(silver, seated(silver, members, tobacco=False))
    added = None if dental is None else pediatric_second_lowest(dental, members, dental_under)
    return ranked(silver, total, SECOND, dental=added)


def summed(parts: Sequence[Ranked | None]) -> Benchmark | None:
    """Family members at different residences: the sum of each place's benchmark, 1.36B-3(f)(4); None where one has none."""
    known: list[Ranked] = []
    premium = dental = 0
    assumed = alone = False
    for each in parts:
        if each is None:
            return None
        known.append(each)
        premium, dental = premium + each.ehb, dental + each.dental
        assumed, alone = assumed or each.ehb_assumed, alone or each.of == 1
    if not known:
        return None
    return Benchmark(" + ".join([each.plan_id for each in known]), premium, assumed, alone, dental, tuple(known))


def ranked(columns: PlaceColumns, total: Cents64, place: int, *, dental: Cents | None = None) -> Ranked | None:
    """The plan at a place (0: the cheapest) by the essential part of its premium, ties by plan id; the last where there are fewer.

    dental: cents added to plans that leave pediatric dental benefits out, 1.36B-3(f)(3).
    """
    parts = ehb_parts(columns, total)
    if dental:
        parts = parts + np.where(lacks_child_dental(columns), dental, 0)
    prices = total.tolist()
    ranks = prices if parts is total else parts.tolist()
    line = _in_line(prices, ranks)
    if not line:
        return None
    position = line[min(place, len(line) - 1)]
    return Ranked(
        plan_id=columns.plan_id(position),
        premium=prices[position],
        ehb=ranks[position],
        position=position,
        row=int(columns.rows[position]),
        of=len(line),
        ehb_assumed=bool(columns.ehb_assumed[position]),
        dental=dental if dental and lacks_child_dental(columns)[position] else 0,
    )


def _in_line(prices: list[Cents], ranks: list[Cents]) -> list[int]:
    """Positions of the plans that cover the household, lowest first; of equal ones, which stand by their ids, the first comes first.

    Of the few plans of one level, lists are told apart sooner than arrays.
    """
    return sorted([position for position, price in enumerate(prices) if price >= 0], key=ranks.__getitem__)


def lacks_child_dental(columns: PlaceColumns) -> np.ndarray:
    """Which plans say that they leave pediatric dental benefits out; silence counts as having them."""

    def made() -> np.ndarray:
        plans = [columns.catalog.plan_of_index(number) for number in columns.plan.tolist()]
        return np.array([one.child_dental is False for one in plans], dtype=bool)

    return columns.keep("lacks_child_dental", made)


def lowest_cost(columns: PlaceColumns, members: Sequence[Member], level: str, place: int = 0) -> Ranked | None:
    """The cheapest plan of a metal level by its whole premium, or the one at a later place; ties by plan id.

    Bronze for the mandate's affordability, silver for an individual coverage arrangement: 26 CFR 1.36B-2(c)(5), 1.5000A-3(e)(4).
    """
    sold = columns.of_level(level)
    if not sold.count:
        return None
    total = totals_of(sold, seated(sold, members, tobacco=False))
    return _by_whole_premium(sold, total, place)


def _by_whole_premium(columns: PlaceColumns, total: Cents64, place: int) -> Ranked | None:
    prices = total.tolist()
    line = _in_line(prices, prices)
    if not line:
        return None
    position = line[min(place, len(line) - 1)]
    premium = prices[position]
    share = None if columns.shares is None else int(columns.shares[position])
    return Ranked(
        plan_id=columns.plan_id(position),
        premium=premium,
        ehb=premium if share is None else (premium * share + EHB_SCALE // 2) // EHB_SCALE,
        position=position,
        row=int(columns.rows[position]),
        of=len(line),
        ehb_assumed=bool(columns.ehb_assumed[position]),
    )
