"""Last year's plan beside the plan that takes over: what changes for somebody who does nothing. 45 CFR 155.335(j)."""

from typing import Literal

import msgspec

from coverport.core.errors import Refusal
from coverport.plans import catalogs, crosswalks
from coverport.plans.catalog import Catalog
from coverport.plans.plan import STANDARD, Plan, key_of
from coverport.plans.rules.arrays import MissingRate, Place
from coverport.plans.rules.premium import premium_of
from coverport.shopping.compare.gone import like, price_in
from coverport.shopping.compare.table import Side
from coverport.shopping.quote import PlanPrice
from coverport.shopping.visit import Visit

# same: the plan goes on under its number. another: the crosswalk names one. none: nothing takes over. not_here: what takes over cannot be
# had by this household at this place.
Next = Literal["same", "another", "none", "not_here"]


class Renewal(msgspec.Struct, frozen=True):
    """old: last year's plan; full: its price then for the same ages, cents a month, None where it had none here."""

    old: Plan
    full: int | None
    next: Next
    successor: PlanPrice | None = None
    like: tuple[PlanPrice, ...] = ()


def last_year(found: Visit) -> Catalog | None:
    """The catalog of the year before; None where none is published."""
    try:
        return catalogs.current(found.quote.catalog.exchange, found.answers.year - 1)
    except Refusal:
        return None


def plans_of_last_year(found: Visit) -> list[Plan]:
    """What could be had at the place the year before, by insurer and name."""
    there = _place(found)
    if there is None:
        return []
    catalog, place = there
    plans = [catalog.plan_of(int(row)) for row in place.rows]
    return sorted(plans, key=lambda plan: (plan.issuer_name.casefold(), plan.name.casefold()))


def renewal(found: Visit, plan_id: str) -> Renewal | None:
    """What becomes of a plan of last year; None where last year's catalog has no such plan."""
    catalog = last_year(found)
    try:
        old = catalog.plan(plan_id) if catalog else None
    except Refusal:
        return None
    if old is None or old.division != "health":
        return None
    how, new = _successor(found, old)
    price = price_in(found, new) if new else None
    if new and price is None:
        how = "not_here"
    near = () if price else like(found, old)
    return Renewal(old, _full(found, old), how, price, near)


def _successor(found: Visit, old: Plan) -> tuple[Next, str | None]:
    """The crosswalk's word first: a plan's number may be given to another one."""
    place, year = found.quote.place, found.answers.year
    row = crosswalks.of_plan(
        year - 1, old.plan_id, state=place.state, county=place.county_fips, zip_code=found.answers.zip
    )
    if row is not None and row.new is None:
        return "none", None
    if row is not None and row.new is not None:
        return ("same" if key_of(row.new) == key_of(old.plan_id) else "another"), row.new
    return ("same", old.plan_id) if price_in(found, old.plan_id) else ("none", None)


def _full(found: Visit, old: Plan) -> int | None:
    """At last year's prices, for the ages of this year: what changes is the plan alone."""
    there = _place(found)
    if there is None or not found.quote.people:
        return None
    catalog, place = there
    try:
        premium = premium_of(catalog, catalog.row_of(place, old.plan_id), found.quote.people)
    except (Refusal, MissingRate):
        return None
    return premium.total if premium else None


def _place(found: Visit) -> tuple[Catalog, Place] | None:
    catalog = last_year(found)
    try:
        return (catalog, catalog.place(found.county.fips, found.answers.zip or None)) if catalog else None
    except Refusal:
        return None


def old_side(found: Visit, then: Renewal) -> Side:
    """Last year's plan as a column, in the variant that the household would have on its level."""
    priced = found.quote.priced
    return Side(then.old, priced.help.variants[then.old.metal_level] if priced else STANDARD, then.full, None, None)
