"""A household's priced plans with all that a search looks at, each array made only when it is asked for."""

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

import numpy as np

from coverport.core.once import once
from coverport.plans.rules.arrays import Flags, Int
from coverport.shopping.pricing.columns import Cents64, PlaceColumns
from coverport.shopping.pricing.household import Priced
from coverport.shopping.search.facts import Facts, facts_of
from coverport.shopping.yearly_cost.costs import in_bad_year, yearly_total
from coverport.shopping.yearly_cost.spending import Use
from coverport.shopping.yearly_cost.table import TermsTable, table_of
from coverport.shopping.yearly_cost.terms import UNKNOWN

T = TypeVar("T")
KEPT = 16  # masks of a place


class ByMask(Generic[T]):
    """What is made of the plans under a mask: most searches find all plans, or all but one level."""

    def __init__(self) -> None:
        self._known: dict[bytes, T] = {}

    def of(self, mask: Flags, make: Callable[[], T]) -> T:
        """As it was made before, else made and kept."""
        which = mask.tobytes()
        known = self._known.get(which)
        if known is None:
            if len(self._known) >= KEPT:
                self._known.clear()
            known = self._known[which] = make()
        return known


class Result:
    """Arrays by position, cents; UNKNOWN where a filing has no figure. uses: how much care each person uses, for yearly costs.

    sold: what the household can buy; a caller may open or close more of it (an exemption, a plan that is suppressed).
    """

    def __init__(self, priced: Priced, *, uses: Sequence[Use] = (), sold: Flags | None = None) -> None:
        self.priced, self.uses = priced, tuple(uses)
        self.sold = priced.sold if sold is None else sold
        # Whether deductibles and limits are a family's.
        self.family = len(priced.members) > 1

    @property
    def columns(self) -> PlaceColumns:
        return self.priced.columns

    @property
    def total(self) -> Cents64:
        return self.priced.total

    @property
    def after(self) -> Cents64:
        return self.priced.after

    @once
    def facts(self) -> Facts:
        return facts_of(self.columns)

    @once
    def _table(self) -> TermsTable:
        return table_of(self.columns.catalog)

    def kept(self, what: str, make: Callable[[], T]) -> T:
        """What is the same for all households of the same variants at a place: nobody changes it."""
        return self.columns.keep((what, *self.priced.help.variants.values(), self.family), make)

    def _of_variants(self, what: str, make: Callable[[], np.ndarray]) -> np.ndarray:
        return self.kept(what, lambda: _read_only(make()))

    @once
    def _rows(self) -> Int:
        return self._of_variants("rows", lambda: self._table.rows(self.columns, self.priced.help.variants))

    @once
    def deductible(self) -> Cents64:
        """A year's deductible of the household's variant, that of drugs added where it stands apart."""
        return self._of_variants("deductible", lambda: self._table.deductible(self._rows, family=self.family))

    @once
    def limit(self) -> Cents64:
        """The most that the household pays for care in a year."""
        return self._of_variants("limit", lambda: self._table.limit(self._rows, family=self.family))

    @once
    def out_of_pocket(self) -> Cents64:
        """What care costs the household in a year of the uses given; UNKNOWN without any."""
        return self.care_of(self.uses)

    def care_of(self, uses: Sequence[Use]) -> Cents64:
        """What care costs the household with other uses; UNKNOWN without any."""
        return self._table.out_of_pocket(self._rows, uses) if uses else self._unknown

    @once
    def bad_year(self) -> Cents64:
        """The same in a bad year of one of them."""
        return self.care_of(in_bad_year(self.uses)) if self.uses else self._unknown

    @once
    def yearly_cost(self) -> Cents64:
        """Twelve premiums after credit, and care."""
        return yearly_total(self.after, self.out_of_pocket)

    @once
    def bad_year_cost(self) -> Cents64:
        """The same in a bad year."""
        return yearly_total(self.after, self.bad_year)

    @once
    def at_most(self) -> Cents64:
        """Twelve premiums after credit, and the yearly limit."""
        return yearly_total(self.after, self.limit)

    @once
    def _unknown(self) -> Cents64:
        columns = self.columns
        return columns.keep("unknown", lambda: _read_only(np.full(columns.count, UNKNOWN, dtype=np.int64)))


def _read_only(made: np.ndarray) -> np.ndarray:
    made.flags.writeable = False
    return made
