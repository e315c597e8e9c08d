"""A day whose law is not known here: the page says so, and the log names what is missing."""

from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from coverport.law import MissingLaw

NOT_NOW = 503
log = structlog.get_logger()


class LawIsKnown:
    """Where a value of law is not known for the day, as before the year's poverty guideline is taken in, the page says whom to call.

    Nothing broke, and waiting a minute helps nobody. The log names the value to whoever runs the exchange.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, MissingLaw):
            return None
        log.error(
            "law is missing", law=exception.name, on=exception.on.isoformat(), state=exception.state, path=request.path
        )
        return render(request, "web/law_missing.html", status=NOT_NOW)
