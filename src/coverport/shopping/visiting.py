"""The visit that an address is about, for every page after the start: whoever lacks an answer is sent where it is asked."""

from collections.abc import Sequence

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict

from coverport.core.errors import Refusal
from coverport.exchanges import plan_years
from coverport.shopping import places
from coverport.shopping.answers import Answers
from coverport.shopping.faces import Face
from coverport.shopping.forms import Questions
from coverport.shopping.visit import Visit, visit


def visited(request: HttpRequest, face: Face) -> Visit | HttpResponse:
    """The visit; or the way to the results, where what is missing or wrong is said beside what was typed."""
    if request.exchange is None:  # type: ignore[attr-defined]
        raise Http404
    found = visit_of(request, face, request.GET)
    return HttpResponseRedirect(f"{face.results}?{request.GET.urlencode()}") if found is None else found


def visit_of(request: HttpRequest, face: Face, query: QueryDict) -> Visit | None:
    """The visit of some answers; None where they are not complete and right, or nothing is sold for them."""
    exchange = request.exchange  # type: ignore[attr-defined]
    answers = answers_in(request, face, query)
    if answers is None:
        return None
    try:
        place = places.find(answers.zip, answers.county, year=answers.year, profile=exchange.profile)
        return visit(exchange, answers, place.county, face.catalog) if isinstance(place, places.Here) else None
    except Refusal:
        return None


def answers_in(request: HttpRequest, face: Face, query: QueryDict) -> Answers | None:
    """The answers of a query; None where they are not complete and right."""
    questions = Questions(query, years=_years(request, face))
    return questions.answers if questions.is_valid() else None


def _years(request: HttpRequest, face: Face) -> Sequence[int]:
    """Those that can be shopped for, then those that can be looked at."""
    exchange = request.exchange  # type: ignore[attr-defined]
    return face.years or plan_years.shown(exchange.profile, exchange.calendar, exchange.today())
