"""The reviewer's pages: a desk of open tasks, those with something to look at first; one task with its papers and its decisions."""

from collections.abc import Callable
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from coverport.applications.verification import proof, queries
from coverport.applications.verification.models import Inconsistency
from coverport.applications.verification.pages import staff_page, task
from coverport.applications.verification.twice import applied_twice
from coverport.applications.verification.views import REFUSED, Problem, sent_file, who
from coverport.core.access import Permission
from coverport.core.errors import Refusal

ROWS = 100


@never_cache
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """What waits for a decision, or with ?show=all everything that is open."""
    _, exchange = who(request)
    every, today = queries.desk(exchange), exchange.today()
    waiting = queries.to_review(every)
    chosen = "all" if request.GET.get("show") == "all" else ""
    rows = (every if chosen else waiting).prefetch_related("documents")
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    context = {
        "tasks": [task(row, today, to_staff=True) for row in page], "page": page, "chosen": chosen, "waiting": waiting.count(),
        "all": every.count(), "most": ROWS,
    }  # fmt: skip
    return render(request, "verification/desk.html", context)


@never_cache
@require_safe
def twice(request: HttpRequest) -> HttpResponse:
    """Who may have applied with two accounts."""
    _, exchange = who(request)
    return render(request, "verification/twice.html", {"found": applied_twice(exchange, most=ROWS)})


def _row(request: HttpRequest, reference: str) -> Inconsistency:
    actor, exchange = who(request)
    return queries.inconsistency_for(actor, exchange, reference, Permission.REVIEW_PROOF)


@never_cache
@require_safe
def review(request: HttpRequest, reference: str) -> HttpResponse:
    """One task."""
    return _show(request, _row(request, reference))


def _show(request: HttpRequest, row: Inconsistency, *, status: int = 200, **more: Any) -> HttpResponse:
    row.refresh_from_db()
    actor, exchange = who(request)
    page = staff_page(row, exchange.today(), actor)
    return render(request, "verification/review.html", {**page, **more}, status=status)


def _step(request: HttpRequest, row: Inconsistency, take: Callable[[], Any], form: str) -> HttpResponse:
    """Take a step and show the task again; a refusal is shown in place, with what was typed."""
    try:
        take()
    except Refusal as refused:
        problem = Problem(f"{form}-{refused.field or 'note'}", refused.message)
        return _show(request, row, status=REFUSED, problem=problem, typed=request.POST)
    return redirect("verification:review", row.reference)


@require_POST
def accept(request: HttpRequest, reference: str) -> HttpResponse:
    """It is proven."""
    row, (actor, exchange) = _row(request, reference), who(request)
    note = request.POST.get("note", "")
    return _step(
        request, row, lambda: proof.accept(actor=actor, inconsistency=row, note=note, on=exchange.today()), "accept"
    )


@require_POST
def more_time(request: HttpRequest, reference: str) -> HttpResponse:
    """There is more time."""
    row, (actor, exchange) = _row(request, reference), who(request)
    days, note = request.POST.get("days", ""), request.POST.get("note", "")
    given = int(days) if days.isascii() and days.isdigit() and len(days) < 4 else 0
    return _step(
        request, row,
        lambda: proof.give_more_time(actor=actor, inconsistency=row, days=given, note=note, on=exchange.today()), "time",
    )  # fmt: skip


@require_POST
def refuse(request: HttpRequest, reference: str, file: str) -> HttpResponse:
    """A paper is not enough."""
    row, (actor, exchange) = _row(request, reference), who(request)
    found = queries.document_of(row, file)
    note = request.POST.get("note", "")
    return _step(
        request, row, lambda: proof.refuse_document(actor=actor, document=found, note=note, on=exchange.today()),
        f"refuse-{found.reference}",
    )  # fmt: skip


@require_POST
def refuse_words(request: HttpRequest, reference: str) -> HttpResponse:
    """What they wrote is not enough."""
    row, (actor, exchange) = _row(request, reference), who(request)
    note = request.POST.get("note", "")
    return _step(
        request, row, lambda: proof.refuse_explanation(actor=actor, inconsistency=row, note=note, on=exchange.today()), "words"
    )  # fmt: skip


@never_cache
@require_safe
def file(request: HttpRequest, reference: str, file: str) -> HttpResponse:
    """A paper; that it was opened is written down."""
    row, (actor, exchange) = _row(request, reference), who(request)
    return sent_file(actor, queries.document_of(row, file), exchange)
