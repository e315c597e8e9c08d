"""Which exchange an address belongs to: by host name, or in the demo by the first part of the path. Never by guess."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import Subquery
from django.http import HttpRequest, HttpResponse
from django.urls import set_script_prefix
from django.utils import timezone

from coverport.core.prepared import Read
from coverport.exchanges import profiles
from coverport.exchanges.models import Exchange

BY_SLUG = Read(lambda slug: Exchange.objects.filter(slug=slug))
_OPEN = Session.objects.values("session_data")
# Every page of whoever is signed in reads both: in one statement.
WITH_SESSION = Read(
    lambda slug, key, now: Exchange.objects.filter(slug=slug).annotate(
        session_data=Subquery(_OPEN.filter(session_key=key, expire_date__gt=now))
    )
)


def find_exchange(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Set request.exchange; None at addresses that belong to no exchange (the front door, the health check).

    Where the browser names a session, also request.session_data, as accounts/sessions.py takes it; None for one that is over.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        slug = _by_host(request.get_host()) or _by_path(request)
        request.exchange = _named(slug, request) if slug else None  # type: ignore[attr-defined]
        return get_response(request)

    return middleware


def _named(slug: str, request: HttpRequest) -> Exchange | None:
    key = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
    if not key:
        return BY_SLUG.first(slug)
    found = WITH_SESSION.first(slug, key, timezone.now())
    if found is not None:
        request.session_data = vars(found).pop("session_data")  # type: ignore[attr-defined]
    return found


def _by_host(host: str) -> str | None:
    name = host.rpartition(":")[0] or host
    return next((slug for slug in profiles.slugs() if name in profiles.load(slug).hosts), None)


def _by_path(request: HttpRequest) -> str | None:
    """`/vt/plans` is `/plans` of the exchange `vt`; addresses made while answering carry the prefix again."""
    set_script_prefix("/")
    first, slash, rest = request.path_info.lstrip("/").partition("/")
    if not settings.EXCHANGE_BY_PATH or first not in profiles.slugs() or not slash:
        return None
    set_script_prefix(f"/{first}/")
    request.path_info = f"/{rest}"
    return first


def exchange_in_templates(request: HttpRequest) -> dict[str, Any]:
    """`exchange`, its profile and its date of record for every page."""
    exchange = getattr(request, "exchange", None)
    if exchange is None:
        return {"exchange": None}
    return {"exchange": exchange, "profile": exchange.profile, "date_of_record": exchange.today()}
