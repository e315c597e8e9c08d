"""The public pages: what was delivered, what was paid, and where each billed dollar is. Anybody may read them."""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from coverport.exchanges.models import Exchange
from coverport.oversight import ocds, pages, sums
from coverport.oversight.gate_pages import gate_page, gates_of
from coverport.oversight.models import Contract, Finding, Gate, Invoice, InvoiceLine, LedgerEntry, Risk
from coverport.oversight.queries import accepted_by, full
from coverport.oversight.risk_pages import standing
from coverport.oversight.scenarios.printed import PLACES


def _exchange(request: HttpRequest) -> Exchange:
    if request.exchange is None:  # type: ignore[attr-defined]
        raise Http404
    return request.exchange  # type: ignore[attr-defined, no-any-return]


def contract_of(request: HttpRequest, slug: str) -> Contract:
    """A contract of this exchange; another's is not there."""
    return get_object_or_404(Contract.objects.select_related("exchange"), slug=slug, exchange=_exchange(request))


def asked_day(request: HttpRequest) -> date | None:
    """The day in the address; what is no day is ignored, and the page says which day it tells of."""
    try:
        return date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return None


@require_safe
def contracts(request: HttpRequest) -> HttpResponse:
    """The contracts of the exchange."""
    return render(request, "oversight/contracts.html", {"rows": pages.contracts_of(_exchange(request))})


@require_safe
def contract(request: HttpRequest, slug: str) -> HttpResponse:
    """Has the vendor earned its pay?"""
    found = contract_of(request, slug)
    return render(request, "oversight/contract.html", pages.contract_page(found, found.exchange, asked_day(request)))


@require_safe
def amount(request: HttpRequest, slug: str, figure: str) -> HttpResponse:
    """The rows that an amount is the sum of, each with its source."""
    if figure not in sums.NAMES:
        raise Http404
    found = full(contract_of(request, slug))
    on, only = pages.public_day(found, found.exchange, asked_day(request)), _only(request, found, figure)
    context = {
        "contract": found, "on": on, "name": figure, "words": sums.NAMES[figure], "only": only,
        "found": sums.sum_of(found, figure, on, only),
    }  # fmt: skip
    return render(request, "oversight/amount.html", context)


def _only(request: HttpRequest, contract: Contract, figure: str) -> sums.Only:
    """The part that is asked for: `?invoice=` or `?line=` of what stands in the ledger, `?milestone=` of work and damages."""
    asked = {name: request.GET[name] for name in ("invoice", "line", "milestone") if name in request.GET}
    allowed = {"invoice", "line"} if figure in PLACES else {"milestone"} if figure in ("priced", "damages") else set()
    if set(asked) - allowed:
        raise Http404
    lines = InvoiceLine.objects.filter(invoice__contract=contract).select_related("invoice")
    things: dict[str, Any] = {"invoice": contract.invoices.all(), "line": lines, "milestone": contract.milestones.all()}
    found: dict[str, Any] = {name: get_object_or_404(things[name], reference=asked[name]) for name in asked}
    return sums.Only(**found)


@require_safe
def entry(request: HttpRequest, slug: str, reference: str) -> HttpResponse:
    """One entry of the ledger with all that is behind it: bill, work and its acceptance, notice, finding, milestone, source."""
    found = contract_of(request, slug)
    on = pages.public_day(found, found.exchange, asked_day(request))
    behind = ("line__invoice", "line__deliverable", "notice", "finding", "milestone", "source")
    one = get_object_or_404(
        LedgerEntry.objects.select_related(*behind), reference=reference, contract=found, on__lte=on
    )
    context = {"contract": found, "on": on, "entry": one, "accepted_on": accepted_by(one.line.deliverable, on)}
    return render(request, "oversight/entry.html", context)


@require_safe
def terms(request: HttpRequest, slug: str) -> HttpResponse:
    """What the contract says: its worth by source, what each piece of work costs and is due, rates, damages, whose money it is."""
    found = contract_of(request, slug)
    on = pages.public_day(found, found.exchange, asked_day(request))
    return render(request, "oversight/terms.html", pages.terms_page(found, on))


@require_safe
def invoice(request: HttpRequest, slug: str, reference: str) -> HttpResponse:
    """A bill, line by line, and what became of each."""
    found = contract_of(request, slug)
    on = pages.public_day(found, found.exchange, asked_day(request))
    bill = get_object_or_404(
        Invoice.objects.prefetch_related("lines__ledger", "lines__deliverable", "lines__rate"),
        reference=reference,
        contract=found,
    )
    lines = [pages.line_of(each, on) for each in bill.lines.all()]
    return render(request, "oversight/invoice.html", {"contract": found, "on": on, "invoice": bill, "lines": lines})


@require_safe
def finding(request: HttpRequest, slug: str, reference: str) -> HttpResponse:
    """A finding with its answers."""
    found = contract_of(request, slug)
    on = pages.public_day(found, found.exchange, asked_day(request))
    one = get_object_or_404(
        Finding.objects.prefetch_related("answers"), reference=reference, contract=found, opened_on__lte=on
    )
    return render(request, "oversight/finding.html", {"contract": found, "on": on, "finding": one})


@require_safe
def risk(request: HttpRequest, slug: str, reference: str) -> HttpResponse:
    """A risk with its history; of one about security only how high it is, while it is open."""
    found = contract_of(request, slug)
    on = pages.public_day(found, found.exchange, asked_day(request))
    one = get_object_or_404(Risk.objects.prefetch_related("entries"), reference=reference, contract=found)
    if (row := standing(one, on)) is None:
        raise Http404
    return render(request, "oversight/risk.html", {"contract": found, "on": on, "row": row, "hidden": row.hidden})


@require_safe
def openings(request: HttpRequest) -> HttpResponse:
    """For which plan years the exchange was opened, and what still keeps it closed."""
    return render(request, "oversight/openings.html", {"gates": gates_of(_exchange(request))})


@require_safe
def opening(request: HttpRequest, year: int) -> HttpResponse:
    """A gate item by item, with every waiver."""
    exchange = _exchange(request)
    gate = get_object_or_404(Gate.objects.select_related("exchange"), exchange=exchange, year=year)
    return render(request, "oversight/opening.html", gate_page(gate, exchange.today()))


@require_safe
def releases(request: HttpRequest, slug: str) -> HttpResponse:
    """All releases up to the public day, Open Contracting Data Standard 1.1."""
    return _data(request, slug, ocds.release_package)


@require_safe
def record(request: HttpRequest, slug: str) -> HttpResponse:
    """The record as of the public day."""
    return _data(request, slug, ocds.record_package)


def _data(request: HttpRequest, slug: str, package: Any) -> HttpResponse:
    found = contract_of(request, slug)
    on = pages.public_day(found, found.exchange, asked_day(request))
    document = package(found, on, request.build_absolute_uri(request.path))
    return HttpResponse(ocds.ENCODER.encode(document), content_type="application/json")
