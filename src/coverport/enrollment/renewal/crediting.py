"""What a household's policies cost in the new year and what credit each has: health before dental, within what it can have."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import msgspec

from coverport.enrollment.household_year import HouseholdYear, load
from coverport.enrollment.renewal.deciding import Projection
from coverport.enrollment.renewal.terms import Terms
from coverport.enrollment.rules.months import Cost, costs
from coverport.enrollment.rules.policies import Policy
from coverport.enrollment.rules.year import PersonMonth, credited

if TYPE_CHECKING:
    from coverport.enrollment.renewal.planning import NewPolicy


def price_all(terms: Terms, projection: Projection, policies: Sequence["NewPolicy"]) -> None:
    """January of all policies together: health before dental, within the household's credit. Every month of the year is like it."""
    if not policies:
        return
    chosen = _chosen(terms, projection)
    there = chosen.policies if chosen else ()
    with_credit = chosen.bases if chosen and chosen.bases else projection.rules_bases
    found = [*_costs_there(terms, chosen), *(cost for each in policies for cost in _january(terms, each))]
    mine = [_policy(terms, each) for each in policies]
    rows = free = credited([*there, *mine], found, with_credit, (), since=terms.first)
    if any(each.elected is not None for each in mine):
        open_ = [msgspec.structs.replace(each, elected=None) for each in mine]
        free = credited([*there, *open_], found, with_credit, (), since=terms.first)
    january, most = _by_policy(rows, terms), _by_policy(free, terms)
    for each in policies:
        each.cost(january[each.key])
        each.most = max(each.credit, sum(row.credit for row in most[each.key]))


def _chosen(terms: Terms, projection: Projection) -> HouseholdYear | None:
    """What the household chose for itself already; None for nearly all."""
    return load(projection.one.household, terms.year) if projection.one.chosen else None


def _costs_there(terms: Terms, chosen: HouseholdYear | None) -> Iterator[Cost]:
    """The whole year of what was chosen."""
    if chosen:
        prices = chosen.prices()
        for each in chosen.policies:
            yield from costs(each, prices[each.reference], terms.method)


def _january(terms: Terms, policy: "NewPolicy") -> Iterator[Cost]:
    """A whole month of all its people."""
    key, first, last = policy.key, terms.first, terms.first.replace(day=31)
    for part in policy.parts:
        yield Cost(key, first, part.person, first, last, part.premium, part.creditable)


def _policy(terms: Terms, policy: "NewPolicy") -> Policy:
    """As the rules of credit know it: they ask for no days."""
    return Policy(
        reference=policy.key, kind=policy.kind, status="selected", product=(), first=terms.first,
        last=terms.first.replace(day=31), spans=(), elected=policy.elected,
    )  # fmt: skip


def _by_policy(rows: Sequence[PersonMonth], terms: Terms) -> Mapping[str, list[PersonMonth]]:
    """January of each policy."""
    found: dict[str, list[PersonMonth]] = {}
    for row in rows:
        if row.month != terms.first:  # of a plan that was chosen there is the whole year
            continue
        found.setdefault(row.policy, []).append(row)
    return found
