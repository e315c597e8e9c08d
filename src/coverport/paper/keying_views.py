"""Keying: the scanned page, or the script of a call, stands beside the same forms that the website shows."""

from contextlib import suppress
from typing import Any

from django.forms import HiddenInput
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coverport.applications.asking import steps_for
from coverport.applications.forms.people import PeopleForms
from coverport.applications.models import Application
from coverport.applications.pages import PAGES
from coverport.applications.queries import applicants_of
from coverport.applications.review import shown
from coverport.applications.rules import steps
from coverport.applications.rules.people import LARGEST_HOUSEHOLD
from coverport.applications.saving import rows_changed, save_step
from coverport.applications.seen import seen
from coverport.applications.submission import NotComplete, most_consent_years
from coverport.applications.verification.views import who
from coverport.applications.words import AnswersRefused
from coverport.core.errors import Refusal
from coverport.enrollment.queries import taken_in
from coverport.enrollment.rules.kinds import KINDS
from coverport.paper import actions, critical, queries
from coverport.paper.bringing import brought
from coverport.paper.forms import MissingForm, NoteForm, SignedForm
from coverport.paper.models import Channel, PaperApplication
from coverport.paper.queries import change_of, is_anew, signed_before
from coverport.paper.told import close_if_over, decide_told, key_told
from coverport.paper.told_views import decided_anew
from coverport.web.forms import DatePartsInput

REFUSED, CONFLICT = 422, 409
Status = PaperApplication.Status
AT_WORK = {Status.KEYING, Status.CHECKING}


def _paper(request: HttpRequest, reference: str) -> PaperApplication:
    actor, exchange = who(request)
    return queries.paper_for(actor, exchange, reference)


def _beside(request: HttpRequest, paper: PaperApplication) -> dict[str, Any]:
    """What every page of a case shows: its pages, the day that counts, who else is at it."""
    return {
        "paper": paper, "change": change_of(paper), "anew": is_anew(paper), "sheets": list(queries.sheets_of(paper)),
        "phone": paper.channel == Channel.PHONE, "missing_pages": queries.missing_pages(paper), "note_form": NoteForm(),
        "brought": brought(paper),
    }  # fmt: skip


@never_cache
@require_safe
def told(request: HttpRequest, reference: str) -> HttpResponse:
    """The new answers of a change that staff took in: at the step that is about it, with all that was answered before."""
    actor, exchange = who(request)
    change = taken_in(exchange, reference)
    if change is None:
        raise Http404
    try:
        paper = key_told(actor=actor, change=change, on=exchange.today())
        paper, other = actions.open_paper(actor=actor, paper=paper, on=exchange.today())
    except actions.NotNow:  # signed meanwhile, or on a form that is being keyed in
        there = queries.draft_on_paper(change)
        return redirect("paper:case", there.reference) if there else redirect("enrollment:settle", reference)
    if other is not None:
        return redirect("paper:case", paper.reference)
    return redirect("paper:step", paper.reference, KINDS[change.kind].step or steps.REVIEW)


@never_cache
@require_safe
def go_on(request: HttpRequest, reference: str) -> HttpResponse:
    """The next thing to do in a case."""
    paper = _paper(request, reference)
    if paper.status not in AT_WORK:
        return render(request, "paper/closed.html", _beside(request, paper) | {"decision": decided_anew(paper)})
    actor, exchange = who(request)
    try:
        if is_anew(paper) and close_if_over(actor=actor, paper=paper, change=change_of(paper), on=exchange.today()):
            return redirect("paper:case", reference)
        paper, other = actions.open_paper(actor=actor, paper=paper, on=exchange.today())
    except actions.NotNow as refused:
        return render(
            request, "paper/closed.html", {**_beside(request, paper), "problem": refused.message}, status=CONFLICT
        )
    if other is not None and "mine" not in request.GET:
        return render(request, "paper/taken.html", {**_beside(request, paper), "other": other}, status=CONFLICT)
    return _next(paper)


def _next(paper: PaperApplication) -> HttpResponse:
    application = paper.application
    assert application is not None, "an opened case has a draft"
    if paper.status == Status.CHECKING:
        return redirect("paper:sign" if critical.is_checked(paper) else "paper:again", paper.reference)
    return redirect("paper:step", paper.reference, _first_open(application))


def _first_open(application: Application) -> str:
    return steps.first_open(steps_for(application), application.saved_steps)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, reference: str, step: str) -> HttpResponse:
    """One step, saved by the verb of the website; what another clerk saved meanwhile is not overwritten unseen."""
    paper = _paper(request, reference)
    application = paper.application
    if paper.status not in AT_WORK or application is None:
        return redirect("paper:case", reference)
    way = steps_for(application)
    if step == steps.REVIEW:
        return _review(request, paper, application)
    if step not in way or step not in PAGES:
        return redirect("paper:case", reference)
    actor, exchange = who(request)
    today, data = exchange.today(), request.POST if request.method == "POST" else None
    if data is None:
        return _show(request, paper, application, step, _empty(request, application, step), reply=200)
    if (changed := rows_changed(application, step, data, today)) is not None:
        return _show(request, paper, application, step, changed, reply=200)
    form = PAGES[step].form(application, data, today)
    if form.is_valid():
        try:
            saved = save_step(
                actor=actor, application=application, step=step, form=form, shown=data.get("seen", ""), on=today
            )
            if saved is not None:
                application.refresh_from_db()
                return redirect("paper:step", reference, _first_open(application))
            return _show(request, paper, application, step, form, reply=CONFLICT)
        except AnswersRefused as refused:
            form.show(refused.problems)
    return _show(request, paper, application, step, form, reply=REFUSED)


def _empty(request: HttpRequest, application: Application, step: str) -> Any:
    """The form as it is shown first; ?people=4 opens as many rows as the paper has people."""
    today = application.exchange.today()
    asked = request.GET.get("people", "")
    if step == steps.PEOPLE and asked.isascii() and asked.isdigit() and not applicants_of(application):
        return PeopleForms(on=today, initial=[{} for _ in range(max(1, min(int(asked), LARGEST_HOUSEHOLD)))])
    return PAGES[step].form(application, None, today)


def _show(
    request: HttpRequest, paper: PaperApplication, application: Application, step: str, form: Any, *, reply: int
) -> HttpResponse:
    page, way = PAGES[step], steps_for(application)
    _begin_at(form)
    context = {
        **_beside(request, paper), "application": application, "form": form, "step": step, "page": page, "way": way,
        "number": way.index(step) + 1, "of": len(way), "back": steps.before(way, step), "seen": seen(application, step),
        "conflict": reply == CONFLICT, "applicants": applicants_of(application), "keying": True,
        "step_template": page.template or f"applications/{step}.html",
    }  # fmt: skip
    return render(request, "paper/key.html", context, status=reply)


def _begin_at(form: Any) -> None:
    """Typing goes into the first answer at once; after a mistake, into the first one that is wrong."""
    first = next((row for row in form.rows if row.errors), form.rows[0]) if isinstance(form, PeopleForms) else form
    fields = [name for name, field in first.fields.items() if not isinstance(field.widget, HiddenInput)]
    wrong = [name for name in fields if first.is_bound and name in first.errors]
    if names := wrong or fields:
        widget = first.fields[names[0]].widget
        inner = widget.widgets[0] if isinstance(widget, DatePartsInput) else widget
        inner.attrs["autofocus"] = True


def _review(request: HttpRequest, paper: PaperApplication, application: Application) -> HttpResponse:
    """Everything is keyed once: on to the second keying. Of new answers all of it is shown first, to be read back."""
    actor, exchange = who(request)
    if is_anew(paper) and request.method != "POST":
        if (first := _first_open(application)) != steps.REVIEW:
            return redirect("paper:step", paper.reference, first)
        context = {**_beside(request, paper), "step": steps.REVIEW, "step_at": "paper:step", "step_of": paper.reference}
        return render(request, "paper/review.html", {**context, "application": application, **shown(application)})
    if paper.status == Status.KEYING:
        try:
            paper = actions.finish_first_keying(actor=actor, paper=paper, on=exchange.today())
        except NotComplete as missing:
            return redirect("paper:step", paper.reference, missing.step)
        except actions.NotNow:
            return redirect("paper:case", paper.reference)
        return _next(paper)
    return _next(paper)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def again(request: HttpRequest, reference: str) -> HttpResponse:
    """What decides most, keyed again by somebody else, without a sight of what was keyed first."""
    paper = _paper(request, reference)
    if paper.status != Status.CHECKING or paper.application is None:
        return redirect("paper:case", reference)
    actor, exchange = who(request)
    form = critical.SecondForm(request.POST if request.method == "POST" else None, paper=paper, on=exchange.today())
    may = actions.may_key_again(actor, paper)
    if form.is_bound and form.is_valid():
        try:
            if not actions.key_again(actor=actor, paper=paper, given=form.answer(), on=exchange.today()):
                return redirect("paper:sign", reference)
            return redirect("paper:again", reference)
        except Refusal as refused:
            form.add_error(None, refused.message)
    # Shown only to who keyed again, or may: the two values side by side give nothing away any more.
    pairs = critical.pairs(paper) if paper.second else []
    _begin_at(form)
    context = {**_beside(request, paper), "form": form, "may": may, "pairs": pairs}
    return render(request, "paper/again.html", context, status=REFUSED if form.is_bound else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: HttpRequest, reference: str) -> HttpResponse:
    """What is signed, or recorded; then the decision."""
    paper = _paper(request, reference)
    if paper.status != Status.CHECKING or not critical.is_checked(paper):
        return redirect("paper:case", reference)
    actor, exchange = who(request)
    change = change_of(paper)
    before = signed_before(paper.application) if is_anew(paper) and paper.application else None
    form = SignedForm(
        request.POST if request.method == "POST" else None,
        initial={"consent_years": before.consent_years} if before else None, most_years=most_consent_years(exchange.today()),
        phone=paper.channel == Channel.PHONE,
    )  # fmt: skip
    if form.is_bound and form.is_valid():
        try:
            decide_told(actor=actor, paper=paper, change=change, on=exchange.today(), **form.cleaned_data)
            return redirect("enrollment:settle", change.reference) if change else redirect("paper:case", reference)
        except NotComplete as missing:
            return redirect("paper:step", reference, missing.step)
        except Refusal as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.message)
    _begin_at(form)
    context = {**_beside(request, paper), "form": form}
    return render(request, "paper/sign.html", context, status=REFUSED if form.is_bound else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def missing(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask by letter for what is not on the paper."""
    paper = _paper(request, reference)
    if paper.status not in AT_WORK or paper.application is None:
        return redirect("paper:case", reference)
    actor, exchange = who(request)
    form = MissingForm(request.POST if request.method == "POST" else None, way=steps_for(paper.application))
    if form.is_bound and form.is_valid():
        try:
            actions.ask_missing(actor=actor, paper=paper, on=exchange.today(), **form.cleaned_data)
            return redirect("paper:case", reference)
        except Refusal as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.message)
    context = {**_beside(request, paper), "form": form}
    return render(request, "paper/missing.html", context, status=REFUSED if form.is_bound else 200)


@require_POST
def take_up(request: HttpRequest, reference: str) -> HttpResponse:
    """The answer came."""
    paper, (actor, exchange) = _paper(request, reference), who(request)
    with suppress(actions.NotNow):  # somebody else did
        actions.take_up_again(actor=actor, paper=paper, on=exchange.today())
    return redirect("paper:case", reference)


@require_POST
def put_aside(request: HttpRequest, reference: str) -> HttpResponse:
    """It is no application, or one that is there already."""
    paper, (actor, exchange) = _paper(request, reference), who(request)
    form = NoteForm(request.POST)
    if form.is_valid():
        try:
            actions.set_aside(actor=actor, paper=paper, note=form.cleaned_data["note"], on=exchange.today())
            return redirect("paper:desk")
        except actions.NotNow as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.message)
    return render(request, "paper/set_aside.html", {**_beside(request, paper), "form": form}, status=REFUSED)
