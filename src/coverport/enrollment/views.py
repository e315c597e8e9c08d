"""From the decision to the confirmation: plans at your price, how much credit, sign, and where you stand."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from coverport.applications.models import Application
from coverport.applications.queries import application_for
from coverport.core.access import Permission
from coverport.core.errors import Refusal
from coverport.enrollment import pricing, queries, words
from coverport.enrollment.actions import select_plan
from coverport.enrollment.choice.choosing import (
    back,
    carried,
    instead_of,
    kind,
    offered,
    people,
    to_credit,
    to_review,
    wanted_credit,
)
from coverport.enrollment.choice.previewing import preview_choice
from coverport.enrollment.choice.refusals import (
    AlreadyChosen,
    ChangedMeanwhile,
    CreditTooHigh,
    OutsideEnrollmentPeriod,
    Shown,
)
from coverport.enrollment.choice.selection import Offer, begins, way_of
from coverport.enrollment.forms import CreditForm, SignForm
from coverport.enrollment.models import Kind
from coverport.enrollment.pricing import Shopper
from coverport.enrollment.rules.year import Amounts
from coverport.enrollment.special.level_limits import only_levels, open_to
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
    key = request.GET.get("way", "")
    standing, beside = queries.standing_of(application), queries.standing_beside(application)
    if standing and not key:
        return redirect("enrollment:confirmation", standing.reference)
    if beside and not key:
        newer = application.pk > beside.application_id
        return redirect(
            "enrollment:answers" if newer else "enrollment:confirmation", (application if newer else beside).reference
        )
    today = application.exchange.today()
    try:
        way = way_of(application, today, key)
        begun = begins(application, None, way, Kind.MEDICAL, on=today)
        household = begun.household
        catalog = catalogs.current(application.exchange.slug, application.year)
        place = open_place(catalog, application.county_fips, application.zip or None)
    except Refusal as refused:
        return cannot(request, application, refused)
    levels = open_to(way, application, household, catalog, place, on=today)
    place = only_levels(catalog, place, levels)
    result = pricing.result(catalog, place, household)
    context = {"application": application, "household": household, "place": place, "start": begun.start, "all": 0}
    context |= {"way": way, "kept": standing or beside, "levels": words.levels(levels) if levels else ""}
    context |= {"answer_pairs": carried(request)}
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
        return to_credit(request, application, price.plan.plan_id)

    def at(positions: Sequence[int]) -> list[PlanPrice]:
        found = (pricing.price(columns.catalog, int(columns.rows[each]), household) for each in positions)
        return [price for price in found if price]

    return listing(
        result,
        chosen,
        prices=at,
        url=way,
        action=_("Choose"),
        query=lambda *pairs: urlencode((*carried(request), *pairs)),
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def credit(request: HttpRequest, reference: str) -> HttpResponse:
    """How much of the credit to use now."""
    application = _application(request, reference)
    try:
        chosen = offered(request, application)
    except Refusal as refused:
        return cannot(request, application, refused)
    most, premium = chosen.price.credit, chosen.price.premium.total
    if most == 0:
        return redirect(to_review(request, application, chosen, 0))
    form = CreditForm(
        request.POST if request.method == "POST" else None, most=most, premium=premium, initial={"how_much": "all"}
    )
    if form.is_bound and form.is_valid():
        return redirect(to_review(request, application, chosen, form.credit))
    context = {"application": application, "offer": chosen, "form": form, "people": queries.people_of(chosen.household)}
    context |= {"back": back(request, application)}
    return render(request, "enrollment/credit.html", context, status=REFUSED if form.is_bound else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, reference: str) -> HttpResponse:
    """Look at everything once more and sign. What changed while the page was open is shown in place, to be signed again."""
    application = _application(request, reference)
    if request.method == "POST":
        return _sign(request, application)
    standing = queries.standing_of(application, kind(request))
    if standing and not request.GET.get("way"):
        return redirect("enrollment:confirmation", standing.reference)
    try:
        chosen = offered(request, application)
        wanted = wanted_credit(request)
        if wanted is None or wanted > chosen.price.credit:
            return redirect(to_credit(request, application, chosen.price.plan.plan_id))
        return _show_review(request, application, chosen, SignForm(initial=_hidden(chosen, wanted)), wanted)
    except AlreadyChosen as already:
        return cannot(request, application, already, enrollment=already.enrollment)
    except Refusal as refused:
        return cannot(request, application, refused)


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
                actor=request.actor, application=application, plan_id=request.GET.get("plan", ""),  # type: ignore[attr-defined]
                people=people(request, application), credit=wanted, signature=form.cleaned_data["signature"],
                shown=form.shown, submission=form.cleaned_data["submission"], on=today, way=request.GET.get("way", ""),
                kind=kind(request), instead_of=instead_of(request, application),
            )  # fmt: skip
            return redirect("enrollment:confirmation", enrollment.reference)
        return _show_review(request, application, offered(request, application), form, wanted, reply=REFUSED)
    except ChangedMeanwhile as changed:
        return _sign_again(request, application, changed, today)
    except AlreadyChosen as already:
        return cannot(request, application, already, enrollment=already.enrollment)
    except CreditTooHigh as refused:
        form.add_error(None, refused.message)
        return _show_review(request, application, offered(request, application), form, wanted, reply=REFUSED)
    except Refusal as refused:
        return cannot(request, application, refused)


def _sign_again(request: HttpRequest, application: Application, changed: ChangedMeanwhile, today: date) -> HttpResponse:
    """The review with what holds now and with all that was entered; nothing was signed."""
    chosen = offered(request, application)
    typed = {**request.POST.dict(), **{name: str(value) for name, value in _hidden(chosen, changed.now.credit).items()}}
    typed["submission"] = request.POST["submission"]
    typed.pop("agrees", None)
    return _show_review(
        request,
        application,
        chosen,
        SignForm(typed),
        changed.now.credit,
        reply=REFUSED,
        before=changed.before,
        typed=typed,
    )


def _typed_again(typed: dict[str, str]) -> SignForm:
    form = SignForm(typed)
    form.full_clean()
    form.errors.clear()
    form.add_error("agrees", _("Check this box again: something changed."))
    return form


def _show_review(
    request: HttpRequest, application: Application, chosen: Offer, form: SignForm, wanted: int, *, reply: int = 200,
    before: Shown | None = None, typed: dict[str, str] | None = None,
) -> HttpResponse:  # fmt: skip
    biller = application.exchange.profile.biller(application.year)
    old = instead_of(request, application)
    today = application.exchange.today()
    found = preview_choice(actor=request.actor, chosen=chosen, credit=wanted, on=today, old=old)  # type: ignore[attr-defined]
    full = chosen.price.premium.total
    own = found.own if found else (Amounts(chosen.start.starts, full, wanted),)
    digest = found.digest if found else ""
    if typed is not None:
        form = _typed_again(typed | {"difference": digest})
    elif not form.is_bound:
        form.initial["difference"] = digest
    context = {
        "application": application, "offer": chosen, "form": form, "credit": wanted, "before": before,
        "pay_day": queries.pay_day(chosen.start.pay_by),
        "own": own, "uneven": any(row.credit != wanted for row in own if row.premium == full),
        "people": queries.people_of(chosen.household),
        "payee": application.exchange.profile.name if biller == "exchange" else chosen.price.plan.issuer_name,
        "difference": found, "old": queries.told(old) if old else None, "back": back(request, application),
        "same_insurer": bool(old and old.covered and old.issuer_id == chosen.price.plan.issuer_id),
        "one_insurer": bool(old and old.issuer_id == chosen.price.plan.issuer_id),
    }  # fmt: skip
    return render(request, "enrollment/review.html", context, status=reply)


def cannot(request: HttpRequest, application: Application, refused: Refusal, *, enrollment: str = "") -> HttpResponse:
    """Why no plan can be chosen now; everything entered before stays saved."""
    outside = isinstance(refused, OutsideEnrollmentPeriod) and not application.is_draft
    context = {"application": application, "refused": refused, "enrollment": enrollment, "outside": outside}
    return render(request, "enrollment/cannot.html", context, status=REFUSED if request.method == "POST" else 200)


def _hidden(chosen: Offer, wanted: int) -> dict[str, Any]:
    return {
        "submission": uuid4(), "start": chosen.start.starts, "premium": chosen.price.premium.total, "credit": wanted,
        "catalog": chosen.catalog.number,
    }  # fmt: skip


def exchange_of(request: HttpRequest) -> Exchange:
    exchange: Exchange | None = request.exchange  # type: ignore[attr-defined]
    if exchange is None:
        raise Http404
    return exchange


def _application(request: HttpRequest, reference: str) -> Application:
    return application_for(request.actor, exchange_of(request), reference, Permission.ENROLL)  # type: ignore[attr-defined]
