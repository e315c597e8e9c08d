"""Plans side by side: those of the address, or last year's beside its successor."""

from collections.abc import Sequence
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from coverport.plans.plan import key_of
from coverport.shopping import rows
from coverport.shopping.care.coverage import marks_of
from coverport.shopping.choosing import list_url, way_back
from coverport.shopping.compare.gone import gone, like, price_in
from coverport.shopping.compare.renewal import old_side, plans_of_last_year, renewal
from coverport.shopping.compare.table import Side, parts_of, side_of
from coverport.shopping.compare.verdict import verdict
from coverport.shopping.estimate import people_words
from coverport.shopping.faces import Face, public_face
from coverport.shopping.plan_page.year import results_of, yearly_cost
from coverport.shopping.quote import PlanPrice
from coverport.shopping.saved.keeping import kept_of
from coverport.shopping.visit import Visit
from coverport.shopping.visiting import visited

MOST = 4


class Column(msgspec.Struct, frozen=True):
    """A plan's head in the comparison. without: the comparison without it; last: of last year."""

    side: Side
    url: str
    without: str = ""
    apply_url: str = ""
    last: bool = False


@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """Up to four plans of `?plan=`, those that are there; said of each that is not."""
    face = public_face()
    found = visited(request, face)
    if isinstance(found, HttpResponse):
        return found
    if request.GET.get("last"):
        return _renewal(request, found, face)
    asked = way_back(request, found.answers).ticked
    priced = [(plan_id, price_in(found, plan_id)) for plan_id in asked]
    there = [price for _, price in priced if price is not None]
    shown, left = there[:MOST], there[MOST:]
    out = [gone(found, plan_id, but=asked) for plan_id, price in priced if price is None]
    context = {
        **_common(request, found, face), "out": [(each, _with(request, found, shown, each.near)) for each in out], "left": left,
        "columns": [_column(request, found, face, side, shown) for side in _sides(request, found, shown)], "most": MOST,
        "like": _like(request, found, shown, asked), "saved": _saved(request, found, asked), "last_year": plans_of_last_year(found),
    }  # fmt: skip
    sides = [column.side for column in context["columns"]]
    context |= {
        "parts": parts_of(sides, family=len(found.quote.people) > 1) if sides else [],
        "verdict": verdict(sides),
        "marks": rows.marks_of(shown),
    }
    return render(request, "shopping/compare.html", context)


def _common(request: HttpRequest, found: Visit, face: Face) -> dict[str, Any]:
    return {
        "face": face, "answers": found.answers, "answers_query": found.answers.query(), "county": found.county.name,
        "people": people_words(found.quote, found.application), "back_url": list_url(request, face, found.answers),
        "care_url": f"{reverse('shopping:care')}?{found.answers.query(('next', request.get_full_path()))}",
        "answer_pairs": [*found.answers.pairs(), *way_back(request, found.answers).pairs(ticked=False)],
        "credit": found.quote.priced.help.credit if found.quote.priced else 0,
        "priced_on": found.priced_on if found.is_over else None,
    }  # fmt: skip


def _sides(request: HttpRequest, found: Visit, shown: Sequence[PlanPrice]) -> list[Side]:
    if not shown:
        return []
    results = results_of(found)
    marks = marks_of(kept_of(request), [price.plan.plan_id for price in shown], found.answers.year)
    return [
        side_of(price, yearly_cost(results, price, found.answers.year), marks.get(price.plan.plan_id, ()))
        for price in shown
    ]


def address(request: HttpRequest, found: Visit, plan_ids: Sequence[str]) -> str:
    """The comparison of some plans. It leads back to the list as it was left."""
    pairs = way_back(request, found.answers).pairs(ticked=False)
    return f"{reverse('shopping:compare')}?{found.answers.query(*pairs, *(('plan', each) for each in plan_ids))}"


def _column(request: HttpRequest, found: Visit, face: Face, side: Side, shown: Sequence[PlanPrice]) -> Column:
    plan_id, query = side.plan.plan_id, found.answers.query
    way = query(*way_back(request, found.answers).pairs())
    rest = [price.plan.plan_id for price in shown if price.plan.plan_id != plan_id]
    apply_url = "" if found.is_over else f"{face.apply()}?{query(('plan', plan_id))}"
    return Column(side, f"{face.plan(plan_id)}?{way}", address(request, found, rest), apply_url)


def _with(
    request: HttpRequest, found: Visit, shown: Sequence[PlanPrice], near: Sequence[PlanPrice]
) -> list[tuple[PlanPrice, str]]:
    """Plans with the comparison that has them too, as long as there is room."""
    ids = [price.plan.plan_id for price in shown][: MOST - 1]
    return [(price, address(request, found, [*ids, price.plan.plan_id])) for price in near]


def _like(
    request: HttpRequest, found: Visit, shown: Sequence[PlanPrice], asked: Sequence[str]
) -> list[tuple[PlanPrice, str]]:
    """What is most like the first plan, and is not compared yet."""
    if not shown or len(shown) >= MOST:
        return []
    return _with(request, found, shown, like(found, shown[0].plan, but=asked))


def _saved(request: HttpRequest, found: Visit, asked: Sequence[str]) -> list[tuple[PlanPrice, bool]]:
    """Saved plans, and whether each is compared already."""
    keys = set(map(key_of, asked))
    prices = [price_in(found, each) for each in kept_of(request).of(found.answers.year)]
    return [(price, key_of(price.plan.plan_id) in keys) for price in prices if price is not None]


def _renewal(request: HttpRequest, found: Visit, face: Face) -> HttpResponse:
    """Last year's plan beside what takes over; or that it is not known, with the list to choose from."""
    then = renewal(found, request.GET["last"])
    context = _common(request, found, face) | {"then": then, "last_year": plans_of_last_year(found), "renewal": True}
    if then is None:
        return render(request, "shopping/compare.html", context, status=404)
    columns = [Column(old_side(found, then), "", last=True)]
    if then.successor:
        results = results_of(found)
        side = side_of(then.successor, yearly_cost(results, then.successor, found.answers.year), ())
        columns.append(_column(request, found, face, side, []))
    sides = [column.side for column in columns]
    near = [(price, address(request, found, [*_ids(then.successor), price.plan.plan_id])) for price in then.like]
    context |= {
        "columns": columns, "parts": parts_of(sides, family=len(found.quote.people) > 1), "like": near,
        "before": found.answers.year - 1,
    }  # fmt: skip
    return render(request, "shopping/compare.html", context)


def _ids(price: PlanPrice | None) -> list[str]:
    return [price.plan.plan_id] if price else []
