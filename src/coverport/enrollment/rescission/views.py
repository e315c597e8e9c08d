"""Coverage got by fraud: staff open a finding, read the answer and decide; the household reads it and answers."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from coverport.core.access import Permission
from coverport.core.dates import day_before
from coverport.core.errors import Refusal
from coverport.enrollment import queries
from coverport.enrollment.changes import telling
from coverport.enrollment.changes.facts import facts_of
from coverport.enrollment.choice.refusals import NeedsPerson, PreviewChanged
from coverport.enrollment.models import Rescission
from coverport.enrollment.rescission import rescinding
from coverport.enrollment.rescission.forms import AnswerForm, DecideForm, FindingForm, HeardForm
from coverport.enrollment.rescission.notices import finding_words, money_words
from coverport.enrollment.views import REFUSED, exchange_of
from coverport.web.forms import PlainForm


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """Write down what was found about an enrollment of this exchange; the notice is posted with it."""
    exchange = exchange_of(request)
    form = FindingForm(
        request.POST if request.method == "POST" else None, initial={"number": request.GET.get("number", "")}
    )
    if form.is_bound and form.is_valid():
        given = dict(form.cleaned_data)
        enrollment = queries.numbered_here(exchange, given.pop("number"))
        if enrollment is None:
            form.add_error("number", _("No plan here has this number."))
        else:
            try:
                found = rescinding.open_rescission(
                    actor=request.actor, enrollment=enrollment, on=exchange.today(), **given  # type: ignore[attr-defined]
                )  # fmt: skip
                return redirect("enrollment:rescission_desk", found.reference)
            except Refusal as refused:
                _say(form, refused)
    return render(request, "enrollment/rescission_find.html", {"form": form}, status=REFUSED if form.is_bound else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def desk(request: HttpRequest, reference: str) -> HttpResponse:
    """One finding for staff: write down an answer, carry it out once its day has come, or drop it."""
    actor, exchange = request.actor, exchange_of(request)  # type: ignore[attr-defined]
    found = rescinding.rescission_for(actor, exchange, reference, Permission.SETTLE_CHANGES)
    today, sent = exchange.today(), request.POST if request.method == "POST" else None
    what = sent.get("do", "") if sent else ""
    heard, form = HeardForm(sent if what == "answer" else None), DecideForm(sent if what in {"carry", "drop"} else None)
    asked: PlainForm = heard if heard.is_bound else form
    renewed = False
    if asked.is_bound and asked.is_valid():
        given: dict[str, Any] = {"actor": actor, "rescission": found, "on": today}
        try:
            if what == "answer":
                rescinding.answer_rescission(**given, answer=heard.cleaned_data["answer"])
            elif what == "carry":
                rescinding.carry_out_rescission(**given, **form.cleaned_data)
            else:
                rescinding.drop_rescission(**given, words=form.cleaned_data["words"])
            return redirect("enrollment:rescission_desk", reference)
        except PreviewChanged:
            renewed = True
        except NeedsPerson as needs:
            asked.add_error(None, telling.asks_words(needs.asks))
        except Refusal as refused:
            _say(asked, refused)
    found.refresh_from_db()
    context = _story(found) | _ahead(request, found)
    context |= {"heard": heard, "form": form, "asked": asked, "renewed": renewed, "today": today}
    context["may_carry"] = found.is_open and today >= found.earliest_on and context["outcome"] is not None
    return render(request, "enrollment/rescission_desk.html", context, status=200 if sent is None else REFUSED)


def _ahead(request: HttpRequest, found: Rescission) -> dict[str, Any]:
    """What taking it back would do, as the letter will say it; nothing where only a human can say, or it is answered."""
    if not found.is_open:
        return {"outcome": None}
    today = exchange_of(request).today()
    try:
        outcome = rescinding.preview_rescission(actor=request.actor, rescission=found, on=today)  # type: ignore[attr-defined]
    except NeedsPerson as needs:
        return {"outcome": None, "asks": telling.asks_words(needs.asks)}
    facts = facts_of(rescinding.change_of(found, "", today), queries.told(found.enrollment), outcome)
    return {
        "for_staff": True, "preview": outcome, "outcome": outcome, "sentences": telling.sentences(outcome, facts),
        "messages": telling.messages(outcome, facts), "sums": telling.sums_words(facts), "shown": outcome.digest,
    }  # fmt: skip


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, reference: str) -> HttpResponse:
    """What was found and what follows, for the household; and their answer."""
    actor, exchange = request.actor, exchange_of(request)  # type: ignore[attr-defined]
    permission = Permission.CHANGE if request.method == "POST" else Permission.VIEW
    found = rescinding.rescission_for(actor, exchange, reference, permission)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            rescinding.answer_rescission(
                actor=actor, rescission=found, answer=form.cleaned_data["answer"], on=exchange.today()
            )
            return redirect("enrollment:rescission", reference)
        except Refusal as refused:
            _say(form, refused)
    found.refresh_from_db()
    context = _story(found) | {"form": form}
    return render(request, "enrollment/rescission.html", context, status=REFUSED if form.is_bound else 200)


def _story(found: Rescission) -> dict[str, Any]:
    return {
        "found": found, "enrollment": found.enrollment, "told": queries.told(found.enrollment), "money": money_words(),
        "finding": finding_words(found.finding), "answer_by": day_before(found.earliest_on),
    }  # fmt: skip


def _say(form: PlainForm, refused: Refusal) -> None:
    form.add_error(refused.field if refused.field in form.fields else None, refused.message)
