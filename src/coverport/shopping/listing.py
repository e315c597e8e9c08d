"""A list of plans as a page shows it, for whoever has priced them: shoppers, and households that are decided."""

from collections.abc import Callable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from coverport.plans.plan import key_of
from coverport.shopping import rows
from coverport.shopping.filters import ORDERS, PAGE, Chosen, facets, orders, sorted_by
from coverport.shopping.quote import PlanPrice
from coverport.shopping.search.result import Result
from coverport.shopping.table import HEADS, table_rows

Query = Callable[..., str]


def listing(
    result: Result, chosen: Chosen, *, prices: Callable[[Sequence[int]], Sequence[PlanPrice]], url: Callable[[PlanPrice], str],
    action: str, query: Query, compare_url: str = "",
) -> dict[str, Any]:  # fmt: skip
    """What `shopping/_list.html` and `_filters.html` show.

    prices: the plans at some positions; url: where a row leads, action: what its button says; query: pairs of more answers -> the
    query string that asks the same household with them. compare_url: where ticked plans stand side by side, "" where nowhere.
    """
    found = chosen.search(result)
    positions = found.positions.tolist()
    shown, scale = prices(positions), rows.scale_of(result)
    left = found.total - len(positions)
    made = {"table": table_rows(result, positions, shown, url=url)} if chosen.table else {
        "rows": rows.rows(result, positions, shown, scale=scale, url=url, action=action)
    }  # fmt: skip
    return {
        **made, "chosen": chosen, "facets": facets(found, chosen), "scale": scale, "all": int(result.sold.sum()),
        "passing": found.total, "left": left, "orders": orders(), "sorted_by": sorted_by(chosen.sort),
        # The next page begins where this one ended.
        "next_row": f"row-{len(positions) + 1}", "next_page": chosen.show // PAGE + 1, "last_page": -(-found.total // PAGE), "page": PAGE,
        "heads": _heads(chosen, query), "marks": rows.marks_of(shown),
        "view_pair": chosen.pairs(filters=False, sort=False, ticked=False),
        "compare_url": compare_url, "ticked": {key_of(each) for each in chosen.ticked}, "elsewhere": _elsewhere(result, chosen, shown),
        "cards_query": query(*chosen.pairs(view=False)), "table_query": query(*chosen.pairs(view=False), ("view", "table")),
        "file_query": query(*chosen.pairs(view=False, ticked=False)), "clear_query": query(*chosen.pairs(filters=False)),
    }  # fmt: skip


def _elsewhere(result: Result, chosen: Chosen, shown: Sequence[PlanPrice]) -> list[tuple[str, str]]:
    """(plan id, name) of ticked plans that are not on the page: filtered away, further down, or sold no more, then without a name."""
    there = {key_of(price.plan.plan_id) for price in shown}
    names = {key_of(plan.plan_id): plan.name for plan in result.facts.plans} if chosen.ticked else {}
    return [(each, names.get(key_of(each), each)) for each in chosen.ticked if key_of(each) not in there]


def _heads(chosen: Chosen, query: Query) -> list[dict[str, Any]]:
    """The heads of the table; those of figures lead to the order by them."""
    kept = chosen.pairs(sort=False)
    return [
        {
            "words": _(words), "end": end, "sorted": order == chosen.sort,
            "direction": "descending" if order and ORDERS[order][1] else "ascending",
            "query": query(*kept, ("sort", order)) if order else "",
        }
        for words, order, end in HEADS
    ]  # fmt: skip
