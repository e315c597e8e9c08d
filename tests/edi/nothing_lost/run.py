"""Have clients, a served installation of its own and a killer work together; then let everything settle, stop it, and have it judged.

Run as `python -m tests.edi.nothing_lost.run ENROLLMENTS CLIENTS KILLS`, KILLS being how many must fall into each moment.
"""

import contextlib
import json
import math
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg

from coverport.core.postgres import Cluster
from coverport.core.windows import NAMES
from tests.edi.nothing_lost.judge import Verdict, judge
from tests.edi.nothing_lost.killer import Killer

ROOT = Path(__file__).resolve().parents[3]
START_SECONDS, SETTLE_SECONDS = 240, 240
# Kills that any run must have, however short.
LEAST = 3
# Nobody is asked, paid or proven here; jobs of a worker that was killed are taken up soon.
NOWHERE = "http://127.0.0.1:9"
SERVED = {
    "COVERPORT_HUB": NOWHERE, "COVERPORT_PROCESSOR_URL": NOWHERE, "COVERPORT_IDENTITY_ADDRESS": NOWHERE, "COVERPORT_JOBS_SILENT": "3",
}  # fmt: skip
TABLES = (
    "applications_application", "enrollment_enrollment", "core_delivery", "edi_due834", "edi_edifile", "edi_heard",
)  # fmt: skip
# What still waits for somebody, as the database has it.
WAITS = """
    SELECT (SELECT count(*) FROM core_delivery WHERE done_at IS NULL)
         + (SELECT count(*) FROM edi_due834 WHERE file_id IS NULL AND withdrawn_on IS NULL)
         + (SELECT count(*) FROM edi_edifile WHERE placed_at IS NULL)
         + (SELECT count(*) FROM edi_edifile WHERE set = '834' AND answered_at IS NULL)
         + (SELECT count(*) FROM enrollment_enrollment WHERE status IN ('selected', 'awaiting_payment'))
"""


@dataclass(frozen=True)
class Result:
    """kills: moment -> those that fell into it by the trace; targets: who was killed -> how often, all kills together."""

    verdict: Verdict
    kills: Counter[str]
    targets: Counter[str]
    seconds: float


def run(enrollments: int, clients: int, kills: int, seed: str, *, more: int = 0, seconds: float = math.inf) -> Result:
    """So many enrollments by so many clients, while everybody is killed until so many kills fell into each moment.

    more: enrollments beyond, while kills are missing. seconds: after which what has been killed is enough, once LEAST fell.
    """
    began = time.monotonic()
    with _installation() as (folder, cluster):
        environment = _environment(folder)
        theirs = {**environment, "DATABASE_URL": cluster.url()}
        _program(theirs, "tests.edi.nothing_lost.people", str(enrollments + more), str(folder / "people.json"))
        windows = folder / "windows"
        windows.mkdir()
        with _served({**environment, **SERVED, "COVERPORT_WINDOWS": str(windows)}, folder / "serve.log") as (
            address,
            server,
        ):
            _say(began, "served")
            killer = Killer(windows, server, cluster.data / "postmaster.pid", random.Random(seed))
            until = time.monotonic() + seconds
            journals = _work(address, folder, (clients, enrollments), killer, kills, until, seed)
            _say(began, "clients are done")
            _settle(cluster, folder)
            _say(began, "settled")
        verdict = judge(journals, _dump(cluster, folder), folder / "outbox", folder / "issuersim" / "ledger.sqlite")
        fell = killer.fell()
    return Result(verdict, fell, Counter(kill.target for kill in killer.kills), time.monotonic() - began)


def _environment(folder: Path) -> dict[str, str]:
    """Without an address of a database: `serve` has its own, and looks after it."""
    ours = {
        "COVERPORT_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "coverport.config.settings",
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "src")]),
    }  # fmt: skip
    return {name: value for name, value in os.environ.items() if name != "DATABASE_URL"} | ours


@contextlib.contextmanager
def _installation() -> Iterator[tuple[Path, Cluster]]:
    """A data folder and a cluster of its own, as durable as a state's; removed afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="coverport-lost-"))
    cluster = Cluster(folder)
    try:
        cluster.open()
        cluster.create_database("coverport")
        yield folder, cluster
    finally:
        cluster.close()
        if not os.environ.get("COVERPORT_KEEP"):
            shutil.rmtree(cluster.folder, ignore_errors=True)
            shutil.rmtree(folder, ignore_errors=True)


def _program(environment: dict[str, str], *arguments: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", *arguments], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"{arguments[0]}: {done.stderr}")


@contextlib.contextmanager
def _served(environment: dict[str, str], log: Path) -> Iterator[tuple[str, int]]:
    """`coverport serve` with the insurers in a box; its address and its process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "coverport", "serve", "--port", str(port), "--issuersim"]
    with log.open("w") as said:
        server = subprocess.Popen(
            command, env=environment, stdout=said, stderr=said, stdin=subprocess.DEVNULL, start_new_session=True
        )
        address = f"http://127.0.0.1:{port}"
        try:
            _wait(address, log)
            yield address, server.pid
        finally:
            server.terminate()
            try:
                server.wait(30)
            except subprocess.TimeoutExpired:
                os.killpg(server.pid, signal.SIGKILL)


def _wait(address: str, log: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        with contextlib.suppress(urllib.error.URLError, ConnectionError), urllib.request.urlopen(f"{address}/healthz"):
            return
        time.sleep(0.1)
    raise RuntimeError(f"the site did not answer:\n{log.read_text()[-4000:]}")


def _work(
    address: str, folder: Path, how_many: tuple[int, int], killer: Killer, kills: int, until: float, seed: str
) -> list[Path]:
    """Until every client is done; answers their journals. how_many: clients, and enrollments of all together at least."""
    clients, enrollments = how_many
    people = json.loads((folder / "people.json").read_text())
    go_on = folder / "go-on"
    go_on.touch()
    running = []
    for number in range(clients):
        (folder / f"people-{number}.json").write_text(json.dumps(people[number::clients]))
        mine = str(len(range(number, enrollments, clients)))
        command = ["tests.edi.nothing_lost.client", address, str(folder), str(number), mine, f"{seed}-{number}"]
        running.append(subprocess.Popen([sys.executable, "-m", *command], cwd=ROOT))
    try:
        while any(one.poll() is None for one in running):
            if (time.monotonic() > until and killer.fell().total() >= LEAST) or not _kill(killer, kills):
                go_on.unlink(missing_ok=True)
            time.sleep(killer.drawn.random())
        if any(one.returncode for one in running):
            raise RuntimeError(f"clients gave up:\n{(folder / 'serve.log').read_text()[-4000:]}")
    finally:
        for one in running:
            one.kill()
    return [folder / f"journal-{number}" for number in range(clients)]


def _kill(killer: Killer, kills: int) -> bool:
    """At the moments that were met least often, and now and then anybody; answers whether any is met too seldom yet."""
    fell = killer.fell()
    due = [name for name in NAMES if fell[name] < min(kills, min(fell.values()) + 2)]
    if due:
        killer.meet(due)
    if killer.drawn.random() < 0.02:
        killer.anybody()
    return bool(due)


def _settle(cluster: Cluster, folder: Path) -> None:
    """Until nobody waits for anything: neither the exchange nor the insurer. What waits for ever, the judge finds missing."""
    until = time.monotonic() + SETTLE_SECONDS
    waits = "the database is away"
    while time.monotonic() < until:
        with contextlib.suppress(psycopg.Error), psycopg.connect(cluster.url()) as connection:
            (rows,) = connection.execute(WAITS).fetchone() or (0,)
            files = [path.name for path in (folder / "inbox").glob("*/*/*") if path.is_file()]
            if not rows and not files:
                return
            waits = f"{rows} rows and the files {files}"
        time.sleep(0.5)
    print(f"after {SETTLE_SECONDS} s there still wait {waits}:\n{(folder / 'serve.log').read_text()[-6000:]}")


def _dump(cluster: Cluster, folder: Path) -> Path:
    """As an operator takes one."""
    file = folder / "dump.sql"
    tables = [f"--table={name}" for name in TABLES]
    command = [str(cluster.programs() / "pg_dump"), "--data-only", *tables, f"--dbname={cluster.url()}"]
    with file.open("w") as out:
        subprocess.run(command, stdout=out, stderr=subprocess.DEVNULL, check=True)
    return file


def _say(began: float, what: str) -> None:
    print(f"{time.monotonic() - began:.0f} s: {what}", flush=True)


def told(result: Result) -> str:
    """What there was, in a few lines."""
    verdict = result.verdict
    lines = [
        f"confirmed to clients: {dict(verdict.confirmed)}",
        f"in the insurer's files: {dict(verdict.messages)}",
        f"SIGKILLs: {dict(result.targets)}",
        f"of them in the moment, by the trace: {dict(result.kills)}",
        f"missing {len(verdict.missing)}, doubled {len(verdict.doubled)}, wrong {len(verdict.wrong)}; {result.seconds:.0f} s",
    ]
    return "\n".join([*lines, *verdict.missing[:20], *verdict.doubled[:20], *verdict.wrong[:20]])


if __name__ == "__main__":
    found = run(*map(int, sys.argv[1:4]), os.environ.get("COVERPORT_SEED", "0"))
    print(told(found))
