"""Every plan that a policy's people could have in the new year, at their price."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

import msgspec
import numpy as np

from coverport.enrollment.models import Enrollment
from coverport.enrollment.renewal.deciding import Projection
from coverport.enrollment.renewal.rules.crosswalk import Sold
from coverport.enrollment.renewal.terms import Terms
from coverport.plans.catalog import Catalog
from coverport.plans.plan import key_of
from coverport.plans.rules.arrays import Flags, Int, Place
from coverport.plans.rules.members import Member
from coverport.shopping.pricing.columns import Cents64, PlaceColumns, columns_of, dental_columns_of
from coverport.shopping.pricing.household import Help, Priced, PricedDental


class Prices(msgspec.Struct):
    """Every plan of the kind at these people's price, as arrays by position. rows: of the catalog's rates; priced: of health plans."""

    plans: Mapping[str, tuple[int, str, str, str]]
    rows: Int
    can: Flags
    price: Cents64
    priced: Priced | None = None

    def row_of(self, plan_id: str) -> int:
        return int(self.rows[self.plans[key_of(plan_id)][0]])

    def sells(self, plan_id: str) -> bool:
        """Whether anybody can have the plan there."""
        return key_of(plan_id) in self.plans

    def sold(self, keys: Iterable[str], *, net: bool = False) -> list[Sold]:
        """Those of the plans that they can have. net: with their prices after the credit, which are worked out for all plans at once."""
        found = (self.plans[key] for key in keys if key in self.plans)
        after = self.priced.after if net and self.priced else None
        return [
            Sold(plan_id, level, network, int(self.price[at]), None if after is None else int(after[at]))
            for at, plan_id, level, network in found
            if self.can[at]
        ]


def prices_of(
    terms: Terms, projection: Projection, before: Enrollment, members: Sequence[Member], people: tuple[Member, ...], help_: Help
) -> Prices:  # fmt: skip
    columns = terms.columns(projection.place, before.kind)
    if not columns.count:
        return Prices({}, columns.rows, np.empty(0, np.bool_), np.empty(0, np.int64))
    if before.kind == "dental":
        dental = PricedDental(columns, members, pediatric_under=terms.pediatric_under)
        return Prices(_plans(terms.catalog, columns), columns.rows, dental.sold, dental.total)
    priced = Priced(columns, members, help_, total=terms.totals(columns, people))
    return Prices(_plans(terms.catalog, columns), columns.rows, priced.sold, priced.total, priced)


def is_sold(catalog: Catalog, place: Place, kind: str, plan_id: str) -> bool:
    """Whether anybody can have a plan at a place."""
    columns = dental_columns_of(catalog, place) if kind == "dental" else columns_of(catalog, place)
    return key_of(plan_id) in _plans(catalog, columns)


@lru_cache(maxsize=1024)
def _plans(catalog: Catalog, columns: PlaceColumns) -> Mapping[str, tuple[int, str, str, str]]:
    """Position, id, level and kind of network of the plans by their keys, in order."""
    plans = [catalog.plan_of(int(row)) for row in columns.rows]
    return {key_of(each.plan_id): (at, each.plan_id, each.metal_level, each.plan_type) for at, each in enumerate(plans)}
