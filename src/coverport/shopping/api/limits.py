"""How often one client may ask: fixed windows of a second and a minute, counted by each web worker for itself."""

import os
import threading
import time
from collections import OrderedDict

import msgspec

# 0: no limit; requests are counted and the headers sent all the same.
SECOND = int(os.environ.get("COVERPORT_API_PER_SECOND", "200"))
MINUTE = int(os.environ.get("COVERPORT_API_PER_MINUTE", "1000"))
KNOWN = 10_000


class _Counts(msgspec.Struct):
    second: int = 0
    in_second: int = 0
    minute: int = 0
    in_minute: int = 0


class Left(msgspec.Struct, frozen=True):
    """What a client has left. reset: seconds until the window that binds begins anew."""

    second: int
    minute: int
    reset: int
    refused: bool


_clients: OrderedDict[str, _Counts] = OrderedDict()
_lock = threading.Lock()


def count(client: str, *, now: float | None = None) -> Left:
    """Count one request of a client. A client that is not heard of for long is forgotten."""
    at = int(time.time() if now is None else now)
    with _lock:
        counts = _clients.get(client)
        if counts is None:
            counts = _clients[client] = _Counts()
            if len(_clients) > KNOWN:
                _clients.popitem(last=False)
        else:
            _clients.move_to_end(client)
        if counts.second != at:
            counts.second, counts.in_second = at, 0
        if counts.minute != at // 60:
            counts.minute, counts.in_minute = at // 60, 0
        counts.in_second += 1
        counts.in_minute += 1
        second, minute = counts.in_second, counts.in_minute
    over_second, over_minute = bool(SECOND) and second > SECOND, bool(MINUTE) and minute > MINUTE
    reset = 60 - at % 60 if over_minute or not over_second else 1
    return Left(max(0, SECOND - second), max(0, MINUTE - minute), reset, over_second or over_minute)


def headers(left: Left) -> dict[str, str]:
    """As the gateway in front of the original names them."""
    return {
        "RateLimit-Limit": str(SECOND),
        "RateLimit-Remaining": str(left.second),
        "RateLimit-Reset": str(left.reset),
        "X-RateLimit-Limit-second": str(SECOND),
        "X-RateLimit-Remaining-second": str(left.second),
        "X-RateLimit-Limit-minute": str(MINUTE),
        "X-RateLimit-Remaining-minute": str(left.minute),
    }
