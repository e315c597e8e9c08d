"""When a plan can be chosen: what is open now and how coverage would start, what opens next, what happened; and what staff grant."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from coverport.applications.cards import names
from coverport.applications.models import Application
from coverport.applications.queries import application_for
from coverport.core.access import Permission
from coverport.core.errors import Refusal
from coverport.enrollment import queries, words
from coverport.enrollment.choice.selection import would_start
from coverport.enrollment.choice.ways import Way, next_opening, open_enrollment, standing_plan, ways
from coverport.enrollment.ending_policies import claim_ending_policy
from coverport.enrollment.models import EndingPolicy
from coverport.enrollment.rules.effective_date import Closed
from coverport.enrollment.special.forms import EventForm, GrantForm, LetterForm
from coverport.enrollment.special.law import papers_of
from coverport.enrollment.special.notices import DECIDED
from coverport.enrollment.special.periods import (
    events_of,
    events_open_to,
    grant_special_period,
    refuse_special_period,
    tell_event,
)
from coverport.enrollment.views import REFUSED, exchange_of
from coverport.web.forms import PlainForm

_BRINGS_SOMEBODY = frozenset({"birth_adoption", "marriage", "court_order"})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def when(request: HttpRequest, reference: str) -> HttpResponse:
    """Every way that is open, with its dates; when the next one opens; and the form that tells what happened."""
    actor, exchange = request.actor, exchange_of(request)  # type: ignore[attr-defined]
    application = application_for(actor, exchange, reference, Permission.ENROLL)
    if application.is_draft:
        return redirect("enrollment:plans", reference)
    if (newest := queries.newest_signed(application)).pk != application.pk:
        return redirect("enrollment:when", newest.reference)
    today, sent = exchange.today(), request.POST if request.method == "POST" else None
    claims = sent is not None and "number" in sent
    form = EventForm(None if claims else sent, events=events_open_to(application, today))
    letter = LetterForm(sent if claims else None)
    asked: PlainForm = letter if claims else form
    written = False
    if asked.is_bound and asked.is_valid():
        try:
            if claims:
                number = letter.cleaned_data["number"]
                claim_ending_policy(actor=actor, application=application, number=number, on=today)
            else:
                tell_event(actor=actor, application=application, on=today, **form.told)
            return redirect("enrollment:when", queries.newest_signed(application).reference)
        except Refusal as refused:
            written = refused.code in DECIDED
            asked.add_error(refused.field if refused.field in asked.fields else None, refused.message)
    context = _story(application, today) | {"form": form, "letter": letter, "asked": asked, "written": written}
    return render(request, "enrollment/when.html", context, status=REFUSED if asked.is_bound else 200)


def _story(application: Application, today: date) -> dict[str, Any]:
    found, plan = ways(application, today), standing_plan(application)
    closed = open_enrollment(application, today)
    return {
        "application": application, "ways": _rows(found, application, today), "plan": plan,
        "told": queries.told(plan) if plan else None, "today": today,
        "closed": words.closed(closed, application.exchange.profile.phone, asked_below=True) if isinstance(closed, Closed) else "",
        "joined": "" if plan else _without_new_people(application, found),
        "letters": EndingPolicy.objects.filter(exchange=application.exchange).exists(), "next": next_opening(application, today),
    }  # fmt: skip


def _without_new_people(application: Application, found: tuple[Way, ...]) -> str:
    """Whom the plans are for, by name, where somebody new was told of: it is the answers that say who is covered, not the event."""
    if not any(way.period is not None and way.period.event in _BRINGS_SOMEBODY for way in found):
        return ""
    asking = application.applicants.filter(applies=True).select_related("person").order_by("position")
    return names([each.person.short_name for each in asking])


def _rows(found: tuple[Way, ...], application: Application, today: date) -> list[dict[str, Any]]:
    """Each with the day on which coverage would really start; of two of one period that start on one day, the first."""
    rows: dict[Any, dict[str, Any]] = {}
    for row in (_told(way, application, today) for way in found):
        rows.setdefault((row["way"].period, row["start"].starts), row)
    return list(rows.values())


def _told(way: Way, application: Application, today: date) -> dict[str, Any]:
    """name: what it rests on; proof: the papers that show it."""
    start = would_start(way, application, on=today)
    if way.period is None:
        return {"way": way, "name": _("Open enrollment"), "proof": "", "start": start}
    papers = papers_of(way.period, application.state)
    return {"way": way, "name": words.event(way.period.event), "proof": words.proofs(papers), "start": start}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def grant(request: HttpRequest) -> HttpResponse:
    """Staff open a special period for a household, found by a number that the person can read out; or say that there is none."""
    exchange = exchange_of(request)
    today = exchange.today()
    events = events_of(exchange.profile.states_of(today.year), today)
    form = GrantForm(request.POST if request.method == "POST" else None, events=events)
    context: dict[str, Any] = {"form": form}
    if form.is_bound and form.is_valid():
        application = queries.application_by_number(exchange, form.cleaned_data["number"])
        if application is None:
            form.add_error("number", _("No signed application or enrollment here has this number."))
        else:
            given: dict[str, Any] = {"actor": request.actor, "application": application, "on": exchange.today()}  # type: ignore[attr-defined]
            try:
                if form.cleaned_data["decision"] == "refuse":
                    refuse_special_period(**given, **form.refused)
                    context |= {"refused": application.reference, "form": GrantForm(events=events)}
                else:
                    context["period"] = grant_special_period(**given, **form.granted)
                    context |= {"name": words.event(context["period"].event), "form": GrantForm(events=events)}
            except Refusal as refused:
                form.add_error(refused.field, refused.message)
    return render(request, "enrollment/grant.html", context, status=REFUSED if form.is_bound and form.errors else 200)
