"""The shop window: from a ZIP code to every plan at one's own price. No account, nothing stored; answers live in the address."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import get_script_prefix, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from coverport.core.errors import Refusal
from coverport.exchanges import profiles
from coverport.exchanges.models import Exchange
from coverport.exchanges.profiles import Profile
from coverport.plans import geography
from coverport.plans.catalog import UnknownPlan
from coverport.shopping import places
from coverport.shopping.answers import Answers
from coverport.shopping.deadline import next_deadline
from coverport.shopping.forms import Questions
from coverport.shopping.offers import Offer, offer
from coverport.shopping.plan_page import plan_page
from coverport.shopping.results import results_page
from coverport.web.forms import ZipField

# A start that was refused is shown again as an answer of its own kind, so that nobody takes it for a result.
REFUSED = 422


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The one-box start; the front door where no exchange has been found yet."""
    exchange = exchange_of(request)
    if exchange is None:
        return chooser(request)
    return _start(request, exchange, Questions(request.GET, years=exchange.profile.plan_years))


@require_safe
def chooser(request: HttpRequest) -> HttpResponse:
    """The front door of an installation with several exchanges: a ZIP code leads to the right one."""
    typed, problem, elsewhere = request.GET.get("zip"), "", None
    if typed is not None:
        try:
            elsewhere = places.exchange_of_zip(ZipField().clean(typed))
        except Refusal:
            problem = _no_such_zip(typed)
        except Exception as error:
            problem = " ".join(getattr(error, "messages", ())) or _raise(error)
        if elsewhere and elsewhere.profile:
            query = QueryDict(mutable=True)
            query["zip"] = ZipField().clean(typed)
            return HttpResponseRedirect(address(elsewhere.profile, "shopping:home", query.urlencode()))
        if elsewhere:
            problem = _nobody_serves(elsewhere.state)
    doors = [(profile, address(profile, "shopping:home")) for profile in map(profiles.load, profiles.slugs())]
    context = {
        "typed": typed or "",
        "problem": problem,
        "problems": [("zip", problem)] if problem else [],
        "doors": doors,
    }
    return render(request, "shopping/chooser.html", context, status=REFUSED if problem else 200)
