"""Plans for a household: searches, their statistics, single plans, many searches at once."""

import re

import msgspec
import numpy as np

from coverport.plans.catalog import NoPlansHere, UnknownPlan
from coverport.plans.rules.arrays import LEVELS as METALS
from coverport.shopping.api import plan_facts
from coverport.shopping.api.errors import ApiError, not_served
from coverport.shopping.api.exchanges import catalogs_of, year_or_current
from coverport.shopping.api.narrowing import filter_of
from coverport.shopping.api.operations import HOUR, operation
from coverport.shopping.api.pricing import Asked, priced
from coverport.shopping.api.wire import plans as wire
from coverport.shopping.api.wire import requests as ask
from coverport.shopping.api.wire.common import NoQuery, Range, YearQuery, dollars
from coverport.shopping.api.wire.places import RateArea
from coverport.shopping.search.facets import Facets
from coverport.shopping.search.facets import Range as Cents2
from coverport.shopping.search.pages import Found, Sort, search
from coverport.shopping.yearly_cost.terms import UNKNOWN

PAGE = 10
SORTS: dict[str, Sort] = {
    "premium": "premium",
    "deductible": "deductible",
    "oopc": "out_of_pocket",
    "total_costs": "yearly_cost",
    "quality_rating": "stars",
}
STARS = {5: "Five", 4: "Four", 3: "Three", 2: "Two", 1: "One"}
# In the order in which the original lists them; what else a filing names stands behind.
DISEASES = (
    "Asthma", "Heart Disease", "Depression", "Diabetes", "High Blood Pressure and High Cholesterol", "Low Back Pain",
    "Pain Management", "Pregnancy", "Weight Loss Programs",
)  # fmt: skip
NOUN = "plan search"


def find(body: ask.SearchRequest, year: int | None = None) -> tuple[Asked, Found]:
    """A search in cents. limit None: all that pass."""
    wanted = year_or_current(body.year, year)
    filter_ = body.filter or ask.PlanFilter()
    asked = priced(body, wanted, NOUN, dental=filter_.division == "Dental")
    narrowed = filter_of(body, filter_, asked)
    found = search(
        asked.result,
        narrowed,
        sort=SORTS[body.sort or "premium"],
        descending=body.order == "desc",
        offset=body.offset or 0,
        limit=body.limit or PAGE,
    )
    return asked, found


def page(asked: Asked, found: Found) -> wire.Found[msgspec.Raw]:
    """The page of a search as it is answered."""
    return wire.Found(
        plans=[priced_plan(asked, int(each)) for each in found.positions],
        total=found.total,
        rate_area=rate_area(asked),
        facet_groups=facet_groups(found.facets(whole=True)),
        ranges=wire.Ranges(_range(found.premiums()), _range(found.deductibles())),
    )


@operation("POST", "plans/search", NOUN, wire.Found[wire.Plan], query=YearQuery, body=ask.SearchRequest)
def plans_search(query: YearQuery, body: ask.SearchRequest) -> wire.Found[msgspec.Raw]:
    """All plans of a place at a household's price: narrowed, ordered, 10 a page or up to 100."""
    return page(*find(body, query.year))


@operation(
    "POST", "quotes/batch", "batch", wire.Batch[wire.Plan], query=NoQuery, body=ask.BatchRequest, longest=1024 * 1024, ours=True
)  # fmt: skip
def quotes_batch(query: NoQuery, body: ask.BatchRequest) -> wire.Batch[msgspec.Raw]:
    """Up to 100 searches in one request, each answered or refused by itself."""
    return wire.Batch([_one_of_many(one) for one in body.quotes])


def _one_of_many(body: ask.SearchRequest) -> wire.BatchItem[msgspec.Raw]:
    try:
        return wire.BatchItem(found=page(*find(body)))
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
    return wire.FoundPlan(msgspec.Raw(plan_facts.details_of(catalog, number, family=False)))


@operation("GET", "plans/{plan_id}/quality-ratings", "quality rating", wire.Rated, query=ask.QualityQuery, keep=HOUR)
def plan_quality(query: ask.QualityQuery) -> wire.Rated:
    """The stars of one plan."""
    try:
        catalog, number = _anywhere(query.plan_id, query.year)
    except ApiError as error:
        raise ApiError("quality", f"no plan {query.plan_id} in {query.year}") from error
    return wire.Rated(plan_facts.quality_of(catalog.plan_of_index(number), query.year))


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


class _PricedQuery(msgspec.Struct, frozen=True, kw_only=True):
    plan_id: ask.PlanId


@operation(
    "POST", "plans/{plan_id}", "plan", wire.FoundPricedPlan[wire.PlanDetail], query=_PricedQuery, body=ask.PlanRequest
)
def plan_priced(query: _PricedQuery, body: ask.PlanRequest) -> wire.FoundPricedPlan[msgspec.Raw]:
    """One plan at a household's price, with all its benefits."""
    for dental in (False, True):
        asked = priced(body, year_or_current(body.year), "plan", dental=dental)
        if (position := positions_of(asked).get(query.plan_id.upper())) is not None:
            return wire.FoundPricedPlan(priced_plan(asked, position, whole=True), rate_area(asked))
    raise ApiError("plan", f"{query.plan_id} is not sold in county {body.place.countyfips}")


@operation("POST", "plans", "plans", wire.FoundPlans[wire.PlanDetail], query=YearQuery, body=ask.PlansRequest)
def plans(query: YearQuery, body: ask.PlansRequest) -> wire.FoundPlans[msgspec.Raw]:
    """Several plans at a household's price, in the order asked; those that are not sold there are left out."""
    year = year_or_current(body.year, query.year)
    made: dict[str, msgspec.Raw] = {}
    for dental in (False, True):
        asked = priced(body, year, "plans", dental=dental)
        known = positions_of(asked)
        made |= {
            each: priced_plan(asked, known[each.upper()], whole=True) for each in body.plan_ids if each.upper() in known
        }
    if not made:
        raise ApiError("plan", f"none of these plans is sold in county {body.place.countyfips}")
    return wire.FoundPlans([made[each] for each in dict.fromkeys(body.plan_ids) if each in made])


def positions_of(asked: Asked) -> dict[str, int]:
    """Plan id in capitals -> position."""
    columns = asked.result.columns
    return columns.keep("positions", lambda: {columns.plan_id(each).upper(): each for each in range(columns.count)})


def priced_plan(asked: Asked, position: int, *, whole: bool = False) -> msgspec.Raw:
    """A plan's record with this household's prices."""
    columns = asked.result.columns
    make = plan_facts.details_of if whole else plan_facts.facts_of
    facts = make(columns.catalog, int(columns.plan[position]), family=asked.result.family)
    return plan_facts.joined(facts, prices_of(asked, position))


def prices_of(asked: Asked, position: int) -> wire.PlanPrices:
    """Dollars a month. A plan that cannot cover these people has no price."""
    result, offered = asked.result, asked.offered
    total = int(offered.total[position])
    if total < 0:
        return wire.PlanPrices(is_ineligible=True)
    care = int(result.out_of_pocket[position])
    return wire.PlanPrices(
        premium=dollars(total),
        premium_w_credit=dollars(int(offered.after[position])),
        ehb_premium=dollars(int(offered.ehb[position])),
        pediatric_ehb_premium=dollars(int(asked.pediatric[position])),
        aptc_eligible_premium=dollars(int(offered.credited[position])),
        oopc=-1 if care == UNKNOWN else dollars(care),
        is_ineligible=not bool(result.sold[position]),
    )


def rate_area(asked: Asked) -> RateArea:
    """The place's rating area by its number."""
    found = re.search(r"\d+", asked.where.place.rating_area)
    return RateArea(asked.where.state, int(found[0]) if found else 0)


def _range(found: Cents2) -> Range:
    return Range(dollars(found.least or 0), dollars(found.most or 0))


def facet_groups(found: Facets) -> list[wire.FacetGroup]:
    """The groups of the contract in its order. Premiums count all plans up to a full hundred dollars."""
    diseases = sorted(
        found.diseases, key=lambda one: (DISEASES.index(one[0]) if one[0] in DISEASES else len(DISEASES), one[0])
    )
    issuers: dict[str, int] = {}
    for (_, name), count in found.issuers:
        issuers[name] = issuers.get(name, 0) + count
    return [
        _group("premiums", ((str(most // 100), count) for most, count in found.premiums)),
        _group("metalLevels", ((plan_facts.LEVELS[level], count) for level, count in found.levels)),
        _group("types", found.types),
        _group("issuers", issuers.items()),
        _group("diseaseMgmtPrograms", ((name, count) for name, count in diseases if count)),
        _group("simpleChoice", [("Simple Choice", found.standardized)]),
        _group(
            "qualityRatings",
            ((f"{STARS[stars]} Star Rating", count) for stars, count in reversed(found.stars) if stars),
        ),
    ]


def _group(name: str, pairs: object) -> wire.FacetGroup:
    return wire.FacetGroup(name, [wire.Facet(value, count) for value, count in pairs])  # type: ignore[attr-defined]
