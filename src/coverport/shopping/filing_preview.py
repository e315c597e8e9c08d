"""A filing as shoppers would see it: the same pages and the same quote, on a catalog that is not published."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from coverport.plans.certification.queries import filing_for
from coverport.plans.certification.refusals import NotReady
from coverport.shopping import views
from coverport.shopping.faces import Face, preview_face
from coverport.shopping.plan_page.views import show_plan


@never_cache
@require_safe
def start(request: HttpRequest, reference: str) -> HttpResponse:
    """The questions of a shopper."""
    face = _face(request, reference)
    return face if isinstance(face, HttpResponse) else views.show_start(request, face)


@never_cache
@require_safe
def results(request: HttpRequest, reference: str) -> HttpResponse:
    """All plans of the place, the filing's among them."""
    face = _face(request, reference)
    return face if isinstance(face, HttpResponse) else views.show_results(request, face)


@never_cache
@require_safe
def plan(request: HttpRequest, reference: str, plan_id: str) -> HttpResponse:
    """One plan."""
    face = _face(request, reference)
    return face if isinstance(face, HttpResponse) else show_plan(request, plan_id, face)


def _face(request: HttpRequest, reference: str) -> Face | HttpResponse:
    application = filing_for(request.actor, request.exchange, reference)  # type: ignore[attr-defined]
    try:
        return preview_face(application)
    except NotReady:
        return redirect("certification:filing", application.reference)
