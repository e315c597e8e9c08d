"""What people see where something is switched off, and the staff's page: switches, queue, who waits."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coverport.core import switches
from coverport.core.access import Actor
from coverport.core.errors import Refusal
from coverport.exchanges.models import Exchange
from coverport.fallback import actions, queries
from coverport.fallback.chart import burning
from coverport.fallback.forms import NumberForm, PlaceForm, PlanForm, SettleForm, SwitchForm
from coverport.fallback.functions import FOR_PEOPLE, title
from coverport.fallback.models import Arrival
from coverport.fallback.rules.queue import HOURS, MINUTES
from coverport.fallback.words import queue_words
from coverport.notices.queries import paper_standing

# Not there now, and will be: machines come again later, people read what to do instead.
UNAVAILABLE, RETRY_SECONDS = 503, "600"
REFUSED = 422
ROWS = 100


def _who(request: HttpRequest) -> tuple[Actor, Exchange]:
    if request.exchange is None:  # type: ignore[attr-defined]
        raise Http404
    return request.actor, request.exchange  # type: ignore[attr-defined]


def instead(request: HttpRequest, function: str) -> HttpResponse:
    """The page in place of something that is off. Who is signed in has their place kept by coming."""
    actor, exchange = _who(request)
    kept = None
    if actor.user_id is not None:
        kept = actions.keep_place(
            actor=actor, exchange=exchange, function=function, on=exchange.today(), language=get_language() or "en",
            year=_year(request),
        )  # fmt: skip
    # What they typed where it began is not typed again.
    typed = request.POST.get("email") or request.POST.get("phone") or ""
    form = PlaceForm(initial={"contact": typed})
    return _told(request, function, form=form, kept=kept, status=UNAVAILABLE)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def waiting(request: HttpRequest, function: str) -> HttpResponse:
    """Leave a name and keep the day; or see that it is on again."""
    actor, exchange = _who(request)
    if function not in FOR_PEOPLE:
        raise Http404
    if not switches.is_off(exchange.pk, function):
        return _told(request, function, form=None, kept=None, status=200)
    if request.method != "POST":
        return instead(request, function)
    form = PlaceForm(request.POST)
    if not form.is_valid():
        return _told(request, function, form=form, kept=None, status=REFUSED)
    try:
        kept = actions.keep_place(
            actor=actor, exchange=exchange, function=function, on=exchange.today(), name=form.cleaned_data["name"],
            contact=form.cleaned_data["contact"], language=get_language() or "en",
        )  # fmt: skip
    except actions.PlaceNotKept as refused:
        form.add_error(refused.field, refused.message)
        return _told(request, function, form=form, kept=None, status=REFUSED)
    return _told(request, function, form=None, kept=kept, status=200)


def _year(request: HttpRequest) -> int | None:
    """The plan year that the way to the application names, if it does."""
    typed = request.GET.get("year", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) == 4 else None


def _told(request: HttpRequest, function: str, *, form: PlaceForm | None, kept: Any, status: int) -> HttpResponse:
    _, exchange = _who(request)
    today = exchange.today()
    context = {
        "function": function, "title": title(function), "form": form, "kept": kept, "today": today,
        "off": switches.is_off(exchange.pk, function), "deadline": queries.deadline_of(exchange, today),
        "in_line": queries.in_line_window(exchange, today),
    }  # fmt: skip
    answer = render(request, "fallback/waiting.html", context, status=status)
    if status == UNAVAILABLE:
        answer.headers["Retry-After"] = RETRY_SECONDS
        answer.headers["Cache-Control"] = "no-store"
    return answer


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def number(request: HttpRequest) -> HttpResponse:
    """Whoever kept a place without an account ties it to their account, and goes on."""
    actor, exchange = _who(request)
    form = NumberForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            actions.claim_place(actor=actor, exchange=exchange, number=form.cleaned_data["number"], on=exchange.today())
            return redirect("applications:start")
        except actions.NoSuchPlace as refused:
            form.add_error(refused.field, refused.message)
    return render(request, "fallback/number.html", {"form": form}, status=REFUSED if form.is_bound else 200)


# ---- Staff


@never_cache
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """What is off, what waits, how old it is, how fast it must be cleared and by how many, and what is printed."""
    plan = PlanForm({"minutes": request.GET.get("minutes", str(MINUTES))})
    return _desk(request, plan=plan, status=200 if plan.is_valid() else REFUSED)


def _desk(
    request: HttpRequest, *, form: SwitchForm | None = None, plan: PlanForm | None = None, status: int = 200
) -> HttpResponse:
    _, exchange = _who(request)
    today = exchange.today()
    queues = queries.queues_of(exchange)
    arrivals = queries.waiting_arrivals(exchange)
    done = queries.done_by_day(exchange, today)
    plan = plan or PlanForm({"minutes": str(MINUTES)})
    minutes = plan.cleaned_data["minutes"] if plan.is_valid() else MINUTES
    standing = queries.standing_of(exchange, today, queues, done)
    weeks = queries.weeks_of(exchange, today, standing, minutes=minutes)
    context = {
        "plan": plan, "minutes": minutes, "hours": HOURS, "weeks": weeks, "printing": paper_standing(exchange),
        "chart": burning(weeks, waiting=standing.waiting, today=today, deadline=standing.deadline) if weeks and standing.waiting else None,
        "switches": queries.switches_of(exchange), "form": form or SwitchForm(), "today": today,
        "queues": [(queue, queue_words(queue.key)) for queue in queues],
        "standing": standing, "done": done, "counted": queries.counted(exchange),
        "arrivals": [(row, title(row.function)) for row in arrivals[:ROWS]], "most": ROWS, "all": arrivals.count(),
        "span": queries.SPAN,
    }  # fmt: skip
    return render(request, "fallback/desk.html", context, status=status)


def _switch(request: HttpRequest, verb: Any) -> HttpResponse:
    actor, exchange = _who(request)
    form = SwitchForm(request.POST)
    if form.is_valid():
        try:
            verb(actor=actor, exchange=exchange, on=exchange.today(), **form.cleaned_data)
            return redirect("fallback:desk")
        except Refusal as refused:
            form.add_error(refused.field, refused.message)
    return _desk(request, form=form, status=REFUSED)


@require_POST
def off(request: HttpRequest) -> HttpResponse:
    """Switch a function off."""
    return _switch(request, actions.switch_off)


@require_POST
def on(request: HttpRequest) -> HttpResponse:
    """Switch it on again; the first who wait are let in at once, the others every minute."""
    answer = _switch(request, actions.switch_on)
    _, exchange = _who(request)
    actions.let_in_waiting(exchange=exchange, on=exchange.today())
    return answer


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def arrival(request: HttpRequest, reference: str) -> HttpResponse:
    """Somebody to call: who they are, since when they wait, and what was done."""
    actor, exchange = _who(request)
    row = Arrival.objects.filter(exchange=exchange, reference=reference).select_related("exchange", "user").first()
    if row is None:
        raise Http404
    form = SettleForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            actions.settle_arrival(actor=actor, arrival=row, on=exchange.today(), **form.cleaned_data)
            return redirect("fallback:desk")
        except actions.NotSwitched as refused:
            form.add_error(refused.field, refused.message)
    context = {"row": row, "title": title(row.function), "form": form}
    return render(request, "fallback/arrival.html", context, status=REFUSED if form.is_bound else 200)
