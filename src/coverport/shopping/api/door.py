"""The one view in front of all operations: keys, limits, reading, errors, headers."""

import hashlib
import secrets
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

import msgspec
import structlog
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotModified

from coverport.core.errors import Refusal
from coverport.law import MissingLaw
from coverport.shopping.api import limits, reading
from coverport.shopping.api.errors import ApiError, gateway, not_served
from coverport.shopping.api.operations import Operation

encode = msgspec.json.Encoder(decimal_format="number").encode
VERSION = "r1"
JSON = "application/json"
_CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, Retry-After, request-id, x-version",
}
_PREFLIGHT = {
    "Access-Control-Allow-Headers": "apikey, content-type, if-none-match, x-api-key",
    "Access-Control-Max-Age": "86400",
}
log = structlog.get_logger()


def door(by_method: Mapping[str, Operation]) -> Callable[..., HttpResponseBase]:
    """The view of an address, for the methods that it knows. No key is needed: whatever is sent as one is not looked at."""
    allowed = ", ".join(sorted({*by_method, "OPTIONS", *(["HEAD"] if "GET" in by_method else [])}))

    def view(request: HttpRequest, **path: str) -> HttpResponseBase:
        if request.method == "OPTIONS":
            return _with(
                HttpResponse(status=204), {"Allow": allowed, "Access-Control-Allow-Methods": allowed, **_PREFLIGHT}
            )
        left = limits.count(request.META.get("REMOTE_ADDR", ""))
        if left.refused:
            return _refused(left)
        asked = by_method.get("GET" if request.method == "HEAD" else request.method or "")
        if asked is None:
            answer: HttpResponseBase = _json(gateway(HTTPStatus.METHOD_NOT_ALLOWED, "Method Not Allowed"), 405)
            answer["Allow"] = allowed
        else:
            answer = _answered(request, asked, path)
        return _with(answer, limits.headers(left))

    return view


def nowhere(request: HttpRequest) -> HttpResponse:
    """An address that no operation has."""
    return _with(_json(gateway(HTTPStatus.NOT_FOUND, "no Route matched with those values"), 404), {})


def _answered(request: HttpRequest, asked: Operation, path: dict[str, str]) -> HttpResponseBase:
    try:
        return _run(request, asked, path)
    except ApiError as error:
        return _json(error.body, error.status)
    except MissingLaw as error:
        return _error(ApiError("eligibility", str(error)))
    except Refusal as error:
        return _error(_of_refusal(error, asked))
    except OperationalError as error:
        log.warning("api_database", operation=asked.path, error=type(error).__name__)
        return _error(ApiError("timeout", "db query timed-out"))


def _run(request: HttpRequest, asked: Operation, path: dict[str, str]) -> HttpResponseBase:
    if len(request.META.get("QUERY_STRING", "")) > reading.LONGEST_QUERY:
        raise ApiError("invalid", "query: is too long.", message=f"invalid {asked.noun} request", status=414)
    query = reading.query_of(request.GET, path, asked.query, asked.noun)
    if asked.decoder is None:
        found = asked.handler(query)
    else:
        found = asked.handler(query, reading.body_of(request, asked.decoder, asked.noun, asked.longest))
    if isinstance(found, HttpResponseBase):
        return found
    return _keep(request, _json(found, asked.status), asked.keep)


def _of_refusal(refusal: Refusal, asked: Operation) -> ApiError:
    """What the rooms below refuse, in the contract's codes."""
    if refusal.code in {"no_catalog", "no_exchange", "no_plans_here"}:
        return not_served(refusal.message)
    name = {"unknown_county": "county", "unknown_state": "state", "unknown_plan": "plan"}.get(refusal.code)
    return ApiError(name, refusal.message) if name else reading.invalid(asked.noun, refusal.message)


def _error(error: ApiError) -> HttpResponse:
    return _json(error.body, error.status)


def _json(found: Any, status: int = 200) -> HttpResponse:
    return HttpResponse(encode(found), status=status, content_type=JSON)


def _keep(request: HttpRequest, answer: HttpResponse, seconds: int) -> HttpResponse:
    """Headers for what changes only with an import or the law; 304 to whoever has it already."""
    if not seconds:
        answer["Cache-Control"] = "no-store"
        return answer
    tag = f'"{hashlib.blake2b(answer.content, digest_size=12).hexdigest()}"'
    if tag in request.headers.get("If-None-Match", ""):
        answer = HttpResponseNotModified()
    answer["ETag"], answer["Cache-Control"] = tag, f"public, max-age={seconds}"
    return answer


def _refused(left: limits.Left) -> HttpResponse:
    answer = _json(gateway(HTTPStatus.TOO_MANY_REQUESTS, "API rate limit exceeded"), 429)
    answer["Retry-After"] = str(left.reset)
    return _with(answer, limits.headers(left))  # type: ignore[return-value]


def _with(answer: Any, more: Mapping[str, str]) -> Any:
    for name, value in (*_CORS.items(), *more.items(), ("x-version", VERSION), ("request-id", secrets.token_hex(12))):
        answer.headers[name] = value
    return answer
