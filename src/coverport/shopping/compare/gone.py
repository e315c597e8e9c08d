"""A plan that was kept or compared and is not among those that can be had: why, in words, and what is most like it."""

from collections.abc import Collection
from functools import lru_cache
from typing import Literal

import msgspec

from coverport.core.errors import Refusal
from coverport.core.money import Cents
from coverport.plans import catalogs
from coverport.plans.catalog import NoPlansHere, UnknownPlan
from coverport.plans.certification.suppression import is_suppressed
from coverport.plans.plan import STANDARD, Plan, key_of
from coverport.plans.rules.premium import premium_of
from coverport.shopping import cost_sharing
from coverport.shopping.compare.similar import Alike, nearest
from coverport.shopping.quote import PlanPrice
from coverport.shopping.visit import Visit

Why = Literal["closed", "withdrawn", "elsewhere", "cannot_cover_household", "catastrophic_age", "unknown"]
# How many earlier catalogs are looked through for a plan that was withdrawn.
EARLIER = 5
NEAR = 3


class Gone(msgspec.Struct, frozen=True):
    """plan: what is known of it, None where nothing is. near: the plans most like it that can be had, the nearest first."""

    plan_id: str
    why: Why
    plan: Plan | None = None
    near: tuple[PlanPrice, ...] = ()


def price_in(found: Visit, plan_id: str) -> PlanPrice | None:
    """The plan at the household's price, however its id is spelled."""
    return next((price for price in found.plans if key_of(price.plan.plan_id) == key_of(plan_id)), None)


def gone(found: Visit, plan_id: str, *, but: Collection[str] = ()) -> Gone:
    """Why a plan is not there. but: plans that need not be named as its like."""
    left = next((each for each in found.quote.left_out if key_of(each.plan.plan_id) == key_of(plan_id)), None)
    if left is not None:
        why: Why = "catastrophic_age" if left.why_not == "catastrophic_age" else "cannot_cover_household"
        return _gone(found, why, left.plan, but)
    catalog = found.quote.catalog
    try:
        plan = catalog.plan(plan_id)
    except UnknownPlan:
        earlier = _earlier(catalog.exchange, catalog.year, catalog.number, key_of(plan_id))
        return _gone(found, "withdrawn", earlier, but) if earlier else Gone(plan_id, "unknown")
    closed = is_suppressed(catalog.exchange, catalog.year, plan_id)
    return _gone(found, "closed" if closed else "elsewhere", plan, but)


def _gone(found: Visit, why: Why, plan: Plan, but: Collection[str]) -> Gone:
    if plan.division == "dental":
        return Gone(plan.plan_id, why, plan)
    return Gone(plan.plan_id, why, plan, like(found, plan, but=but))


@lru_cache(maxsize=256)
def _earlier(exchange: str, year: int, number: int, plan_id: str) -> Plan | None:
    """The plan in the newest catalog before a number that has it."""
    for earlier in range(number - 1, max(0, number - 1 - EARLIER), -1):
        try:
            return catalogs.numbered(exchange, year, earlier).plan(plan_id)
        except Refusal:  # not on this machine, or not in it
            continue
    return None


def like(found: Visit, plan: Plan, *, count: int = NEAR, but: Collection[str] = ()) -> tuple[PlanPrice, ...]:
    """The plans that can be had and are most like one."""
    family = len(found.quote.people) > 1
    by_id = {price.plan.plan_id: price for price in found.plans}
    there = {each: _alike(price.plan, price.premium.total, price.csr_variant, family) for each, price in by_id.items()}
    if not there:
        return ()
    to = there.get(plan.plan_id) or _alike_gone(found, plan, list(there.values()), family)
    return tuple(by_id[each] for each in nearest(to, there.values(), count=count, but=but))


def _alike(plan: Plan, premium: Cents, variant: str, family: bool) -> Alike:
    words = cost_sharing.of_variant(plan, variant).get(f"medical_deductible_{'family' if family else 'individual'}", "")
    return Alike(plan.plan_id, plan.metal_level, premium, cost_sharing.amount(words), plan.plan_type)


def _alike_gone(found: Visit, plan: Plan, there: list[Alike], family: bool) -> Alike:
    """Of a plan that cannot be had: its own price where it still has one, else the middle one of its level."""
    priced = found.quote.priced
    variant = priced.help.variants[plan.metal_level] if priced else STANDARD
    return _alike(plan, _premium(found, plan) or _middle(plan, there), variant, family)


def _premium(found: Visit, plan: Plan) -> Cents | None:
    """At the place with the plans that are closed to new enrollment."""
    catalog, place = found.quote.catalog, found.quote.place
    try:
        row = catalog.row_of(catalog.place(place.county_fips, found.answers.zip or None), plan.plan_id)
    except (NoPlansHere, UnknownPlan):
        return None
    premium = premium_of(catalog, row, found.quote.people)
    return premium.total if premium else None


def _middle(plan: Plan, there: list[Alike]) -> Cents:
    of_level = sorted(each.premium for each in there if each.level == plan.metal_level)
    every = of_level or sorted(each.premium for each in there)
    return every[len(every) // 2]
