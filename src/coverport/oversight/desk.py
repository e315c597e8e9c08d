"""The contract's desk: what each of the people who build, accept, approve, pay and review does next."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from coverport.core.errors import Refusal
from coverport.oversight.actions import money, watch, work
from coverport.oversight.actions.ledger import Because, places_on
from coverport.oversight.evidence import keep
from coverport.oversight.forms import BillForm, DecisionForm, EvidenceForm, FindingForm, MoneyForm, NoticeForm, WordForm
from coverport.oversight.models import Contract, Deliverable, Finding, InvoiceLine, Notice, Submission
from coverport.oversight.rules.amounts import Amount
from coverport.oversight.rules.ledger import Place
from coverport.oversight.sending import REFUSED, actor_of, may, sent, typed
from coverport.oversight.views import contract_of


@never_cache
@require_safe
def desks(request: HttpRequest) -> HttpResponse:
    """To the contract's desk, where there is one only; else the list."""
    live = list(Contract.objects.filter(exchange=request.exchange, story=False))  # type: ignore[attr-defined]
    if len(live) == 1:
        return redirect("oversight:desk", live[0].slug)
    return render(request, "oversight/desks.html", {"contracts": live})


@never_cache
@require_safe
def desk(request: HttpRequest, slug: str) -> HttpResponse:
    """Deliverables, bills, notices and findings, each with where it stands."""
    contract = contract_of(request, slug)
    on = contract.exchange.today()
    lines = (
        InvoiceLine.objects.filter(invoice__contract=contract)
        .select_related("invoice", "deliverable")
        .prefetch_related("ledger")
    )
    context = {
        "contract": contract,
        "on": on,
        "may": may(request, contract),
        "deliverables": [(each, work.state_of(each)) for each in contract.deliverables.select_related("milestone")],
        "lines": [(line, places_on(line, on)) for line in lines],
        "notices": [(each, each.clock(on)) for each in contract.notices.all()],
        "findings": contract.findings.order_by("closed_on", "opened_on"),
        "defects": [(each, (on - each.opened_on).days) for each in contract.defects.filter(mended_on=None)],
    }
    return render(request, "oversight/desk.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def deliverable(request: HttpRequest, slug: str, reference: str) -> HttpResponse:
    """Hand in, attach evidence, review, accept or reject."""
    contract = contract_of(request, slug)
    found = get_object_or_404(
        Deliverable.objects.prefetch_related("requirements"), reference=reference, contract=contract
    )
    last = found.submissions.prefetch_related("evidence").order_by("-round").first()
    step = request.POST.get("step", "")
    evidence = EvidenceForm(*typed(request, step == "evidence"), contract=contract)
    decision = DecisionForm(*typed(request, step in ("accept", "reject", "submit", "review")))
    if request.method == "POST":
        form = evidence if step == "evidence" else decision
        if sent(request, form, lambda: _step(request, found, last, step, form.cleaned_data)):
            return redirect("oversight:deliverable", slug, reference)
    context = {
        "contract": contract,
        "deliverable": found,
        "state": work.state_of(found),
        "last": last,
        "submissions": found.submissions.prefetch_related("evidence").order_by("-round"),
        "evidence": evidence,
        "decision": decision,
        "may": may(request, contract),
    }
    return render(request, "oversight/deliverable.html", context, status=REFUSED if request.method == "POST" else 200)


def _step(
    request: HttpRequest, found: Deliverable, last: Submission | None, step: str, given: dict[str, Any]
) -> object:
    actor, on = actor_of(request), found.contract.exchange.today()
    if step == "submit":
        return work.submit_work(actor=actor, deliverable=found, on=on)
    if last is None:
        raise Refusal(_("Nothing was handed in yet."))
    if step == "evidence":
        kept = keep(given["file"]) if given["file"] else {}
        return work.attach_evidence(
            actor=actor, submission=last, kind=given["kind"], title=given["title"], text=given["text"],
            service_level=given["service_level"], **kept,
        )  # fmt: skip
    if step == "review":
        return work.begin_review(actor=actor, submission=last, on=on)
    decide = {"accept": work.accept_work, "reject": work.reject_work}.get(step)
    if decide is None:
        raise Refusal(_("Choose what to do."))
    return decide(actor=actor, submission=last, on=on, reasons=given["reasons"])


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def bill(request: HttpRequest, slug: str) -> HttpResponse:
    """Send a bill."""
    contract = contract_of(request, slug)
    today = contract.exchange.today()
    form = BillForm(*typed(request, True), contract=contract, initial={"dated": today})
    if request.method == "POST" and sent(request, form, lambda: _send_bill(request, contract, form.cleaned_data)):
        return redirect("oversight:desk", slug)
    status = REFUSED if request.method == "POST" else 200
    return render(request, "oversight/bill.html", {"contract": contract, "form": form}, status=status)


def _send_bill(request: HttpRequest, contract: Contract, given: dict[str, Any]) -> object:
    line = money.BilledLine(
        deliverable=given["deliverable"], text=given["text"], amount=Amount(given["amount"]), rate=given["rate"],
        quantity=given["quantity"] if given["rate"] else None,
    )  # fmt: skip
    try:
        return money.record_invoice(
            actor=actor_of(request), contract=contract, number=given["number"], dated=given["dated"], lines=[line],
            on=contract.exchange.today(),
        )  # fmt: skip
    except Refusal as refused:
        raise Refusal(
            refused.message, code=refused.code, field=(refused.field or "").removeprefix("lines[0].")
        ) from None


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def line(request: HttpRequest, slug: str, reference: str) -> HttpResponse:
    """What becomes of a billed line: approve, dispute, reject, withhold, release, deduct, pay."""
    contract = contract_of(request, slug)
    found = get_object_or_404(
        InvoiceLine.objects.select_related("invoice", "deliverable"), reference=reference, invoice__contract=contract
    )
    on = contract.exchange.today()
    form = MoneyForm(*typed(request, True), contract=contract)
    if request.method == "POST" and sent(request, form, lambda: _move(request, found, form.cleaned_data)):
        return redirect("oversight:line", slug, reference)
    context = {
        "contract": contract,
        "line": found,
        "places": places_on(found, on),
        "entries": found.ledger.order_by("number"),
        "form": form,
        "may": may(request, contract),
    }
    return render(request, "oversight/line.html", context, status=REFUSED if request.method == "POST" else 200)


def _move(request: HttpRequest, found: InvoiceLine, given: dict[str, Any]) -> object:
    step, amount = request.POST.get("step", ""), Amount(given["amount"])
    because = Because(given["reason"], notice=given["notice"])
    common: dict[str, Any] = {
        "actor": actor_of(request),
        "line": found,
        "amount": amount,
        "on": found.invoice.contract.exchange.today(),
        "because": because,
    }
    if step == "deduct":
        if given["milestone"] is None:
            raise Refusal(_("Choose the milestone that is late."), field="milestone")
        return money.set_off_damages(milestone=given["milestone"], **common)
    if step in ("release_withheld", "release_retained"):
        return money.release(place=Place.WITHHELD if step == "release_withheld" else Place.RETAINED, **common)
    verbs: dict[str, Callable[..., object]] = {
        "approve": money.approve,
        "dispute": money.dispute,
        "reject": money.reject_amount,
        "withhold": money.withhold,
        "pay": money.pay,
        "recover": money.record_recovery,
    }
    if step not in verbs:
        raise Refusal(_("Choose what to do."))
    return verbs[step](**common)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def findings(request: HttpRequest, slug: str) -> HttpResponse:
    """Write, answer and close findings."""
    contract = contract_of(request, slug)
    step, on = request.POST.get("step", ""), contract.exchange.today()
    form = FindingForm(*typed(request, step == "open"))
    words = WordForm(*typed(request, step in ("answer", "close")))
    if request.method == "POST":
        chosen = form if step == "open" else words
        if sent(request, chosen, lambda: _about_finding(request, contract, step, chosen.cleaned_data)):
            return redirect("oversight:findings", slug)
    context = {
        "contract": contract,
        "form": form,
        "words": words,
        "findings": contract.findings.prefetch_related("answers").order_by("-opened_on", "-id"),
        "on": on,
        "may": may(request, contract),
    }
    return render(request, "oversight/findings.html", context, status=REFUSED if request.method == "POST" else 200)


def _about_finding(request: HttpRequest, contract: Contract, step: str, given: dict[str, Any]) -> object:
    actor, on = actor_of(request), contract.exchange.today()
    if step == "open":
        return watch.open_finding(actor=actor, contract=contract, on=on, **given)
    found = get_object_or_404(
        Finding.objects.select_related("contract"), contract=contract, reference=request.POST.get("finding", "")
    )
    if step == "answer":
        return watch.answer_finding(actor=actor, finding=found, text=given["text"], on=on)
    return watch.close_finding(actor=actor, finding=found, because=given["text"], on=on)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def notices(request: HttpRequest, slug: str) -> HttpResponse:
    """Serve, answer, escalate and close notices."""
    contract = contract_of(request, slug)
    step, on = request.POST.get("step", ""), contract.exchange.today()
    form = NoticeForm(*typed(request, step == "serve"), contract=contract)
    words = WordForm(*typed(request, step in ("answer", "escalate", "close")))
    if request.method == "POST":
        chosen = form if step == "serve" else words
        if sent(request, chosen, lambda: _about_notice(request, contract, step, chosen.cleaned_data)):
            return redirect("oversight:notices", slug)
    context = {
        "contract": contract,
        "form": form,
        "words": words,
        "notices": [(each, each.clock(on)) for each in contract.notices.order_by("-served_on", "-id")],
        "may": may(request, contract),
    }
    return render(request, "oversight/notices.html", context, status=REFUSED if request.method == "POST" else 200)


def _about_notice(request: HttpRequest, contract: Contract, step: str, given: dict[str, Any]) -> object:
    actor, on = actor_of(request), contract.exchange.today()
    if step == "serve":
        given = given | {"milestones": tuple(given["milestones"])}
        return watch.serve_notice(actor=actor, contract=contract, on=on, **given)
    found = get_object_or_404(
        Notice.objects.select_related("contract"), contract=contract, reference=request.POST.get("notice", "")
    )
    if step == "answer":
        return watch.answer_notice(actor=actor, notice=found, text=given["text"], on=on)
    if step == "escalate":
        return watch.escalate_notice(actor=actor, notice=found, to=given["text"], on=on)
    return watch.close_notice(actor=actor, notice=found, outcome=given["text"], on=on)
