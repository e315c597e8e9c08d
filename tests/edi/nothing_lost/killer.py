"""Who kills: processes that are met at a named moment, the database under them, and now and then anybody. SIGKILL alone.

Which kill fell into which moment is told by the trace that the processes write themselves, not by the killer.
"""

import contextlib
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Collection
from pathlib import Path

import msgspec

from coverport.core.windows import NAMES

# So long somebody is waited for to come by.
MEETING_SECONDS = 4.0
ROLES = {"granian": "web", "procrastinate": "jobs", "coverport work": "work"}


class Kill(msgspec.Struct, frozen=True):
    """at: nanoseconds of the machine's clock. window: empty where nobody was met. holder: who was met; target: who was killed."""

    at: int
    window: str
    holder: int
    target: str


class Killer:
    """folder: of the moments; server: under which all others run; postgres: the file with the number of the database's process."""

    def __init__(self, folder: Path, server: int, postgres: Path, drawn: random.Random) -> None:
        self.folder, self.server, self.postgres, self.drawn = folder, server, postgres, drawn
        self.kills: list[Kill] = []

    def meet(self, windows: Collection[str], seconds: float = MEETING_SECONDS) -> bool:
        """Ask for some moments; whoever comes first is killed, or the database under them. Answers whether anybody came."""
        for window in windows:
            (self.folder / window).touch()
        held = self._whoever_comes(seconds)
        for window in windows:
            (self.folder / window).unlink(missing_ok=True)
        if held is not None:
            time.sleep(self.drawn.random() * 0.05)
            target = self.drawn.choice(["holder", "holder", "holder", "postgres", "connection"])
            self._kill(target, held.stem, int(held.suffix[1:]))
        for other in self.folder.glob("*.*.*"):  # who came at the same time, too, goes on
            other.unlink(missing_ok=True)
        return held is not None

    def _whoever_comes(self, seconds: float) -> Path | None:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if held := next(self.folder.glob("*.*.*"), None):
                return held
            time.sleep(0.005)
        return None

    def anybody(self) -> None:
        """At no moment in particular."""
        self._kill(self.drawn.choice(["web", "work", "jobs", "postgres"]), "", 0)

    def fell(self) -> Counter[str]:
        """Moment -> kills that fell into it by the trace: whoever was met had come in before, and had not gone out."""
        trace = self.folder / "trace"
        lines = [line.split() for line in trace.read_text().splitlines()] if trace.exists() else []
        found: Counter[str] = Counter(dict.fromkeys(NAMES, 0))
        for kill in self.kills:
            steps = [(int(at), way) for at, pid, way, name in lines if (int(pid), name) == (kill.holder, kill.window)]
            before = [way for at, way in steps if at < kill.at]
            if kill.window and before and before[-1] == "in":
                found[kill.window] += 1
        return found

    def _kill(self, target: str, window: str, holder: int) -> None:
        pid = holder if target == "holder" else self._pid(target)
        if pid is None:
            return
        at, who = time.monotonic_ns(), role(holder) if target == "holder" else target
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
            self.kills.append(Kill(at, window, holder, who))

    def _pid(self, target: str) -> int | None:
        """A process of a kind; none while it is not there."""
        try:
            postgres = int(self.postgres.read_text().split()[0])
        except (OSError, IndexError):
            return None
        if target == "postgres":
            return postgres
        if target == "connection":
            found = [pid for pid in children(postgres) if "coverport" in command(pid)]
        else:
            found = [pid for pid in below(self.server) if role(pid) == target and not children(pid)]
        return self.drawn.choice(found) if found else None


def role(pid: int) -> str:
    """What a process does: by its own command or that of whoever started it."""
    said = f"{command(pid)} {command(parent(pid))}"
    return next((name for part, name in ROLES.items() if part in said), "other")


def command(pid: int) -> str:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    return ""


def parent(pid: int) -> int:
    with contextlib.suppress(OSError):
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    return 0


def children(pid: int) -> list[int]:
    return [int(each.name) for each in Path("/proc").glob("[0-9]*") if parent(int(each.name)) == pid]


def below(pid: int) -> list[int]:
    """Everybody under a process."""
    return [each for child in children(pid) for each in (child, *below(child))]
