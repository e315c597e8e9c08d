"""The simulated agency as a server of this test's own, reached over HTTP as in production; its books can be looked into."""

import threading
from collections.abc import Iterator
from datetime import date

import pytest

from coverport.handoff.agencysim.server import AgencySim
from tests.applications.households import DAY, publish_samples, somebody
from tests.applications.verification.conftest import hub, hub_process  # noqa: F401  (fixtures)

TOKEN = "what-an-exchange-shows"


@pytest.fixture
def on_sale(db: None) -> None:
    publish_samples()


@pytest.fixture
def ana(db: None) -> object:
    return somebody()


@pytest.fixture
def agency(settings: object) -> Iterator[AgencySim]:
    today: list[date] = [DAY]
    server = AgencySim(token=TOKEN, slow=0.4, today=lambda: today[0])
    server.day = today  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.AGENCY_ADDRESS, settings.AGENCY_TOKEN = server.address, TOKEN  # type: ignore[attr-defined]
    settings.AGENCY_TIMEOUT_MS = 200  # type: ignore[attr-defined]
    yield server
    server.shutdown()
    server.server_close()
