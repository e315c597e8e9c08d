"""A list of plans as a page shows it, for whoever has priced them: shoppers, and households that are decided."""

from collections.abc import Callable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from coverport.shopping import rows
from coverport.shopping.filters import ORDERS, PAGE, Chosen, facets, orders, sorted_by
from coverport.shopping.quote import PlanPrice
from coverport.shopping.search.result import Result
from coverport.shopping.table import HEADS, table_rows

Query = Callable[..., str]


def listing(
    result: Result, chosen: Chosen, *, prices: Callable[[Sequence[int]], Sequence[PlanPrice]], url: Callable[[PlanPrice], str],
    action: str, query: Query,
) -> dict[str, Any]:  # fmt: skip
    """What `shopping/_list.html` and `_filters.html` show.

    prices: the plans at some positions; url: where a row leads, action: what its button says; query: pairs of more answers -> the
    query string that asks the same household with them.
    """
    found = chosen.search(result)
    positions = found.positions.tolist()
    shown, scale = prices(positions), rows.scale_of(result)
    left = found.total - len(positions)
    # The next page begins where this one ended.
    more = f"{query(*chosen.pairs(), ('show', str(chosen.show // PAGE + 1)))}#row-{len(positions) + 1}" if left else ""
    made = {"table": table_rows(result, positions, shown, url=url)} if chosen.table else {
        "rows": rows.rows(result, positions, shown, scale=scale, url=url, action=action)
    }  # fmt: skip
    return {
        **made, "chosen": chosen, "facets": facets(found, chosen), "scale": scale, "all": int(result.sold.sum()),
        "passing": found.total, "left": left, "more": more, "orders": orders(), "sorted_by": sorted_by(chosen.sort),
        "page": PAGE, "whole_query": query(*chosen.pairs(), ("show", str(-(-found.total // PAGE)))) + f"#row-{len(positions) + 1}",
        "heads": _heads(chosen, query), "marks": rows.marks_of(shown),
        "without_sort": chosen.pairs(sort=False), "sort_pair": chosen.pairs(filters=False),
        "cards_query": query(*chosen.pairs(view=False)), "table_query": query(*chosen.pairs(view=False), ("view", "table")),
        "file_query": query(*chosen.pairs(view=False)), "clear_query": query(*chosen.pairs(filters=False)),
    }  # fmt: skip


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
