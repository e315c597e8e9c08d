"""From the decision to the confirmation: plans at your price, how much credit, sign, and where you stand."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from coverport.applications.models import Application
from coverport.applications.queries import application_for
from coverport.core.access import Permission
from coverport.core.errors import Refusal
from coverport.enrollment import pricing, queries
from coverport.enrollment.actions import select_plan
from coverport.enrollment.forms import CreditForm, SignForm
from coverport.enrollment.pricing import Shopper, shopper
from coverport.enrollment.refusals import AlreadyChosen, ChangedMeanwhile, CreditTooHigh, Shown
from coverport.enrollment.selection import Offer, coverage_start, decided, offer
from coverport.exchanges.models import Exchange
from coverport.plans import catalogs
from coverport.plans.catalog import Catalog
from coverport.plans.certification.suppression import open_place
from coverport.shopping.filters import Chosen
from coverport.shopping.listing import listing
from coverport.shopping.quote import PlanPrice
from coverport.shopping.search.result import Result
from coverport.shopping.yearly_cost.spending import is_illustration

REFUSED = 422


@never_cache
@require_safe
def plans(request: HttpRequest, reference: str) -> HttpResponse:
    """The plans at the household's own price after the decision, cheapest first."""
    application = _application(request, reference)
    if standing := queries.standing_of(application):
        return redirect("enrollment:confirmation", standing.reference)
    if beside := queries.standing_beside(application):
        newer = application.pk > beside.application_id
        return redirect(
            "enrollment:answers" if newer else "enrollment:confirmation", (application if newer else beside).reference
        )
    try:
        start = coverage_start(application, application.exchange.today())
        household = shopper(application, decided(application), start=start.starts)
        catalog = catalogs.current(application.exchange.slug, application.year)
        place = open_place(catalog, application.county_fips, application.zip or None)
    except Refusal as refused:
        return _cannot(request, application, refused)
    result = pricing.result(catalog, place, household)
    context = {"application": application, "household": household, "place": place, "start": start, "all": 0}
    looked_at = application.shopping.get("plan", "").upper()
    context |= {
        "people": queries.people_of(household),
        "looked_at": _looked_at(catalog, result, household, looked_at),
        **(_list(request, application, household, result) if result else {}),
    }
    return render(request, "enrollment/plans.html", context)


def _looked_at(catalog: Catalog, result: Result | None, household: Shopper, plan_id: str) -> PlanPrice | None:
    """The plan that was looked at while shopping, where it is sold to this household."""
    if result is None or not plan_id:
        return None
    at = next((place for place, plan in enumerate(result.facts.plans) if plan.plan_id.upper() == plan_id), None)
    return None if at is None else pricing.price(catalog, int(result.columns.rows[at]), household)


def _list(request: HttpRequest, application: Application, household: Shopper, result: Result) -> dict[str, Any]:
    """The same list, filters and bars as while shopping; a row leads on to the credit."""
    chosen = Chosen(request.GET, illustrated=is_illustration(application.year))
    columns = result.columns

    def way(price: PlanPrice) -> str:
        return f"{reverse('enrollment:credit', args=[application.reference])}?{urlencode({'plan': price.plan.plan_id})}"

    def at(positions: Sequence[int]) -> list[PlanPrice]:
        found = (pricing.price(columns.catalog, int(columns.rows[each]), household) for each in positions)
        return [price for price in found if price]

    return listing(result, chosen, prices=at, url=way, action=_("Choose"), query=lambda *pairs: urlencode(pairs))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def credit(request: HttpRequest, reference: str) -> HttpResponse:
    """How much of the credit to use now."""
    application = _application(request, reference)
    try:
        chosen = _offer(request, application)
    except Refusal as refused:
        return _cannot(request, application, refused)
    most, premium = chosen.price.credit, chosen.price.premium.total
    if most == 0:
        return redirect(_to_review(application, chosen, 0))
    form = CreditForm(
        request.POST if request.method == "POST" else None, most=most, premium=premium, initial={"how_much": "all"}
    )
    if form.is_bound and form.is_valid():
        return redirect(_to_review(application, chosen, form.credit))
    context = {"application": application, "offer": chosen, "form": form, "people": queries.people_of(chosen.household)}
    return render(request, "enrollment/credit.html", context, status=REFUSED if form.is_bound else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, reference: str) -> HttpResponse:
    """Look at everything once more and sign. What changed while the page was open is shown in place, to be signed again."""
    application = _application(request, reference)
    if request.method == "POST":
        return _sign(request, application)
    if standing := queries.standing_of(application):
        return redirect("enrollment:confirmation", standing.reference)
    try:
        chosen = _offer(request, application)
    except Refusal as refused:
        return _cannot(request, application, refused)
    wanted = _credit(request)
    if wanted is None or wanted > chosen.price.credit:
        return redirect(
            f"{reverse('enrollment:credit', args=[reference])}?{urlencode({'plan': chosen.price.plan.plan_id})}"
        )
    form = SignForm(initial=_hidden(chosen, wanted))
    return _show_review(request, application, chosen, form, wanted)


def _sign(request: HttpRequest, application: Application) -> HttpResponse:
    today = application.exchange.today()
    form = SignForm(request.POST)
    valid = form.is_valid()
    if not valid and not all(
        name in form.cleaned_data for name in ("submission", "start", "premium", "credit", "catalog")
    ):
        return redirect(request.get_full_path())  # the hidden part is damaged: show the page afresh
    wanted: int = form.cleaned_data["credit"]
    try:
        if valid:
            enrollment = select_plan(
                actor=request.actor, application=application, plan_id=request.GET.get("plan", ""), people=None,  # type: ignore[attr-defined]
                credit=wanted, signature=form.cleaned_data["signature"], shown=form.shown,
                submission=form.cleaned_data["submission"], on=today,
            )  # fmt: skip
            return redirect("enrollment:confirmation", enrollment.reference)
        return _show_review(request, application, _offer(request, application), form, wanted, reply=REFUSED)
    except ChangedMeanwhile as changed:
        return _sign_again(request, application, changed, today)
    except AlreadyChosen as already:
        return _cannot(request, application, already, enrollment=already.enrollment)
    except CreditTooHigh as refused:
        form.add_error(None, refused.message)
        return _show_review(request, application, _offer(request, application), form, wanted, reply=REFUSED)
    except Refusal as refused:
        return _cannot(request, application, refused)


def _sign_again(request: HttpRequest, application: Application, changed: ChangedMeanwhile, today: date) -> HttpResponse:
    """The review with what holds now and with all that was entered; nothing was signed."""
    chosen = offer(application, request.GET.get("plan", ""), None, on=today)
    typed = {**request.POST.dict(), **{name: str(value) for name, value in _hidden(chosen, changed.now.credit).items()}}
    typed["submission"] = request.POST["submission"]
    typed.pop("agrees", None)
    form = SignForm(typed)
    form.full_clean()
    form.errors.clear()
    form.add_error("agrees", _("Check this box again: something changed."))
    return _show_review(request, application, chosen, form, changed.now.credit, reply=REFUSED, before=changed.before)


def _show_review(
    request: HttpRequest, application: Application, chosen: Offer, form: SignForm, wanted: int, *, reply: int = 200,
    before: Shown | None = None,
) -> HttpResponse:  # fmt: skip
    biller = application.exchange.profile.biller(application.year)
    context = {
        "application": application, "offer": chosen, "form": form, "credit": wanted, "before": before,
        "net": chosen.price.premium.total - wanted, "people": queries.people_of(chosen.household),
        "payee": application.exchange.profile.name if biller == "exchange" else chosen.price.plan.issuer_name,
    }  # fmt: skip
    return render(request, "enrollment/review.html", context, status=reply)


@never_cache
@require_safe
def confirmation(request: HttpRequest, reference: str) -> HttpResponse:
    """Where the person stands: chosen, waiting for the first payment, covered."""
    enrollment = queries.enrollment_for(request.actor, _exchange(request), reference, Permission.VIEW)  # type: ignore[attr-defined]
    return render(
        request, "enrollment/confirmation.html", queries.standing(enrollment, today=_exchange(request).today())
    )


@never_cache
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """My plan; without one, the next thing to do."""
    if request.exchange is None:  # type: ignore[attr-defined]
        return redirect("/")
    exchange = _exchange(request)
    enrollment = queries.newest_of(request.actor, exchange)  # type: ignore[attr-defined]
    if enrollment is not None:
        return render(request, "enrollment/confirmation.html", queries.standing(enrollment, today=exchange.today()))
    application = queries.newest_application_of(request.actor, exchange)  # type: ignore[attr-defined]
    return render(request, "enrollment/none.html", {"application": application})


def _cannot(request: HttpRequest, application: Application, refused: Refusal, *, enrollment: str = "") -> HttpResponse:
    """Why no plan can be chosen now; everything entered before stays saved."""
    context = {"application": application, "refused": refused, "enrollment": enrollment}
    return render(request, "enrollment/cannot.html", context, status=REFUSED if request.method == "POST" else 200)


def _offer(request: HttpRequest, application: Application) -> Offer:
    return offer(application, request.GET.get("plan", ""), None, on=application.exchange.today())


def _credit(request: HttpRequest) -> int | None:
    typed = request.GET.get("credit", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else None


def _hidden(chosen: Offer, wanted: int) -> dict[str, Any]:
    return {
        "submission": uuid4(), "start": chosen.start.starts, "premium": chosen.price.premium.total, "credit": wanted,
        "catalog": chosen.catalog.number,
    }  # fmt: skip


def _to_review(application: Application, chosen: Offer, wanted: int) -> str:
    query = urlencode({"plan": chosen.price.plan.plan_id, "credit": wanted})
    return f"{reverse('enrollment:review', args=[application.reference])}?{query}"


def _exchange(request: HttpRequest) -> Exchange:
    exchange: Exchange | None = request.exchange  # type: ignore[attr-defined]
    if exchange is None:
        raise Http404
    return exchange


def _application(request: HttpRequest, reference: str) -> Application:
    return application_for(request.actor, _exchange(request), reference, Permission.ENROLL)  # type: ignore[attr-defined]
