"""What shows that something happened: the person's page to send it, the staff's desk to look at it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from coverport.applications.verification.views import Problem
from coverport.core.access import Permission
from coverport.core.errors import Refusal
from coverport.core.uploads import MOST_BYTES, Upload
from coverport.enrollment import queries, words
from coverport.enrollment.choice.starting_later import offered_later
from coverport.enrollment.models import EventProof
from coverport.enrollment.special import proving
from coverport.enrollment.special.law import papers_of
from coverport.enrollment.views import REFUSED, exchange_of


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def proof(request: HttpRequest, reference: str) -> HttpResponse:
    """Send papers; what is wrong with one is said, the others are in."""
    exchange = exchange_of(request)
    permission = Permission.CHANGE if request.method == "POST" else Permission.VIEW
    found = queries.proof_for(request.actor, exchange, reference, permission)  # type: ignore[attr-defined]
    if request.method != "POST":
        return render(request, "enrollment/proof.html", _story(found))
    if "start" in request.POST:
        return _start_chosen(request, found)
    uploads = [Upload(file.name or "", file.read(MOST_BYTES + 1)) for file in request.FILES.getlist("file")]
    refused = [] if uploads else [_("Choose a file, or take a picture.")]
    for one in uploads:
        try:
            proving.send_paper(actor=request.actor, proof=found, upload=one, on=exchange.today())  # type: ignore[attr-defined]
        except Refusal as error:
            refused.append(error.message)
    if not refused:
        return redirect("enrollment:proof", reference)
    found.refresh_from_db()
    context = _story(found) | {"problem": Problem("file", " ".join(refused))}
    return render(request, "enrollment/proof.html", context, status=REFUSED)


def _start_chosen(request: HttpRequest, found: EventProof) -> HttpResponse:
    today, later = exchange_of(request).today(), request.POST["start"] == "later"
    try:
        proving.choose_start(actor=request.actor, proof=found, later=later, on=today)  # type: ignore[attr-defined]
    except Refusal as refused:
        found.refresh_from_db()
        context = _story(found) | {"problem": Problem("start", refused.message)}
        return render(request, "enrollment/proof.html", context, status=REFUSED)
    return redirect("enrollment:proof", found.reference)


def _story(found: EventProof) -> dict[str, Any]:
    """What both faces show. start: between which days can be chosen if it is proven today."""
    pended = proving.pended_by(found)
    newest = found.period.enrollments.select_related("application").order_by("-id").first()
    assert newest is not None, "a choice asked for it"
    return {
        "proof": found, "event": words.event(found.period.event), "event_date": found.period.event_date,
        "enrollment": pended[0] if pended else newest, "told": queries.told(pended[0]) if pended else None,
        "needed": [words.proof(each) for each in papers_of(found.period, newest.application.state)],
        "papers": [(each, each.may_be_opened) for each in found.papers.all()],
        "start": offered_later(pended, found.period.exchange.today()) if pended else None,
    }  # fmt: skip


@never_cache
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """What waits for a decision, the next one due first; with ?show=all also what nobody has sent anything for."""
    everything = request.GET.get("show") == "all"
    rows = queries.open_proofs(exchange_of(request), everything=everything)
    found = [{"proof": each, "event": words.event(each.period.event)} for each in rows]
    return render(request, "enrollment/proofs.html", {"rows": found, "everything": everything})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest, reference: str) -> HttpResponse:
    """Look at the papers and decide: it is proven, or a paper is not enough."""
    actor, exchange = request.actor, exchange_of(request)  # type: ignore[attr-defined]
    found = queries.proof_for(actor, exchange, reference, Permission.REVIEW_PROOF)
    if request.method != "POST":
        return render(request, "enrollment/decide.html", _story(found))
    note, paper = request.POST.get("note", ""), request.POST.get("paper", "")
    try:
        if paper:
            row = queries.paper_of(found, paper)
            proving.refuse_paper(actor=actor, paper=row, note=note, on=exchange.today())
            return redirect("enrollment:decide", reference)
        proving.accept_proof(actor=actor, proof=found, note=note, on=exchange.today())
    except Refusal as refused:
        found.refresh_from_db()
        problem = Problem(f"{paper}-note" if paper else "note", refused.message)
        context = _story(found) | {"problem": problem}
        return render(request, "enrollment/decide.html", context, status=REFUSED)
    return redirect("enrollment:proofs")


@never_cache
@require_safe
def file(request: HttpRequest, reference: str, file: str) -> HttpResponse:
    """A paper to be saved, never shown, for its owner or who looks at it: nobody's markup runs under our name."""
    actor, exchange = request.actor, exchange_of(request)  # type: ignore[attr-defined]
    found = queries.proof_for(actor, exchange, reference, Permission.VIEW, Permission.REVIEW_PROOF)
    row = queries.paper_of(found, file)
    data = proving.open_paper(actor=actor, paper=row, on=exchange.today())
    headers = {"Content-Disposition": content_disposition_header(True, row.name) or "attachment"}
    return HttpResponse(data, content_type=row.media_type, headers={**headers, "Cache-Control": "no-store"})
