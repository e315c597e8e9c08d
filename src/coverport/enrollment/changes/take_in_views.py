"""Staff write down what somebody told them: which enrollment, what happened, how they heard it. Then they see to it with them."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from coverport.core.errors import Refusal
from coverport.enrollment import queries
from coverport.enrollment.actions import take_in_change
from coverport.enrollment.changes import telling
from coverport.enrollment.changes.forms import EitherNumberForm, HowForm, TakeInForm
from coverport.enrollment.models import Change, Enrollment
from coverport.enrollment.rules.kinds import KINDS, TAKEN_IN
from coverport.enrollment.views import REFUSED, exchange_of

PAGE = "enrollment/take_in.html"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """By its number, of this exchange; who has no plan, by the number of the application."""
    form = EitherNumberForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        exchange, number = exchange_of(request), form.cleaned_data["number"]
        found = queries.standing_here(exchange, number)
        application = queries.application_by_number(exchange, number) if found is None else None
        if application is not None:
            found = queries.any_plan(application)
        if found is not None:
            return redirect("enrollment:take_in_of", found.reference)
        if application is not None:
            return redirect("paper:told_answers", application.reference)
        form.add_error("number", _("No signed application or enrollment here has this number."))
    return render(request, PAGE, {"form": form}, status=REFUSED if form.is_bound else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def take_in(request: HttpRequest, reference: str) -> HttpResponse:
    """What happened, on which day, to whom; or that they go on with what the household has begun."""
    enrollment = queries.standing_here(exchange_of(request), reference)
    if enrollment is None:
        raise Http404
    begun = queries.open_change_of(enrollment)
    begun = begun if begun is not None and begun.kind in TAKEN_IN else None
    if begun is not None and request.POST.get("go_on"):
        return _take_up(request, enrollment, begun)
    form = TakeInForm(
        request.POST if request.method == "POST" else None, enrollment=enrollment, initial={"how": "phone"}
    )
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        people = given["people"] if KINDS[given["kind"]].way == "people" else ()
        try:
            change = take_in_change(
                actor=request.actor, enrollment=enrollment, kind=given["kind"], happened_on=given["happened_on"],  # type: ignore[attr-defined]
                people=people, on=enrollment.exchange.today(), how=given["how"],
            )  # fmt: skip
            return _next(change)
        except Refusal as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.message)
    return _show(request, enrollment, form, begun)


def _take_up(request: HttpRequest, enrollment: Enrollment, begun: Change) -> HttpResponse:
    """What the household told online, with them."""
    form = HowForm(request.POST, prefix="begun")
    if form.is_valid():
        change = take_in_change(
            actor=request.actor, enrollment=enrollment, kind=begun.kind, happened_on=begun.happened_on, people=begun.people,  # type: ignore[attr-defined]
            on=enrollment.exchange.today(), how=form.cleaned_data["how"],
        )  # fmt: skip
        return _next(change)
    return _show(request, enrollment, TakeInForm(enrollment=enrollment, initial={"how": "phone"}), begun, take_up=form)


def _next(change: Change) -> HttpResponse:
    """Where answers are asked, through them; then to what comes of it."""
    if change.status == Change.Status.OPEN and change.application is not None and change.application.is_draft:
        return redirect("paper:told", change.reference)
    return redirect("enrollment:settle", change.reference)


def _show(
    request: HttpRequest,
    enrollment: Enrollment,
    form: TakeInForm,
    begun: Change | None,
    *,
    take_up: HowForm | None = None,
) -> HttpResponse:
    context = {"form": form, "enrollment": enrollment, "told": queries.told(enrollment)}
    if begun is not None:
        take_up = take_up or HowForm(initial={"how": "phone"}, prefix="begun")
        context |= {"begun": begun, "begun_kind": telling.kind_words(begun.kind), "take_up": take_up}
    refused = form.is_bound or (take_up is not None and take_up.is_bound)
    return render(request, PAGE, context, status=REFUSED if refused else 200)
