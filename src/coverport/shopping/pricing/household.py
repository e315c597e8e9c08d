"""All plans of a place at one household's own price: arrays in, arrays out."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType

import msgspec
import numpy as np

from coverport.core.money import Cents
from coverport.core.once import once
from coverport.eligibility.findings import NO
from coverport.eligibility.results import Determination
from coverport.eligibility.rules.cost_sharing import STANDARD, policy_variant
from coverport.law.resolved import Law
from coverport.plans.rules.arrays import METAL_LEVELS, Flags, Int
from coverport.plans.rules.members import Member
from coverport.shopping.pricing.columns import Cents64, PlaceColumns
from coverport.shopping.pricing.credit import Credit, credit_of, on_plans, spread_over
from coverport.shopping.pricing.dental import pediatric_parts
from coverport.shopping.pricing.premiums import ehb_parts, seated, totals_of

# Sorts plans that are not for sale to the household behind all others.
_LAST = np.int64(1) << 48
_STANDARD_EVERYWHERE: Mapping[str, str] = MappingProxyType(dict.fromkeys(METAL_LEVELS, STANDARD))


class Help(msgspec.Struct, frozen=True):
    """What a household brings to every plan. credits: of each tax household; variants: metal level -> cost-sharing variant.

    catastrophic: whether everyone may buy such a plan; without_credit: metal levels that carry none.
    """

    credits: tuple[Credit, ...] = ()
    variants: Mapping[str, str] = msgspec.field(default_factory=lambda: _STANDARD_EVERYWHERE)
    catastrophic: bool = True
    without_credit: tuple[str, ...] = ("catastrophic",)

    @property
    def credit(self) -> Cents:
        """Cents a month that an expensive enough plan takes."""
        return sum([each.left for each in self.credits])


def help_of(determination: Determination, people: Sequence[str], law: Law) -> Help:
    """A determination's help for the people of one policy: the credit of the tax households of which somebody is on it, 26 CFR 1.36B-3(d).

    No credit while that of any tax household is unknown.
    """
    wanted = set(people)
    results = [each for each in determination.people if each.id in wanted]
    households = determination.tax_households
    known = None not in [each.aptc for each in households]
    return Help(
        credits=tuple(
            [credit_of(each) for each in households if each.benchmark and not wanted.isdisjoint(each.coverage_family)]
        )
        if known
        else (),
        variants=variants_of(tuple([each.csr_qualifies for each in results]), law),
        catastrophic=NO not in [each.catastrophic.outcome for each in results],
        without_credit=tuple(law.credit.excluded.metal_levels),
    )


# A few thousand households qualify in the same few ways.
@lru_cache(maxsize=1024)
def variants_of(qualifies: tuple[tuple[str, ...], ...], law: Law) -> Mapping[str, str]:
    """Metal level -> variant of one policy. Most households have the standard one everywhere."""
    if 1 in [len(each) for each in qualifies]:
        return _STANDARD_EVERYWHERE
    return MappingProxyType({level: policy_variant(qualifies, level, law.credit) for level in METAL_LEVELS})


class Priced:
    """Every health plan of a place for one household. Arrays by position of `columns`, cents a month.

    total: CANNOT_COVER where a plan cannot cover these people.  ehb: the essential part, the same there.
    credit: what is taken off here.  after: total less credit.  sold: whether the household can buy the plan at all.
    """

    def __init__(
        self, columns: PlaceColumns, members: Sequence[Member], help_: Help, *, total: Cents64 | None = None
    ) -> None:
        """total: where it was worked out otherwise, as by `tobacco.totals_since`."""
        self.columns, self.members, self.help = columns, tuple(members), help_
        self.total: Cents64 = totals_of(columns, seated(columns, members)) if total is None else total

    @once
    def ehb(self) -> Cents64:
        return ehb_parts(self.columns, self.total)

    @once
    def credit(self) -> Cents64:
        if not self.help.credits:
            return np.zeros(self.columns.count, dtype=np.int64)
        at = [self.columns.at_level[level] for level in self.help.without_credit if level in self.columns.at_level]
        return on_plans(
            self.help.credits, self.ehb, excluded=at[0] if len(at) == 1 else np.concatenate(at) if at else None
        )

    @once
    def after(self) -> Cents64:
        return self.total - self.credit

    @once
    def sold(self) -> Flags:
        sold = self.total >= 0
        if not self.help.catastrophic:
            sold &= self.columns.common
        return sold

    @once
    def cheapest_first(self) -> Int:
        """Positions of the plans that are sold, by price after credit, ties by plan id."""
        keys = np.where(self.sold, self.after, _LAST) * self.columns.count + self.columns.order
        return keys.argsort()[: int(np.count_nonzero(self.sold))]

    def variant(self, position: int) -> str:
        """The cost-sharing variant of the household on a plan."""
        return self.help.variants[METAL_LEVELS[int(self.columns.metal[position])]]


class PricedDental:
    """Every stand-alone dental plan of a place for one household, cents a month by position.

    can_take: pediatric benefits of it, which credit that the health plan leaves over may pay.
    """

    def __init__(self, columns: PlaceColumns, members: Sequence[Member], *, pediatric_under: int) -> None:
        self.columns, self.members = columns, tuple(members)
        self.total: Cents64 = totals_of(columns, seated(columns, members)) if len(members) else np.empty(0, np.int64)
        self.can_take: Cents64 = np.where(self.total >= 0, pediatric_parts(columns, members, pediatric_under), 0)

    def after(self, left_over: Cents) -> Cents64:
        """Prices with what the health plan left of the credit."""
        return self.total - np.minimum(self.can_take, max(0, left_over))

    @once
    def sold(self) -> Flags:
        return self.total >= 0


def price_policies(policies: Sequence[Priced], chosen: Sequence[int], credit: Credit) -> list[tuple[Cents, Cents]]:
    """(premium, credit) of each policy of one tax household that chose a plan for each group of its people.

    chosen: a position for each of policies. Each policy's own credits are left aside.
    """
    caps, premiums = [], []
    for policy, position in zip(policies, chosen, strict=True):
        level = METAL_LEVELS[int(policy.columns.metal[position])]
        premiums.append(int(policy.total[position]))
        caps.append(0 if level in policy.help.without_credit else int(policy.ehb[position]))
    shares, _ = spread_over(credit, caps)
    return list(zip(premiums, shares, strict=True))
