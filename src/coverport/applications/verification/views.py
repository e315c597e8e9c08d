"""The person's page of proof: what we still need, by when; papers sent; words where there is no paper."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from coverport.applications.models import Application
from coverport.applications.queries import application_for
from coverport.applications.verification import proof, queries
from coverport.applications.verification.models import Document
from coverport.applications.verification.pages import person_page
from coverport.core.access import Actor, Permission
from coverport.core.errors import Refusal
from coverport.core.uploads import MOST_BYTES, Upload
from coverport.exchanges.models import Exchange

REFUSED = 422


class Problem:
    """One thing to mend on a page that has a form for each task: the input's id, and words."""

    def __init__(self, field: str, words: str) -> None:
        self.field, self.words = field, words
        self.problems = [(field, words)]


def who(request: HttpRequest) -> tuple[Actor, Exchange]:
    """Who acts, at which exchange."""
    return request.actor, request.exchange  # type: ignore[attr-defined]


def _application(request: HttpRequest, reference: str) -> Application:
    actor, exchange = who(request)
    if exchange is None:
        raise Http404
    return application_for(actor, exchange, reference, Permission.VIEW)


@never_cache
@require_safe
def needed(request: HttpRequest, reference: str) -> HttpResponse:
    """Everything that we still need."""
    return _show(request, _application(request, reference))


def _show(request: HttpRequest, application: Application, *, status: int = 200, **more: Any) -> HttpResponse:
    context = {**person_page(application, application.exchange.today()), **more}
    return render(request, "applications/proof.html", context, status=status)


@require_POST
def document(request: HttpRequest, reference: str, inconsistency: str) -> HttpResponse:
    """Take in the chosen files, one after the other; what is wrong with one is said, the others are in."""
    application, (actor, exchange) = _application(request, reference), who(request)
    row = queries.inconsistency_for(actor, exchange, inconsistency, Permission.CHANGE, reference)
    uploads = [Upload(file.name or "", file.read(MOST_BYTES + 1)) for file in request.FILES.getlist("file")]
    refused = [] if uploads else [_("Choose a file, or take a picture.")]
    for one in uploads:
        try:
            proof.send_document(actor=actor, inconsistency=row, upload=one, on=exchange.today())
        except Refusal as error:
            refused.append(error.message)
    if refused:
        problem = Problem(f"file-{row.reference}", " ".join(refused))
        return _show(request, application, status=REFUSED, problem=problem)
    return redirect("applications:proof", reference)


@require_POST
def explanation(request: HttpRequest, reference: str, inconsistency: str) -> HttpResponse:
    """Take in what the person writes; it is shown again where it cannot stand."""
    application, (actor, exchange) = _application(request, reference), who(request)
    row = queries.inconsistency_for(actor, exchange, inconsistency, Permission.CHANGE, reference)
    typed = request.POST.get("explanation", "")
    try:
        proof.explain(actor=actor, inconsistency=row, text=typed, on=exchange.today())
    except Refusal as error:
        problem = Problem(f"explanation-{row.reference}", error.message)
        return _show(request, application, status=REFUSED, problem=problem, typed_now=typed)
    return redirect("applications:proof", reference)


@never_cache
@require_safe
def own_file(request: HttpRequest, reference: str, inconsistency: str, file: str) -> HttpResponse:
    """One's own file, as it was sent."""
    _application(request, reference)
    actor, exchange = who(request)
    row = queries.inconsistency_for(actor, exchange, inconsistency, Permission.VIEW, reference)
    return sent_file(actor, queries.document_of(row, file), exchange)


def sent_file(actor: Actor, found: Document, exchange: Exchange) -> HttpResponse:
    """A file to be saved, never shown: nobody's markup runs under our name."""
    data = proof.open_document(actor=actor, document=found, on=exchange.today())
    headers = {"Content-Disposition": content_disposition_header(True, found.name) or "attachment"}
    return HttpResponse(data, content_type=found.media_type, headers={**headers, "Cache-Control": "no-store"})
