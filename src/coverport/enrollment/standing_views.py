"""Where a person stands with their plan, as a page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from coverport.core.access import Permission
from coverport.enrollment import queries, to_know
from coverport.enrollment.standing import standing
from coverport.enrollment.views import exchange_of


@never_cache
@require_safe
def confirmation(request: HttpRequest, reference: str) -> HttpResponse:
    """Where the person stands: chosen, waiting for the first payment, covered."""
    enrollment = queries.enrollment_for(request.actor, exchange_of(request), reference, Permission.VIEW)  # type: ignore[attr-defined]
    return render(request, "enrollment/confirmation.html", standing(enrollment, today=exchange_of(request).today()))


@never_cache
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """My plan; without one, the next thing to do."""
    if request.exchange is None:  # type: ignore[attr-defined]
        return redirect("/")
    exchange = exchange_of(request)
    enrollment = queries.newest_of(request.actor, exchange)  # type: ignore[attr-defined]
    if enrollment is not None:
        return render(request, "enrollment/confirmation.html", standing(enrollment, today=exchange.today()))
    application = queries.newest_application_of(request.actor, exchange)  # type: ignore[attr-defined]
    note = next(to_know.appeal(application.household_id, exchange.today()), None) if application else None
    return render(request, "enrollment/none.html", {"application": application, "note": note})
