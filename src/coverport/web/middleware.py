"""What every answer says to browsers of where a page's parts may come from; what was sent and no database can hold."""

from collections.abc import Callable
from typing import Any

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from django.core.exceptions import BadRequest
from django.db import DataError
from django.http import HttpRequest, HttpResponse, HttpResponseBase

# What views may set to have a policy of their own.
OF_ITS_OWN = ("_csp_exempt", "_csp_config", "_csp_update", "_csp_replace")
READ_ONLY = ("_csp_exempt_ro", "_csp_config_ro", "_csp_update_ro", "_csp_replace_ro")


class StatedPolicy(CSPMiddleware):
    """The library's middleware, which builds the policy out of the settings for each answer: here it is built once."""

    def __init__(self, get_response: Any) -> None:
        super().__init__(get_response)
        self.stated = ""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        own = any(name in vars(response) for name in (*OF_ITS_OWN, *READ_ONLY)) or HEADER in response
        if own or hasattr(request, "_csp_nonce"):
            return super().process_response(request, response)
        if self.stated:
            response[HEADER] = self.stated
            return response
        response = super().process_response(request, response)
        self.stated = response.get(HEADER, "")
        return response


# How PostgreSQL, and JSON in it, say that a text holds the sign with the number 0.
ZERO = ("NUL (0x00)", "\\u0000")


class ZeroIsNoText:
    """The sign with the number 0, which no person types and PostgreSQL cannot hold, makes a bad request, not a fault of ours."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        if isinstance(exception, DataError) and any(words in str(exception) for words in ZERO):
            raise BadRequest("a text with the sign 0") from exception
