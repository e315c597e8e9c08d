"""Who acts in this request, and what they learn of things that are not theirs: nothing."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from allauth.core.exceptions import ReauthenticationRequired
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import SimpleLazyObject

from coverport.accounts.roles import AT_A_DESK, kinds_at
from coverport.core.access import ANONYMOUS, Actor
from coverport.core.errors import NotAllowed


def find_actor(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Set request.actor: the signed-in person, or nobody known. Looked up only where it is asked for."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(lambda: _actor(request))  # type: ignore[attr-defined]
        return get_response(request)

    return middleware


def _actor(request: HttpRequest) -> Actor:
    return Actor.person(request.user) if request.user.is_authenticated else ANONYMOUS


def roles_in_templates(request: HttpRequest) -> dict[str, Any]:
    """`works_here`: whether the reader has a desk at this exchange.

    Looked up only where a page asks, and of whom the second step's middleware did not find to have no role at all.
    """
    works = getattr(request, "has_a_role", True)
    actor, exchange = getattr(request, "actor", ANONYMOUS), getattr(request, "exchange", None)
    return {"works_here": SimpleLazyObject(lambda: works and bool(kinds_at(actor, exchange) & AT_A_DESK))}


class AnothersThingIsNotThere:
    """A verb that refuses for want of a relation answers 404, as if the thing did not exist."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        if isinstance(exception, NotAllowed):
            raise Http404 from exception


class PasswordFirst:
    """What wants the password (or second step) again leads to where it is asked for, and from there to its page.

    Stands behind the library's own, which keeps what was sent, cookies and all, in the session, and would look for the page without the
    exchange's part of its address.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, ReauthenticationRequired) or not request.user.is_authenticated:
            return None
        from allauth.account.adapter import get_adapter  # ours, which needs the rooms' models

        ways = get_adapter().get_reauthentication_methods(request.user)
        return redirect(f"{ways[0]['url']}?{urlencode({'next': request.get_full_path()})}") if ways else None
