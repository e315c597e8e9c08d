"""Who asks, where reverse proxies stand between: the nearest address that is no proxy of this installation."""

import ipaddress
import os
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

# As addresses or networks: who comes through one of them is whom it names last in X-Forwarded-For.
PROXIES = tuple(
    ipaddress.ip_network(each.strip()) for each in os.environ.get("COVERPORT_PROXIES", "").split(",") if each.strip()
)


def client_of(environ: Mapping[str, Any]) -> str:
    """The address that a request comes from, by its WSGI environment. What others write into the header is not believed."""
    address, forwarded = environ.get("REMOTE_ADDR", ""), environ.get("HTTP_X_FORWARDED_FOR", "")
    if not PROXIES or not forwarded:
        return str(address)
    for each in (address, *reversed([part.strip() for part in forwarded.split(",")])):
        if not _is_proxy(each):
            return str(each)
    return str(address)


@lru_cache(maxsize=1024)
def _is_proxy(address: str) -> bool:
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(found in network for network in PROXIES)
