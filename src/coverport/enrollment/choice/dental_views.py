"""Dental plans at the household's own price, beside the health plan that it has or chose."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from coverport.applications.queries import application_for
from coverport.core.access import Permission
from coverport.core.errors import Refusal
from coverport.enrollment import queries
from coverport.enrollment.choice.choosing import to_dental_review
from coverport.enrollment.choice.dental import children_of, dental_prices, health_plan
from coverport.enrollment.choice.selection import begins, way_of
from coverport.enrollment.models import Kind
from coverport.enrollment.views import cannot, exchange_of
from coverport.plans import catalogs
from coverport.plans.certification.suppression import open_place


@never_cache
@require_safe
def plans(request: HttpRequest, reference: str) -> HttpResponse:
    """For everybody, or with `?who=children` for the children alone, whose essential part the credit may pay."""
    application = application_for(request.actor, exchange_of(request), reference, Permission.ENROLL)  # type: ignore[attr-defined]
    try:
        today = application.exchange.today()
        way = way_of(application, today, request.GET.get("way", ""), Kind.DENTAL)
        begun = begins(application, None, way, Kind.DENTAL, on=today)
        health, household = health_plan(application, begun.start.starts), begun.household
        catalog = catalogs.current(application.exchange.slug, application.year)
        place = open_place(catalog, application.county_fips, application.zip or None)
    except Refusal as refused:
        return cannot(request, application, refused)
    young = children_of(household)
    alone = request.GET.get("who") == "children" and bool(young)
    prices = dental_prices(catalog, place, household, health, young if alone else household.people)
    levels = {"high": _("High: pays more of the bills"), "low": _("Low: pays less of the bills")}
    context = {
        "application": application, "start": begun.start, "health": queries.told(health), "children": len(young), "alone": alone,
        "some_grown": len(young) < len(household.people), "people": queries.people_of(household.only(young) if alone else household),
        "rows": [
            (each, levels.get(each.plan.metal_level, ""), to_dental_review(application, each, way, alone=alone)) for each in prices
        ],
        "invented": any(each.plan.invented for each in prices),
    }  # fmt: skip
    return render(request, "enrollment/dental.html", context)
