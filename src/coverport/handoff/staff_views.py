"""The staff's pages of the hand-off: what waits, and an account of the agency that only a human can join."""

from collections.abc import Callable
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from coverport.applications.models import Household
from coverport.core.errors import Refusal
from coverport.exchanges.models import Exchange
from coverport.handoff import queries
from coverport.handoff.comparing import candidates
from coverport.handoff.joining import CannotBeJoined, accept_as_new, join_known, return_account, sent_in
from coverport.handoff.models import Incoming

REFUSED = 422
ROWS = 100


def _here(request: HttpRequest) -> Exchange:
    exchange: Exchange | None = request.exchange  # type: ignore[attr-defined]
    if exchange is None:
        raise Http404
    return exchange


@never_cache
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """Hand-offs that wait, and for how long; and what the agency sent that only a human can join."""
    exchange = _here(request)
    today = exchange.today()
    cases = Paginator(queries.waiting_cases(exchange), ROWS).get_page(request.GET.get("page"))
    sent = Paginator(queries.to_look_at(exchange), ROWS).get_page(request.GET.get("incoming"))
    context = {
        "cases": [queries.waiting(case, today=today) for case in cases], "page": cases, "all": cases.paginator.count, "most": ROWS,
        "incoming": [(row, (today - row.came_on).days) for row in sent], "incoming_page": sent,
    }  # fmt: skip
    return render(request, "handoff/desk.html", context)


@never_cache
@require_safe
def incoming(request: HttpRequest, reference: str) -> HttpResponse:
    """One account beside the households that could be the same people."""
    return _show(request, _row(request, reference))


@require_POST
def accept(request: HttpRequest, reference: str) -> HttpResponse:
    """A new person, reached by what the worker typed."""
    row = _row(request, reference)
    email, phone = request.POST.get("email", ""), request.POST.get("phone", "")
    return _step(
        request, row,
        lambda: accept_as_new(actor=request.actor, incoming=row, email=email, phone=phone, on=row.exchange.today()),  # type: ignore[attr-defined]
    )  # fmt: skip


@require_POST
def join(request: HttpRequest, reference: str) -> HttpResponse:
    """Somebody who is known here. `who-<the agency's id>` names the person of the household."""
    row = _row(request, reference)
    household = Household.objects.filter(exchange=row.exchange, reference=request.POST.get("household", "")).first()
    if household is None:
        return _show(request, row, status=REFUSED, problem=CannotBeJoined(_("This household is not of this exchange.")))
    same = {name.removeprefix("who-"): str(value) for name, value in request.POST.items() if name.startswith("who-")}
    return _step(
        request, row,
        lambda: join_known(actor=request.actor, incoming=row, household=household, same=same, on=row.exchange.today()),  # type: ignore[attr-defined]
    )  # fmt: skip


@require_POST
def give_back(request: HttpRequest, reference: str) -> HttpResponse:
    """Back to the agency, with the reason."""
    row, why = _row(request, reference), request.POST.get("why", "")
    return _step(
        request, row,
        lambda: return_account(actor=request.actor, incoming=row, why=why, on=row.exchange.today()),  # type: ignore[attr-defined]
    )  # fmt: skip


def _row(request: HttpRequest, reference: str) -> Incoming:
    return queries.incoming_for(request.actor, _here(request), reference)  # type: ignore[attr-defined]


def _step(request: HttpRequest, row: Incoming, take: Callable[[], Any]) -> HttpResponse:
    """Take a step and go back to the list; a refusal is shown in place, with what was typed."""
    try:
        take()
    except Refusal as refused:
        return _show(request, row, status=REFUSED, problem=refused)
    return redirect("handoff:desk")


def _show(request: HttpRequest, row: Incoming, *, status: int = 200, problem: Refusal | None = None) -> HttpResponse:
    row.refresh_from_db()
    sent, find = sent_in(row), request.GET.get("find", "")
    applied = next(one for one in sent.people if one.relationship == "self")
    context = {
        "row": row, "sent": sent, "applied": applied, "days": (row.exchange.today() - row.came_on).days, "find": find,
        "waits": row.status == Incoming.Status.WAITS, "candidates": candidates(row.exchange, sent, find=find),
        "problem": problem, "typed": request.POST,
    }  # fmt: skip
    return render(request, "handoff/incoming.html", context, status=status)
