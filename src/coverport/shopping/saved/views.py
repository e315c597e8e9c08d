"""Saved plans: the page of them, changing them, and sharing them by a link."""

from typing import Any

import msgspec
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from coverport.core.errors import NotAllowed, Refusal
from coverport.core.listing import listed
from coverport.plans import catalogs
from coverport.plans.plan import key_of
from coverport.shopping import cost_sharing, rows
from coverport.shopping.answers import Answers
from coverport.shopping.care.coverage import Mark, marks_of
from coverport.shopping.choosing import list_url
from coverport.shopping.compare.gone import Gone, gone, price_in
from coverport.shopping.compare.views import MOST as MOST_COMPARED
from coverport.shopping.estimate import people_words
from coverport.shopping.faces import Face, public_face
from coverport.shopping.models import ShareLink
from coverport.shopping.quote import PlanPrice
from coverport.shopping.saved import cookie
from coverport.shopping.saved.keeping import keep, kept_of
from coverport.shopping.saved.kept import Kept, NotOne, TooMany, checked
from coverport.shopping.saved.sharing import LASTS_DAYS, Shared, open_links, share, shared_by, stop_sharing
from coverport.shopping.saved.ways import at, back_to, with_message
from coverport.shopping.visit import Visit
from coverport.shopping.visiting import answers_in, visit_of

GONE = 410


class Entry(msgspec.Struct, frozen=True):
    """A kept plan as the page shows it: at its price, or why it is not there. dental: of which only the name is shown."""

    plan_id: str
    url: str = ""
    price: PlanPrice | None = None
    facts: tuple[str, ...] = ()
    care: tuple[Mark, ...] = ()
    gone: Gone | None = None
    dental: str = ""


@never_cache
@require_safe
def saved(request: HttpRequest) -> HttpResponse:
    """The kept plans of one year, at the prices of the answers of the address or of those they were saved under."""
    _at_an_exchange(request)
    kept, face = kept_of(request), public_face()
    year = _year(request, kept)
    found = _visit(request, face, kept, year)
    context = {
        "kept": kept, "year": year, "other_years": [each for each in kept.years if each != year], "message": _message(request),
        "links": open_links(request.actor, request.exchange, kept.links, request.exchange.today()),  # type: ignore[attr-defined]
        "lasts": LASTS_DAYS, "start_url": f"{face.home}?{kept.answers.get(year or 0, '')}",
    }  # fmt: skip
    if year and found:
        context |= {**_list(request, found, kept.of(year), face)}
    return render(request, "shopping/saved.html", context)


def _at_an_exchange(request: HttpRequest) -> None:
    if request.exchange is None:  # type: ignore[attr-defined]
        raise Http404


def _year(request: HttpRequest, kept: Kept) -> int | None:
    asked = request.GET.get("year", "")
    return next((year for year in kept.years if str(year) == asked), kept.years[0] if kept.years else None)


def _visit(request: HttpRequest, face: Face, kept: Kept, year: int | None) -> Visit | None:
    """By the answers of the address, where they are about that year and complete; else by the kept ones."""
    if year is None:
        return None
    found = visit_of(request, face, request.GET) if request.GET.get("year") == str(year) else None
    return found or visit_of(request, face, QueryDict(kept.answers.get(year, "")))


def _list(request: HttpRequest, found: Visit, plan_ids: tuple[str, ...], face: Face) -> dict[str, Any]:
    marks = marks_of(kept_of(request), plan_ids, found.answers.year)
    entries = [_entry(found, face, plan_id, marks.get(plan_id, ())) for plan_id in plan_ids]
    comparable = [each.plan_id for each in entries if each.price]
    return {
        "entries": entries, "people": people_words(found.quote, found.application), "answers": found.answers,
        "county": found.county.name, "answers_query": found.answers.query(), "about": about(found.answers),
        "answer_pairs": found.answers.pairs(), "priced_on": found.priced_on if found.is_over else None,
        "marks": rows.marks_of(each.price for each in entries if each.price),
        "back_url": list_url(request, face, found.answers), "comparable": len(comparable) > 1, "picked": comparable[:MOST_COMPARED],
    }  # fmt: skip


def _entry(found: Visit, face: Face, plan_id: str, care: tuple[Mark, ...]) -> Entry:
    price = price_in(found, plan_id)
    if price is None:
        return _dental(found, plan_id) or Entry(plan_id, gone=gone(found, plan_id))
    url = f"{face.plan(price.plan.plan_id)}?{found.answers.query()}"
    return Entry(price.plan.plan_id, url, price, _facts(price), care)


def _facts(price: PlanPrice) -> tuple[str, ...]:
    """Deductible and limit of the household's variant."""
    costs = cost_sharing.of_variant(price.plan, price.csr_variant)
    who = "family" if len(price.premium.members) > 1 else "individual"
    named = (
        (_("Deductible %(amount)s"), f"medical_deductible_{who}"),
        (_("At most %(amount)s a year for care"), f"medical_maximum_out_of_pocket_{who}"),
    )
    return tuple(words % {"amount": cost_sharing.plain(costs[item])} for words, item in named if costs.get(item))


def _dental(found: Visit, plan_id: str) -> Entry | None:
    catalog = found.quote.catalog
    there = {
        key_of(catalog.plan_of(int(row)).plan_id): catalog.plan_of(int(row)) for row in found.quote.place.dental_rows
    }
    plan = there.get(key_of(plan_id))
    url = f"{reverse('shopping:dental')}?{found.answers.query()}#p-{plan.plan_id}" if plan else ""
    return Entry(plan.plan_id, url, dental=f"{plan.issuer_name}: {plan.name}") if plan else None


def about(answers: Answers) -> str:
    """Whose prices these are: ages and ZIP code, nothing else."""
    ages = listed([str(person.age) for person in answers.people])
    return _("ages %(ages)s, ZIP code %(zip)s, %(year)s") % {"ages": ages, "zip": answers.zip, "year": answers.year}


def _message(request: HttpRequest) -> str:
    return {
        "full": _("You have twenty saved plans already. Take one off first."),
        "not_one": _("That was no plan of the list. Nothing is changed."),
        "stopped": _("The link is stopped. Nobody can open it now."),
        "forgotten": _("Nothing is kept any more."),
        "nothing": _("Save a plan first; then you can share the list."),
    }.get(request.GET.get("said", ""), "")


@require_POST
def change(request: HttpRequest) -> HttpResponse:
    """Save the plan that `save` names, or take off the one that `remove` names; then back to where the button stood."""
    _at_an_exchange(request)
    page = reverse("shopping:saved")
    back = back_to(request, request.POST.get("next", ""), page)
    answers = answers_in(request, public_face(), QueryDict(request.POST.get("answers", "")))
    wanted = request.POST.get("save") or request.POST.get("remove") or ""
    try:
        year = answers.year if answers else _whole(request.POST.get("year", ""))
        saving = "save" in request.POST
        checked("plan", wanted)
        if saving and not _is_published(request, year, wanted):
            raise NotOne(wanted)
        answer = redirect(at(back, f"p-{wanted}" if saving else ""))
        keep(request, answer, lambda kept: _changed(kept, year, wanted, answers, saving))
    except TooMany:
        return redirect(with_message(page, "full"))
    except NotOne:
        return redirect(with_message(page, "not_one"))
    return answer


def _changed(kept: Kept, year: int, plan_id: str, answers: Answers | None, saving: bool) -> Kept:
    if not saving:
        return kept.without_plan(year, plan_id)
    return kept.with_plan(year, plan_id, answers.query() if answers else "")


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) == 4):
        raise NotOne(text)
    return int(text)


def _is_published(request: HttpRequest, year: int, plan_id: str) -> bool:
    """Whether there is such a plan now: nobody saves what never was."""
    try:
        catalogs.current(request.exchange.slug, year).plan(plan_id)  # type: ignore[attr-defined]
    except Refusal:
        return False
    return True


@require_POST
def forget(request: HttpRequest) -> HttpResponse:
    """Keep nothing any more. Links that are open stay open until they are stopped."""
    _at_an_exchange(request)
    answer = redirect(with_message(reverse("shopping:saved"), "forgotten"))
    keep(request, answer, lambda kept: Kept(links=kept.links))
    return answer


@never_cache
@require_POST
def share_list(request: HttpRequest) -> HttpResponse:
    """Make a link to the kept plans of a year under some answers, and show it this once."""
    _at_an_exchange(request)
    kept, exchange = kept_of(request), request.exchange  # type: ignore[attr-defined]
    answers = answers_in(request, public_face(), QueryDict(request.POST.get("answers", "")))
    if answers is None or not kept.of(answers.year):
        return redirect(with_message(reverse("shopping:saved"), "nothing"))
    link, token = share(
        actor=request.actor, exchange=exchange, year=answers.year, answers=answers.query(), plans=kept.of(answers.year),  # type: ignore[attr-defined]
        on=exchange.today(),
    )  # fmt: skip
    address = request.build_absolute_uri(reverse("shopping:shared", args=[token]))
    context = {"link": link, "address": address, "about": about(answers), "number": len(kept.of(answers.year))}
    answer = render(request, "shopping/share.html", context)
    if not request.user.is_authenticated:
        cookie.write(request, answer, kept.with_link(link.reference))
    return answer


@require_POST
def stop(request: HttpRequest, reference: str) -> HttpResponse:
    """Stop a link of one's own."""
    _at_an_exchange(request)
    exchange, held = request.exchange, kept_of(request).links  # type: ignore[attr-defined]
    try:
        stop_sharing(actor=request.actor, exchange=exchange, reference=reference, held=held, on=exchange.today())  # type: ignore[attr-defined]
    except (ShareLink.DoesNotExist, NotAllowed) as error:
        raise Http404 from error
    return redirect(with_message(reverse("shopping:saved"), "stopped"))


@never_cache
@require_safe
def shared(request: HttpRequest, token: str) -> HttpResponse:
    """The plans behind a link; or that it opens no longer, and what to do."""
    _at_an_exchange(request)
    exchange, face = request.exchange, public_face()  # type: ignore[attr-defined]
    behind = shared_by(exchange, token, exchange.today())
    if behind is None:
        answer = render(request, "shopping/shared_gone.html", {"lasts": LASTS_DAYS}, status=GONE)
    else:
        answer = _show_shared(request, behind, face)
    answer.headers["X-Robots-Tag"] = "noindex"
    answer.headers["Referrer-Policy"] = "no-referrer"  # the address is the key
    return answer


def _show_shared(request: HttpRequest, behind: Shared, face: Face) -> HttpResponse:
    found = visit_of(request, face, QueryDict(behind.answers))
    if found is None:  # the year is no longer shown, or its plans are gone from this place
        return HttpResponseRedirect(f"{face.results}?{behind.answers}")
    context = _list(request, found, behind.plans, face) | {"shared": True, "year": behind.year}
    return render(request, "shopping/shared.html", context)
