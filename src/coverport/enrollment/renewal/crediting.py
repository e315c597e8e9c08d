"""What a household's policies cost in the new year and what credit each has: health before dental, within what it can have."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import msgspec

from coverport.enrollment.household_year import HouseholdYear, load
from coverport.enrollment.renewal.deciding import Projection
from coverport.enrollment.renewal.terms import Terms
from coverport.enrollment.rules.policies import Policy, Span
from coverport.enrollment.rules.year import PersonMonth, year

if TYPE_CHECKING:
    from coverport.enrollment.renewal.planning import NewPolicy


def price_all(terms: Terms, projection: Projection, policies: Sequence["NewPolicy"]) -> None:
    """January of all policies together: health before dental, within the household's credit. Every month of the year is like it."""
    if not policies:
        return
    chosen = _chosen(terms, projection)
    prices = {**(chosen.prices() if chosen else {}), **{each.key: each.prices for each in policies}}
    with_credit = chosen.bases if chosen and chosen.bases else projection.rules_bases
    there = list(chosen.policies) if chosen else []
    mine = [_january(terms, each) for each in policies]
    rows = year([*there, *mine], prices, with_credit, (), since=terms.first, method=terms.method)
    free = rows
    if any(each.elected is not None for each in policies):
        open_ = [msgspec.structs.replace(each, elected=None) for each in mine]
        free = year([*there, *open_], prices, with_credit, (), since=terms.first, method=terms.method)
    january, most = _by_policy(rows, terms), _by_policy(free, terms)
    for each in policies:
        each.cost(january[each.key])
        each.most = max(each.credit, sum(row.credit for row in most[each.key]))


def _chosen(terms: Terms, projection: Projection) -> HouseholdYear | None:
    """What the household chose for itself already; None for nearly all."""
    return load(projection.one.household, terms.year) if projection.one.chosen else None


def _by_policy(rows: Sequence[PersonMonth], terms: Terms) -> Mapping[str, list[PersonMonth]]:
    """January of each policy."""
    found: dict[str, list[PersonMonth]] = {}
    for row in rows:
        if row.month != terms.first:  # of a plan that was chosen there is the whole year
            continue
        found.setdefault(row.policy, []).append(row)
    return found


def _january(terms: Terms, policy: "NewPolicy") -> Policy:
    last = terms.first.replace(day=31)
    return Policy(
        reference=policy.key, kind=policy.kind, status="selected", product=(), first=terms.first, last=last,
        spans=tuple(Span(each.id, terms.first, last) for each in policy.members), elected=policy.elected,
    )  # fmt: skip
