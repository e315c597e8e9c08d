"""The one door in front of all operations: keys, limits, reading, errors, headers. It knows nothing of Django's requests."""

import hashlib
import random
from collections.abc import Mapping
from contextlib import nullcontext
from http import HTTPStatus
from typing import Any

import msgspec
import structlog
from django.db import OperationalError

from coverport.core.errors import Refusal
from coverport.core.turns import Turns
from coverport.law import MissingLaw
from coverport.shopping.api import limits, reading
from coverport.shopping.api.calls import JSON, Answer, Call
from coverport.shopping.api.errors import ApiError, gateway, not_served
from coverport.shopping.api.operations import Operation

encode = msgspec.json.Encoder(decimal_format="number").encode
VERSION = "r1"
_CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, Retry-After, "
    "X-RateLimit-Limit-minute, X-RateLimit-Limit-second, X-RateLimit-Remaining-minute, X-RateLimit-Remaining-second, "
    "request-id, x-version",
}
_PREFLIGHT = {
    "Access-Control-Allow-Headers": "apikey, authorization, content-type, if-none-match, x-api-key, x-requested-with",
    "Access-Control-Max-Age": "86400",
}
Methods = Mapping[str, Operation]
log = structlog.get_logger()
# Names of requests, for whoever asks about one: nothing is guarded by them. Seeded by the system once, not asked every time.
_drawn = random.Random()  # noqa: S311
# A short answer waits for the others before it, but not for one of them that waits for a database, say.
_turns = Turns(patience=0.1)
_AT_ONCE = nullcontext()


def answer(known: Methods, call: Call, path: Mapping[str, str]) -> Answer:
    """The answer of an address, for the methods that it knows. No key is needed: whatever is sent as one is not looked at.

    path: the parts of the address that name something.
    """
    if call.method == "OPTIONS":
        allowed = methods_of(known)
        return _with(Answer(204, {"Allow": allowed, "Access-Control-Allow-Methods": allowed, **_PREFLIGHT}), {})
    left = limits.count(call.client)
    if left.refused:
        return _refused(left)
    asked = known.get("GET" if call.method == "HEAD" else call.method)
    if asked is None:
        found = _json(gateway(HTTPStatus.METHOD_NOT_ALLOWED, "Method Not Allowed"), 405, Allow=methods_of(known))
    else:
        found = _answered(call, asked, path)
    return _with(found, limits.headers(left))


def methods_of(known: Methods) -> str:
    """As `Allow` names them."""
    return ", ".join(sorted({*known, "OPTIONS", *(["HEAD"] if "GET" in known else [])}))


def nowhere() -> Answer:
    """An address that no operation has."""
    return _with(_json(gateway(HTTPStatus.NOT_FOUND, "no Route matched with those values"), 404), {})


def _answered(call: Call, asked: Operation, path: Mapping[str, str]) -> Answer:
    try:
        return _run(call, asked, path)
    except ApiError as error:
        return _error(error)
    except MissingLaw as error:
        return _error(ApiError("eligibility", str(error)))
    except Refusal as error:
        return _error(_of_refusal(error, asked))
    except OperationalError as error:
        log.warning("api_database", operation=asked.path, error=type(error).__name__)
        return _error(ApiError("timeout", "db query timed-out"))
    except Exception:
        log.exception("api_failed", operation=asked.path)
        return _error(ApiError("internal"))


def _run(call: Call, asked: Operation, path: Mapping[str, str]) -> Answer:
    if len(call.query) > reading.LONGEST_QUERY:
        raise ApiError("invalid", "query: is too long.", message=f"invalid {asked.noun} request", status=414)
    query = reading.query_of(call.query, path, asked.query, asked.noun)
    if asked.decoder is None:
        found = asked.handler(query)
    else:
        body = reading.body_of(call.read, asked.decoder, asked.noun, asked.longest)
        with _turns.one() if asked.short else _AT_ONCE:
            found = asked.handler(query, body)
    if isinstance(found, Answer):
        return found
    # What comes as bytes is JSON already.
    return _keep(call, found if isinstance(found, bytes) else encode(found), asked)


def _of_refusal(refusal: Refusal, asked: Operation) -> ApiError:
    """What the rooms below refuse, in the contract's codes."""
    if refusal.code in {"no_catalog", "no_exchange", "no_plans_here"}:
        return not_served(refusal.message)
    name = {"unknown_county": "county", "unknown_state": "state", "unknown_plan": "plan"}.get(refusal.code)
    return ApiError(name, refusal.message) if name else reading.invalid(asked.noun, refusal.message)


def _error(error: ApiError) -> Answer:
    return _json(error.body, error.status)


def _json(found: Any, status: int, **headers: str) -> Answer:
    return Answer(status, {"Content-Type": JSON, **headers}, encode(found))


def _keep(call: Call, body: bytes, asked: Operation) -> Answer:
    """Headers for what changes only with an import or the law; 304 to whoever has it already."""
    if not asked.keep:
        return Answer(asked.status, {"Content-Type": JSON, "Cache-Control": "no-store"}, body)
    tag = f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
    kept = {"ETag": tag, "Cache-Control": f"public, max-age={asked.keep}"}
    return Answer(304, kept) if tag in call.tag else Answer(asked.status, {"Content-Type": JSON, **kept}, body)


def _refused(left: limits.Left) -> Answer:
    found = _json(gateway(HTTPStatus.TOO_MANY_REQUESTS, "API rate limit exceeded"), 429)
    return _with(found, {"Retry-After": str(left.reset), **limits.headers(left)})


def _with(found: Answer, more: Mapping[str, str]) -> Answer:
    headers = {**found.headers, **_CORS, **more, "x-version": VERSION, "request-id": f"{_drawn.getrandbits(96):024x}"}
    return Answer(found.status, headers, found.body)
