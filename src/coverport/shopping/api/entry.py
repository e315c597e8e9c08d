"""The server's way past the site's middleware for the plan API: public, without sessions, languages or an exchange of its own.

Of what the middleware does, three things are left: addresses of other hosts are the site's to refuse, its security headers stand on
every answer, and what holds a database connection gives it back.
"""

import re
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from http import HTTPStatus
from typing import Any

from csp.middleware import CSPMiddleware
from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.db import close_old_connections, connections
from django.http import HttpResponse
from django.middleware.clickjacking import XFrameOptionsMiddleware
from django.middleware.security import SecurityMiddleware
from django.test import RequestFactory
from django.utils import translation

from coverport.core.proxies import client_of
from coverport.shopping.api import door
from coverport.shopping.api.calls import Answer, Call
from coverport.shopping.api.door import Methods

Environ = dict[str, Any]
Start = Callable[..., Any]
Application = Callable[[Environ, Start], Iterable[bytes]]
ROOT = "/api/v1/"
_LINES = {one.value: f"{one.value} {one.phrase}" for one in HTTPStatus}
_BODILESS = {204, 304}
_of_thread = threading.local()
_PARAMETER = re.compile(r"\{(\w+)\}")


def plan_api_before(site: Application) -> Application:
    """The site, with every public operation of the plan API answered before it. All else is the site's."""
    named, numbered = _addresses()

    def application(environ: Environ, start: Start) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if not path.startswith(ROOT) or not _is_ours(environ):
            return site(environ, start)
        address = path[len(ROOT) :]
        if address in named:
            return _sent(_answered(named[address], {}, environ), environ, start)
        if found := _matched(numbered, address):
            return _sent(_answered(*found, environ), environ, start)
        return site(environ, start)

    return application


def _answered(known: Methods, parts: Mapping[str, str], environ: Environ) -> Answer:
    # Whatever language the last page of this thread was in: the contract is English.
    translation.activate(settings.LANGUAGE_CODE)
    try:
        return door.answer(known, _call(environ), parts)
    finally:
        if [one for one in _connections() if one.connection is not None]:
            close_old_connections()


def _connections() -> Sequence[Any]:
    """This thread's ways to the databases. To look them up through Django for every request costs as much as a tenth of an answer."""
    known: Sequence[Any] | None = getattr(_of_thread, "connections", None)
    if known is None:
        known = _of_thread.connections = connections.all()
    return known


def _sent(found: Answer, environ: Environ, start: Start) -> list[bytes]:
    headers = [*found.headers.items(), *_security_headers(_is_secure(environ))]
    if found.status not in _BODILESS:
        headers.append(("Content-Length", str(len(found.body))))
    start(_LINES[found.status], headers)
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [found.body]


def _call(environ: Environ) -> Call:
    # Who sends in pieces names no length.
    length = None if environ.get("HTTP_TRANSFER_ENCODING") else int(environ.get("CONTENT_LENGTH") or 0)

    def read(most: int) -> bytes:
        data: bytes = environ["wsgi.input"].read(most if length is None else min(length, most))
        return data

    return Call(
        environ["REQUEST_METHOD"],
        client_of(environ),
        environ.get("QUERY_STRING", ""),
        environ.get("HTTP_IF_NONE_MATCH", ""), read,
    )  # fmt: skip


def _is_ours(environ: Environ) -> bool:
    """Nothing that the site reads otherwise: another host, a length that is none, an address under a prefix."""
    length = environ.get("CONTENT_LENGTH") or "0"
    return not environ.get("SCRIPT_NAME") and length.isdecimal() and _is_served(environ.get("HTTP_HOST", ""))


@lru_cache(maxsize=1024)
def _is_served(host: str) -> bool:
    """By the site's own rule of hosts."""
    if not host:
        return False
    try:
        RequestFactory().get("/", headers={"host": host}).get_host()
    except DisallowedHost:
        return False
    return True


def _addresses() -> tuple[dict[str, Methods], list[tuple[re.Pattern[str], Methods]]]:
    """(address -> its methods, patterns in order), of those that the list of addresses declares open to anybody."""
    from coverport.shopping.api.urls import urlpatterns

    named: dict[str, Methods] = {}
    numbered: list[tuple[re.Pattern[str], Methods]] = []
    for one in urlpatterns:
        known = getattr(one.callback, "methods", None)
        if known is None or getattr(one.callback, "permission", "") != "public":
            continue
        if "{" in (address := next(iter(known.values())).path):
            numbered.append((re.compile(_PARAMETER.sub(r"(?P<\1>[^/]+)", address)), known))
        else:
            named[address] = known
    return named, numbered


def _matched(numbered: list[tuple[re.Pattern[str], Methods]], address: str) -> tuple[Methods, Mapping[str, str]] | None:
    for pattern, known in numbered if address.isascii() else ():
        if found := pattern.fullmatch(address):
            return known, found.groupdict()
    return None


def _is_secure(environ: Environ) -> bool:
    """As Django's requests know it: by the connection, or by a proxy's header where the site is served by HTTPS."""
    if settings.SECURE_PROXY_SSL_HEADER:
        name, secure = settings.SECURE_PROXY_SSL_HEADER
        if environ.get(name) == secure:
            return True
    return environ.get("wsgi.url_scheme") == "https"


@lru_cache(maxsize=2)
def _security_headers(secure: bool) -> tuple[tuple[str, str], ...]:
    """What the site's middleware puts on every answer, taken from it."""
    request, headers = RequestFactory().get("/", secure=secure), dict[str, str]()
    for kind in (SecurityMiddleware, CSPMiddleware, XFrameOptionsMiddleware):
        bare = HttpResponse()
        kind(lambda _, bare=bare: bare)(request)
        headers |= dict(bare.items())
    del headers["Content-Type"]
    return tuple(headers.items())
