"""Who kills: processes that are met at a named moment, the database under them, and now and then anybody. SIGKILL alone.

Which kill fell into which moment is told by the trace that the processes write themselves, not by the killer.
"""

import contextlib
import itertools
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import msgspec

from coverport.core.windows import NAMES

# Now and then somebody is killed at no moment in particular: so often a second.
AT_RANDOM = 0.01
# Who is killed while somebody is held at a moment: whoever is held, or the database, or one of its connections, under all: then
# every worker of jobs begins again. Each so often in as many kills, in an order that is drawn.
TARGETS = (*["holder"] * 6, "postgres", "connection")
ROLES = {"granian": "web", "procrastinate": "jobs", "coverport work": "work"}


class Kill(msgspec.Struct, frozen=True):
    """at: nanoseconds of the machine's clock. window: empty where nobody was met. holder: who was met; target: who was killed."""

    at: int
    window: str
    holder: int
    target: str


class Killer:
    """folder: of the moments; over: under whom all others run; postgres: the file with the number of the database's process.

    wanted: kills in each moment. A moment that is armed holds whoever comes by until he is killed, so that each is a certain kill.
    """

    def __init__(self, folder: Path, over: Sequence[int], postgres: Path, drawn: random.Random, wanted: int) -> None:
        self.folder, self.over, self.postgres, self.drawn, self.wanted = folder, over, postgres, drawn, wanted
        self.kills: list[Kill] = []
        self.targets = itertools.cycle(drawn.sample(TARGETS, len(TARGETS)))
        self.fallen: Counter[str] = Counter(dict.fromkeys(NAMES, 0))
        self.next_at_random = time.monotonic() + drawn.expovariate(AT_RANDOM)

    def done(self) -> bool:
        return all(self.fallen[name] >= self.wanted for name in NAMES)

    def turn(self) -> bool:
        """Arm the moments that were met least often; kill whoever is held, and now and then anybody. Answers whether it killed."""
        before = len(self.kills)
        due = {name for name in NAMES if self.fallen[name] < min(self.wanted, min(self.fallen.values()) + 2)}
        for name in NAMES:
            self._arm(name) if name in due else (self.folder / name).unlink(missing_ok=True)
        for held in self.folder.glob("*.*.*"):
            if held.stem in due:
                time.sleep(self.drawn.random() * 0.05)
                self._kill(next(self.targets), held.stem, int(held.suffix[1:]))
                due.discard(held.stem)
            held.unlink(missing_ok=True)  # whoever still lives goes on
        if time.monotonic() > self.next_at_random:
            self._kill(self.drawn.choice(["web", "work", "jobs", "postgres"]), "", 0)
            self.next_at_random = time.monotonic() + self.drawn.expovariate(AT_RANDOM)
        return len(self.kills) > before

    def _arm(self, name: str) -> None:
        """For one process at a time."""
        if not any(self.folder.glob(f"{name}.*")):
            (self.folder / name).touch()

    def stop(self) -> None:
        """Nobody is held any more."""
        for path in self.folder.iterdir():
            if path.name != "trace":
                path.unlink(missing_ok=True)

    def fell(self) -> Counter[str]:
        """Moment -> kills that fell into it by the trace: whoever was met had come in before, and had not gone out."""
        trace = self.folder / "trace"
        lines = [line.split() for line in trace.read_text().splitlines()] if trace.exists() else []
        found: Counter[str] = Counter(dict.fromkeys(NAMES, 0))
        for kill in self.kills:
            steps = [(int(at), way) for at, pid, way, name in lines if (int(pid), name) == (kill.holder, kill.window)]
            before = [way for at, way in steps if at < kill.at]
            if before and before[-1] == "in":
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
            self.fallen = self.fell()

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
            found = [pid for one in self.over for pid in below(one) if role(pid) == target and not children(pid)]
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
