"""Stand-alone dental plans: their premiums, and the part of them that is for children's essential benefits."""

from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from coverport.core.money import Cents
from coverport.plans.rules.members import Member
from coverport.shopping.pricing.columns import Cents64, PlaceColumns
from coverport.shopping.pricing.premiums import CANNOT_COVER, seated, totals_of

# Millionths of a premium, as in rules.arrays.
_SCALE = 1_000_000


def pediatric_shares(columns: PlaceColumns) -> Cents64:
    """By position, millionths of a child's premium that are pediatric dental benefits; 0 where the filing has no such share."""

    def made() -> Cents64:
        plans = [columns.catalog.plan_of_index(int(number)) for number in columns.plan]
        shares = [Fraction(one.pediatric_dental_share or 0) * _SCALE for one in plans]
        return np.array([int(share) for share in shares], dtype=np.int64)

    return columns.keep("pediatric_shares", made)


def pediatric_parts(columns: PlaceColumns, members: Sequence[Member], under: int) -> Cents64:
    """Cents a month by position of pediatric dental benefits for the members below an age: 26 CFR 1.36B-3(k), 45 CFR 155.340(e)(2).

    The share is of the children's own premiums. 0 for plans that cannot cover them and where nobody is young enough.
    """
    young = [one for one in members if one.age < under]
    if not young or not columns.count:
        return np.zeros(columns.count, dtype=np.int64)
    total = totals_of(columns, seated(columns, young, tobacco=False))
    part = (total * pediatric_shares(columns) + _SCALE // 2) // _SCALE
    return np.where(total == CANNOT_COVER, 0, part)


def pediatric_second_lowest(columns: PlaceColumns, members: Sequence[Member], under: int) -> Cents | None:
    """What the benchmark takes in: the pediatric part of the second-lowest-cost dental plan for these children, 1.36B-3(f)(3)(i).

    Ranked by that part; plans without a stated share do not count. None where nobody is young enough or no plan covers them.
    """
    parts = pediatric_parts(columns, members, under)
    priced = np.sort(parts[parts > 0])
    if not len(priced):
        return None
    return int(priced[min(1, len(priced) - 1)])
