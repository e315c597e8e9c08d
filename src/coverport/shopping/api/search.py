"""Plans for a household: searches, their statistics, single plans, many searches at once."""

import re
from collections.abc import Callable
from functools import lru_cache

import msgspec
import numpy as np

from coverport.plans.catalog import NoPlansHere, UnknownPlan
from coverport.plans.rules.arrays import LEVELS as METALS
from coverport.plans.rules.arrays import Int
from coverport.shopping.api import plan_facts
from coverport.shopping.api.errors import ApiError, not_served
from coverport.shopping.api.exchanges import catalogs_of, year_or_current
from coverport.shopping.api.facets import facet_groups
from coverport.shopping.api.narrowing import filter_of
from coverport.shopping.api.operations import HOUR, operation
from coverport.shopping.api.pricing import Asked, priced
from coverport.shopping.api.wire import plans as wire
from coverport.shopping.api.wire import requests as ask
from coverport.shopping.api.wire.common import NoQuery, Range, YearQuery, dollars
from coverport.shopping.api.wire.places import RateArea
from coverport.shopping.search.facets import Range as Known
from coverport.shopping.search.filters import NOTHING
from coverport.shopping.search.pages import Found, Sort, search
from coverport.shopping.search.result import ByMask, Result
from coverport.shopping.yearly_cost.terms import UNKNOWN

PAGE = 10
SORTS: dict[str, Sort] = {
    "premium": "premium",
    "deductible": "deductible",
    "oopc": "out_of_pocket",
    "total_costs": "yearly_cost",
    "quality_rating": "stars",
}
NOUN = "plan search"
_NO_FILTER = ask.PlanFilter()


def find(body: ask.SearchRequest, year: int | None = None) -> tuple[Asked, Found]:
    """A search in cents. limit None: all that pass."""
    wanted = year_or_current(body.year, year)
    filter_ = body.filter or _NO_FILTER
    asked = priced(body, wanted, NOUN, dental=filter_.division == "Dental")
    narrowed = filter_of(body, filter_, asked) if body.filter or body.suppressed_plan_ids else NOTHING
    found = search(
        asked.result,
        narrowed,
        sort=SORTS[body.sort or "premium"],
        descending=body.order == "desc",
        offset=body.offset or 0,
        limit=body.limit or PAGE,
    )
    return asked, found


def page(asked: Asked, found: Found) -> bytes:
    """The page of a search as it is answered: `wire.Found`, encoded; all of its plans but the prices was encoded before."""
    rest = plan_facts.encode(_Rest(found.total, rate_area(asked), facet_groups(found), _ranges(found)))
    at = found.positions
    parts = [b'{"plans":[']
    for said, facts in zip(_prices(asked, at), _told(asked, at, plan_facts.shorts_of), strict=True):
        parts += (said, facts, b",")
    # One copy of some sixty kilobytes, not three.
    parts[-1 if len(at) else 1 :] = (b"],", rest[1:])
    return b"".join(parts)


class _Rest(msgspec.Struct, frozen=True):
    """What a page says beside its plans."""

    total: int
    rate_area: RateArea
    facet_groups: msgspec.Raw
    ranges: wire.Ranges


@operation("POST", "plans/search", NOUN, wire.Found[wire.Plan], query=YearQuery, body=ask.SearchRequest, short=True)
def plans_search(query: YearQuery, body: ask.SearchRequest) -> bytes:
    """All plans of a place at a household's price: narrowed, ordered, 10 a page or up to 100."""
    return page(*find(body, query.year))


@operation(
    "POST", "quotes/batch", "batch", wire.Batch[wire.Found[wire.Plan]], query=NoQuery, body=ask.BatchRequest,
    longest=1024 * 1024, ours=True,
)  # fmt: skip
def quotes_batch(query: NoQuery, body: ask.BatchRequest) -> wire.Batch[msgspec.Raw]:
    """Up to 100 searches in one request, each answered or refused by itself."""
    return wire.Batch([_one_of_many(one) for one in body.quotes])


def _one_of_many(body: ask.SearchRequest) -> wire.BatchItem[msgspec.Raw]:
    try:
        return wire.BatchItem(found=msgspec.Raw(page(*find(body))))
    except ApiError as refused:
        return wire.BatchItem(error=refused.body)
    except NoPlansHere:
        return wire.BatchItem(error=not_served(body.place.state).body)


@operation("POST", "plans/search/stats", NOUN, list[wire.LevelStats], query=YearQuery, body=ask.SearchRequest)
def plans_search_stats(query: YearQuery, body: ask.SearchRequest) -> list[wire.LevelStats]:
    """What the plans of a search cost, by metal level."""
    asked, found = find(body, query.year)
    present = np.unique(asked.result.columns.metal[found.mask]).tolist()
    return [_level(asked, found, number) for number in present]


def _level(asked: Asked, found: Found, number: int) -> wire.LevelStats:
    result = asked.result
    at = found.mask & (result.columns.metal == number)
    stars = result.facts.stars[at]
    return wire.LevelStats(
        metal_level=plan_facts.LEVELS[METALS[number]],
        total=int(np.count_nonzero(at)),
        simple_choice=int(np.count_nonzero(result.facts.design[at] >= 0)),
        premiums=_spread(result.total[at]),
        oopc=_spread(result.out_of_pocket[at]),
        quality_ratings=wire.Stars(*(int(np.count_nonzero(stars == each)) for each in (5, 4, 3, 2, 1))),
    )


def _spread(values: np.ndarray) -> wire.Spread:
    """From where to where, and the mean to the cent; -1 where a figure is not known."""
    known = values[values >= 0]
    if not len(known):
        return wire.Spread(-1, 0, -1)
    mean = (2 * int(known.sum()) + len(known)) // (2 * len(known))
    return wire.Spread(dollars(int(known.min())), dollars(int(known.max())), dollars(mean))


@operation("GET", "plans/{plan_id}", "plan", wire.FoundPlan[wire.PlanDetail], query=ask.PlanQuery, keep=HOUR)
def plan(query: ask.PlanQuery) -> wire.FoundPlan[msgspec.Raw]:
    """One plan without prices, with all its benefits."""
    catalog, number = _anywhere(query.plan_id, year_or_current(query.year))
    [told] = plan_facts.details_of(catalog, [number], family=False)
    return wire.FoundPlan(msgspec.Raw(b"{" + told[1:]))


@operation("GET", "plans/{plan_id}/quality-ratings", "quality rating", wire.Rated, query=ask.PlanQuery, keep=HOUR)
def plan_quality(query: ask.PlanQuery) -> wire.Rated:
    """The stars of one plan."""
    year = year_or_current(query.year)
    try:
        catalog, number = _anywhere(query.plan_id, year)
    except ApiError as error:
        raise ApiError("quality", f"no plan {query.plan_id} in {year}") from error
    return wire.Rated(plan_facts.quality_of(catalog.plan_of_index(number), year))


def _anywhere(plan_id: str, year: int) -> tuple[plan_facts.Catalog, int]:
    """The catalog that has a plan, and the plan's index there."""
    for catalog in catalogs_of(year):
        try:
            found = catalog.plan(plan_id)
        except UnknownPlan:
            continue
        return catalog, _index(catalog, found.plan_id)
    raise ApiError("plan", f"no plan {plan_id} in {year}")


def _index(catalog: plan_facts.Catalog, plan_id: str) -> int:
    return int(np.searchsorted(catalog.plan_keys, np.bytes_(plan_id.upper().encode())))


@operation(
    "POST", "plans/{plan_id}", "plan", wire.FoundPricedPlan[wire.PlanDetail], query=ask.PlanQuery, body=ask.PlanRequest
)
def plan_priced(query: ask.PlanQuery, body: ask.PlanRequest) -> wire.FoundPricedPlan[msgspec.Raw]:
    """One plan at a household's price, with all its benefits."""
    for dental in (False, True):
        asked = priced(body, year_or_current(body.year, query.year), "plan", dental=dental, closed=True)
        if (position := positions_of(asked).get(query.plan_id.upper())) is not None:
            return wire.FoundPricedPlan(priced_plan(asked, position), rate_area(asked))
    raise ApiError("plan", f"{query.plan_id} is not sold in county {body.place.countyfips}")


@operation("POST", "plans", "plans", wire.FoundPlans[wire.PlanDetail], query=YearQuery, body=ask.PlansRequest)
def plans(query: YearQuery, body: ask.PlansRequest) -> wire.FoundPlans[msgspec.Raw]:
    """Several plans at a household's price, in the order asked; those that are not sold there are left out."""
    year = year_or_current(body.year, query.year)
    made: dict[str, msgspec.Raw] = {}
    for dental in (False, True):
        asked = priced(body, year, "plans", dental=dental, closed=True)
        known = positions_of(asked)
        made |= {each: priced_plan(asked, known[each.upper()]) for each in body.plan_ids if each.upper() in known}
    if not made:
        raise ApiError("plan", f"none of these plans is sold in county {body.place.countyfips}")
    return wire.FoundPlans([made[each] for each in dict.fromkeys(body.plan_ids) if each in made])


def positions_of(asked: Asked) -> dict[str, int]:
    """Plan id in capitals -> position."""
    columns = asked.result.columns
    return columns.keep("positions", lambda: {columns.plan_id(each).upper(): each for each in range(columns.count)})


def priced_plan(asked: Asked, position: int) -> msgspec.Raw:
    """A plan's record, all of it, with this household's prices."""
    at = np.array([position])
    return msgspec.Raw(b"".join((*_prices(asked, at), *_told(asked, at, plan_facts.details_of))))


def _told(asked: Asked, at: Int, make: Callable[..., list[bytes]]) -> list[bytes]:
    """What was encoded before of each plan's JSON object: all behind its prices."""
    columns = asked.result.columns
    return make(columns.catalog, columns.plan.take(at).tolist(), family=asked.result.family)


def _prices(asked: Asked, at: Int) -> list[bytes]:
    """What each plan's JSON object begins with."""
    lines = plan_facts.encoder.encode_lines(prices_of(asked, at))
    # Whole dollars stand without decimals, as `dollars` has them.
    return lines.replace(b".0,", b",").split(b"}\n")[:-1]


def prices_of(asked: Asked, at: Int) -> list[wire.PlanPrices]:
    """Dollars a month, of the plans at some positions. A plan that cannot cover these people has no price."""
    result, offered = asked.result, asked.offered
    total = _dollars(offered.total, at)
    columns = (
        total,
        _dollars(offered.after, at),
        total if offered.ehb is offered.total else _dollars(offered.ehb, at),
        _dollars(asked.pediatric, at) if asked.dental else [0] * len(at),
        _dollars(offered.credited, at),
        _care(result, at) if result.uses else [-1] * len(at),
        (~result.sold.take(at)).tolist(),
    )
    return [
        wire.PlanPrices(*each) if each[0] >= 0 else wire.PlanPrices(is_ineligible=True)
        for each in zip(*columns, strict=True)
    ]


def _dollars(cents: np.ndarray, at: Int) -> list[float]:
    """As a whole list: to take one number after another out of an array costs ten times as much."""
    return [amount / 100 for amount in cents.take(at).tolist()]


def _care(result: Result, at: Int) -> list[float]:
    """What care is likely to cost in a year, -1 where that is not known."""
    return [-1 if amount == UNKNOWN else amount / 100 for amount in result.out_of_pocket.take(at).tolist()]


def rate_area(asked: Asked) -> RateArea:
    """The place's rating area by its number."""
    return _rate_area(asked.where.state, asked.where.place.rating_area)


@lru_cache(maxsize=1024)
def _rate_area(state: str, name: str) -> RateArea:
    found = re.search(r"\d+", name)
    return RateArea(state, int(found[0]) if found else 0)


def _ranges(found: Found) -> wire.Ranges:
    known: ByMask[Range] = found.result.kept("api_deductibles", ByMask)
    return wire.Ranges(_range(found.premiums()), known.of(found.mask, lambda: _range(found.deductibles())))


def _range(known: Known) -> Range:
    return Range(dollars(known.least or 0), dollars(known.most or 0))
