"""What a browser keeps without an account: a sealed cookie, which nobody can read off a disk and no page can forge."""

import msgspec
from cryptography.exceptions import InvalidTag
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import get_script_prefix

from coverport.core.sensitive import seal, unseal
from coverport.shopping.saved.kept import Kept

NAME = "coverport_kept"
KEPT_SECONDS = 30 * 24 * 60 * 60
MOST_BYTES = 3800  # browsers drop a cookie of 4096 bytes and more, its name and attributes counted


def read(request: HttpRequest) -> Kept:
    """What the cookie holds; nothing where there is none, and where it was changed or sealed with a key that is gone."""
    sealed = request.COOKIES.get(NAME, "")
    if not sealed or request.exchange is None:  # type: ignore[attr-defined]
        return Kept()
    try:
        return msgspec.json.decode(unseal(sealed, purpose=_purpose(request)), type=Kept)
    except (InvalidTag, KeyError, ValueError, msgspec.DecodeError, msgspec.ValidationError):
        return Kept()


def write(request: HttpRequest, response: HttpResponse, kept: Kept) -> None:
    """Keep it for a month from now; an empty one leaves nothing behind."""
    if not kept:
        forget(response)
        return
    sealed = _sealed(request, kept)
    if len(sealed) > MOST_BYTES:  # two years of twenty plans and the answers of a large family: the newest year stays
        newest = kept.years[0]
        sealed = _sealed(request, msgspec.structs.replace(kept, plans={newest: kept.of(newest)}, answers={}))
    response.set_cookie(
        NAME, sealed, max_age=KEPT_SECONDS, path=get_script_prefix(), httponly=True, samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip


def forget(response: HttpResponse) -> None:
    """Leave nothing in the browser."""
    response.delete_cookie(NAME, path=get_script_prefix(), samesite="Lax")


def _sealed(request: HttpRequest, kept: Kept) -> str:
    return seal(msgspec.json.encode(kept).decode(), purpose=_purpose(request))


def _purpose(request: HttpRequest) -> str:
    """Binds the cookie to its exchange."""
    return f"plans, doctors and drugs that a browser keeps for {request.exchange.slug}"  # type: ignore[attr-defined]
