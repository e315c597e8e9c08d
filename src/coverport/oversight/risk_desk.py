"""The desk of risks: the register with a new one; one risk with its history, looked at again or ended."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from coverport.oversight.actions import risks as verbs
from coverport.oversight.forms import AssessForm, EndRiskForm, RiskForm
from coverport.oversight.models import Contract, Risk
from coverport.oversight.risk_pages import register, standing
from coverport.oversight.rules.risks import Assessment
from coverport.oversight.sending import REFUSED, actor_of, may, sent, typed
from coverport.oversight.views import contract_of

ASSESSED = ("owner", "likelihood", "impact", "response", "plan", "review_on")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def risks(request: HttpRequest, slug: str) -> HttpResponse:
    """The register, and a new risk."""
    contract = contract_of(request, slug)
    on, form = contract.exchange.today(), RiskForm(*typed(request, True))
    if request.method == "POST" and sent(request, form, lambda: _raise(request, contract, form.cleaned_data)):
        return redirect("oversight:risks", slug)
    context = {"contract": contract, "form": form, "rows": register(contract, on), "on": on}
    return render(request, "oversight/risks.html", context, status=REFUSED if request.method == "POST" else 200)


def _raise(request: HttpRequest, contract: Contract, given: dict[str, Any]) -> object:
    told = {name: given[name] for name in ("title", "text", "security")}
    on = contract.exchange.today()
    return verbs.raise_risk(actor=actor_of(request), contract=contract, said=_said(given), on=on, **told)


def _said(given: dict[str, Any]) -> Assessment:
    return Assessment(**{name: given[name] for name in ASSESSED})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def risk(request: HttpRequest, slug: str, reference: str) -> HttpResponse:
    """One risk: look at it again, end it."""
    contract = contract_of(request, slug)
    found = get_object_or_404(
        Risk.objects.select_related("contract").prefetch_related("entries"), reference=reference, contract=contract
    )
    on, step = contract.exchange.today(), request.POST.get("step", "")
    last = found.entries.latest("number")
    form = AssessForm(*typed(request, step == "assess"), initial={name: getattr(last, name) for name in ASSESSED})
    end = EndRiskForm(*typed(request, step in ("happened", "closed")), prefix="end")
    if request.method == "POST":
        chosen = form if step == "assess" else end
        if sent(request, chosen, lambda: _about(request, found, step, chosen.cleaned_data)):
            return redirect("oversight:risk_desk", slug, reference)
    context = {
        "contract": contract, "row": standing(found, on), "form": form, "end": end, "may": may(request, contract),
        "independent": found.origin == Risk.Origin.INDEPENDENT,
    }  # fmt: skip
    return render(request, "oversight/risk_desk.html", context, status=REFUSED if request.method == "POST" else 200)


def _about(request: HttpRequest, found: Risk, step: str, given: dict[str, Any]) -> object:
    actor, on = actor_of(request), found.contract.exchange.today()
    if step == "assess":
        return verbs.assess_risk(actor=actor, risk=found, said=_said(given), note=given["note"], on=on)
    return verbs.end_risk(actor=actor, risk=found, happened=step == "happened", note=given["note"], on=on)
