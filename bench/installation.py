"""An installation of its own for a measurement: its own folder, its own cluster, removed afterwards."""

import contextlib
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
from pathlib import Path

import psycopg

from bench.table import note
from coverport.core.postgres import Cluster

# What the parts behind the web still have to do now.
WAITING = """
    SELECT (SELECT count(*) FROM core_delivery WHERE done_at IS NULL AND due_at <= now())
         + (SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing') AND coalesce(scheduled_at, now()) <= now())
"""
LONGEST_WAIT = 600.0


class Installation:
    """Runs `coverport` on a data folder of its own."""

    def __init__(self) -> None:
        self.data = Path(tempfile.mkdtemp(prefix="coverport-bench-"))
        self.cluster = Cluster(self.data)
        self.cluster.open()
        self.cluster.create_database("coverport")
        # As on a machine that has run it once: modules are compiled, whatever the environment here says of that.
        compiled = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(self.data / "compiled")}
        ours = {"COVERPORT_DATA": str(self.data), "DATABASE_URL": self.cluster.url()}
        self.environment = {**os.environ, **compiled, **ours}

    def run(self, *arguments: str) -> str:
        command = [sys.executable, "-m", "coverport", *arguments]
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"{' '.join(arguments)}: {done.stderr}")
        return done.stdout

    def in_its_own_process(self, module: str) -> None:
        """Run a module of ours on the database, and print what it prints."""
        command = [sys.executable, "-m", module]
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False)
        print(done.stdout, end="", flush=True)
        if done.returncode:
            raise RuntimeError(done.stderr)

    def set_up(self) -> None:
        """As `make setup` leaves it: the sample exchanges are loaded, style sheets and scripts stand compressed under their hashes."""
        self.environment["COVERPORT_COLLECTING"] = "1"
        self.run("collectstatic", "--noinput", "--verbosity", "0")
        del self.environment["COVERPORT_COLLECTING"]
        self.run("set_up")

    @contextlib.contextmanager
    def served(self, *options: str, **environment: str) -> Iterator[str]:
        """Two web workers, as in the demo, unless options say otherwise; yields the address."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        server = subprocess.Popen(
            [sys.executable, "-m", "coverport", "serve", "--port", str(port), *options],
            env={**self.environment, **environment}, stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
        address = f"http://127.0.0.1:{port}"
        try:
            _wait(address)
            yield address
        finally:
            os.killpg(server.pid, signal.SIGTERM)
            server.wait(30)

    def at_rest(self) -> None:
        """Inside `served`: wait until what was set off before is done, and have the tables as the database keeps them by and by.

        What is measured next pays for what it sets off itself and for nothing else. RuntimeError where the queues do not empty.
        """
        began = time.monotonic()
        with psycopg.connect(self.environment["DATABASE_URL"], autocommit=True) as database:
            found = left = _waiting(database)
            while left:
                if time.monotonic() - began > LONGEST_WAIT:
                    raise RuntimeError(f"{left} deliveries and jobs still wait after {LONGEST_WAIT:.0f} s")
                time.sleep(1)
                left = _waiting(database)
            database.execute("VACUUM ANALYZE")
        note(
            f"waited {time.monotonic() - began:.0f} s for {found} deliveries and jobs of before, and for the tables' statistics"
        )

    def remove(self) -> None:
        self.cluster.close()
        shutil.rmtree(self.cluster.folder, ignore_errors=True)
        shutil.rmtree(self.data, ignore_errors=True)


def _waiting(database: "psycopg.Connection[tuple[int]]") -> int:
    found = database.execute(WAITING).fetchone()
    assert found is not None
    return found[0]


def _wait(address: str) -> None:
    for _ in range(600):
        with contextlib.suppress(urllib.error.URLError, ConnectionError), urllib.request.urlopen(f"{address}/healthz"):
            return
        time.sleep(0.1)
    raise RuntimeError("the server did not answer within a minute")
