"""Checks that refuse to start a house whose doors are not declared."""

from collections.abc import Iterator
from typing import Any

from django.core.checks import CheckMessage, Error, register
from django.urls import URLPattern, URLResolver, get_resolver


def addresses(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Every address of the URL conf with its view, in order."""
    for pattern in (resolver or get_resolver()).url_patterns:
        where = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern, where)
        elif isinstance(pattern, URLPattern):
            yield where, pattern.callback


@register()
def every_address_declares_who_may_see_it(**_: Any) -> list[CheckMessage]:
    """A URL without a declared permission does not start."""
    return [
        Error(
            f"/{where} declares no permission",
            hint="wrap its view in public(...) or signed_in(...)",
            id="coverport.E001",
        )
        for where, view in addresses()
        if not hasattr(view, "permission")
    ]
