"""The pages of certification: a desk of filings, one filing with its next step, side by side with last year, closed plans."""

from collections.abc import Callable
from typing import Any

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coverport.accounts.roles import issuers_of
from coverport.core.access import Actor
from coverport.core.errors import Refusal
from coverport.exchanges.models import Exchange
from coverport.plans.actions import publish_catalog
from coverport.plans.certification import actions, queries, suppression
from coverport.plans.certification.comparison import side_by_side
from coverport.plans.certification.forms import DecisionForm, StartForm, SuppressForm, sent
from coverport.plans.certification.pages import desk_page, filing_page
from coverport.plans.importers.problems import UnreadableFile
from coverport.plans.models import FiledFile, QhpApplication, Suppression
from coverport.plans.rules.certification import GATES

REFUSED = 422
DECISIONS: dict[str, Callable[..., QhpApplication]] = {
    "certify": actions.certify,
    "changes": actions.ask_for_changes,
    "deny": actions.deny,
}


def _who(request: HttpRequest) -> tuple[Actor, Exchange]:
    return request.actor, request.exchange  # type: ignore[attr-defined]


def _filing(request: HttpRequest, reference: str) -> QhpApplication:
    actor, exchange = _who(request)
    return queries.filing_for(actor, exchange, reference)


@never_cache
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """The filings that somebody may see, with the next step of each."""
    return _show_desk(request, _start_form(request))


def _start_form(request: HttpRequest, data: Any = None) -> StartForm | None:
    """For who files for an insurer; None for others."""
    actor, exchange = _who(request)
    issuers = issuers_of(actor, exchange)
    if not issuers:
        return None
    profile = exchange.profile
    states = sorted({state for year in profile.plan_years for state in profile.states_of(year)})
    return StartForm(data, issuers=issuers, years=sorted(profile.plan_years, reverse=True), states=states)


def _show_desk(request: HttpRequest, form: StartForm | None, status: int = 200) -> HttpResponse:
    actor, exchange = _who(request)
    context = {"form": form, **desk_page(actor, exchange, request.GET.get("status", ""))}
    return render(request, "certification/desk.html", context, status=status)


@require_POST
def start(request: HttpRequest) -> HttpResponse:
    """Begin a filing, or a correction."""
    actor, exchange = _who(request)
    form = _start_form(request, request.POST)
    if form is None:
        raise Http404
    if form.is_valid():
        try:
            made = actions.start_application(actor=actor, exchange=exchange, on=exchange.today(), **form.cleaned_data)
            return redirect("certification:filing", made.reference)
        except Refusal as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.message)
    return _show_desk(request, form, REFUSED)


@require_POST
def publish(request: HttpRequest) -> HttpResponse:
    """Publish the certified plans of a year."""
    actor, exchange = _who(request)
    year = request.POST.get("year", "")
    if not (year.isascii() and year.isdigit() and int(year) in exchange.profile.plan_years):
        raise Http404
    publish_catalog(actor=actor, exchange=exchange.slug, year=int(year), on=exchange.today())
    return redirect("certification:desk")


@never_cache
@require_safe
def filing(request: HttpRequest, reference: str) -> HttpResponse:
    """One filing: its next step, files, checks, gates and history."""
    return _show(request, _filing(request, reference))


def _show(request: HttpRequest, application: QhpApplication, *, status: int = 200, **more: Any) -> HttpResponse:
    application.refresh_from_db()
    context = {"decision": DecisionForm(), **filing_page(_who(request)[0], application), **more}
    return render(request, "certification/filing.html", context, status=status)


@require_POST
def upload(request: HttpRequest, reference: str) -> HttpResponse:
    """Take in files, one after the other; what is wrong with one is said, the others are in."""
    application, (actor, exchange) = _filing(request, reference), _who(request)
    uploads = sent(request.FILES.getlist("files"))
    refused: list[tuple[str, str, Any]] = []
    for one in uploads:
        try:
            actions.upload_file(actor=actor, application=application, upload=one, on=exchange.today())
        except UnreadableFile as error:
            refused.append((one.safe_name, _("It cannot be read. Nothing of it was taken in."), error))
        except Refusal as error:
            refused.append((one.safe_name, error.message, None))
    if not uploads:
        refused.append(("", _("Choose at least one file."), None))
    if refused:
        return _show(request, application, status=REFUSED, refused=refused)
    return redirect("certification:filing", application.reference)


def _step(request: HttpRequest, application: QhpApplication, take: Callable[[], Any]) -> HttpResponse:
    """Take a step and show the filing again; a refusal is shown in place."""
    try:
        take()
    except Refusal as refused:
        return _show(request, application, status=REFUSED, problem=refused.message)
    return redirect("certification:filing", application.reference)


@require_POST
def remove(request: HttpRequest, reference: str, file: str) -> HttpResponse:
    """Take a file out."""
    application, (actor, exchange) = _filing(request, reference), _who(request)
    row = get_object_or_404(FiledFile, application=application, reference=file)
    return _step(
        request,
        application,
        lambda: actions.remove_file(actor=actor, application=application, file=row, on=exchange.today()),
    )


@require_POST
def submit(request: HttpRequest, reference: str) -> HttpResponse:
    """Give the plans to the state."""
    application, (actor, exchange) = _filing(request, reference), _who(request)
    return _step(
        request,
        application,
        lambda: actions.submit_application(actor=actor, application=application, on=exchange.today()),
    )


@require_POST
def document(request: HttpRequest, reference: str, gate: str) -> HttpResponse:
    """The document of a gate."""
    application, (actor, exchange) = _filing(request, reference), _who(request)
    uploads = sent(request.FILES.getlist("files"))[:1]
    if gate not in GATES:
        raise Http404
    if not uploads:
        return _show(request, application, status=REFUSED, problem=_("Choose a file."))
    return _step(
        request, application,
        lambda: actions.upload_document(
            actor=actor, application=application, gate=gate, upload=uploads[0], on=exchange.today()
        ),
    )  # fmt: skip


@require_POST
def gate(request: HttpRequest, reference: str, gate: str) -> HttpResponse:
    """Say whether a gate is met."""
    application, (actor, exchange) = _filing(request, reference), _who(request)
    met = request.POST.get("met")
    if gate not in GATES or met not in ("yes", "no"):
        raise Http404
    note = request.POST.get("note", "")[:4000]
    return _step(
        request, application,
        lambda: actions.review_gate(
            actor=actor, application=application, gate=gate, met=met == "yes", note=note, on=exchange.today()
        ),
    )  # fmt: skip


@require_POST
def decide(request: HttpRequest, reference: str) -> HttpResponse:
    """Certify, ask for changes, or deny; what was typed is kept where it is refused."""
    application, (actor, exchange) = _filing(request, reference), _who(request)
    verb = DECISIONS.get(request.POST.get("decision", ""))
    if verb is None:
        raise Http404
    form = DecisionForm(request.POST)
    if form.is_valid():
        try:
            verb(actor=actor, application=application, reason=form.cleaned_data["reason"], on=exchange.today())
            return redirect("certification:filing", application.reference)
        except Refusal as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.message)
    return _show(request, application, status=REFUSED, decision=form)


@never_cache
@require_safe
def download(request: HttpRequest, reference: str, file: str) -> HttpResponseBase:
    """A file as it was sent. It is saved, never shown: nobody's markup runs under our name."""
    row = get_object_or_404(FiledFile, application=_filing(request, reference), reference=file)
    return FileResponse(
        default_storage.open(row.path), as_attachment=True, filename=row.name, content_type="application/octet-stream"
    )


@never_cache
@require_safe
def compare(request: HttpRequest, reference: str) -> HttpResponse:
    """Plan by plan: the template's words, what shoppers would see, and last year."""
    application = _filing(request, reference)
    context = {"application": application, "plans": side_by_side(application)}
    return render(request, "certification/compare.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def closed(request: HttpRequest) -> HttpResponse:
    """Plans that take nobody new; close another one."""
    actor, exchange = _who(request)
    form = SuppressForm(request.POST or None, years=exchange.years())
    if form.is_bound and form.is_valid():
        try:
            suppression.suppress_plan(actor=actor, exchange=exchange, on=exchange.today(), **form.cleaned_data)
            return redirect("certification:closed")
        except Refusal as refused:
            field = "plan_id" if refused.field == "plan" else refused.field
            form.add_error(field if field in form.fields else None, refused.message)
    rows = Suppression.objects.filter(exchange=exchange)
    context = {"form": form, "rows": rows}
    return render(request, "certification/closed.html", context, status=REFUSED if form.is_bound else 200)


@require_POST
def lift(request: HttpRequest, number: int) -> HttpResponse:
    """Let people choose a plan again."""
    actor, exchange = _who(request)
    row = get_object_or_404(Suppression, exchange=exchange, pk=number, lifted_on=None)
    suppression.lift_suppression(actor=actor, exchange=exchange, suppression=row, on=exchange.today())
    return redirect("certification:closed")
