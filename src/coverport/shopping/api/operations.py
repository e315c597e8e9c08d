"""The list of operations: addresses, types and OpenAPI are made from it."""

from collections.abc import Callable
from typing import Any

import msgspec

from coverport.shopping.api.reading import LONGEST_BODY
from coverport.shopping.api.wire.common import NoQuery

Handler = Callable[..., Any]


class Operation(msgspec.Struct, frozen=True, eq=False):
    """An operation. path: as in OpenAPI, `counties/{fips}`; noun: what an error calls it; keep: seconds that an answer may be kept.

    answers: the type of the answer as the schema has it; status: of a good answer; short: it only reckons, in less than a
    millisecond, and is answered in turn.
    """

    method: str
    path: str
    noun: str
    handler: Handler
    query: type[msgspec.Struct]
    body: Any
    answers: Any
    summary: str
    keep: int = 0
    status: int = 200
    longest: int = LONGEST_BODY
    decoder: Any = None
    ours: bool = False
    short: bool = False


OPERATIONS: list[Operation] = []
# An hour for what changes with an import; a day for what changes with the law.
HOUR, DAY = 3600, 86400


def operation(
    method: str,
    path: str,
    noun: str,
    answers: Any,
    *,
    query: type[msgspec.Struct] = NoQuery,
    body: Any = None,
    keep: int = 0,
    status: int = 200,
    longest: int = LONGEST_BODY,
    ours: bool = False,
    short: bool = False,
) -> Callable[[Handler], Handler]:
    """Enter a function of (query) or (query, body) into the list. ours: beyond the contract; short: see Operation."""

    def enter(handler: Handler) -> Handler:
        decoder = msgspec.json.Decoder(body, strict=False) if body is not None else None
        summary = (handler.__doc__ or "").strip().splitlines()[0]
        OPERATIONS.append(
            Operation(
                method, path, noun, handler, query, body, answers, summary, keep, status, longest, decoder, ours, short
            )
        )
        return handler

    return enter
