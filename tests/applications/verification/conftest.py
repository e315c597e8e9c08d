"""The simulated hub as a process of its own, reached over HTTP as in production; each test sets its people and faults."""

import contextlib
import subprocess
import sys
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
import pytest
import urllib3

from coverport.applications.hubsim.faults import Fault
from coverport.applications.hubsim.people import Scripted
from coverport.applications.verification.hub import client

PATHS = {
    "ssa": "ssa/composite", "immigration": "immigration/initial", "tax": "tax/household-income", "wages": "income/current",
    "employer": "coverage/employer", "public": "coverage/public", "residency": "residency",
}  # fmt: skip


class HubSim:
    """The hub's switches."""

    def __init__(self, address: str) -> None:
        self.address = address

    def people(self, *people: Scripted) -> None:
        self._put("people", people)

    def faults(self, **modes: str | Fault) -> None:
        """By source: ssa="down". Those that are not named work."""
        self._put(
            "faults", {PATHS[name]: mode if isinstance(mode, Fault) else Fault(mode) for name, mode in modes.items()}
        )

    def all_down(self) -> None:
        self.faults(**dict.fromkeys(PATHS, "down"))

    def _put(self, name: str, value: Any) -> None:
        reply = urllib3.request("PUT", f"{self.address}/control/{name}", body=msgspec.json.encode(value))
        assert reply.status == 200, reply.data


@contextlib.contextmanager
def running() -> Iterator[HubSim]:
    """`coverport hubsim` on a free port, until the block ends."""
    command: Sequence[str] = [sys.executable, "-m", "coverport", "hubsim", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        said = process.stdout.readline()
        try:
            yield HubSim(said.split(" is at ")[1].split("/ and")[0])
        finally:
            process.terminate()


@pytest.fixture(scope="session")
def hub_process() -> Iterator[HubSim]:
    with running() as found:
        yield found


@pytest.fixture
def hub(hub_process: HubSim, settings: Any) -> Iterator[HubSim]:
    """A hub that works and knows nobody yet. A busy machine has two seconds; tests of deadlines set their own."""
    settings.HUB_ADDRESS, settings.HUB_TIMEOUT_MS = hub_process.address, 2000
    client.forget()
    hub_process.people()
    hub_process.faults()
    yield hub_process
    hub_process.faults()
    client.forget()
