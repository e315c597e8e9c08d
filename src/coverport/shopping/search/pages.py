"""A search: narrowed, ordered, counted, and one page of it."""

from collections.abc import Callable, Mapping
from typing import Literal

import msgspec
import numpy as np

from coverport.plans.rules.arrays import Flags, Int
from coverport.shopping.pricing.columns import Cents64
from coverport.shopping.search.facets import Facets, Range, facets, span
from coverport.shopping.search.filters import NOTHING, Filter, masks, passing
from coverport.shopping.search.result import ByMask, Result

Sort = Literal["premium", "full_premium", "deductible", "limit", "out_of_pocket", "yearly_cost", "stars"]
# Sorts what is not known behind everything else, whichever way the order goes.
_LAST = np.int64(1) << 40

_KEYS: dict[Sort, Callable[[Result], np.ndarray]] = {
    "premium": lambda result: result.after,
    "full_premium": lambda result: result.total,
    "deductible": lambda result: result.deductible,
    "limit": lambda result: result.limit,
    "out_of_pocket": lambda result: result.out_of_pocket,
    "yearly_cost": lambda result: result.yearly_cost,
    "stars": lambda result: np.where(result.facts.stars > 0, result.facts.stars.astype(np.int64), -1),
}
SORTS: tuple[Sort, ...] = tuple(_KEYS)
NOTHING_OWN: Mapping[str, Flags] = {}


class Found(msgspec.Struct, frozen=True, eq=False):
    """positions: of the page, in order; total: how many passed; full: the premiums of all these, cents a month, lowest first.

    Positions are those of `result.columns`.
    """

    result: Result
    mask: Flags
    asked: dict[str, Flags]
    positions: Int
    total: int
    full: Cents64

    def facets(self, *, whole: bool = False) -> Facets:
        """Counts; see facets.facets."""
        return facets(self.result, self.asked, whole=whole)

    def premiums(self) -> Range:
        """Full premiums of all that passed, cents a month."""
        return Range(int(self.full[0]), int(self.full[-1])) if self.total else Range(None, None)

    def premiums_after_credit(self) -> Range:
        """What the household would pay, cents a month."""
        return span(self.result.after[self.mask])

    def deductibles(self) -> Range:
        """Deductibles of all that passed, cents a year."""
        result = self.result
        known: ByMask[Range] = result.kept("deductibles", ByMask)
        return known.of(self.mask, lambda: span(result.deductible[self.mask]))


def search(
    result: Result,
    asked: Filter = NOTHING,
    *,
    own: Mapping[str, Flags] = NOTHING_OWN,
    sort: Sort = "premium",
    descending: bool = False,
    offset: int = 0,
    limit: int | None = None,
) -> Found:
    """One page of the plans that pass. limit: plans on it, None for all that are left after `offset`. ValueError below 0.

    own: further questions that only the asker can answer, such as their doctors: which plans pass each.
    """
    if offset < 0 or (limit is not None and limit < 0):
        raise ValueError("a page begins at 0 or later and holds 0 plans or more")
    found = {**masks(result, asked), **own}
    mask = passing(result, found)
    ranked = ordered(result, mask, sort, descending=descending)
    end = None if limit is None else offset + limit
    full = result.total.take(ranked)
    full.sort()
    return Found(result, mask, found, ranked[offset:end], len(ranked), full)


def ordered(result: Result, mask: Flags, sort: Sort, *, descending: bool = False) -> Int:
    """Positions in order; ties by price after credit, then plan id; plans without a figure last."""
    positions = mask.nonzero()[0]
    if sort == "premium" and not descending:
        # They stand by plan id, and of equal prices each stays where it is.
        return positions.take(result.after.take(positions).argsort(kind="stable"))
    values = _KEYS[sort](result)[positions]
    ranks = np.where(values < 0, _LAST, -values if descending else values)
    return positions[np.lexsort((positions, result.after[positions], ranks))]
