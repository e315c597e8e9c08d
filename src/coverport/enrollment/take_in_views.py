"""Staff write down what somebody told them: which enrollment, what happened. Then they see what it does, where it is settled."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from coverport.core.errors import Refusal
from coverport.enrollment import queries
from coverport.enrollment.actions import take_in_change
from coverport.enrollment.change_forms import NumberForm, TakeInForm
from coverport.enrollment.rules.kinds import KINDS
from coverport.enrollment.views import REFUSED, exchange_of

PAGE = "enrollment/take_in.html"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """By its number, of this exchange."""
    form = NumberForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        found = queries.standing_here(exchange_of(request), form.cleaned_data["number"])
        if found is not None:
            return redirect("enrollment:take_in_of", found.reference)
        form.add_error("number", _("No plan here that covers or will cover somebody has this number."))
    return render(request, PAGE, {"form": form}, status=REFUSED if form.is_bound else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def take_in(request: HttpRequest, reference: str) -> HttpResponse:
    """What happened, on which day, to whom."""
    exchange = exchange_of(request)
    enrollment = queries.standing_here(exchange, reference)
    if enrollment is None:
        raise Http404
    form = TakeInForm(request.POST if request.method == "POST" else None, enrollment=enrollment)
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        people = given["people"] if KINDS[given["kind"]].way == "people" else ()
        try:
            change = take_in_change(
                actor=request.actor, enrollment=enrollment, kind=given["kind"], happened_on=given["happened_on"],  # type: ignore[attr-defined]
                people=people, on=exchange.today(),
            )  # fmt: skip
            return redirect("enrollment:settle", change.reference)
        except Refusal as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.message)
    context = {"form": form, "enrollment": enrollment, "told": queries.told(enrollment)}
    return render(request, PAGE, context, status=REFUSED if form.is_bound else 200)
