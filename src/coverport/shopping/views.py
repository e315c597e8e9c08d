"""The shopping pages: the one-box start, the plans with their prices, one plan. They read; nothing is kept of a shopper."""

from collections.abc import Sequence
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from coverport.core.errors import Refusal
from coverport.exchanges import plan_years, profiles
from coverport.exchanges.addresses import home_of
from coverport.plans import geography
from coverport.plans.catalog import NoPlansHere
from coverport.plans.geography import UnknownZip
from coverport.shopping import places
from coverport.shopping import results as results_page
from coverport.shopping.answers import Answers
from coverport.shopping.deadline import next_deadline
from coverport.shopping.faces import Face, public_face
from coverport.shopping.forms import Questions
from coverport.shopping.visit import Visit, visit
from coverport.shopping.yearly_cost.spending import spending

# A start that was refused is an answer of its own kind, so that nobody takes it for a result.
REFUSED = 422


@gzip_page
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The one-box start of an exchange. Without an exchange, the door where people are shown to theirs."""
    if request.exchange is None:  # type: ignore[attr-defined]
        return _front_door(request)
    return show_start(request, public_face())


@gzip_page
@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """All plans at the household's likely price; or what has to be asked or mended before."""
    return show_results(request, public_face())


@gzip_page
@require_safe
def help_you_may_get(request: HttpRequest) -> HttpResponse:
    """What each person may get, and how it changes with the income."""
    face = public_face()
    found = answered(request, face)
    if isinstance(found, HttpResponse):
        return found
    return render(request, "shopping/help_you_may_get.html", results_page.help_page(found, face))


@require_safe
def method(request: HttpRequest) -> HttpResponse:
    """How a year's cost is reckoned."""
    if request.exchange is None:  # type: ignore[attr-defined]
        raise Http404
    profiles = [
        {"use": one.use, "percent": f"{one.share * 100:.1f}%", "at_least": one.at_least, "at_most": one.at_most, "total": one.total}
        for one in spending().profiles.values()
    ]  # fmt: skip
    return render(request, "shopping/method.html", {"spending": spending(), "profiles": profiles})


def show_start(request: HttpRequest, face: Face) -> HttpResponse:
    """The questions, as they stand in the address."""
    return _start(request, Questions(request.GET, years=_years(request, face), judged=False), face)


def show_results(request: HttpRequest, face: Face) -> HttpResponse:
    """The plans of a face for the answers of the address."""
    found = answered(request, face)
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
        "asked": questions, "form": questions.form, "people": questions.people, "help": questions.help,
        "years": years, "year": year, "today": today,
        "deadline": next_deadline(exchange.calendar, year, today), "year_is_over": plan_years.is_over(year, today),
        "past_years": [each for each in _years(request, face) if each not in years],
    }  # fmt: skip
    return render(request, "shopping/home.html", context, status=status)


def answered(request: HttpRequest, face: Face) -> Visit | HttpResponse:
    """The quote for the answers of the address, or the page that asks for what is missing.

    Answers as they were typed are led on to their own short address, which holds ages, place and income alone.
    """
    exchange = request.exchange  # type: ignore[attr-defined]
    if exchange is None:
        raise Http404
    questions = Questions(request.GET, years=_years(request, face))
    if not questions.is_valid():
        return _start(request, questions, face, REFUSED)
    answers = questions.answers
    if questions.as_typed:
        return HttpResponseRedirect(f"{request.path}?{answers.query()}")
    try:
        place = places.find(answers.zip, answers.county, year=answers.year, profile=exchange.profile)
        if isinstance(place, places.Elsewhere):
            return _elsewhere(request, answers, place, face)
        if isinstance(place, places.Choose):
            state = geography.state_name(place.counties[0].state)
            context = {"answers": answers, "place": place, "state": state, "face": face, "was": place.was}
            return render(request, "shopping/county.html", context)
        return _visited(request, questions, place, face)
    except UnknownZip:
        questions.form.add_error("zip", _("We do not know this ZIP code. Check it, or call us."))
    return _start(request, questions, face, REFUSED)


def _visited(request: HttpRequest, questions: Questions, place: places.Here, face: Face) -> Visit | HttpResponse:
    """The quote in a county, or the questions again where nothing is sold there."""
    county, answers = place.county, questions.answers
    if place.was:
        answers = answers.but(county=county.fips)
    try:
        return visit(request.exchange, answers, county, face.catalog, was=place.was)  # type: ignore[attr-defined]
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
    """The page; only its list where a filter or the order was changed in place."""
    if request.headers.get("X-In-Place") == "1":
        context = results_page.plans(request, found, face)
        answer = render(request, "shopping/_results.html", {**context, "in_place": True})
        answer["X-Address"] = f"{face.results}?{found.answers.query(*context['chosen'].pairs())}"
    else:
        answer = render(request, "shopping/results.html", results_page.page(request, found, face))
    # The same address has two answers: a browser that goes back must not be shown a part for the whole.
    patch_vary_headers(answer, ["X-In-Place"])
    return answer
