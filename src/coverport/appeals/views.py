"""The person's page of appeals, and the staff's."""

from contextlib import suppress

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coverport.appeals import queries
from coverport.appeals.actions import decide_appeal, file_appeal, open_appeal, withdraw_appeal
from coverport.appeals.forms import AppealForm, DecideForm
from coverport.core.errors import Refusal
from coverport.exchanges.models import Exchange

REFUSED = 422


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask for an appeal of the newest decision of an application; what came of those that were asked for."""
    application = queries.application_for(request.actor, _exchange(request), reference)  # type: ignore[attr-defined]
    form = AppealForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            actor, today = request.actor, application.exchange.today()  # type: ignore[attr-defined]
            file_appeal(actor=actor, application=application, on=today, **form.cleaned_data)
            return redirect("appeals:mine", reference)
        except Refusal as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.message)
    page = queries.page_of(application)
    status = REFUSED if form.is_bound else 200
    return render(request, "appeals/mine.html", {"page": page, "application": application, "form": form}, status=status)


@never_cache
@require_POST
def withdraw(request: HttpRequest, reference: str) -> HttpResponse:
    """Take an appeal back."""
    found = queries.appeal_for(request.actor, _exchange(request), reference)  # type: ignore[attr-defined]
    with suppress(Refusal):  # decided meanwhile: the page says so
        withdraw_appeal(actor=request.actor, appeal=found, on=found.exchange.today())  # type: ignore[attr-defined]
    return redirect("appeals:mine", found.application.reference)


# ---- Staff


@never_cache
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """Open appeals, those first that cannot wait, then the oldest; and won ones whose new decision is not made yet."""
    exchange = _exchange(request)
    context = {"rows": queries.waiting(exchange), "unfinished": queries.unfinished(exchange)}
    return render(request, "appeals/desk.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest, reference: str) -> HttpResponse:
    """One appeal, and its decision."""
    exchange = _exchange(request)
    actor, today = request.actor, exchange.today()  # type: ignore[attr-defined]
    found = open_appeal(actor=actor, appeal=queries.of(exchange, reference), on=today)
    form = DecideForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            decide_appeal(actor=actor, appeal=found, on=today, **form.cleaned_data)
            return redirect("appeals:desk")
        except Refusal as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.message)
    context = {"appeal": found, "form": form, "told": queries.told(found), "state": queries.state(found)}
    context["language"] = queries.language(found)
    return render(request, "appeals/decide.html", context, status=REFUSED if form.is_bound else 200)


def _exchange(request: HttpRequest) -> Exchange:
    exchange: Exchange | None = request.exchange  # type: ignore[attr-defined]
    if exchange is None:
        raise Http404
    return exchange
