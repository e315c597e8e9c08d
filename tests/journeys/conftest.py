"""A running Coverport of its own, in its own process group on a free port, and a real browser. No test here touches the ORM."""

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from coverport.core.postgres import Cluster
from tests.installed import begin
from tests.journeys.commands import Commands

PATIENCE_SECONDS = 60


@dataclass
class Site:
    """A served installation: where it is, and the folder in which it keeps its files."""

    address: str
    data: Path
    environment: dict[str, str]
    commands: Commands

    def run(self, *arguments: str) -> str:
        """A `coverport` command on the same installation, as an operator would."""
        return self.commands.run(*arguments)

    def date_of_record(self, exchange: str, day: str) -> None:
        self.run("date_of_record", exchange, day)

    def wait_for_file(self, pattern: str, contains: str) -> Path:
        """The file for an insurer in which a text stands, as soon as it is in place."""
        until = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until:
            for path in self.files(pattern):
                if contains in path.read_text("ascii", errors="replace"):
                    return path
            time.sleep(0.2)
        raise AssertionError(f"no file {pattern} with {contains} within {PATIENCE_SECONDS} s")

    def files(self, pattern: str) -> list[Path]:
        """Finished files: names that begin with a dot are left, as a transport leaves them."""
        found = (self.data / "outbox").glob(pattern)
        return sorted(path for path in found if not path.name.startswith(".") and path.is_file())


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="package")
def site() -> Iterator[Site]:
    """`coverport serve` on sample exchanges whose date of record is December 10, 2013. Its plans stay as they are."""
    with served() as found:
        yield found


@contextlib.contextmanager
def served() -> Iterator[Site]:
    """An installation of its own, in its own process group on a free port, until the block ends."""
    data = Path(tempfile.mkdtemp(prefix="coverport-journeys-"))
    cluster = Cluster(data, durable=False)
    begin(data, cluster)
    cluster.open()
    port = free_port()
    environment = _environment(data, cluster)
    site = Site(f"http://127.0.0.1:{port}", data, environment, Commands(environment))
    with (data / "serve.log").open("w") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "coverport", "serve", "--port", str(port)],
            env=site.environment, stdout=log, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        try:
            wait_until_healthy(site.address, server, data / "serve.log")
            yield site
        finally:
            site.commands.close()
            with contextlib.suppress(ProcessLookupError):
                os.killpg(server.pid, signal.SIGTERM)
            try:
                server.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(server.pid, signal.SIGKILL)
            cluster.close()
            shutil.rmtree(cluster.folder, ignore_errors=True)
            shutil.rmtree(data, ignore_errors=True)


def _environment(data: Path, cluster: Cluster) -> dict[str, str]:
    return {
        **os.environ,
        "COVERPORT_DATA": str(data),
        "DATABASE_URL": cluster.url(),
        "DJANGO_SETTINGS_MODULE": "coverport.config.settings",
        # Staff walk with their password alone; tests/accounts has the second step.
        "COVERPORT_STAFF_SECOND_STEP": "0",
        # So that a command of the operator reaches the simulated agency, too.
        "COVERPORT_AGENCY_TOKEN": "journeys",
    }


def wait_until_healthy(address: str, server: "subprocess.Popen[bytes]", log: Path) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        assert server.poll() is None, f"serve ended with {server.returncode}:\n{log.read_text()}"
        with (
            contextlib.suppress(urllib.error.URLError, ConnectionError),
            urllib.request.urlopen(f"{address}/healthz") as answer,
        ):
            assert json.load(answer)["status"] == "ok"
            return
        time.sleep(0.1)
    raise AssertionError(f"the site did not answer within {PATIENCE_SECONDS} s:\n{log.read_text()}")


def chromium() -> str | None:
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


# While Playwright is open its event loop runs, and Django refuses the database to whatever test comes next on this worker.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    program = chromium()
    if program is None:
        pytest.skip("there is no Chromium on this machine (apt-get install chromium)")
    quiet = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
    quiet += ["--disable-component-update", "--disable-sync"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=quiet)
        yield browser
        browser.close()


@pytest.fixture
def desk(browser: Browser) -> Iterator[Page]:
    """A page on a desk, with JavaScript."""
    yield from _page(browser.new_context(viewport={"width": 1280, "height": 900}))


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    """A page on an old phone, without JavaScript."""
    yield from _page(browser.new_context(viewport={"width": 360, "height": 720}, java_script_enabled=False))


def _page(context: BrowserContext) -> Iterator[Page]:
    context.set_default_timeout(15_000)
    page = context.new_page()
    yield page
    context.close()
