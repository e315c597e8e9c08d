"""The sample plans are on sale; a practice processor of the test's own on a free port."""

import threading
from collections.abc import Iterator

import pytest

from coverport.billing.paysim.server import Paysim
from tests.applications.households import publish_samples, somebody


@pytest.fixture
def on_sale(db: None) -> None:
    publish_samples()


@pytest.fixture
def ana(db: None) -> object:
    return somebody()


@pytest.fixture
def paysim(settings) -> Iterator[Paysim]:
    """Runs in a thread and speaks HTTP; slow means longer than we wait."""
    with Paysim(0, slow=0.6) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        settings.PROCESSOR_URL = server.address
        yield server
        server.shutdown()
        thread.join(5)
