"""The terms of a catalog's plans in all their variants, read when they are first needed and shared by all places that sell them."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from coverport.plans.catalog import Catalog
from coverport.plans.plan import STANDARD
from coverport.plans.rules.arrays import LEVELS, Flags, Int
from coverport.shopping.pricing.columns import Cents64, PlaceColumns
from coverport.shopping.yearly_cost.costs import in_order, out_of_pocket
from coverport.shopping.yearly_cost.spending import SERVICES, Use
from coverport.shopping.yearly_cost.terms import UNKNOWN, Limits, Terms, terms_of_plans, unstated

# HIOS numbers variants from 00 (off the exchange) to 06.
NUMBERS = 7
KEPT = 64  # households' uses that a catalog keeps its answers for
_NOT_YET = -2


class TermsTable:
    """A row for each plan and variant. Which rows a household looks at: `rows`; what stands in them: `take` and the others."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog, count = catalog, len(catalog.plan_keys) * NUMBERS
        self._read: Flags = np.zeros(count, dtype=np.bool_)
        self._all = _empty(count)
        self._costs: dict[tuple[Use, ...], Cents64] = {}

    def rows(self, columns: PlaceColumns, by_level: Mapping[str, str]) -> Int:
        """By position, the row of each plan in the variant of its metal level; read now where nobody asked before."""
        numbers = np.array([int(by_level.get(level, STANDARD)) for level in LEVELS], dtype=np.int64)
        rows = columns.plan.astype(np.int64) * NUMBERS + numbers[columns.metal]
        missing = rows[~self._read[rows]]
        if len(missing):
            self._fill(missing)
        return rows

    def _fill(self, rows: Int) -> None:
        pairs = [divmod(int(row), NUMBERS) for row in rows.tolist()]
        chosen = [(self.catalog.plan_of_index(plan), f"{number:02d}") for plan, number in pairs]
        _copy(terms_of_plans(chosen, unstated(self.catalog.year)), self._all, rows)
        self._read[rows] = True

    def take(self, rows: Int) -> Terms:
        """The terms of some rows, by their positions."""
        return _map(self._all, lambda array: array[..., rows])

    def deductible(self, rows: Int, *, family: bool) -> Cents64:
        """Cents a year, that of drugs added where it stands apart; UNKNOWN where the filing has no figure."""
        return _whole(self._all.deductible, self._all.drug_deductible, self._all.deductible_apart, rows, family)

    def limit(self, rows: Int, *, family: bool) -> Cents64:
        """The most that is paid for care in a year, in the same way."""
        return _whole(self._all.limit, self._all.drug_limit, self._all.limit_apart, rows, family)

    def out_of_pocket(self, rows: Int, uses: Sequence[Use]) -> Cents64:
        """Cents a year of care, as costs.out_of_pocket; reckoned once for each row and household of uses."""
        people = in_order(uses)
        known = self._costs.get(people)
        if known is None:
            if len(self._costs) >= KEPT:
                self._costs.clear()
            known = self._costs[people] = np.full(len(self._read), _NOT_YET, dtype=np.int64)
        missing = rows[known[rows] == _NOT_YET]
        if len(missing):
            known[missing] = out_of_pocket(self.take(missing), people)
        return known[rows]


def table_of(catalog: Catalog) -> TermsTable:
    """The catalog's own table: it lives in the catalog, so that a catalog that is no longer current takes it along."""
    made: TermsTable | None = vars(catalog).get("yearly_terms")
    return vars(catalog).setdefault("yearly_terms", TermsTable(catalog)) if made is None else made  # type: ignore[no-any-return]


def terms_of(columns: PlaceColumns, by_level: Mapping[str, str]) -> Terms:
    """The terms of a place's plans with a variant for each metal level."""
    table = table_of(columns.catalog)
    return table.take(table.rows(columns, by_level))


def _whole(care: Limits, drugs: Limits, apart: Flags, rows: Int, family: bool) -> Cents64:
    amount, more = (care.family, drugs.family) if family else (care.individual, drugs.individual)
    amount, more, apart = amount[rows], more[rows], apart[rows]
    known = np.where(apart, np.where(more < 0, UNKNOWN, amount + more), amount)
    return np.where(amount < 0, UNKNOWN, known)


def _empty(count: int) -> Terms:
    def cents() -> Cents64:
        return np.zeros(count, dtype=np.int64)

    def limits() -> Limits:
        return Limits(cents(), cents(), cents())

    def flags(*shape: int) -> Flags:
        return np.zeros((*shape, count), dtype=np.bool_)

    services = len(SERVICES)
    return Terms(
        deductible=limits(), limit=limits(), drug_deductible=limits(), drug_limit=limits(),
        deductible_apart=flags(), limit_apart=flags(), known=flags(),
        copay=np.zeros((services, count), dtype=np.int32), coinsurance=np.zeros((services, count), dtype=np.int32),
        copay_after=flags(services), coinsurance_after=flags(services), daily=flags(services), covered=flags(services),
    )  # fmt: skip


def _map(terms: Terms, work: Callable[[np.ndarray], np.ndarray]) -> Terms:
    """The same with every array put through some work."""
    return Terms(**{name: _each(getattr(terms, name), work) for name in Terms.__struct_fields__})


def _each(part: Any, work: Callable[[np.ndarray], np.ndarray]) -> Any:
    if isinstance(part, Limits):
        return Limits(work(part.individual), work(part.person), work(part.family))
    return work(part)


def _copy(some: Terms, whole: Terms, rows: Int) -> None:
    for name in Terms.__struct_fields__:
        source, target = getattr(some, name), getattr(whole, name)
        if isinstance(source, Limits):
            for one in Limits.__struct_fields__:
                getattr(target, one)[rows] = getattr(source, one)
        else:
            target[..., rows] = source
