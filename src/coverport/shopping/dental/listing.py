"""The dental plans of a place at a household's price, cheapest first after what is left of the credit."""

from collections.abc import Sequence

import msgspec
import numpy as np

from coverport.core.money import Cents
from coverport.law.lookups import new_year, typed
from coverport.law.parameters import UnderAge
from coverport.plans.plan import Plan
from coverport.plans.rules.members import Member
from coverport.shopping.dental.rules import left_over
from coverport.shopping.pricing.columns import dental_columns_of
from coverport.shopping.pricing.household import PricedDental
from coverport.shopping.quote import PlanPrice, Quote


class DentalPrice(msgspec.Struct, frozen=True):
    """One dental plan, cents a month. pediatric: the part that credit may pay; credit: what is left over and used for it."""

    plan: Plan
    total: Cents
    pediatric: Cents
    credit: Cents
    after: Cents


def credit_left(quote: Quote, health: PlanPrice | None) -> Cents:
    """What a health plan leaves of the household's credit; nothing while none is chosen."""
    if health is None or quote.priced is None:
        return 0
    help_ = quote.priced.help
    return left_over(help_.credit, health.credit, health.plan.metal_level, help_.without_credit)


def pediatric_under(quote: Quote) -> int:
    """Below which age dental care is an essential benefit."""
    return typed(UnderAge, "plans.pediatric_age", on=new_year(quote.catalog.year)).under


def children_of(quote: Quote) -> tuple[Member, ...]:
    """Those of the priced people whose dental care is an essential benefit."""
    under = pediatric_under(quote)
    return tuple(one for one in quote.people if one.age < under)


def dental_prices(quote: Quote, left: Cents, people: Sequence[Member]) -> list[DentalPrice]:
    """Plans that can cover the people, cheapest first, ties by plan id."""
    if not people:
        return []
    priced = PricedDental(dental_columns_of(quote.catalog, quote.place), people, pediatric_under=pediatric_under(quote))
    after = priced.after(left)
    return sorted(
        (_price(priced, int(place), int(after[place])) for place in np.flatnonzero(priced.sold)),
        key=lambda one: (one.after, one.plan.plan_id),
    )


def _price(priced: PricedDental, place: int, after: Cents) -> DentalPrice:
    total = int(priced.total[place])
    plan = priced.columns.catalog.plan_of(int(priced.columns.rows[place]))
    return DentalPrice(plan, total, int(priced.can_take[place]), total - after, after)
