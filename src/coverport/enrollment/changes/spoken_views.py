"""What staff began with somebody who called, came or wrote: the answers, what comes of them read aloud, and that the person agrees."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from coverport.applications.decision import DecisionPage, decision_page
from coverport.applications.queries import determination_of
from coverport.core.errors import Refusal
from coverport.enrollment.actions import agree_to_change, leave_to_household, withdraw_change
from coverport.enrollment.changes.forms import HOW, SpokenForm
from coverport.enrollment.changes.reporting import leave_to_staff, say_who_leaves
from coverport.enrollment.changes.views import form_now, others_leave, story_of, with_dental
from coverport.enrollment.choice.refusals import NeedsPerson, NotAnswered, PreviewChanged
from coverport.enrollment.models import Change
from coverport.enrollment.views import REFUSED

OTHERWISE: dict[str, Callable[..., Change]] = {
    "leave": leave_to_household,
    "withdraw": withdraw_change,
    "ask": leave_to_staff,
}


def finish(request: HttpRequest, found: Change) -> HttpResponse:
    """Read what would happen, and write down that they agree; or leave it to the household, to a human, or take it back."""
    actor, today = request.actor, found.exchange.today()  # type: ignore[attr-defined]
    if (way := OTHERWISE.get(request.POST.get("do", ""))) is not None:
        with suppress(Refusal):  # done otherwise meanwhile: the next page says so
            way(actor=actor, change=found, on=today)
        return (
            redirect("enrollment:settle", found.reference) if way is leave_to_staff else redirect("enrollment:changes")
        )
    if request.POST.get("do") == "leaving":
        with suppress(Refusal):
            say_who_leaves(actor=actor, change=found, people=request.POST.getlist("leaves"), on=today)
        return redirect("enrollment:settle", found.reference)
    form = SpokenForm(request.POST) if request.method == "POST" else None
    renewed = form is not None and others_leave(request, found)
    if form is not None and not renewed and form.is_valid():
        try:
            agree_to_change(actor=actor, change=found, on=today, **_given(form))
            return redirect("enrollment:settle", found.reference)
        except PreviewChanged:
            renewed = True
        except (NeedsPerson, NotAnswered):
            return redirect("enrollment:settle", found.reference)
        except Refusal as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.message)
    context = story_of(request, found) | {
        "renewed": renewed,
        "for_staff": True,
        "told_by": dict(HOW)[found.told_by],
    }
    signed = found.application.signature if found.application else ""
    context["decision"] = _decision(found)
    asked = form_now(
        SpokenForm, form, context.get("preview"), renewed=renewed,
        how=found.told_by, signature=signed, attestation=found.attestation,
    )  # fmt: skip
    context["form"] = with_dental(asked, context)
    return render(request, "enrollment/told.html", context, status=REFUSED if form is not None else 200)


def _decision(found: Change) -> DecisionPage | None:
    """What was decided of the new answers, as the household's own page has it; figures of tax data are for nobody here."""
    determination = determination_of(found.application) if found.application else None
    if found.application is None or determination is None:
        return None
    return decision_page(found.application, determination, today=found.exchange.today())


def _given(form: SpokenForm) -> dict[str, Any]:
    names = {"dental": "dental_too"}
    return {names.get(name, name): given for name, given in form.cleaned_data.items() if name != "agrees"}
