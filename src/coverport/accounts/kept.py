"""A session that ended while somebody was typing: what they sent is kept, sealed, and comes back after sign-in.

Only in the browser that sent it (its session holds the reference), and only to whoever may open the page that it was typed on.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import Resolver404, get_script_prefix, resolve, reverse
from django.utils import timezone

from coverport.accounts.models import KeptForm
from coverport.core.errors import NotAllowed

KEPT_FOR = timedelta(hours=1)
SESSION_KEY = "kept_form"
MOST_FIELDS = 2000
_NOT_TYPED = {"csrfmiddlewaretoken"}


class KeepWhatWasTyped:
    """A form sent to a page that needs a sign-in, by somebody who is not signed in any more, is kept until they are."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        # After CsrfViewMiddleware: what another site sent in somebody's name never gets here.
        if request.method != "POST" or request.user.is_authenticated or getattr(view, "permission", "") == "public":
            return None
        # Passwords and codes are typed anew.
        if request.path_info.startswith("/account/") or not request.POST:
            return None
        keep(request)
        return HttpResponseRedirect(f"{reverse('account_login')}?{urlencode({'next': reverse('account_resume')})}")


def keep(request: HttpRequest) -> None:
    """Seal what was typed; files are not kept, and the page says so."""
    KeptForm.objects.filter(kept_at__lt=timezone.now() - KEPT_FOR).delete()
    answers = [[name, value] for name in request.POST if name not in _NOT_TYPED for value in request.POST.getlist(name)]
    kept = KeptForm.objects.create(path=request.get_full_path()[:500], answers=answers[:MOST_FIELDS])
    request.session[SESSION_KEY] = kept.reference


def kept_for(request: HttpRequest) -> KeptForm | None:
    """What this browser's last session left, if whoever signed in now may open the page that it belongs to."""
    reference = request.session.get(SESSION_KEY, "")
    kept = KeptForm.objects.filter(reference=reference, kept_at__gte=timezone.now() - KEPT_FOR).first()
    return kept if kept is not None and _may_open(request, kept.path) else None


def _may_open(request: HttpRequest, path: str) -> bool:
    """Ask the page itself, as a reader; another person's is not there."""
    try:
        match = resolve("/" + path.partition("?")[0].removeprefix(get_script_prefix()))
        asked = _reading(request)
        answer = match.func(asked, *match.args, **match.kwargs)
    except (Http404, NotAllowed, Resolver404):
        return False
    return bool(answer.status_code in {200, 302})


def _reading(request: HttpRequest) -> HttpRequest:
    asked = HttpRequest()
    asked.META, asked.COOKIES, asked.session, asked.user = request.META, request.COOKIES, request.session, request.user
    asked.method, asked.path, asked.path_info = "GET", request.path, request.path_info
    asked.exchange, asked.actor = request.exchange, request.actor  # type: ignore[attr-defined]
    asked.LANGUAGE_CODE = getattr(request, "LANGUAGE_CODE", settings.LANGUAGE_CODE)  # type: ignore[attr-defined]
    asked.resolver_match = request.resolver_match
    return asked
