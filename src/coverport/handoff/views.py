"""Medicaid and CHIP on the web: where each person's case lies, what records show, what the household wants."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coverport.applications.queries import application_for
from coverport.core.access import Actor, Permission
from coverport.core.errors import Refusal
from coverport.exchanges.models import Exchange
from coverport.handoff import queries, words
from coverport.handoff.actions import ask_full_determination, leaving, set_wish, withdraw_case
from coverport.handoff.forms import MatchForm, WishForm
from coverport.handoff.matching import answer_match
from coverport.handoff.models import Match

REFUSED = 422


def _who(request: HttpRequest) -> tuple[Actor, Exchange]:
    exchange: Exchange | None = request.exchange  # type: ignore[attr-defined]
    if exchange is None:
        raise Http404
    return request.actor, exchange  # type: ignore[attr-defined]


@never_cache
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Each person's case, in plain words."""
    return _show(request)


def _show(request: HttpRequest, *, status: int = 200, **more: Any) -> HttpResponse:
    actor, exchange = _who(request)
    application = queries.newest_signed(actor, exchange)
    page = queries.page_of(application) if application else None
    wish = {None: None, True: "leaves", False: "stays"}[page.leaves if page else None]
    context = {"page": page, "form": WishForm(initial={"wish": wish}), **more}
    return render(request, "handoff/mine.html", context, status=status)


@require_POST
def ask(request: HttpRequest, reference: str) -> HttpResponse:
    """Have the agency look at everything for one person."""
    actor, exchange = _who(request)
    application = application_for(actor, exchange, reference, Permission.CHANGE)
    try:
        ask_full_determination(
            actor=actor, application=application, person=request.POST.get("person", ""), on=exchange.today()
        )
    except Refusal as refused:
        return _show(request, status=REFUSED, problem=refused.message)
    return redirect("handoff:mine")


@require_POST
def withdraw(request: HttpRequest, reference: str) -> HttpResponse:
    """Take the request for Medicaid back."""
    actor, exchange = _who(request)
    case = queries.case_for(actor, exchange, reference, Permission.CHANGE)
    try:
        withdraw_case(actor=actor, case=case, on=exchange.today())
    except Refusal as refused:
        return _show(request, status=REFUSED, problem=refused.message)
    return redirect("handoff:mine")


@require_POST
def wish(request: HttpRequest) -> HttpResponse:
    """To stay on the plan or to leave it, where other coverage is found."""
    actor, exchange = _who(request)
    household = queries.household_of(actor, exchange)
    if household is None:
        raise Http404
    form = WishForm(request.POST)
    if not form.is_valid():
        return _show(request, status=REFUSED, form=form)
    set_wish(actor=actor, household=household, leaves=form.cleaned_data["wish"] == "leaves", on=exchange.today())
    return redirect("handoff:mine")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def match(request: HttpRequest, reference: str) -> HttpResponse:
    """What records show of somebody, and what the person says of it."""
    actor, exchange = _who(request)
    found = queries.match_for(actor, exchange, reference, Permission.CHANGE)
    form = MatchForm(request.POST if request.method == "POST" else None, match=found)
    if form.is_bound and form.is_valid():
        right = form.cleaned_data["right"] == "yes"
        try:
            answer_match(actor=actor, match=found, right=right, died_on=form.day, on=exchange.today())
            return redirect("handoff:match", found.reference)
        except Refusal as refused:
            form.add_error(refused.field, refused.message)
    context = {"match": found, "form": form, **_told(found)}
    return render(request, "handoff/match.html", context, status=REFUSED if form.is_bound else 200)


def _told(found: Match) -> dict[str, Any]:
    leaves = bool(leaving(found.application, [found.person.reference]))
    return {"finding": words.found(found.kinds), "effect": words.effect(found, leaves=leaves)}
