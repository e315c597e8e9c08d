"""Every plan's premium for a household, in a handful of additions: 45 CFR 147.102(c)."""

from collections.abc import Container, Sequence

import numpy as np

from coverport.plans.rules.arrays import AGES, EHB_SCALE, NO_RATE, TIERS, MissingRate
from coverport.plans.rules.members import Member, children_oldest_first
from coverport.plans.rules.premiums import CANNOT_COVER
from coverport.plans.rules.tiers import split_into_policies
from coverport.shopping.pricing.columns import Cents32, Cents64, PlaceColumns
from coverport.shopping.pricing.people import Seats, rows_of, seats

__all__ = ["CANNOT_COVER", "ehb_parts", "member_premiums", "premiums_of", "seated", "totals", "totals_of"]


def seated(columns: PlaceColumns, members: Sequence[Member], *, tobacco: bool = True) -> Seats:
    """The household as rows of these plans' rates. tobacco: False prices everyone as if nobody used any, as benchmarks are."""
    return seats(
        members,
        adult_age=columns.adult_age,
        dependents_under=columns.dependents_under,
        by_tier=columns.by_tier[1],
        tobacco=tobacco and len(columns.rates) > AGES,
    )


def totals(columns: PlaceColumns, members: Sequence[Member]) -> Cents64:
    """Cents a month by position, CANNOT_COVER where the plan cannot cover all of these people together.

    Raises MissingRate when a health plan that should cover them has no rate, ValueError for an empty household.
    """
    return totals_of(columns, seated(columns, members))


def totals_of(columns: PlaceColumns, household: Seats) -> Cents64:
    """The same for a household whose seats are known."""
    by_age, by_tier = columns.by_tier
    if by_age and by_tier:
        found = np.where(columns.tiered, _by_tier(columns, household), _by_age(columns, household))
    else:
        found = _by_tier(columns, household) if by_tier else _by_age(columns, household)
    total = found.astype(np.int64)
    anyone_grown = household.anyone_grown
    refusing = columns.refusing[anyone_grown]
    if refusing is not None:
        total[refusing] = CANNOT_COVER
    if lacking := columns.ages_lacking[anyone_grown]:
        _mind_gaps(columns, household, lacking, total)
    return total


def _by_age(columns: PlaceColumns, household: Seats) -> Cents32:
    """Everyone grown, and the oldest children up to the plan's number. Gaps are minded afterwards."""
    fewest, most = columns.children_counted
    rates = columns.rates
    total = _added(columns, (*household.grown, *household.children[:fewest]))
    for place, row in enumerate(household.children[fewest:most], fewest):
        total += np.where(columns.children_most > place, rates[row], 0)
    return total


def _added(columns: PlaceColumns, rows: Sequence[int]) -> Cents32:
    """What people cost whom every plan counts."""
    rates = columns.rates
    if len(rows) <= 1:
        return rates[rows[0]].copy() if rows else np.zeros(columns.count, dtype=np.int32)
    total = rates[rows[0]] + rates[rows[1]]
    for row in rows[2:]:
        total += rates[row]
    return total


def _by_tier(columns: PlaceColumns, household: Seats) -> Cents32:
    total = np.zeros(columns.count, dtype=np.int32)
    for tier, policies in enumerate(household.tiers):
        if policies:
            total += columns.tiers[tier] * policies
    return total


def _mind_gaps(columns: PlaceColumns, household: Seats, lacking: frozenset[int], total: Cents64) -> None:
    """Somebody of an age for which a plan here has no rate: an error, but for dental plans, which then cannot cover them."""
    wanting = np.zeros(columns.count, dtype=np.bool_)
    for row in household.grown:
        if row in lacking:
            wanting |= columns.rates[row] == NO_RATE
    for place, row in enumerate(household.children):
        if row in lacking:
            wanting |= (columns.rates[row] == NO_RATE) & (columns.children_most > place)
    wanting &= (total != CANNOT_COVER) & ~columns.tiered
    if not wanting.any():
        return
    if not columns.dental:
        raise MissingRate(f"{columns.plan_id(int(wanting.argmax()))} has no rate for one of these people")
    total[wanting] = CANNOT_COVER


def ehb_parts(columns: PlaceColumns, total: Cents64) -> Cents64:
    """The part for essential health benefits, half cents up, 26 CFR 1.36B-3(j); all of it where no share is known.

    The array itself where no plan has a share: it is never changed.
    """
    if columns.shares is None:
        return total
    part = (total * columns.shares + EHB_SCALE // 2) // EHB_SCALE
    return np.where(total < 0, total, part)


def member_premiums(columns: PlaceColumns, members: Sequence[Member]) -> Cents64:
    """Cents by [member, position] in the order of `members`: 0 for children beyond the plan's number, and within a tier for
    all but the subscriber. The sum of a column is the plan's total. Means nothing where the plan cannot cover the household.
    """
    by_age, by_tier = columns.by_tier
    found = np.zeros((len(members), columns.count), dtype=np.int64)
    if by_age:
        _members_by_age(columns, members, found)
    if by_tier:
        _members_by_tier(columns, members, found)
    return found


def premiums_of(columns: PlaceColumns, members: Sequence[Member], whose: Container[str]) -> Cents64:
    """Cents by position that some of the members, by id, add to the premium of all: the sum of their rows of `member_premiums`."""
    if columns.by_tier[1]:
        places = [place for place, one in enumerate(members) if one.id in whose]
        return member_premiums(columns, members)[places].sum(axis=0)
    mine = [one for one in members if one.id in whose]
    tobacco = len(columns.rates) > AGES
    grown = [one for one in mine if one.age >= columns.adult_age]
    found = _added(columns, rows_of(grown, tobacco=tobacco)).astype(np.int64)
    if len(grown) < len(mine):
        children = children_oldest_first(members, columns.adult_age)
        for place, (one, row) in enumerate(zip(children, rows_of(children, tobacco=tobacco), strict=True)):
            if one.id in whose:
                found += np.where(columns.children_most > place, columns.rates[row], 0)
    return found


def _members_by_age(columns: PlaceColumns, members: Sequence[Member], found: Cents64) -> None:
    household = seated(columns, members)
    where = {one.id: place for place, one in enumerate(members)}
    grown = [one for one in members if one.age >= columns.adult_age]
    for one, row in zip(grown, household.grown, strict=True):
        found[where[one.id]] = columns.rates[row]
    children = children_oldest_first(members, columns.adult_age)
    for place, (one, row) in enumerate(zip(children, household.children, strict=True)):
        found[where[one.id]] = np.where(columns.children_most > place, columns.rates[row], 0)


def _members_by_tier(columns: PlaceColumns, members: Sequence[Member], found: Cents64) -> None:
    where = {one.id: place for place, one in enumerate(members)}
    found[:, columns.tiered] = 0
    for policy in split_into_policies(members, columns.dependents_under):
        rates = columns.tiers[TIERS.index(policy.tier)]
        found[where[policy.members[0].id], columns.tiered] = rates[columns.tiered]
