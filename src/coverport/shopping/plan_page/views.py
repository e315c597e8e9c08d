"""The page of one plan."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from coverport.eligibility.engine import family_members
from coverport.plans.plan import key_of
from coverport.shopping import rows
from coverport.shopping.care.coverage import marks_of
from coverport.shopping.care.formulary import terms_of
from coverport.shopping.choosing import list_url, way_back
from coverport.shopping.compare.gone import gone, like, price_in
from coverport.shopping.compare.views import address
from coverport.shopping.estimate import people_words
from coverport.shopping.faces import Face, public_face
from coverport.shopping.glossary.terms import OF_NETWORK
from coverport.shopping.plan_page import details
from coverport.shopping.plan_page.benefits import benefits_of
from coverport.shopping.plan_page.examples import examples_of
from coverport.shopping.plan_page.year import results_of, yearly_cost
from coverport.shopping.quote import PlanPrice
from coverport.shopping.saved.keeping import kept_of
from coverport.shopping.visit import Visit
from coverport.shopping.visiting import visited


@require_safe
def plan(request: HttpRequest, plan_id: str) -> HttpResponse:
    """One plan at the household's likely price, with all that the filing says."""
    return show_plan(request, plan_id, public_face())


def show_plan(request: HttpRequest, plan_id: str, face: Face) -> HttpResponse:
    """One plan of a face."""
    found = visited(request, face)
    if isinstance(found, HttpResponse):
        return found
    price = price_in(found, plan_id)
    if price is None:
        return _gone(request, found, plan_id, face)
    context = {**_page(request, found, price, face), **_kept(request, found, price)}
    return render(request, "shopping/plan.html", context)


def _page(request: HttpRequest, found: Visit, price: PlanPrice, face: Face) -> dict[str, Any]:
    plan, variant, query = price.plan, price.csr_variant, found.answers.query
    ticked = way_back(request, found.answers).ticked
    ages = {person.id: person.age for person in family_members(found.application)}
    return {
        "face": face, "answers": found.answers, "county": found.county.name, "price": price, "plan": plan,
        "people": people_words(found.quote, found.application), "words": rows.words_of(price),
        "notes": rows.notes_of(price, rows.has_extra_savings(found.plans)), "marks": rows.marks_of([price]),
        "members": [(ages[member.id], member) for member in price.premium.members],
        "priced_on": found.priced_on if found.is_over else None,
        "year": yearly_cost(results_of(found), price, found.answers.year),
        "limits": details.limits_of(price), "benefits": benefits_of(plan, variant), "examples": examples_of(plan, variant),
        "documents": details.documents_of(plan, variant), "directories": details.directories_of(plan), "quality": details.quality_of(plan),
        "network": details.network_facts(plan), "network_term": OF_NETWORK.get(plan.plan_type, ""),
        "facts": details.plan_facts(plan), "back_url": list_url(request, face, found.answers),
        "apply_url": f"{face.apply()}?{query(('plan', plan.plan_id))}",
        "like": [] if face.preview else [
            (each, address(request, found, [plan.plan_id, each.plan.plan_id])) for each in like(found, plan)
        ],
        "compare_url": address(request, found, [plan.plan_id, *(each for each in ticked if key_of(each) != key_of(plan.plan_id))]),
        "dental_url": f"{reverse('shopping:dental')}?{query(('plan', plan.plan_id))}",
    }  # fmt: skip


def _kept(request: HttpRequest, found: Visit, price: PlanPrice) -> dict[str, Any]:
    """What the reader keeps, as far as it concerns this plan."""
    kept, plan_id, year = kept_of(request), price.plan.plan_id, found.answers.year
    terms = terms_of(kept.drugs, plan_id, year)
    marks = marks_of(kept, [plan_id], year).get(plan_id, ())
    return {
        "kept": kept, "saved": kept.has(year, plan_id), "care": marks,
        "care_terms": [(mark, terms.get(mark.sought.number) if mark.sought.kind == "drug" else None) for mark in marks],
        "care_url": f"{reverse('shopping:care')}?{found.answers.query(('next', request.get_full_path()))}",
        "answers_query": found.answers.query(),
    }  # fmt: skip


def _gone(request: HttpRequest, found: Visit, plan_id: str, face: Face) -> HttpResponse:
    """The plan is not sold here, or not to these people: say so, show what is most like it, and lead back to those that are."""
    context = {
        "face": face, "gone": gone(found, plan_id), "county": found.county.name,
        "people": people_words(found.quote, found.application), "back_url": list_url(request, face, found.answers),
        "answers_query": found.answers.query(),
    }  # fmt: skip
    return render(request, "shopping/plan_gone.html", context, status=404)
