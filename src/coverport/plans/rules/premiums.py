"""Every plan of a county priced at once: the same rule as `premium_of`, over arrays."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from coverport.plans.rules.arrays import EHB_SCALE, NO_RATE, MissingRate, Place, RateArrays
from coverport.plans.rules.members import Member, age_band, children_oldest_first
from coverport.plans.rules.tiers import split_into_policies, tier_counts

CANNOT_COVER = -1
Totals = NDArray[np.int64]


def premiums(catalog: RateArrays, place: Place, members: Sequence[Member]) -> Totals:
    """Cents a month for each of `place.rows`, CANNOT_COVER where the plan cannot cover all these people.

    Raises MissingRate when a plan that should cover them has no rate, ValueError for an empty household.
    """
    rows = place.rows
    able = _able(catalog, rows, members)
    tiered = catalog.row_tiered[rows]
    totals = np.full(len(rows), CANNOT_COVER, dtype=np.int64)
    for chosen, price in ((able & ~tiered, _by_age), (able & tiered, _by_tier)):
        if chosen.any():
            totals[chosen] = price(catalog, rows[chosen], members)
    return totals


def _able(catalog: RateArrays, rows: NDArray[np.integer], members: Sequence[Member]) -> NDArray[np.bool_]:
    if not members:
        raise ValueError("a premium needs at least one person")
    grown = any(one.age >= catalog.adult_age for one in members)
    refused = catalog.row_child_only[rows] if grown else catalog.row_adult_only[rows]
    return np.asarray(~refused)


def _by_age(catalog: RateArrays, rows: NDArray[np.integer], members: Sequence[Member]) -> Totals:
    grown = [one for one in members if one.age >= catalog.adult_age]
    children = children_oldest_first(members, catalog.adult_age)
    rates = _rates_of(catalog, rows, [*grown, *children])
    # An adult always counts; the nth oldest child counts where the plan rates that many.
    place_among_children = np.array([-1] * len(grown) + list(range(len(children))))
    counted = place_among_children < catalog.children_rated_max[rows][:, None]
    _refuse_missing(catalog, rows, (rates == NO_RATE) & counted)
    return np.asarray(np.where(counted, rates, 0).sum(axis=1))


def _rates_of(catalog: RateArrays, rows: NDArray[np.integer], members: Sequence[Member]) -> Totals:
    """Cents by [row, member]; a tobacco rate where somebody uses tobacco and the filing has one."""
    bands = np.array([age_band(one.age) for one in members], dtype=np.intp)
    rates: Totals = catalog.rates[rows[:, None], bands].astype(np.int64)
    uses = np.array([one.tobacco for one in members])
    if not uses.any() or not len(catalog.tobacco_rates):
        return rates
    surcharged = catalog.tobacco_rates[rows[:, None], bands]
    return np.asarray(np.where(uses & (surcharged != NO_RATE), surcharged, rates))


def _by_tier(catalog: RateArrays, rows: NDArray[np.integer], members: Sequence[Member]) -> Totals:
    counts = np.array(tier_counts(split_into_policies(members, catalog.dependents_under)), dtype=np.int64)
    rates = catalog.tier_rates[rows].astype(np.int64)
    _refuse_missing(catalog, rows, (rates == NO_RATE) & (counts > 0))
    return np.asarray(rates @ counts)


def _refuse_missing(catalog: RateArrays, rows: NDArray[np.integer], missing: NDArray[np.bool_]) -> None:
    if missing.any():
        row = int(rows[int(missing.any(axis=1).argmax())])
        raise MissingRate(f"{catalog.plan_id_of(row)} has no rate for one of these people")


def ehb_parts(catalog: RateArrays, place: Place, totals: Totals) -> Totals:
    """The essential-health-benefits part of each total, half cents up; all of it where the share is not known."""
    share = catalog.row_ehb[place.rows].astype(np.int64)
    part = (totals * share + EHB_SCALE // 2) // EHB_SCALE
    return np.where((share < 0) | (totals < 0), totals, part)
