"""The page on which doctors, facilities and drugs are added and taken off."""

import re

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from coverport.shopping.care.coverage import sought_by
from coverport.shopping.care.search import find
from coverport.shopping.choosing import list_url
from coverport.shopping.faces import public_face
from coverport.shopping.saved.keeping import keep, kept_of
from coverport.shopping.saved.kept import Care, Kept, NotOne, TooMany
from coverport.shopping.saved.ways import at, back_to, with_message
from coverport.shopping.visiting import answers_in

REFUSED = 422
_THING = re.compile(r"(doctor|drug):([0-9]{1,10})", re.ASCII)


@never_cache
@require_safe
def care(request: HttpRequest) -> HttpResponse:
    """Search, what was found, and what is kept. `next`: the page to go back to."""
    if request.exchange is None:  # type: ignore[attr-defined]
        raise Http404
    answers = answers_in(request, public_face(), request.GET)
    kept = kept_of(request)
    hits = find(request.GET.get("q", ""), answers.zip if answers else "")
    context = {
        "hits": hits, "sought": sought_by(kept), "kept": kept, "answers": answers,
        "message": _message(request),
        "pairs": [(name, value) for name, values in request.GET.lists() for value in values if name not in {"q", "said"}],
        "back_url": back_to(request, request.GET.get("next", ""), _results(request)),
    }  # fmt: skip
    return render(request, "shopping/care.html", context, status=REFUSED if hits.problem else 200)


def _results(request: HttpRequest) -> str:
    answers = answers_in(request, public_face(), request.GET)
    return list_url(request, public_face(), answers) if answers else public_face().home


def _message(request: HttpRequest) -> str:
    return {
        "full": _("You have ten of these already. Take one off first."),
        "not_one": _("That was no doctor or drug of the list. Search again."),
    }.get(request.GET.get("said", ""), "")


@require_POST
def change(request: HttpRequest) -> HttpResponse:
    """Add what `add` names, or take off what `remove` names: "doctor:1234567890", "drug:83367"."""
    if request.exchange is None:  # type: ignore[attr-defined]
        raise Http404
    back = at(back_to(request, request.POST.get("here", ""), reverse("shopping:care")), "")
    answer = redirect(back)
    try:
        adding = "add" in request.POST
        kind, number = _thing(request.POST.get("add" if adding else "remove", ""))
        keep(request, answer, lambda kept: _changed(kept, kind, number, adding))
    except TooMany:
        return redirect(with_message(back, "full"))
    except NotOne:
        return redirect(with_message(back, "not_one"))
    return answer


def _thing(text: str) -> tuple[Care, str]:
    found = _THING.fullmatch(text)
    if found is None:
        raise NotOne(text)
    return ("doctor" if found[1] == "doctor" else "drug"), found[2]


def _changed(kept: Kept, kind: Care, number: str, adding: bool) -> Kept:
    return kept.with_care(kind, number) if adding else kept.without_care(kind, number)
