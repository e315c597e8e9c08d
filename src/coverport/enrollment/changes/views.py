"""Changes on the web: tell what changed, look at what would happen, sign; and the staff's short queue of what needs a human."""

from contextlib import suppress
from typing import Any, TypeVar
from uuid import uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coverport.applications.queries import application_for
from coverport.core.access import Permission
from coverport.core.errors import Refusal
from coverport.enrollment import queries
from coverport.enrollment.actions import agree_to_change, report_change, withdraw_change
from coverport.enrollment.changes import telling
from coverport.enrollment.changes.facts import facts_of, names_of
from coverport.enrollment.changes.forms import AgreeForm, ReportForm
from coverport.enrollment.changes.leaving import leaves_with_it
from coverport.enrollment.changes.reporting import covered_elsewhere, leave_to_staff, preview_change, say_who_leaves
from coverport.enrollment.choice.refusals import ChangeWaits, NeedsPerson, NotAnswered, PreviewChanged
from coverport.enrollment.models import Change
from coverport.enrollment.rescission.rescinding import open_rescissions
from coverport.enrollment.rules.kinds import KINDS
from coverport.exchanges.models import Exchange

REFUSED = 422
Form = TypeVar("Form", bound=AgreeForm)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, reference: str) -> HttpResponse:
    """What changed, and when. Where answers change, the application is asked again next; else it is shown what would happen."""
    actor, exchange = request.actor, _exchange(request)  # type: ignore[attr-defined]
    enrollment = queries.enrollment_for(actor, exchange, reference, Permission.ENROLL)
    if (there := queries.open_change_of(enrollment)) is not None and request.method != "POST":
        return redirect("enrollment:change", there.reference)
    likely = {"kind": request.GET.get("kind", "")}
    form = ReportForm(request.POST if request.method == "POST" else None, enrollment=enrollment, initial=likely)
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        people = given["people"] if KINDS[given["kind"]].way == "people" else ()
        try:
            change = report_change(
                actor=actor, enrollment=enrollment, kind=given["kind"], happened_on=given["happened_on"], people=people,
                on=exchange.today(),
            )  # fmt: skip
            return _next(change)
        except ChangeWaits as waits:
            return redirect("enrollment:change", waits.change)
        except Refusal as refused:
            form.add_error(refused.field, refused.message)
    context = {"enrollment": enrollment, "form": form, "told": queries.told(enrollment)}
    return render(request, "enrollment/report.html", context, status=REFUSED if form.is_bound else 200)


def _next(change: Change) -> HttpResponse:
    if change.application is not None and change.application.is_draft:
        step = reverse("applications:step", args=[change.application.reference, KINDS[change.kind].step])
        return redirect(f"{step}?new=1" if change.kind in {"birth", "adoption"} else step)
    return redirect("enrollment:change", change.reference)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answers(request: HttpRequest, reference: str) -> HttpResponse:
    """Answers that were changed and signed while somebody has a plan: what do they change?"""
    actor, exchange = request.actor, _exchange(request)  # type: ignore[attr-defined]
    application = application_for(actor, exchange, reference, Permission.ENROLL)
    enrollment = queries.standing_beside(application)
    if enrollment is None or application.is_draft:
        return redirect("enrollment:plans", reference)
    if (there := queries.open_change_of(enrollment)) is not None and there.application_id == application.pk:
        return redirect("enrollment:change", there.reference)
    refused = None
    if request.method == "POST":
        try:
            change = report_change(
                actor=actor, enrollment=enrollment, kind="correction", happened_on=exchange.today(), application=application,
                on=exchange.today(),
            )  # fmt: skip
            return redirect("enrollment:change", change.reference)
        except ChangeWaits as waits:
            return redirect("enrollment:change", waits.change)
        except Refusal as why:
            refused = why
    context = {"application": application, "enrollment": enrollment, "refused": refused}
    return render(request, "enrollment/answers.html", context, status=REFUSED if refused else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, reference: str) -> HttpResponse:
    """Exactly what would happen, to be signed; what did happen, once it is done."""
    found = _change(request, reference)
    form = AgreeForm(request.POST) if request.method == "POST" else None
    renewed = form is not None and others_leave(request, found)
    if form is not None and not renewed and form.is_valid():
        given = form.cleaned_data
        try:
            agree_to_change(
                actor=request.actor, change=found, signature=given["signature"], shown=given["shown"],  # type: ignore[attr-defined]
                submission=given["submission"], on=found.exchange.today(), dental_too=given["dental"],
            )  # fmt: skip
            return redirect("enrollment:change", found.reference)
        except PreviewChanged:
            renewed = True
        except (NeedsPerson, NotAnswered):
            return redirect("enrollment:change", found.reference)
        except Refusal as refused:
            form.add_error(refused.field, refused.message)
    context = story_of(request, found) | {"renewed": renewed}
    context["form"] = with_dental(form_now(AgreeForm, form, context.get("preview"), renewed=renewed), context)
    return render(request, "enrollment/change.html", context, status=REFUSED if form is not None else 200)


def form_now(kind: type[Form], form: Form | None, shown: Any, *, renewed: bool, **first: Any) -> Form | None:
    """The form with what is shown now; what was typed stays, but for the consent to what was shown before. first: where nothing was."""
    if shown is None:
        return None
    if form is None:
        return kind(initial={"submission": uuid4(), "shown": shown.digest, **first})
    typed = {**dict(form.data.items()), "shown": shown.digest}
    if renewed:
        typed.pop("agrees", None)
        again = kind(typed)
        again.full_clean()
        again.errors.clear()
        return again
    return form


def with_dental(form: Form | None, context: dict[str, Any]) -> Form | None:
    """Asks of the dental plan beside what ends, where it would go on."""
    if form is not None:
        form.ask_of_dental(next((each for each in context.get("untouched", ()) if each.way == "dental"), None))
    return form


def story_of(request: HttpRequest, found: Change) -> dict[str, Any]:
    """What the page says of a change as it stands."""
    story = queries.told(found.enrollment)
    context: dict[str, Any] = {"change": found, "told": story, "kind": telling.kind_words(found.kind), "preview": None}
    context["may_withdraw"] = KINDS[found.kind].online and found.status in {
        Change.Status.OPEN,
        Change.Status.NEEDS_PERSON,
    }
    outcome = queries.outcome_of(found)
    if found.status == Change.Status.NEEDS_PERSON:
        context["asks"] = telling.asks_words(found.asks)
    if found.status == Change.Status.OPEN:
        try:
            outcome = context["preview"] = preview_change(
                actor=request.actor, change=found, on=found.exchange.today()  # type: ignore[attr-defined]
            )  # fmt: skip
        except NotAnswered:
            context["step"] = KINDS[found.kind].step or "review"
        except NeedsPerson as needs:
            context["asks"] = telling.asks_words(needs.asks)
    if found.status == Change.Status.OPEN and (outcome is not None or "asks" in context):
        context |= _who_leaves(found)
    if outcome is not None:
        facts = facts_of(found, story, outcome)
        context |= {
            "title": telling.title(outcome, facts), "sentences": telling.sentences(outcome, facts),
            "messages": telling.messages(outcome, facts), "outcome": outcome, "sums": telling.sums_words(facts),
            "untouched": facts.untouched,
        }  # fmt: skip
    return context


def _who_leaves(found: Change) -> dict[str, Any]:
    """Who has other coverage and may leave the plan by the same report, and their last day."""
    names = names_of(found)
    rows = [(each, names[each], each in found.people) for each in covered_elsewhere(found)]
    return {"elsewhere": rows, "leaves_after": leaves_with_it(found, found.exchange.today()).day} if rows else {}


def others_leave(request: HttpRequest, found: Change) -> bool:
    """Whether others were ticked under the signature than was shown: what that does is shown before it is signed."""
    if found.status != Change.Status.OPEN or not covered_elsewhere(found):
        return False
    said = sorted(request.POST.getlist("leaves"))
    if said == found.people:
        return False
    with suppress(Refusal):
        say_who_leaves(actor=request.actor, change=found, people=said, on=found.exchange.today())  # type: ignore[attr-defined]
    found.refresh_from_db(fields=["people"])
    return True


@never_cache
@require_POST
def leaving(request: HttpRequest, reference: str) -> HttpResponse:
    """Who leaves the plan because of other coverage; the next page shows what that does."""
    found = _change(request, reference)
    with suppress(Refusal):  # done meanwhile: its page says so
        say_who_leaves(
            actor=request.actor, change=found, people=request.POST.getlist("leaves"), on=found.exchange.today()  # type: ignore[attr-defined]
        )  # fmt: skip
    return redirect("enrollment:change", reference)


@never_cache
@require_POST
def withdraw(request: HttpRequest, reference: str) -> HttpResponse:
    """Take a report back."""
    found = _change(request, reference)
    try:
        withdraw_change(actor=request.actor, change=found, on=found.exchange.today())  # type: ignore[attr-defined]
    except Refusal:  # done meanwhile: its page says so
        return redirect("enrollment:change", reference)
    return redirect("enrollment:confirmation", found.enrollment.reference)


@never_cache
@require_POST
def ask(request: HttpRequest, reference: str) -> HttpResponse:
    """Leave it to staff, where only a human can work it out."""
    found = _change(request, reference)
    with suppress(Refusal):  # it can be finished after all: its page shows how
        leave_to_staff(actor=request.actor, change=found, on=found.exchange.today())  # type: ignore[attr-defined]
    return redirect("enrollment:change", reference)


# ---- Staff


@never_cache
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """What waits for a human at this exchange, oldest first, with the days that it has waited."""
    exchange = _exchange(request)
    today = exchange.today()
    rows = [
        {
            "change": each, "kind": telling.kind_words(each.kind), "asks": telling.asks_words(each.asks),
            "age": max(0, (today - each.reported_on).days),
        }
        for each in queries.waiting_changes(exchange)
    ]  # fmt: skip
    begun = [
        (each, telling.kind_words(each.kind), max(0, (today - each.reported_on).days))
        for each in queries.begun_by_staff(exchange)
    ]
    context = {"rows": rows, "begun": begun, "rescissions": open_rescissions(exchange), "today": today}
    return render(request, "enrollment/changes.html", context)


def _change(request: HttpRequest, reference: str) -> Change:
    return queries.change_for(request.actor, _exchange(request), reference, Permission.ENROLL)  # type: ignore[attr-defined]


def _exchange(request: HttpRequest) -> Exchange:
    exchange: Exchange | None = request.exchange  # type: ignore[attr-defined]
    if exchange is None:
        raise Http404
    return exchange
