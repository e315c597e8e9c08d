"""The desk of the gate and of defects: evidence, waivers, the opening itself; faults with their age and owner."""

from collections.abc import Callable
from typing import Any

from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from coverport.core.errors import Refusal
from coverport.exchanges.models import Exchange
from coverport.oversight.actions import gates, watch
from coverport.oversight.forms import DefectForm, GateForm, ShowForm, WaiveForm
from coverport.oversight.gate_pages import gate_page, gates_of
from coverport.oversight.models import Defect, Gate
from coverport.oversight.sending import REFUSED, actor_of, may, sent, typed
from coverport.oversight.views import contract_of


def _exchange(request: HttpRequest) -> Exchange:
    if request.exchange is None:  # type: ignore[attr-defined]
        raise Http404
    return request.exchange  # type: ignore[attr-defined, no-any-return]


def _status(request: HttpRequest) -> int:
    return REFUSED if request.method == "POST" else 200


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def openings(request: HttpRequest) -> HttpResponse:
    """The gates of the exchange, and a new one."""
    exchange = _exchange(request)
    form = GateForm(*typed(request, True))

    def make() -> object:
        return gates.make_gate(actor=actor_of(request), exchange=exchange, on=exchange.today(), **form.cleaned_data)

    if request.method == "POST" and sent(request, form, make):
        return redirect("oversight:gate", form.cleaned_data["year"])
    context = {"gates": gates_of(exchange), "form": form, "may": may(request, exchange)}
    return render(request, "oversight/gates_desk.html", context, status=_status(request))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def gate(request: HttpRequest, year: int) -> HttpResponse:
    """Attach evidence, let an item pass, open."""
    exchange = _exchange(request)
    found = get_object_or_404(Gate.objects.select_related("exchange"), exchange=exchange, year=year)
    step = request.POST.get("step", "")
    forms: dict[str, Any] = {
        "show": ShowForm(*typed(request, step == "show"), gate=found, prefix="show"),
        "waive": WaiveForm(*typed(request, step == "waive"), gate=found, prefix="waive"),
    }
    trouble = ""
    if request.method == "POST" and step in forms:
        if sent(request, forms[step], lambda: _about_item(request, exchange, step, forms[step].cleaned_data)):
            return redirect("oversight:gate", year)
    elif request.method == "POST":
        try:
            _open(request, exchange, year, step)
            return redirect("oversight:gate", year)
        except Refusal as refused:
            trouble = refused.message
    context = {
        **gate_page(found, exchange.today()),
        **forms,
        "trouble": trouble,
        "may": may(request, found),
    }
    return render(request, "oversight/gate_desk.html", context, status=_status(request))


def _about_item(request: HttpRequest, exchange: Exchange, step: str, given: dict[str, Any]) -> object:
    verb: Callable[..., object] = gates.show if step == "show" else gates.waive
    return verb(actor=actor_of(request), on=exchange.today(), **given)


def _open(request: HttpRequest, exchange: Exchange, year: int, step: str) -> None:
    if step != "open":
        raise Refusal(_("Choose what to do."))
    gates.open_exchange(actor=actor_of(request), exchange=exchange, year=year, on=exchange.today())


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def defects(request: HttpRequest, slug: str) -> HttpResponse:
    """Report a fault, say that one is mended."""
    contract = contract_of(request, slug)
    on, step = contract.exchange.today(), request.POST.get("step", "")
    form = DefectForm(*typed(request, step == "report"))

    def report() -> object:
        return watch.report_defect(actor=actor_of(request), contract=contract, on=on, **form.cleaned_data)

    trouble = ""
    if step == "report" and sent(request, form, report):
        return redirect("oversight:defects", slug)
    if step == "mend":
        one = get_object_or_404(
            Defect.objects.select_related("contract__exchange"),
            contract=contract,
            reference=request.POST.get("defect", ""),
        )
        try:
            watch.mend_defect(actor=actor_of(request), defect=one, on=on)
            return redirect("oversight:defects", slug)
        except watch.AgainstTheRule as refused:
            trouble = refused.message
    rows = [
        (each, ((each.mended_on or on) - each.opened_on).days)
        for each in contract.defects.order_by(F("mended_on").asc(nulls_first=True), "opened_on")
    ]
    context = {"contract": contract, "form": form, "rows": rows, "trouble": trouble, "may": may(request, contract)}
    return render(request, "oversight/defects.html", context, status=_status(request))
