"""Have clients, a served installation of its own and a killer work together; then let everything settle, stop it, and have it judged."""

import contextlib
import math
import os
import random
import re
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
from coverport.exchanges.profiles import folder_of
from tests import installed
from tests.edi.nothing_lost.judge import Verdict, judge
from tests.edi.nothing_lost.killer import Killer

ROOT = Path(__file__).resolve().parents[3]
# Of silence: the site does not come up, nothing settles any more.
START_SECONDS, SETTLE_SECONDS = 240, 120
# Nobody is asked, paid or proven here; whoever was killed is missed soon, and files are looked after every second.
NOWHERE = "http://127.0.0.1:9"
SERVED = {
    "COVERPORT_HUB": NOWHERE, "COVERPORT_PROCESSOR_URL": NOWHERE, "COVERPORT_IDENTITY_ADDRESS": NOWHERE, "COVERPORT_AGENCY": NOWHERE,
    "COVERPORT_JOBS_SILENT": "3", "COVERPORT_TICK": "1",
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


@dataclass(frozen=True)
class Crowd:
    """enrollments: at least, by so many clients; pause: seconds that a household waits at most before it changes anything."""

    enrollments: int
    clients: int
    pause: float


def run(crowd: Crowd, kills: int, seed: str, *, machines: int, seconds: float = math.inf) -> Result:
    """Everybody is killed until so many kills fell into each moment and the crowd is done.

    machines: with workers, beside the one that serves. seconds: of service, after which no more kills are waited for.
    """
    began = time.monotonic()
    with _installation() as (folder, cluster), contextlib.ExitStack() as running:
        windows = folder / "windows"
        windows.mkdir()
        environment = _environment(folder)
        theirs = {**environment, "DATABASE_URL": cluster.url()}
        killable = {**SERVED, "COVERPORT_WINDOWS": str(windows)}
        address, server = running.enter_context(_served({**environment, **killable}, folder / "serve.log"))
        others = [
            running.enter_context(_program({**theirs, **killable}, folder / f"machine-{number}.log", "machine"))
            for number in range(machines)
        ]
        _say(began, "served")
        over, postmaster = [server, *(other.pid for other in others)], cluster.data / "postmaster.pid"
        killer = Killer(windows, over, postmaster, random.Random(seed), kills)
        coming = ("people", str(crowd.enrollments), str(folder / "people"))
        with _program(theirs, folder / "people.log", *coming) as people:
            journals = _work(address, folder, crowd, people, killer, time.monotonic() + seconds)
        _say(began, f"clients are done; {dict(killer.fallen)}")
        _settle(cluster, folder)
        _say(began, "settled")
        running.close()
        verdict = judge(journals, _dump(cluster, folder), folder / "outbox", folder / "issuersim" / "ledger.sqlite")
        fell = killer.fell()
    return Result(verdict, fell, Counter(kill.target for kill in killer.kills), time.monotonic() - began)


def _environment(folder: Path) -> dict[str, str]:
    """Without an address of a database: `serve` has its own, and looks after it."""
    ours = {
        "COVERPORT_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "coverport.config.settings",
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "src")]), "COVERPORT_EXCHANGES": f"samples:{folder / 'exchanges'}",
    }  # fmt: skip
    return {name: value for name, value in os.environ.items() if name != "DATABASE_URL"} | ours


@contextlib.contextmanager
def _installation() -> Iterator[tuple[Path, Cluster]]:
    """A data folder and a cluster of its own, as durable as a state's; removed afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="coverport-lost-"))
    cluster = Cluster(folder)
    try:
        installed.begin(folder, cluster)
        _hurry(folder / "exchanges" / "federal")
        cluster.open()
        yield folder, cluster
    finally:
        cluster.close()
        if not os.environ.get("COVERPORT_KEEP"):
            shutil.rmtree(cluster.folder, ignore_errors=True)
            shutil.rmtree(folder, ignore_errors=True)


def _hurry(exchange: Path) -> None:
    """The sample exchange as it is, but for files that are written every second."""
    shutil.copytree(folder_of("federal"), exchange)
    partners = exchange / "partners.yaml"
    partners.write_text(re.sub(r"sample_every_seconds: \d+", "sample_every_seconds: 1", partners.read_text()))


@contextlib.contextmanager
def _program(environment: dict[str, str], log: Path, *arguments: str) -> Iterator["subprocess.Popen[bytes]"]:
    """One of this folder's programs until the block ends."""
    command = [sys.executable, "-m", f"tests.edi.nothing_lost.{arguments[0]}", *arguments[1:]]
    with log.open("w") as said:
        running = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=said, stderr=said)
    try:
        yield running
    finally:
        running.terminate()
        running.wait(30)


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
    address: str, folder: Path, crowd: Crowd, people: "subprocess.Popen[bytes]", killer: Killer, until: float
) -> list[Path]:
    """Until every client is done; answers their journals. people: who makes the households."""
    (folder / "people").touch()
    go_on = folder / "go-on"
    go_on.touch()
    running = []
    for number in range(crowd.clients):
        mine = len(range(number, crowd.enrollments, crowd.clients))
        told = [address, folder, number, crowd.clients, mine, crowd.pause, f"{killer.drawn.random()}"]
        command = [sys.executable, "-m", "tests.edi.nothing_lost.client", *map(str, told)]
        running.append(subprocess.Popen(command, cwd=ROOT))
    try:
        while any(one.poll() is None for one in running):
            if killer.turn():
                print(f"killed {killer.kills[-1].target} at {killer.kills[-1].window or 'random'}", flush=True)
            if killer.done() or time.monotonic() > until:
                go_on.unlink(missing_ok=True)
            if people.poll() is not None:
                raise RuntimeError(f"nobody comes any more:\n{(folder / 'people.log').read_text()[-4000:]}")
            time.sleep(0.02)
        if any(one.returncode for one in running):
            raise RuntimeError(f"clients gave up:\n{(folder / 'serve.log').read_text()[-4000:]}")
    finally:
        killer.stop()
        for one in running:
            one.kill()
    return [folder / f"journal-{number}" for number in range(crowd.clients)]


def _settle(cluster: Cluster, folder: Path) -> None:
    """Until nobody waits for anything: neither the exchange nor the insurer. What waits for ever, the judge finds missing."""
    waits, until = "the database is away", time.monotonic() + SETTLE_SECONDS
    while time.monotonic() < until:
        with contextlib.suppress(psycopg.Error), psycopg.connect(cluster.url()) as connection:
            (rows,) = connection.execute(WAITS).fetchone() or (0,)
            files = [path.name for path in (folder / "inbox").glob("*/*/*") if path.is_file()]
            if not rows and not files:
                return
            now = f"{rows} rows and the files {files}"
            if now != waits:
                waits, until = now, time.monotonic() + SETTLE_SECONDS
        time.sleep(0.2)
    print(f"for {SETTLE_SECONDS} s there still wait {waits}:\n{(folder / 'serve.log').read_text()[-6000:]}")


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
