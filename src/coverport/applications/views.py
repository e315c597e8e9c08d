"""The application on the web: one step a page, saved at once; then the signature and the decision."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from coverport.applications import queries, review
from coverport.applications.actions import (
    AlreadySubmitted,
    copy_for_year,
    revise_application,
    save_wishes,
    start_application,
    submit_application,
)  # fmt: skip
from coverport.applications.asking import steps_for
from coverport.applications.decision import decision_page
from coverport.applications.forms.fields import yes_no
from coverport.applications.forms.signature import SignatureForm
from coverport.applications.models import Application
from coverport.applications.onward import onward
from coverport.applications.pages import PAGES
from coverport.applications.prefill import told_while_shopping
from coverport.applications.revision import NotOffered
from coverport.applications.rules import steps
from coverport.applications.saving import one_more, rows_changed, save_step
from coverport.applications.seen import seen
from coverport.applications.submission import NotComplete, NotSigned, files_a_return, most_consent_years
from coverport.applications.words import AnswersRefused
from coverport.core.access import Permission
from coverport.core.errors import Refusal
from coverport.exchanges.models import Exchange

# A form that was refused is shown again as an answer of its own kind, so that nobody takes it for saved.
REFUSED = 422
# Likewise one that would overwrite what was saved meanwhile on another device: sent again, it counts.
CONFLICT = 409


@never_cache
def start(request: HttpRequest) -> HttpResponse:
    """Get in line: open the draft for the year, or what became of it. The query string carries the shopping answers."""
    exchange = _exchange(request)
    actor = request.actor  # type: ignore[attr-defined]
    told = told_while_shopping(request.GET)
    years = exchange.years()
    year: int = told["year"] if told.get("year") in years else years[0]
    if done := queries.submitted_of(actor, exchange, year):
        return redirect("applications:decision", done.reference)
    draft = start_application(actor=actor, exchange=exchange, year=year, shopping=told, on=exchange.today())
    return redirect("applications:step", draft.reference, steps.first_open(steps_for(draft), draft.saved_steps))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, reference: str, step: str) -> HttpResponse:
    """Show a step, or save what was typed and go on."""
    application = queries.with_people(_application(request, reference, Permission.CHANGE))
    if not application.is_draft:
        return redirect("applications:decision", reference)
    way = steps_for(application)
    if step not in way:
        raise Http404
    if (missing := _not_yet(application, way, step)) is not None:
        return redirect("applications:step", reference, missing)
    if step == steps.REVIEW:
        return _review(request, application)
    return _step(request, application, step)


def _step(request: HttpRequest, application: Application, step: str) -> HttpResponse:
    page, today = PAGES[step], application.exchange.today()
    form = page.form(application, request.POST if request.method == "POST" else None, today)
    if request.method == "POST":
        if (changed := rows_changed(application, step, request.POST, today)) is not None:
            return _show(request, application, step, changed, reply=200)
        if form.is_valid():
            try:
                shown = request.POST.get("seen", "")
                following = save_step(
                    actor=request.actor, application=application, step=step, form=form, shown=shown, on=today,  # type: ignore[attr-defined]
                )  # fmt: skip
                if following is not None:
                    return redirect("applications:step", application.reference, following)
                return _show(request, application, step, form, reply=CONFLICT)
            except AnswersRefused as refused:
                form.show(refused.problems)
            except AlreadySubmitted:
                return redirect("applications:decision", application.reference)
        return _show(request, application, step, form, reply=REFUSED)
    if step == steps.PEOPLE and "new" in request.GET:
        form = one_more(form)
    return _show(request, application, step, form, reply=200)


def _review(request: HttpRequest, application: Application) -> HttpResponse:
    told, today = application.told, application.exchange.today()
    wishes = {"help": list(told.help), "votes": yes_no(told.votes)}
    form = SignatureForm(
        request.POST if request.method == "POST" else None,
        initial=wishes,
        most_years=most_consent_years(today),
        asks_consent=files_a_return(application),
    )
    if request.method != "POST" or not form.is_valid():
        return _show(request, application, steps.REVIEW, form, reply=REFUSED if form.is_bound else 200)
    try:
        save_wishes(
            actor=request.actor, application=application, help_needed=form.cleaned_data["help"],  # type: ignore[attr-defined]
            votes=form.cleaned_data["votes"], on=today,
        )  # fmt: skip
        submit_application(
            actor=request.actor, application=application, signature=form.cleaned_data["signature"],  # type: ignore[attr-defined]
            on=today, consent_years=form.cleaned_data.get("consent_years", 0),
        )  # fmt: skip
    except AlreadySubmitted:  # the same form sent twice
        pass
    except NotComplete as missing:
        return redirect("applications:step", application.reference, missing.step)
    except NotSigned as refused:
        form.add_error(refused.field, refused.message)
        return _show(request, application, steps.REVIEW, form, reply=REFUSED)
    except Refusal as refused:
        form.add_error(None, refused.message)
        return _show(request, application, steps.REVIEW, form, reply=REFUSED)
    return redirect("applications:decision", application.reference)


@never_cache
def decision(request: HttpRequest, reference: str) -> HttpResponse:
    """What each person can have and why."""
    application = _application(request, reference, Permission.VIEW)
    determination = queries.determination_of(application)
    if determination is None:
        return redirect("applications:start")
    page = decision_page(application, determination, today=application.exchange.today(), actor=request.actor)  # type: ignore[attr-defined]
    context = {"application": application, "page": page, "other_years": queries.years_to_copy_for(application)}
    return render(request, "applications/decision.html", context | {"onward": onward(application)})


@never_cache
@require_POST
def revise(request: HttpRequest, reference: str) -> HttpResponse:
    """Answer anew after a decision, beginning with the answers that were signed."""
    application = _application(request, reference, Permission.CHANGE)
    if application.is_draft:
        return redirect("applications:step", reference, steps.PEOPLE)
    actor, today = request.actor, application.exchange.today()  # type: ignore[attr-defined]
    draft = revise_application(actor=actor, application=application, on=today)
    return redirect("applications:step", draft.reference, steps.REVIEW)


@never_cache
@require_POST
def copy(request: HttpRequest, reference: str) -> HttpResponse:
    """Apply for another year, beginning with the answers of this one."""
    application = _application(request, reference, Permission.CHANGE)
    year = request.POST.get("year", "")
    try:
        draft = copy_for_year(
            actor=request.actor, application=application, on=application.exchange.today(),  # type: ignore[attr-defined]
            year=int(year) if year.isascii() and year.isdigit() and len(year) == 4 else 0,
        )  # fmt: skip
    except NotOffered:  # the page was open while the year closed
        return redirect("applications:decision", reference)
    return redirect("applications:step", draft.reference, steps.first_open(steps_for(draft), draft.saved_steps))


def _show(request: HttpRequest, application: Application, step: str, form: Any, *, reply: int) -> HttpResponse:
    way = steps_for(application)
    context = {
        "application": application,
        "form": form,
        "step": step,
        "number": way.index(step) + 1,
        "of": len(way),
        "back": steps.before(way, step),
        "page": PAGES.get(step),
        "seen": seen(application, step) if step in PAGES else "",
        "conflict": reply == CONFLICT,
        "minutes": steps.minutes_left(way, application.saved_steps),
        "way": way,
        "step_at": "applications:step",
        "step_of": application.reference,
        **(review.shown(application) if step == steps.REVIEW else {"applicants": queries.applicants_of(application)}),
    }
    page = PAGES.get(step)
    template = page.template if page and page.template else f"applications/{step}.html"
    return render(request, template, context, status=reply)


def _not_yet(application: Application, way: tuple[str, ...], step: str) -> str | None:
    """The step to answer first, when somebody skips ahead by the address."""
    first = steps.first_open(way, application.saved_steps)
    return first if way.index(step) > way.index(first) else None


def _exchange(request: HttpRequest) -> Exchange:
    exchange: Exchange | None = request.exchange  # type: ignore[attr-defined]
    if exchange is None:
        raise Http404
    return exchange


def _application(request: HttpRequest, reference: str, permission: Permission) -> Application:
    return queries.application_for(request.actor, _exchange(request), reference, permission)  # type: ignore[attr-defined]
