"""How often one client may ask: fixed windows of a second and a minute, counted for all web workers of a machine together."""

import ipaddress
import os
import time
from functools import lru_cache

import msgspec

from coverport.core import paths
from coverport.shopping.api.counters import Counters

# 0: no limit; requests are counted and the headers sent all the same.
SECOND = int(os.environ.get("COVERPORT_API_PER_SECOND", "200"))
MINUTE = int(os.environ.get("COVERPORT_API_PER_MINUTE", "1000"))
# Whoever has an IPv6 address has all that begin so.
IPV6_HOUSEHOLD = 64


class Left(msgspec.Struct, frozen=True):
    """What a client has left. reset: seconds until the window that binds begins anew."""

    second: int
    minute: int
    reset: int
    refused: bool


def count(client: str, *, now: float | None = None) -> Left:
    """Count one request of a client. A client that is not heard of for long is forgotten."""
    at = int(time.time() if now is None else now)
    second, minute = counters().add(_household(client), at, (SECOND, MINUTE))
    over_second, over_minute = bool(SECOND) and second > SECOND, bool(MINUTE) and minute > MINUTE
    reset = 60 - at % 60 if over_minute or not over_second else 1
    return Left(max(0, SECOND - second), max(0, MINUTE - minute), reset, over_second or over_minute)


@lru_cache(maxsize=1)
def counters() -> Counters:
    """The table of this installation on this machine."""
    return Counters(paths.data_dir() / "api-limits")


@lru_cache(maxsize=1024)
def _household(client: str) -> str:
    if ":" not in client:
        return client
    try:
        return str(ipaddress.ip_network((client.partition("%")[0], IPV6_HOUSEHOLD), strict=False))
    except ValueError:
        return client


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
