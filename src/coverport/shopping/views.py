"""The shopping pages: the one-box start, the plans with their prices. They read; nothing is kept of a shopper."""

from collections.abc import Sequence
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from coverport.core.errors import Refusal
from coverport.eligibility.engine import family_members
from coverport.exchanges import plan_years, profiles
from coverport.exchanges.addresses import home_of
from coverport.plans import geography
from coverport.plans.catalog import NoPlansHere
from coverport.plans.geography import UnknownZip
from coverport.shopping import places, rows
from coverport.shopping.answers import Answers
from coverport.shopping.deadline import next_deadline
from coverport.shopping.estimate import estimate, listed, people_words
from coverport.shopping.faces import Face, public_face
from coverport.shopping.filters import PAGE, Chosen, orders, sorted_by
from coverport.shopping.forms import Questions
from coverport.shopping.quote import PlanPrice
from coverport.shopping.visit import Visit, visit

# A start that was refused is an answer of its own kind, so that nobody takes it for a result.
REFUSED = 422


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The one-box start of an exchange. Without an exchange, the door where people are shown to theirs."""
    if request.exchange is None:  # type: ignore[attr-defined]
        return _front_door(request)
    return show_start(request, public_face())


@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """All plans at the household's likely price; or what has to be asked or mended before."""
    return show_results(request, public_face())


def show_start(request: HttpRequest, face: Face) -> HttpResponse:
    """The questions, as they stand in the address."""
    return _start(request, Questions(request.GET, years=_years(request, face), judged=False), face)


def show_results(request: HttpRequest, face: Face) -> HttpResponse:
    """The plans of a face for the answers of the address."""
    found = _answered(request, face)
    return found if isinstance(found, HttpResponse) else _show_results(request, found, face)


def _years(request: HttpRequest, face: Face) -> Sequence[int]:
    """Those that can be shopped for, then those that can be looked at."""
    exchange = request.exchange  # type: ignore[attr-defined]
    return face.years or plan_years.shown(exchange.profile, exchange.calendar, exchange.today())


def _start(request: HttpRequest, questions: Questions, face: Face, status: int = 200) -> HttpResponse:
    exchange = request.exchange  # type: ignore[attr-defined]
    today, years = exchange.today(), face.years or exchange.years()
    year = questions.year or years[0]
    context = {
        "face": face,
        "asked": questions, "form": questions.form, "people": questions.people, "years": years, "year": year, "today": today,
        "deadline": next_deadline(exchange.calendar, year, today), "year_is_over": plan_years.is_over(year, today),
        "past_years": [each for each in _years(request, face) if each not in years],
    }  # fmt: skip
    return render(request, "shopping/home.html", context, status=status)


def _answered(request: HttpRequest, face: Face) -> Visit | HttpResponse:
    """The quote for the answers of the address, or the page that asks for what is missing."""
    exchange = request.exchange  # type: ignore[attr-defined]
    if exchange is None:
        raise Http404
    questions = Questions(request.GET, years=_years(request, face))
    if not questions.is_valid():
        return _start(request, questions, face, REFUSED)
    answers = questions.answers
    try:
        place = places.find(answers.zip, answers.county, year=answers.year, profile=exchange.profile)
        if isinstance(place, places.Elsewhere):
            return _elsewhere(request, answers, place, face)
        if isinstance(place, places.Choose):
            state = geography.state_name(place.counties[0].state)
            context = {"answers": answers, "place": place, "state": state, "face": face}
            return render(request, "shopping/county.html", context)
        return _visited(request, questions, place.county, face)
    except UnknownZip:
        questions.form.add_error("zip", _("We do not know this ZIP code. Check it, or call us."))
    return _start(request, questions, face, REFUSED)


def _visited(request: HttpRequest, questions: Questions, county: geography.County, face: Face) -> Visit | HttpResponse:
    """The quote in a county, or the questions again where nothing is sold there."""
    try:
        return visit(request.exchange, questions.answers, county, face.catalog)  # type: ignore[attr-defined]
    except NoPlansHere:
        where = {"county": f"{county.name}, {geography.state_name(county.state)}", "year": questions.answers.year}
        sentence = _("No plans for %(year)s are sold in %(county)s. Check the ZIP code, or call us.") % where
        questions.form.add_error("zip", sentence)
    except Refusal as refused:
        questions.form.add_error(None, _refusal_words(refused))
    return _start(request, questions, face, REFUSED)


def _refusal_words(refused: Refusal) -> str:
    """What the person can do about it, in their language."""
    return {
        "no_catalog": _("No plans are published for this year yet. Come back soon, or call us."),
    }.get(refused.code, refused.message)


def _elsewhere(request: HttpRequest, answers: Answers, place: places.Elsewhere, face: Face) -> HttpResponse:
    """The ZIP code belongs to another exchange: name it, and take the answers along."""
    profile = place.profile
    there = f"{home_of(profile)}plans?{answers.query()}" if profile else ""
    context = {
        "answers": answers,
        "state": geography.state_name(place.state),
        "other": profile,
        "there": there,
        "face": face,
    }
    return render(request, "shopping/elsewhere.html", context)


def _front_door(request: HttpRequest) -> HttpResponse:
    """Which exchange? A ZIP code leads to it; all of them are listed."""
    typed = request.GET.get("zip", "").strip()
    error = ""
    if typed:
        try:
            place = places.exchange_of_zip(typed[:5])
        except Refusal:
            error = _("We do not know this ZIP code. A ZIP code has five digits, such as 05401.")
        else:
            if place.profile:
                return HttpResponseRedirect(f"{home_of(place.profile)}?{urlencode({'zip': typed[:5]})}")
            state = geography.state_name(place.state)
            error = _("%(state)s has a marketplace of its own, which is not part of this site.") % {"state": state}
    doors = [(each, home_of(each)) for each in map(profiles.load, profiles.slugs())]
    context = {"typed": typed, "error": error, "doors": doors}
    return render(request, "shopping/front_door.html", context, status=REFUSED if error else 200)


def _show_results(request: HttpRequest, found: Visit, face: Face) -> HttpResponse:
    chosen = Chosen(request.GET)
    passing = chosen.ordered(found.plans)
    scale = rows.scale_of(found.plans)
    shown = rows.rows(
        passing[: chosen.show], scale=scale, url=lambda price: _plan_url(face, found, price),
        action=_("See plan"),
        extra_savings=rows.has_extra_savings(found.plans),
    )  # fmt: skip
    left = len(passing) - len(shown)
    more = found.answers.query(*chosen.pairs(), ("show", str(chosen.show // PAGE + 1))) if left else ""
    answers = found.answers
    context = {
        "face": face, "answers": answers, "county": found.county, "state": geography.state_name(found.county.state),
        "ages": listed([str(person.age) for person in family_members(found.application)]),
        "people": people_words(found.quote, found.application), "estimate": estimate(found.quote, found.application),
        "change_url": f"{face.home}?{answers.query()}",
        "clear_url": f"{face.results}?{answers.query()}",
        "apply_url": f"{face.apply()}?{answers.query()}",
        "all": len(found.plans), "chosen": chosen, "facets": chosen.facets(found.plans), "rows": shown, "scale": scale,
        "left": left, "more": more, "orders": orders(), "sorted_by": sorted_by(chosen.sort),
        "priced_on": found.priced_on if found.is_over else None,
        "answer_pairs": answers.pairs(), "kept": answers.pairs() + chosen.pairs(sort=False), "marks": rows.marks_of(found.plans),
    }  # fmt: skip
    return render(request, "shopping/results.html", context)


def _plan_url(face: Face, found: Visit, price: PlanPrice) -> str:
    return f"{face.plan(price.plan.plan_id)}?{found.answers.query()}"
