"""The server's entry answers the plan API before the site: the same answers, the same headers, and nothing that is not its own."""

import io
import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import translation

from coverport.config.wsgi import application
from coverport.shopping.api import entry
from coverport.shopping.api.every_operation import OPERATIONS
from tests.conformance.marketplace_api.conftest import Api, asked

# What differs from one answer to the next, and what the site says of pages alone: their language.
OF_THE_MOMENT = {
    "request-id", "RateLimit-Remaining", "RateLimit-Reset", "X-RateLimit-Remaining-second", "X-RateLimit-Remaining-minute",
}  # fmt: skip
OF_PAGES = {"Content-Language", "Vary"}


@pytest.fixture
def served(api: Api, monkeypatch: pytest.MonkeyPatch) -> Iterator[Api]:
    """All requests share the test's connection, as with Django's client."""
    monkeypatch.setattr(entry, "close_old_connections", lambda: None)
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield api
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def call(method: str, path: str, body: bytes = b"", **environ: Any) -> tuple[str, dict[str, str], bytes]:
    """What the server sends: status line, headers, body."""
    said: list[Any] = []
    made = RequestFactory().generic(method, path, body, content_type="application/json").environ
    made |= {"HTTP_HOST": "testserver"} | environ
    sent = application(made, lambda line, headers, *_: said.extend((line, dict(headers))))
    return said[0], said[1], b"".join(sent)


def through_the_site(api: Api, method: str, path: str, body: bytes) -> HttpResponse:
    return api.client.generic(method, path, body, content_type="application/json")


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Addresses that were answered past the site."""
    seen: list[str] = []
    real = entry._answered

    def answered(known: Any, parts: Any, environ: Any) -> Any:
        seen.append(environ["PATH_INFO"])
        return real(known, parts, environ)

    monkeypatch.setattr(entry, "_answered", answered)
    return seen


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/api/v1/plans/search", asked(40, 38, income=45_000)),
        ("POST", "/api/v1/plans/search?year=2014", {"place": {}}),
        ("POST", "/api/v1/plans/export?format=csv", asked(40)),
        ("GET", "/api/v1/counties/33013", None),
        ("HEAD", "/api/v1/counties/33013", None),
        ("GET", "/api/v1/counties/by/zip/03301?year=2014&apikey=abc", None),
        ("GET", "/api/v1/counties/99999", None),
        ("GET", "/api/v1/data/apt?year=2014", None),
        ("GET", "/api/v1/rate-areas?state=NH&fips=33013&zipcode=03301&year=2014", None),
        ("OPTIONS", "/api/v1/plans/search", None),
        ("DELETE", "/api/v1/plans/search", None),
        ("POST", "/api/v1/enrollment/validate", {"enrollees": []}),
        ("GET", "/api/v1/nowhere", None),
    ],
)
def test_both_ways_answer_alike(served: Api, method: str, path: str, body: Any) -> None:
    data = b"" if body is None else json.dumps(body).encode()
    site = through_the_site(served, method, path, data)
    line, headers, sent = call(method, path, data)
    assert line == f"{site.status_code} {site.reason_phrase}"
    assert sent == site.content
    ours = {name: value for name, value in headers.items() if name not in OF_THE_MOMENT | OF_PAGES}
    theirs = {name: value for name, value in site.items() if name not in OF_THE_MOMENT | OF_PAGES}
    if method == "HEAD":
        theirs.pop("Content-Length")  # Django's client counts the body after it took it away
        assert int(ours.pop("Content-Length")) > 0
    assert {**ours, "Content-Length": ""} == {**theirs, "Content-Length": ""}
    assert {"X-Content-Type-Options", "X-Frame-Options", "Content-Security-Policy", "Referrer-Policy"} <= set(ours)


def test_what_is_kept_already_is_not_sent_again(served: Api) -> None:
    _, headers, _ = call("GET", "/api/v1/counties/33013")
    line, again, body = call("GET", "/api/v1/counties/33013", HTTP_IF_NONE_MATCH=headers["ETag"])
    assert (line, body, again["ETag"]) == ("304 Not Modified", b"", headers["ETag"])
    assert not {"Content-Type", "Content-Length"} & set(again)


def test_every_operation_is_answered_before_the_site(served: Api, counted: list[str]) -> None:
    filled = {"zipcode": "03301", "fips": "33013", "abbrev": "NH", "name": "apt", "year": "2014"}
    for one in OPERATIONS:
        path = one.path
        for name in ("zipcode", "fips", "abbrev", "issuer_id", "plan_id", "name", "year", "rxcui", "npi"):
            path = path.replace(f"{{{name}}}", filled.get(name, "1"))
        call(one.method, f"/api/v1/{path}")
    assert len(counted) == len(OPERATIONS)


@pytest.mark.parametrize(
    ("path", "environ"),
    [
        ("/api/v1/", {}),
        ("/api/v1/openapi.json", {}),
        ("/api/v1/nowhere/at/all", {}),
        ("/api/v1/counties/33013/", {}),
        ("/api/v1/counties/%C3%A4", {}),
        ("/vt/api/v1/counties/33013", {}),
        ("/api/v1/counties/33013", {"SCRIPT_NAME": "/sub"}),
        ("/api/v1/counties/33013", {"CONTENT_LENGTH": "x"}),
        ("/api/v1/counties/33013", {"CONTENT_LENGTH": "-1"}),
    ],
)
def test_all_else_is_the_sites(served: Api, counted: list[str], path: str, environ: dict[str, str]) -> None:
    assert call("GET", path, **environ)[0][:3] in {"200", "400", "404"}
    assert not counted


def test_another_host_is_refused_by_the_site(served: Api, settings: Any, counted: list[str]) -> None:
    settings.ALLOWED_HOSTS = ["exchange.example.org"]
    entry._is_served.cache_clear()
    try:
        assert call("GET", "/api/v1/counties/33013", HTTP_HOST="elsewhere.example.org")[0].startswith("400")
        assert not counted
        assert call("GET", "/api/v1/counties/33013", HTTP_HOST="exchange.example.org")[0] == "200 OK"
    finally:
        entry._is_served.cache_clear()


def test_a_body_sent_in_pieces_is_read(served: Api) -> None:
    data = json.dumps(asked(40)).encode()
    pieces = {"HTTP_TRANSFER_ENCODING": "chunked", "CONTENT_LENGTH": "", "wsgi.input": io.BytesIO(data)}
    line, _, body = call("POST", "/api/v1/plans/search", data, **pieces)
    assert (line, len(json.loads(body)["plans"])) == ("200 OK", 10)
    endless = pieces | {"wsgi.input": io.BytesIO(b" " * 300_000)}
    assert call("POST", "/api/v1/plans/search", **endless)[0].startswith("413")


def test_the_contract_is_english_whatever_language_is_asked_for(served: Api) -> None:
    """This refusal is in the words of the engine, which are translated where pages show them."""
    body = asked(40, 39, 38)
    for one, relationship in zip(body["household"]["people"], ("Self", "Spouse", "Spouse"), strict=True):
        one["relationship"] = relationship
    data, spanish = json.dumps(body).encode(), {"HTTP_ACCEPT_LANGUAGE": "es"}
    line, _, before = call("POST", "/api/v1/plans/search", data)
    assert line == "400 Bad Request"
    assert "spouse" in json.loads(before)["error"]
    with translation.override("es"):
        assert call("POST", "/api/v1/plans/search", data, **spanish)[2] == before
    assert served.client.post("/vt/api/v1/plans/search", data, content_type="text/plain", **spanish).content == before


def test_a_mistake_of_ours_is_told_in_the_contracts_form(served: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    from coverport.shopping.api import places

    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(places.geography, "county", broken)
    line, headers, body = call("GET", "/api/v1/counties/33013")
    assert (line, headers["Content-Type"]) == ("500 Internal Server Error", "application/json")
    assert b'"code":"1000"' in body
