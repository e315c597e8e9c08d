"""Which plans another one beats in every way that can be compared. Arrays in, arrays out.

A plan is beaten by one of the same insurer, network and type that costs no more in any figure and less in at least one, and that
has every feature that it has: a dearer plan with other doctors is no worse for whom they matter. What is not known of either
plan's costs keeps it from being compared at all.
"""

from collections.abc import Sequence

import numpy as np

from coverport.plans.rules.arrays import Flags, Int
from coverport.shopping.search.result import Result
from coverport.shopping.yearly_cost.spending import Use

NONE = -1
_EVERY_USE: tuple[Use, ...] = ("low", "medium", "high", "bad_year")


def beaten_by(result: Result) -> Int:
    """By position, the position of a plan that beats it, NONE where there is none: the cheapest that is not beaten itself."""
    facts = result.facts
    people = len(result.priced.members)
    costs = [result.after, result.deductible, result.limit, *(result.care_of([use] * people) for use in _EVERY_USE)]
    features = [facts.hsa, facts.child_dental, facts.adult_dental, facts.national, facts.multi_state, facts.stars]
    features += [row.astype(np.int64) for row in facts.programs]
    return beaten(np.array(costs), np.array(features), groups=_networks(result), able=result.sold, order=result.after)


def _networks(result: Result) -> Int:
    """By position, a number for each network; where filings name none, for each insurer's plans of one type."""

    def numbered() -> Int:
        names = [(one.issuer_id, one.network_id, one.plan_type) for one in result.facts.plans]
        places = {name: place for place, name in enumerate(dict.fromkeys(names))}
        return np.array([places[name] for name in names], dtype=np.int16)

    return result.columns.keep("networks", numbered)


def beaten(costs: np.ndarray, features: np.ndarray, *, groups: Int, able: Flags, order: np.ndarray) -> Int:
    """costs: by [figure, position], less is better, below 0 unknown; features: by [feature, position], more is better.

    groups: only plans of one group are compared. able: which can be bought. order: the better plan is named that has least of it.
    """
    count = costs.shape[1]
    known = able & (costs >= 0).all(axis=0)
    no_worse = known[:, None] & known[None, :] & (groups[:, None] == groups[None, :])
    better: Flags = np.zeros((count, count), dtype=np.bool_)
    for figure in costs:
        no_worse &= figure[:, None] <= figure[None, :]
        better |= figure[:, None] < figure[None, :]
    for feature in features:
        no_worse &= feature[:, None] >= feature[None, :]
    beats = no_worse & better
    free = ~beats.any(axis=0)
    return _named(beats & free[:, None], order)


def _named(beats: Flags, order: np.ndarray) -> Int:
    """Of those that beat a plan the first in order, ties by position. Whoever is beaten is beaten by somebody who is not."""
    count = beats.shape[1]
    if not count:
        return np.empty(0, dtype=np.int64)
    ranked = np.lexsort((np.arange(count), order))
    first = beats[ranked].argmax(axis=0)
    found: Int = np.where(beats.any(axis=0), ranked[first], NONE)
    return found


def names_of(result: Result, found: Int, positions: Sequence[int]) -> dict[int, str]:
    """Position -> the name of the plan that beats it, of those that are beaten."""
    return {each: result.facts.plans[int(found[each])].name for each in positions if found[each] != NONE}
