"""What staff see to: what waits for a human is carried out as they saw it, or answered; what they began with somebody is finished."""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from coverport.core.errors import Refusal
from coverport.enrollment import queries
from coverport.enrollment.actions import settle_change
from coverport.enrollment.changes import telling
from coverport.enrollment.changes.facts import facts_of, names_of
from coverport.enrollment.changes.forms import HOW, SettleForm
from coverport.enrollment.changes.previewing import Preview
from coverport.enrollment.changes.spoken_views import finish
from coverport.enrollment.changes.taking_in import preview_taken_in
from coverport.enrollment.choice.refusals import NeedsPerson, PreviewChanged
from coverport.enrollment.models import Change
from coverport.enrollment.rules.kinds import TOLD_TO_STAFF
from coverport.enrollment.views import REFUSED, exchange_of


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def settle(request: HttpRequest, reference: str) -> HttpResponse:
    """Answer what waits: carry it out from a day, or say why not. What was begun with somebody: what they agree to."""
    found = queries.taken_in(exchange_of(request), reference)
    if found is None:
        raise Http404
    if found.status == Change.Status.OPEN:
        return finish(request, found)
    if request.method != "POST":
        waits = found.status == Change.Status.NEEDS_PERSON
        return _first(request, found) if waits else _show(request, found, None, queries.outcome_of(found))
    form = SettleForm(request.POST, kind=found.kind)
    day, renewed = None, False
    if form.is_valid():
        day = form.day
        try:
            settle_change(
                actor=request.actor, change=found, answer=form.cleaned_data["answer"], grant=day,  # type: ignore[attr-defined]
                shown=form.cleaned_data["shown"], on=found.exchange.today(),
            )  # fmt: skip
            return redirect("enrollment:changes")
        except PreviewChanged:
            renewed = True
        except NeedsPerson as needs:
            form.add_error("grant", telling.asks_words(needs.asks))
        except Refusal as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.message)
    found.refresh_from_db()
    if found.status != Change.Status.NEEDS_PERSON:  # answered meanwhile
        return _show(request, found, form, queries.outcome_of(found))
    outcome = None if form.errors.get("grant") else _outcome(request, found, day)
    return _show(request, found, _with(form, found, outcome), outcome, renewed=renewed)


def _first(request: HttpRequest, found: Change) -> HttpResponse:
    outcome = _outcome(request, found)
    day = outcome.counts if outcome else None
    form = SettleForm(kind=found.kind, initial={"grant": day, "shown": outcome.digest if outcome else ""})
    return _show(request, found, form, outcome)


def _with(form: SettleForm, found: Change, outcome: Preview | None) -> SettleForm:
    """What was typed, with the digest of what is shown now."""
    typed = SettleForm({**dict(form.data.items()), "shown": outcome.digest if outcome else ""}, kind=found.kind)
    typed.full_clean()
    typed.errors.clear()
    typed.errors.update(form.errors)
    return typed


def _outcome(request: HttpRequest, found: Change, day: date | None = None) -> Preview | None:
    """What it would do; None where only a human can say from which day, and has not said it."""
    if found.asks != TOLD_TO_STAFF and day is None:
        return None
    try:
        return preview_taken_in(actor=request.actor, change=found, on=found.exchange.today(), grant=day)  # type: ignore[attr-defined]
    except NeedsPerson:
        return None


def _show(
    request: HttpRequest, found: Change, form: SettleForm | None, outcome: Preview | None, *, renewed: bool = False
) -> HttpResponse:
    story = queries.told(found.enrollment)
    context: dict[str, Any] = {
        "change": found, "form": form, "kind": telling.kind_words(found.kind), "told": story, "names": ", ".join(names_of(found).values()),
        "asks": telling.asks_words(found.asks) if found.asks else "", "renewed": renewed, "for_staff": True, "settled_alone": True,
        "preview": outcome if found.status == Change.Status.NEEDS_PERSON else None, "outcome": outcome,
        "agreed_by": dict(HOW).get(found.agreed_by, ""),
    }  # fmt: skip
    if outcome is not None:
        facts = facts_of(found, story, outcome)
        context |= {
            "sentences": telling.sentences(outcome, facts), "messages": telling.messages(outcome, facts),
            "sums": telling.sums_words(facts),
        }  # fmt: skip
    return render(request, "enrollment/settle.html", context, status=REFUSED if form and form.is_bound else 200)
