"""Whatever is sent, something in the contract's form comes back: never a 500, never a page, never late."""

from collections.abc import Iterator

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance

from coverport.config.wsgi import application
from coverport.shopping.api import entry, limits
from coverport.shopping.api.openapi import specification
from tests.conformance.marketplace_api.conftest import Api

EXAMPLES = 20
SLOWEST_SECONDS = 5.0

schema = schemathesis.openapi.from_dict(specification())
schema.config.generation.update(modes=[GenerationMode.POSITIVE, GenerationMode.NEGATIVE])


@pytest.fixture
def one_connection(api: Api, monkeypatch: pytest.MonkeyPatch) -> Iterator[Api]:
    """The server's entry closes connections after a request; here all requests share the test's transaction, as with Django's client."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    monkeypatch.setattr(entry, "close_old_connections", lambda: None)
    monkeypatch.setattr(limits, "SECOND", 0)
    monkeypatch.setattr(limits, "MINUTE", 0)
    yield api
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_no_input_breaks_an_operation(case: schemathesis.Case, one_connection: Api) -> None:
    """In process, through the server's own entry and every middleware."""
    answer = case.call(base_url="http://localhost/api/v1", app=application)
    case.validate_response(answer, checks=[not_a_server_error, content_type_conformance, response_schema_conformance])
    assert answer.elapsed < SLOWEST_SECONDS
    if answer.status_code >= 400 and answer.status_code not in {404, 405}:
        assert {"code", "status", "message", "error"} <= set(answer.json()) or case.path == "/enrollment/validate"


@pytest.mark.parametrize(
    "data", [b"\x00", b"{}" * 1000, b'{"place":{}}', b'{"household":{"people":[' + b"{}," * 9000 + b"{}]}}"]
)
@pytest.mark.parametrize("path", ["plans/search", "households/slcsp", "enrollment/validate", "quotes/batch", "plans"])
def test_no_body_breaks_an_operation(api: Api, path: str, data: bytes) -> None:
    answer = api.post(path, data)
    assert answer.status_code == 400
    assert answer.json()["code"] == "1003"
