"""The pages on which people prove who they are, and those on which staff look at it."""

from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coverport.accounts.identity import actions
from coverport.accounts.identity.forms import DecisionForm, DocumentForm, QuestionsForm, SubjectForm
from coverport.accounts.identity.models import IdentityDocument, IdentityProof
from coverport.accounts.identity.provider import provider
from coverport.accounts.identity.relations import is_proven
from coverport.accounts.models import User
from coverport.core.access import Permission
from coverport.core.uploads import MOST_BYTES, NotTaken, Upload
from coverport.exchanges.models import Exchange

REFUSED = 422
State, Way = IdentityProof.State, IdentityProof.Way


def _exchange(request: HttpRequest) -> Exchange:
    exchange: Exchange | None = request.exchange  # type: ignore[attr-defined]
    if exchange is None:
        raise Http404
    return exchange


def _person(request: HttpRequest) -> User:
    return cast(User, request.user)


@never_cache
@require_safe
def ways(request: HttpRequest) -> HttpResponse:
    """Where it stands, and the ways to prove it."""
    return _ways(request)


def _ways(request: HttpRequest, problem: str = "", status: int = 200) -> HttpResponse:
    exchange = _exchange(request)
    mine = list(IdentityProof.objects.filter(user=_person(request), exchange=exchange))
    context = {
        "proven": is_proven(request.user.pk, exchange.pk),
        "waiting": [one for one in mine if one.state == State.WAITING],
        "last": mine[0] if mine else None,
        "asks": provider() is not None,
        "problem": problem,
    }
    return render(request, "identity/ways.html", context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """Who to ask about."""
    exchange = _exchange(request)
    form = SubjectForm(request.POST if request.method == "POST" else None, on=exchange.today())
    if not form.is_bound or not form.is_valid():
        return render(request, "identity/begin.html", {"form": form}, status=REFUSED if form.is_bound else 200)
    try:
        proof = actions.ask_questions(
            actor=request.actor, user=_person(request), exchange=exchange, subject=form.subject(), provider=provider(),  # type: ignore[attr-defined]
            on=exchange.today(),
        )  # fmt: skip
    except actions.TooManyTries as refused:
        return _ways(request, refused.message, REFUSED)
    return redirect("identity:questions", proof.reference) if proof.state == State.ASKED else redirect("identity:ways")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def questions(request: HttpRequest, reference: str) -> HttpResponse:
    """The provider's questions, and what it makes of the answers."""
    proof = _own(request, reference)
    try:
        form = QuestionsForm(
            request.POST if request.method == "POST" else None, asked=actions.questions_of(proof)
        )  # fmt: skip
        if not form.is_bound or not form.is_valid():
            return render(request, "identity/questions.html", {"form": form}, status=REFUSED if form.is_bound else 200)
        actions.answer_questions(
            actor=request.actor, proof=proof, answers=form.answers(), provider=provider(),  # type: ignore[attr-defined]
            on=proof.exchange.today(),
        )  # fmt: skip
    except actions.NotAsked:
        pass
    return redirect("identity:ways")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def document(request: HttpRequest) -> HttpResponse:
    """Send a picture or a copy."""
    exchange = _exchange(request)
    form = DocumentForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if form.is_bound and form.is_valid():
        sent = form.cleaned_data["file"]
        upload = Upload(sent.name or "", sent.read(MOST_BYTES + 1))
        try:
            actions.send_document(
                actor=request.actor, user=_person(request), exchange=exchange, upload=upload, on=exchange.today(),  # type: ignore[attr-defined]
            )  # fmt: skip
            return redirect("identity:ways")
        except NotTaken as refused:
            form.add_error("file", refused.message)
    return render(request, "identity/document.html", {"form": form}, status=REFUSED if form.is_bound else 200)


@never_cache
@require_POST
def in_person(request: HttpRequest) -> HttpResponse:
    """Come to us; the page then shows the number to bring."""
    exchange = _exchange(request)
    actions.come_in_person(actor=request.actor, user=_person(request), exchange=exchange, on=exchange.today())  # type: ignore[attr-defined]
    return redirect("identity:ways")


@never_cache
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """What waits for staff, the oldest first; `?number=` finds the one that a visitor brought."""
    found = IdentityProof.objects.filter(exchange=_exchange(request), state=State.WAITING).order_by("id")
    number = request.GET.get("number", "").strip().upper()
    if number:
        found = found.filter(reference=number)
    context = {"proofs": found.select_related("user").prefetch_related("documents"), "number": number}
    return render(request, "identity/desk.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest, reference: str) -> HttpResponse:
    """One proof: what was sent, and the decision."""
    proof = _for_staff(request, reference)
    form = DecisionForm(request.POST if request.method == "POST" else None)
    problem = ""
    if form.is_bound and form.is_valid():
        try:
            actions.decide_proof(
                actor=request.actor, proof=proof, proven=form.cleaned_data["proven"] == "yes",  # type: ignore[attr-defined]
                note=form.cleaned_data["note"], on=proof.exchange.today(),
            )  # fmt: skip
            return redirect("identity:desk")
        except actions.NotAsked as refused:
            problem = refused.message
    documents = [(one, actions.may_be_opened(one)) for one in proof.documents.order_by("id")]
    context: dict[str, Any] = {"form": form, "proof": proof, "documents": documents, "problem": problem}
    return render(request, "identity/decide.html", context, status=REFUSED if form.is_bound else 200)


@never_cache
@require_safe
def file(request: HttpRequest, reference: str, document: str) -> HttpResponse:
    """A document as it was sent, to be saved and not shown: it is somebody else's file."""
    proof = _for_staff(request, reference)
    found = IdentityDocument.objects.filter(proof=proof, reference=document).first()
    if found is None:
        raise Http404
    ending = found.media_type.rpartition("/")[2]
    found.proof = proof
    content = actions.open_document(actor=request.actor, document=found, on=proof.exchange.today())  # type: ignore[attr-defined]
    return HttpResponse(
        content, content_type=found.media_type,
        headers={"Content-Disposition": f'attachment; filename="{found.reference}.{ending}"'},
    )  # fmt: skip


def _own(request: HttpRequest, reference: str) -> IdentityProof:
    proof = IdentityProof.objects.filter(reference=reference, exchange=_exchange(request), user=_person(request))
    if (found := proof.select_related("exchange", "user").first()) is None:
        raise Http404
    return found


def _for_staff(request: HttpRequest, reference: str) -> IdentityProof:
    proof = IdentityProof.objects.filter(reference=reference, exchange=_exchange(request))
    found = proof.select_related("exchange", "user").first()
    if found is None or not request.actor.may(Permission.PROVE_IDENTITY, found):  # type: ignore[attr-defined]
        raise Http404
    return found
