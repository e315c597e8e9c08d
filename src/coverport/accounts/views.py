"""Pages of an account that the library does not have."""

import requests
import structlog
from allauth.socialaccount.providers.openid_connect import views as openid
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from coverport.accounts.kept import SESSION_KEY, kept_for

log = structlog.get_logger(__name__)


@never_cache
def outside(request: HttpRequest, provider_id: str) -> HttpResponse:
    """On to an outside provider. One that does not answer, or not as it should, leaves the other ways in."""
    try:
        return openid.login(request, provider_id)
    except (requests.RequestException, KeyError, TypeError) as failed:
        log.warning("outside_provider_does_not_answer", kind=type(failed).__name__)
        return render(request, "socialaccount/authentication_error.html", status=503)


@never_cache
@require_safe
def resume(request: HttpRequest) -> HttpResponse:
    """After a session that ended while somebody was typing: what they sent, to be sent again with one press."""
    if (kept := kept_for(request)) is None:
        request.session.pop(SESSION_KEY, None)
        return redirect("applications:start")
    return render(request, "account/resume.html", {"kept": kept})
