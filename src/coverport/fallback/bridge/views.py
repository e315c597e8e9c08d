"""The staff's page of coverage meanwhile: who is covered by what, what ends when, who would have neither, policies sold directly."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coverport.core.access import Actor
from coverport.core.errors import Refusal
from coverport.exchanges.models import Exchange
from coverport.fallback.bridge import queries
from coverport.fallback.bridge.direct import (
    list_policies,
    set_policy_aside,
    take_answers,
    take_over,
    take_over_waiting,
)
from coverport.fallback.bridge.ending import settle_bridge
from coverport.fallback.bridge.forms import AnswersForm, NoteForm, PoliciesForm
from coverport.fallback.bridge.keeping import tend
from coverport.fallback.bridge.law import credit_back_until
from coverport.fallback.bridge.models import Bridge, DirectPolicy
from coverport.fallback.bridge.policy_list import ListRefused
from coverport.fallback.bridge.waiting import tell_waiting_policies

REFUSED = 422
ROWS = 100
LEFT = (DirectPolicy.Status.WAITING, DirectPolicy.Status.STAFF)


def _who(request: HttpRequest) -> tuple[Actor, Exchange]:
    if request.exchange is None:  # type: ignore[attr-defined]
        raise Http404
    return request.actor, request.exchange  # type: ignore[attr-defined]


@never_cache
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """Counts, ages, ends, and who would fall out."""
    return _desk(request)


def _desk(request: HttpRequest, *, status: int = 200, **given: Any) -> HttpResponse:
    _actor, exchange = _who(request)
    today = exchange.today()
    nothing = queries.without_anything(exchange, today)
    left = queries.policies_at(exchange, *LEFT)
    context = {
        "today": today, "endings": queries.endings(exchange), "outcomes": queries.outcomes(exchange),
        "nothing": nothing[:ROWS], "without": nothing.count(), "policies": left[:ROWS],
        "counted": queries.policies_by_status(exchange), "credit": queries.credit_by_issuer(exchange), "most": ROWS,
        "days": queries.AHEAD.days, "until": credit_back_until(exchange.profile.states[0], today),
        "list": PoliciesForm(), "answers": AnswersForm(), "faults": (),
    } | given  # fmt: skip
    return render(request, "fallback/bridge.html", context, status=status)


@require_POST
def now(request: HttpRequest) -> HttpResponse:
    """What the clock does once a day, at once: prolong, cover, tell, close, take over."""
    actor, exchange = _who(request)
    tend(actor=actor, exchange=exchange, on=exchange.today())
    take_over_waiting(actor=actor, exchange=exchange, on=exchange.today())
    tell_waiting_policies(actor=actor, exchange=exchange, on=exchange.today())
    return redirect("fallback:bridge")


@require_POST
def policies(request: HttpRequest) -> HttpResponse:
    """An insurer's list; what can be taken over is taken over at once."""
    actor, exchange = _who(request)
    form = PoliciesForm(request.POST, request.FILES)

    def take() -> None:
        given: dict[str, Any] = {"actor": actor, "exchange": exchange, "on": exchange.today()}
        list_policies(name=str(request.FILES["policies"]), content=form.cleaned_data["policies"], **given)
        take_over_waiting(**given)
        tell_waiting_policies(**given)

    return _taken_in(request, form, "list", take)


@require_POST
def answers(request: HttpRequest) -> HttpResponse:
    """What an insurer gave back."""
    actor, exchange = _who(request)
    form = AnswersForm(request.POST, request.FILES)

    def take() -> None:
        take_answers(
            actor=actor, exchange=exchange, issuer_id=form.cleaned_data["issuer"], content=form.cleaned_data["answers"],
            on=exchange.today(),
        )  # fmt: skip

    return _taken_in(request, form, "answers", take)


def _taken_in(request: HttpRequest, form: Any, name: str, take: Callable[[], None]) -> HttpResponse:
    if form.is_valid():
        try:
            take()
            return redirect("fallback:bridge")
        except ListRefused as refused:
            return _desk(request, status=REFUSED, faults=refused.faults[:ROWS], **{name: form})
    return _desk(request, status=REFUSED, **{name: form})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def person(request: HttpRequest, reference: str) -> HttpResponse:
    """Somebody who would have neither: whom to call, and what was done."""
    actor, exchange = _who(request)
    row = queries.open_bridges(exchange).filter(reference=reference).first()
    if row is None:
        row = Bridge.objects.filter(exchange=exchange, reference=reference).select_related("person", "paper").first()
    if row is None:
        raise Http404

    def settle(note: str) -> None:
        settle_bridge(actor=actor, bridge=row, note=note, on=exchange.today())

    return _noted(request, "fallback/bridge_person.html", {"row": row}, settle)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def policy(request: HttpRequest, reference: str) -> HttpResponse:
    """A policy that does not fit: why, and what was done."""
    actor, exchange = _who(request)
    row = DirectPolicy.objects.filter(exchange=exchange, reference=reference).select_related("exchange").first()
    if row is None:
        raise Http404

    def settle(note: str) -> None:
        set_policy_aside(actor=actor, policy=row, note=note, on=exchange.today())

    return _noted(request, "fallback/bridge_policy.html", {"row": row, "open": row.status in LEFT}, settle)


def _noted(request: HttpRequest, template: str, context: dict[str, Any], settle: Callable[[str], None]) -> HttpResponse:
    form = NoteForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            settle(form.cleaned_data["note"])
            return redirect("fallback:bridge")
        except Refusal as refused:
            form.add_error(refused.field, refused.message)
    return render(request, template, context | {"form": form}, status=REFUSED if form.is_bound else 200)


@require_POST
def again(request: HttpRequest, reference: str) -> HttpResponse:
    """Try once more to take a policy over, as after something was mended."""
    actor, exchange = _who(request)
    row = DirectPolicy.objects.filter(exchange=exchange, reference=reference).select_related("exchange").first()
    if row is None:
        raise Http404
    try:
        take_over(actor=actor, policy=row, on=exchange.today())
    except Refusal as refused:
        context = {"row": row, "open": row.status in LEFT, "form": NoteForm(), "refused": refused.message}
        return render(request, "fallback/bridge_policy.html", context, status=REFUSED)
    return redirect("fallback:policy", reference)
