"""What the person before the screen keeps: with their account when they are signed in, else in their browser."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from coverport.core.access import Actor
from coverport.shopping.saved import cookie
from coverport.shopping.saved.actions import carry_over, change_kept, kept_by
from coverport.shopping.saved.kept import Kept


def kept_of(request: HttpRequest) -> Kept:
    """What they keep here; read once a request."""
    known: Kept | None = getattr(request, "kept", None)
    if known is None:
        signed_in = request.exchange is not None and request.user.is_authenticated  # type: ignore[attr-defined]
        known = kept_by(request.actor, request.exchange) if signed_in else cookie.read(request)  # type: ignore[attr-defined]
        request.kept = known  # type: ignore[attr-defined]
    return known


def keep(request: HttpRequest, response: HttpResponse, change: Callable[[Kept], Kept]) -> None:
    """Change what they keep. Raises what `change` raises, and then nothing is changed."""
    if request.user.is_authenticated:
        change_kept(actor=request.actor, exchange=request.exchange, change=change)  # type: ignore[attr-defined]
    else:
        cookie.write(request, response, change(cookie.read(request)))


def carries_over(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: whoever has signed in finds in the account what the browser kept, and the browser keeps it no longer.

    Otherwise the next person at a shared computer would take it over.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if cookie.NAME in request.COOKIES and request.exchange is not None and request.user.is_authenticated:  # type: ignore[attr-defined]
            if browser := cookie.read(request):
                carry_over(actor=_actor(request), exchange=request.exchange, browser=browser)  # type: ignore[attr-defined]
            cookie.forget(response)
        return response

    return middleware


def _actor(request: HttpRequest) -> Actor:
    """Of the user as they are after the view, which may have signed them in."""
    return Actor.person(request.user)
