"""The page of a renewal."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from coverport.core.access import Permission
from coverport.enrollment.renewal.pages import context_of
from coverport.enrollment.renewal.queries import renewal_for


@never_cache
@require_safe
def renewal(request: HttpRequest, reference: str) -> HttpResponse:
    """What happens for the next year if the household does nothing, beside what it has now and what else there is."""
    if request.exchange is None:  # type: ignore[attr-defined]
        raise Http404
    found = renewal_for(request.actor, request.exchange, reference, Permission.VIEW)  # type: ignore[attr-defined]
    context = context_of(found, today=request.exchange.today())  # type: ignore[attr-defined]
    return render(request, "enrollment/renewal.html", context)
