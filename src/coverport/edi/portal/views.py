"""The pages of the files between exchange and insurers."""

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from coverport.core.access import Actor
from coverport.core.errors import Refusal
from coverport.edi.portal import actions, pages, queries
from coverport.edi.portal.forms import DoneForm, SettleForm
from coverport.edi.reconciliation.settling import settle_discrepancy
from coverport.exchanges.models import Exchange

REFUSED = 422


def _who(request: HttpRequest) -> tuple[Actor, Exchange]:
    return request.actor, request.exchange  # type: ignore[attr-defined]


@never_cache
@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """Files that went to insurers, with their acknowledgments."""
    actor, exchange = _who(request)
    return render(
        request, "insurers/sent.html",
        pages.sent_page(actor, exchange, request.GET.get("kind", ""), timezone.now(), request.GET.get("page")),
    )  # fmt: skip


@never_cache
@require_safe
def received(request: HttpRequest) -> HttpResponse:
    """Files that came from insurers."""
    return render(request, "insurers/received.html", pages.received_page(*_who(request), request.GET.get("page")))


@never_cache
@require_safe
def differences(request: HttpRequest) -> HttpResponse:
    """What differs between the views of both sides."""
    actor, exchange = _who(request)
    page = pages.differences_page(
        actor, exchange, request.GET.get("show", ""), exchange.today(), request.GET.get("page")
    )
    return render(request, "insurers/differences.html", page)


@never_cache
@require_safe
def sent_file(request: HttpRequest, number: int) -> HttpResponse:
    """One file of ours."""
    return _show_sent(request, number)


def _show_sent(request: HttpRequest, number: int, status: int = 200, **more: Any) -> HttpResponse:
    actor, exchange = _who(request)
    file = queries.sent_file(actor, exchange, number)
    shown = pages.sent_file_page(actor, exchange, file, timezone.now(), request.GET)
    context = {**shown, "asked": "asked" in request.GET, "retold": "retold" in request.GET, **more}
    return render(request, "insurers/sent_file.html", context, status=status)


@require_POST
def again(request: HttpRequest, number: int) -> HttpResponse:
    """Ask for a file once more."""
    return _asked(request, number, actions.ask_again, "asked")


@require_POST
def retell(request: HttpRequest, number: int) -> HttpResponse:
    """Have what was refused of a file told again."""
    return _asked(request, number, actions.tell_refused_again, "retold")


def _asked(request: HttpRequest, number: int, verb: Callable[..., object], done: str) -> HttpResponse:
    """Something of a file that was sent; its page says what was done, or why not."""
    actor, exchange = _who(request)
    file = queries.sent_file(actor, exchange, number)
    try:
        verb(actor=actor, file=file, on=exchange.today())
    except Refusal as refused:
        return _show_sent(request, number, REFUSED, problem=refused.message)
    answer = redirect("insurers:sent_file", number)
    answer["Location"] += f"?{done}"
    return answer


@never_cache
@require_safe
def received_file(request: HttpRequest, number: int) -> HttpResponse:
    """One file of an insurer."""
    return _show_received(request, number, {})


def _show_received(request: HttpRequest, number: int, typed: Mapping[int, DoneForm], status: int = 200) -> HttpResponse:
    actor, exchange = _who(request)
    file = queries.received_file(actor, exchange, number)
    shown, page = request.GET.get("show", ""), request.GET.get("page")
    context = pages.received_file_page(actor, exchange, file, shown, page, typed)
    context["refused"] = next(iter(typed.values()), None)
    return render(request, "insurers/received_file.html", context, status=status)


@require_POST
def done(request: HttpRequest, number: int, message: int) -> HttpResponse:
    """Staff saw to a message; what was typed is kept where it is refused."""
    actor, exchange = _who(request)
    found = queries.message(actor, exchange, number, message)
    form = DoneForm(request.POST, auto_id=f"id_%s_{message}")
    if form.is_valid():
        try:
            actions.settle_message(actor=actor, message=found, on=exchange.today(), **form.cleaned_data)
        except Refusal as refused:
            form.add_error(refused.field, refused.message)
        else:
            answer = redirect("insurers:received_file", number)
            answer["Location"] += "#said"
            return answer
    return _show_received(request, number, {message: form}, REFUSED)


@never_cache
@require_safe
def difference(request: HttpRequest, reference: str) -> HttpResponse:
    """One thing that differs, with both sides' values."""
    return _show_difference(request, reference, SettleForm())


def _show_difference(request: HttpRequest, reference: str, form: SettleForm, status: int = 200) -> HttpResponse:
    actor, exchange = _who(request)
    row = queries.discrepancy(actor, exchange, reference)
    context = {**pages.difference_page(actor, exchange, row, exchange.today()), "form": form}
    return render(request, "insurers/difference.html", context, status=status)


@require_POST
def settle(request: HttpRequest, reference: str) -> HttpResponse:
    """Decide who is right; what was typed is kept where it is refused."""
    actor, exchange = _who(request)
    row = queries.discrepancy(actor, exchange, reference)
    form = SettleForm(request.POST)
    if form.is_valid():
        try:
            settle_discrepancy(actor=actor, row=row, on=exchange.today(), **form.cleaned_data)
            return redirect("insurers:difference", row.reference)
        except Refusal as refused:
            form.add_error(refused.field, refused.message)
    return _show_difference(request, reference, form, REFUSED)
