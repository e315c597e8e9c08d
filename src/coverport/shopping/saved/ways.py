"""Where a form leads back to: a page of this site, and no other."""

from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

SAID = "said"


def back_to(request: HttpRequest, wanted: str, otherwise: str) -> str:
    """The page that was asked for, where it is one of ours; else the other one."""
    ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if wanted.startswith("/") and ours else otherwise


def with_message(address: str, said: str) -> str:
    """An address that carries a message for its page, the one before it left out."""
    parts = urlsplit(address)
    pairs = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] != SAID]
    return urlunsplit(parts._replace(query=urlencode([*pairs, (SAID, said)])))


def at(address: str, fragment: str) -> str:
    """The same page at one of its parts, without an earlier message."""
    parts = urlsplit(address)
    pairs = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] != SAID]
    return urlunsplit(parts._replace(query=urlencode(pairs), fragment=fragment))
