"""The page of dental plans beside a health plan."""

from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from coverport.shopping import cost_sharing
from coverport.shopping.choosing import list_url
from coverport.shopping.compare.gone import gone, price_in
from coverport.shopping.dental.listing import DentalPrice, children_of, credit_left, dental_prices
from coverport.shopping.estimate import people_words
from coverport.shopping.faces import Face, public_face
from coverport.shopping.plan_page.benefits import Row, benefits_of
from coverport.shopping.plan_page.details import directories_of, documents_of
from coverport.shopping.saved.keeping import kept_of
from coverport.shopping.visit import Visit
from coverport.shopping.visiting import visited

CHILDREN = "children"


class Shown(msgspec.Struct, frozen=True):
    """A dental plan on the page. level: high or low, in words; limits: (what, amount); pages: (address, words)."""

    price: DentalPrice
    level: str
    limits: tuple[tuple[str, str], ...]
    benefits: tuple[Row, ...]
    pages: tuple[tuple[str, str], ...]
    saved: bool


@require_safe
def dental(request: HttpRequest) -> HttpResponse:
    """Dental plans for the household, or for its children alone with `?who=children`, beside the health plan of `?plan=`."""
    face = public_face()
    found = visited(request, face)
    return (
        found
        if isinstance(found, HttpResponse)
        else render(request, "shopping/dental.html", _page(request, found, face))
    )


def _page(request: HttpRequest, found: Visit, face: Face) -> dict[str, Any]:
    chosen = request.GET.get("plan", "")
    health = price_in(found, chosen) if chosen else None
    left = credit_left(found.quote, health)
    young = children_of(found.quote) if found.quote.people else ()
    alone = request.GET.get("who") == CHILDREN and bool(young)
    people = young if alone else found.quote.people
    kept, year, query = kept_of(request), found.answers.year, found.answers.query
    more = [("plan", health.plan.plan_id)] if health else []
    prices = dental_prices(found.quote, left, people)
    return {
        "face": face, "answers": found.answers, "county": found.county.name, "people": people_words(found.quote, found.application),
        "health": health, "gone": gone(found, chosen) if chosen and health is None else None, "left": left,
        "credit": found.quote.priced.help.credit if found.quote.priced else 0, "children": len(young), "alone": alone,
        "some_grown": len(young) < len(found.quote.people),
        "shown": [_shown(each, kept.has(year, each.plan.plan_id)) for each in prices],
        "marks": _marks(prices), "priced_on": found.priced_on if found.is_over else None, "answers_query": query(),
        "all_url": f"{reverse('shopping:dental')}?{query(*more)}",
        "children_url": f"{reverse('shopping:dental')}?{query(*more, ('who', CHILDREN))}",
        "back_url": f"{face.plan(health.plan.plan_id)}?{query()}" if health else list_url(request, face, found.answers, ticked=False),
        "apply_url": f"{face.apply()}?{query(*more)}",
    }  # fmt: skip


def _marks(prices: list[DentalPrice]) -> tuple[str, ...]:
    """What must be known of where these plans come from."""
    invented = any(each.plan.invented for each in prices)
    return (_("These insurers, plans and prices are invented. They show how the pages work."),) if invented else ()


def _shown(price: DentalPrice, saved: bool) -> Shown:
    plan = price.plan
    listed = [row for group in benefits_of(plan, cost_sharing.STANDARD).groups for row in group.rows]
    return Shown(
        price=price,
        level=_("High: pays more of the bills") if plan.metal_level == "high" else _("Low: pays less of the bills"),
        limits=tuple(_limits(price)),
        benefits=tuple(listed),
        pages=(*documents_of(plan, cost_sharing.STANDARD), *directories_of(plan)),
        saved=saved,
    )


def _limits(price: DentalPrice) -> list[tuple[str, str]]:
    """The yearly limit of a dental plan holds for children's essential care alone, 45 CFR 156.150."""
    words = cost_sharing.of_variant(price.plan, cost_sharing.STANDARD)
    named = (
        (_("Deductible, one person"), "medical_deductible_individual"),
        (_("Deductible, family"), "medical_deductible_family"),
        (_("Most you pay in a year for one child"), "medical_maximum_out_of_pocket_individual"),
        (_("Most you pay in a year for two or more children"), "medical_maximum_out_of_pocket_family"),
    )
    return [(name, cost_sharing.plain(words[item])) for name, item in named if words.get(item)]
