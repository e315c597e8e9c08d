"""Where something begins that is switched off, its page stands instead. What was begun goes on."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from coverport.core import switches
from coverport.fallback.functions import BEGINS


class SwitchedOff:
    """Asks only at the few addresses at which something begins."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        match = request.resolver_match
        function = BEGINS.get(match.view_name) if match else None
        exchange = getattr(request, "exchange", None)
        if function is None or exchange is None or not switches.is_off(exchange.pk, function):
            return None
        from coverport.fallback import queries, views

        if queries.has_begun(request.actor, exchange, function):  # type: ignore[attr-defined]
            return None
        return views.instead(request, function)
