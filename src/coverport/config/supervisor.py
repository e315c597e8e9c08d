"""Start the parts of the house, start each again when it ends, have the database looked after, stop all together."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from types import FrameType

import msgspec

GRACE_SECONDS = 10
# A part is started again at once, but for one that ends as soon as it has begun: that is no tight circle.
PAUSE_SECONDS = 1.0
# Steps of nice: where all want the processor, a part behind has about a tenth of what a web worker has.
BEHIND = 10


class Part(msgspec.Struct):
    """A process to keep running, with what its environment adds to ours.

    behind: whether what it does can wait for what somebody waits for, and yields the processor to it.
    """

    name: str
    command: Sequence[str]
    environment: dict[str, str] = {}
    behind: bool = False


class Supervisor:
    """Keeps parts running until SIGINT or SIGTERM; then ends each in order, by force after a grace."""

    def __init__(self, parts: Sequence[Part], look_after: Callable[[], None]) -> None:
        """look_after: called about once a second, for what runs in no part of its own."""
        self.parts, self.look_after = parts, look_after
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.started: dict[str, float] = {}
        self.stopping = False

    def run(self) -> None:
        """Return when all parts have stopped."""
        for name in (signal.SIGINT, signal.SIGTERM):
            signal.signal(name, self._stop)
        for part in self.parts:
            self._start(part)
        looked = time.monotonic()
        while not self.stopping:
            time.sleep(0.1)
            if time.monotonic() - looked > PAUSE_SECONDS:
                self.look_after()
                looked = time.monotonic()
            self._start_ended()
        self._end_all()

    def _start_ended(self) -> None:
        for part in self.parts:
            ended = self.running[part.name].poll() is not None
            if ended and not self.stopping and time.monotonic() - self.started[part.name] > PAUSE_SECONDS:
                self._start(part)

    def _start(self, part: Part) -> None:
        self.started[part.name] = time.monotonic()
        # In our own process group: whoever kills the group leaves nothing behind.
        started = self.running[part.name] = subprocess.Popen(  # noqa: S603
            part.command, env={**os.environ, **part.environment}, stdin=subprocess.DEVNULL
        )
        if part.behind:
            with suppress(OSError):  # it has ended already, or the machine does not let us
                os.setpriority(os.PRIO_PROCESS, started.pid, os.getpriority(os.PRIO_PROCESS, 0) + BEHIND)

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True

    def _end_all(self) -> None:
        for process in self.running.values():
            process.terminate()
        until = time.monotonic() + GRACE_SECONDS
        for process in self.running.values():
            try:
                process.wait(max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
