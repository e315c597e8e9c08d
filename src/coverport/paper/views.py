"""The form for whoever wants it; the clerks' desk, the scanner's way in, and pages that a person must place."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coverport.applications.verification.views import who
from coverport.core.errors import Refusal
from coverport.core.references import new_reference
from coverport.core.uploads import Upload
from coverport.paper import intake, printed, queries, storage, words
from coverport.paper.forms import CallForm, ScanForm
from coverport.paper.models import Envelope, PaperApplication, Sheet

REFUSED = 422
ROWS = 50
Status = PaperApplication.Status
QUEUES = (Status.KEYING, Status.CHECKING, Status.MISSING)


@never_cache
@require_safe
def form(request: HttpRequest) -> HttpResponse:
    """A copy of the form of its own, in the reader's language: its pages find together by its number."""
    _, exchange = who(request)
    if exchange is None:
        raise Http404
    pdf = printed.form(exchange, year=exchange.years()[0], language=get_language() or "en", serial=new_reference())
    answer = HttpResponse(pdf, content_type="application/pdf")
    answer.headers["Content-Disposition"] = 'inline; filename="application.pdf"'
    return answer


@never_cache
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """What waits by its next step, the one that counts from the earliest day first."""
    return _desk(request)


def _desk(
    request: HttpRequest, *, scan: ScanForm | None = None, call: CallForm | None = None, status: int = 200
) -> HttpResponse:
    _, exchange = who(request)
    chosen = request.GET.get("show", "")
    chosen = chosen if chosen in QUEUES else Status.KEYING
    page = Paginator(queries.queue(exchange, chosen), ROWS).get_page(request.GET.get("page"))
    context = {
        "to_sort": Envelope.objects.filter(exchange=exchange, sorted=False).order_by("received_on", "pk")[:ROWS],
        "queues": [(each, words.status(each), queries.queue(exchange, each).count()) for each in QUEUES], "chosen": chosen,
        "rows": [(row, words.rule(row)) for row in page], "page": page, "scan": scan or ScanForm(initial={"received_on": exchange.today()}),
        "call": call or CallForm(), "today": exchange.today(), "most": ROWS,
    }  # fmt: skip
    return render(request, "paper/desk.html", context, status=status)


@require_POST
def scan(request: HttpRequest) -> HttpResponse:
    """An envelope, as it comes off the scanner."""
    actor, exchange = who(request)
    form = ScanForm(request.POST)
    uploads = [Upload(file.name or "", file.read()) for file in request.FILES.getlist("files")]
    if form.is_valid():
        given = {**form.cleaned_data, "arrival": form.cleaned_data["arrival"].strip().upper()}
        try:
            envelope = intake.scan_envelope(
                actor=actor, exchange=exchange, uploads=uploads, on=exchange.today(), **given
            )
        except Refusal as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.message)
        else:
            return redirect("paper:desk") if envelope.sorted else redirect("paper:sort", envelope.reference)
    return _desk(request, scan=form, status=REFUSED)


@require_POST
def call(request: HttpRequest) -> HttpResponse:
    """Somebody calls to apply."""
    actor, exchange = who(request)
    form = CallForm(request.POST)
    if form.is_valid():
        try:
            paper = intake.take_call(actor=actor, exchange=exchange, on=exchange.today(), **form.cleaned_data)
            return redirect("paper:case", paper.reference)
        except intake.NotSorted as refused:
            form.add_error(refused.field, refused.message)
    return _desk(request, call=form, status=REFUSED)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sort(request: HttpRequest, reference: str) -> HttpResponse:
    """Each page of an envelope, and where it belongs."""
    actor, exchange = who(request)
    envelope = Envelope.objects.filter(exchange=exchange, reference=reference).select_related("exchange").first()
    if envelope is None:
        raise Http404
    problem = ""
    if request.method == "POST":
        places = _places(request.POST)
        try:
            intake.sort_envelope(actor=actor, envelope=envelope, places=places, on=exchange.today())
            return redirect("paper:desk")
        except intake.NotSorted as refused:
            problem = refused.message
    return _show_sorting(request, envelope, problem)


def _places(sent: QueryDict) -> dict[str, str]:
    """Where each page goes. What is typed goes before what is chosen: the application may be of another envelope."""
    given = {key: str(value).strip() for key, value in sent.items()}
    typed = {
        key.removeprefix("other-"): value.upper() for key, value in given.items() if key.startswith("other-") and value
    }
    return {key: value for key, value in given.items() if value and not key.startswith("other-")} | typed


def _show_sorting(request: HttpRequest, envelope: Envelope, problem: str) -> HttpResponse:
    sheets = list(envelope.sheets.select_related("paper"))
    papers = sorted(
        {each.reference for each in envelope.holds.all()} | {each.paper.reference for each in sheets if each.paper}
    )
    choices = [(each, each) for each in papers]
    choices += [(f"new{n or ''}", words.new_application(n + 1)) for n in range(max(1, min(len(sheets), 4)))]
    choices += [("none", words.no_application())]
    rows = [
        {
            "sheet": each, "trouble": words.trouble(each), "other": request.POST.get(f"other-{each.reference}", ""),
            "chosen": request.POST.get(each.reference) or (each.paper.reference if each.paper else ""),
        }
        for each in sheets
    ]  # fmt: skip
    context: dict[str, Any] = {"envelope": envelope, "rows": rows, "choices": choices, "problem": problem}
    return render(request, "paper/sort.html", context, status=REFUSED if problem else 200)


@never_cache
@require_safe
def sheet(request: HttpRequest, reference: str) -> HttpResponse:
    """A scanned page, to be seen beside what is keyed."""
    actor, exchange = who(request)
    rows = Sheet.objects.select_related("envelope__exchange", "paper")
    found = rows.filter(envelope__exchange=exchange, reference=reference).first()
    if found is None:
        raise Http404
    page = storage.open_sheet(actor=actor, sheet=found, on=exchange.today())
    return HttpResponse(page, content_type="image/jpeg")
