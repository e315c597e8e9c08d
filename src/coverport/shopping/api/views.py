"""The API as Django views, for every address under which the site answers."""

from collections.abc import Callable, Mapping

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.request import UnreadablePostError
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils import translation

from coverport.core.proxies import client_of
from coverport.shopping.api import door
from coverport.shopping.api.calls import Answer, Call
from coverport.shopping.api.door import Methods


def view_of(known: Methods) -> Callable[..., HttpResponse]:
    """The view of an address. methods: for whoever looks up what an address does."""

    def view(request: HttpRequest, **path: str) -> HttpResponse:
        # The contract is English.
        with translation.override(settings.LANGUAGE_CODE):
            return _response(door.answer(known, _call(request), path))

    view.methods = known  # type: ignore[attr-defined]
    return view


def nowhere(request: HttpRequest) -> HttpResponse:
    """An address that no operation has. One with a slash too many, at its end or between, is meant without it."""
    meant = _without_slashes(request.path_info)
    if meant is not None:
        answered: HttpResponse = meant.func(request, **meant.kwargs)
        return answered
    return _response(door.nowhere())


def _without_slashes(path: str) -> ResolverMatch | None:
    meant = "/" + "/".join(part for part in path.split("/") if part)
    if meant == path:
        return None
    try:
        found = resolve(meant)
    except Resolver404:
        return None
    return found if hasattr(found.func, "methods") else None


def _call(request: HttpRequest) -> Call:
    def read(most: int) -> bytes:
        try:
            return request.read(most)
        except UnreadablePostError as error:
            raise OSError("the body could not be read") from error

    meta: Mapping[str, str] = request.META
    return Call(
        request.method or "", client_of(meta), meta.get("QUERY_STRING", ""), meta.get("HTTP_IF_NONE_MATCH", ""), read
    )  # fmt: skip


def _response(found: Answer) -> HttpResponse:
    response = HttpResponse(found.body, status=found.status, headers=dict(found.headers))
    if "Content-Type" not in found.headers:
        del response["Content-Type"]
    return response
