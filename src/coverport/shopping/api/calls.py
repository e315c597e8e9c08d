"""A call of the API and its answer, whichever way it came: through Django, or past it by the server's entry."""

from collections.abc import Callable, Mapping

import msgspec

JSON = "application/json"


class Call(msgspec.Struct, frozen=True):
    """client: whom limits are counted for. query: as the address has it. tag: `If-None-Match`. read: at most so many bytes of the body."""

    method: str
    client: str
    query: str
    tag: str
    read: Callable[[int], bytes]


class Answer(msgspec.Struct, frozen=True):
    """body: all of it, and no `Content-Type` where it has none."""

    status: int
    headers: Mapping[str, str]
    body: bytes = b""
