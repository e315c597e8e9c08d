"""A place's rates turned on their side: one contiguous row of all plans for each age, so that a quote adds a few rows and is done."""

from collections.abc import Callable
from functools import lru_cache
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from coverport.core.once import once
from coverport.plans.catalog import Catalog
from coverport.plans.rules.arrays import EHB_SCALE, LEVELS, METAL_LEVELS, NO_RATE, Flags, Int, Place

Cents32 = NDArray[np.int32]
Cents64 = NDArray[np.int64]
T = TypeVar("T")

# One process keeps so many sets of plans: 60 plans are 16 kB. Counties of one rating area mostly sell the same set.
KEPT = 1024
SILVER = METAL_LEVELS.index("silver")
CATASTROPHIC = METAL_LEVELS.index("catastrophic")


class PlaceColumns:
    """The plans of some rate rows, in the order of plan ids. Positions 0 to n-1 are the plans in every array made from it.

    rates: cents by [age 0..64, position]; the second 65 rows, where there are any, by age of who uses tobacco.
    tiers: cents by [TIERS, position].  shares: EHB millionths by position, None where every premium counts whole.
    lacking: by (grown, ages) below. able: who can buy at all, [0] a household of children alone, [1] with anyone grown.
    """

    def __init__(self, catalog: Catalog, rows: Int) -> None:
        rows = rows[np.argsort(catalog.row_plan[rows], kind="stable")]
        self.catalog, self.rows, self.count = catalog, rows, len(rows)
        self.adult_age, self.dependents_under = catalog.adult_age, catalog.dependents_under
        self.metal: Int = catalog.row_metal[rows]
        self.plan: Int = catalog.row_plan[rows]
        self.tiered: Flags = catalog.row_tiered[rows]
        self.dental = bool(catalog.row_dental[rows].any())
        self.rates, self.tobacco_priced = _rates(catalog, rows)
        self.tiers: Cents32 = np.ascontiguousarray(catalog.tier_rates[rows].T)
        self.shares = _shares(catalog.row_ehb[rows])
        self.ehb_assumed: Flags = catalog.row_ehb[rows] < 0
        self.able = (~catalog.row_adult_only[rows], ~catalog.row_child_only[rows])
        self.children_most: Int = catalog.children_rated_max[rows]
        self._kept: dict[object, object] = {}

    @once
    def order(self) -> Cents64:
        """0 to n-1: settles ties by plan id."""
        return np.arange(self.count, dtype=np.int64)

    @once
    def nothing(self) -> Cents64:
        """0 for every plan; nobody changes it."""
        return np.zeros(self.count, dtype=np.int64)

    def carrying(self, without_credit: tuple[str, ...]) -> Int:
        """1 for the plans that can carry a credit, 0 for those of levels without."""

        def made() -> Int:
            return (~np.isin(self.metal, [LEVELS.index(level) for level in without_credit])).astype(np.int64)

        return self.keep(("carrying", without_credit), made)

    @once
    def children_counted(self) -> tuple[int, int]:
        """(fewest, most) children that a premium of any plan here counts."""
        by_age = self.children_most[~self.tiered]
        return (int(by_age.min()), int(by_age.max())) if len(by_age) else (0, 0)

    @once
    def refusing(self) -> tuple[Int | None, Int | None]:
        """Positions that cannot cover a household of children alone, and one with anyone grown; None where all can."""
        children, grown = (np.flatnonzero(~able) for able in self.able)
        return (children if len(children) else None), (grown if len(grown) else None)

    @once
    def ages_lacking(self) -> tuple[frozenset[int], frozenset[int]]:
        """Rows of `rates` where a plan that may cover such a household has none: children alone, with anyone grown."""
        missing = self.rates == NO_RATE
        found = [np.flatnonzero((missing & able & ~self.tiered).any(axis=1)) for able in self.able]
        return frozenset(found[0].tolist()), frozenset(found[1].tolist())

    @once
    def by_tier(self) -> tuple[bool, bool]:
        """(whether any plan here is priced by age, whether any by family tier)."""
        return bool((~self.tiered).any()), bool(self.tiered.any())

    @once
    def common(self) -> Flags:
        """Which plans are not catastrophic: for everybody."""
        return self.metal != CATASTROPHIC

    @once
    def silver(self) -> "PlaceColumns":
        """The silver plans alone: what benchmarks are made of."""
        return PlaceColumns(self.catalog, self.rows[self.metal == SILVER])

    @once
    def silver_positions(self) -> Int:
        """Where the silver plans stand, in the order of `silver`."""
        return np.flatnonzero(self.metal == SILVER)

    @once
    def levels(self) -> tuple[str, ...]:
        """Metal levels that are sold here, in their order."""
        return tuple(LEVELS[number] for number in sorted(set(self.metal.tolist())))

    @once
    def at_level(self) -> dict[str, Int]:
        """Metal level -> positions of its plans."""
        return {level: np.flatnonzero(self.metal == LEVELS.index(level)) for level in self.levels}

    def of_level(self, level: str) -> "PlaceColumns":
        """The plans of one metal level alone."""
        return self.keep(
            ("level", level), lambda: PlaceColumns(self.catalog, self.rows[self.metal == LEVELS.index(level)])
        )

    def keep(self, key: object, make: Callable[[], T]) -> T:
        """Something made of these plans, made once and kept as long as they are."""
        if key not in self._kept:
            self._kept[key] = make()
        return self._kept[key]  # type: ignore[return-value]

    def plan_id(self, position: int) -> str:
        """The plan id at a position."""
        return self.catalog.plan_of_index(int(self.plan[position])).plan_id

    @once
    def position_of(self) -> dict[int, int]:
        """Rate row -> position."""
        return {row: position for position, row in enumerate(self.rows.tolist())}


def _rates(catalog: Catalog, rows: Int) -> tuple[Int, Flags]:
    """(cents by [age, position] and by age of who uses tobacco, which plans price tobacco at all)."""
    rates = np.ascontiguousarray(catalog.rates[rows].T)
    none: Flags = np.zeros(len(rows), dtype=np.bool_)
    if not len(catalog.tobacco_rates):
        return rates, none
    surcharged = catalog.tobacco_rates[rows].T
    priced = (surcharged != NO_RATE).any(axis=0)
    if not priced.any():
        return rates, none
    return np.concatenate([rates, np.where(surcharged != NO_RATE, surcharged, rates)]), priced


def _shares(ehb: Int) -> Cents64 | None:
    if (ehb < 0).all():
        return None
    return np.where(ehb < 0, EHB_SCALE, ehb).astype(np.int64)


def columns_of(catalog: Catalog, place: Place) -> PlaceColumns:
    """The health plans of a place. Made once for each set of plans of a catalog, and forgotten with it."""
    return _made(catalog)(place.rows.tobytes())


def dental_columns_of(catalog: Catalog, place: Place) -> PlaceColumns:
    """The stand-alone dental plans of a place."""
    return _made(catalog)(place.dental_rows.tobytes())


def _made(catalog: Catalog) -> Callable[[bytes], PlaceColumns]:
    """The catalog's own cache: it lives in the catalog, so that a catalog that is no longer current takes it along."""
    made = vars(catalog).get("place_columns")
    if made is None:
        kind = catalog.county_rows.dtype

        def make(rows: bytes) -> PlaceColumns:
            return PlaceColumns(catalog, np.frombuffer(rows, dtype=kind))

        made = vars(catalog).setdefault("place_columns", lru_cache(maxsize=KEPT)(make))
    return made  # type: ignore[no-any-return]
