"""A circuit breaker: a service that fails again and again is left alone for a while, then tried with one question."""

import threading
import time
from collections.abc import Callable

FAILURES = 5
REST_SECONDS = 30.0


class Breaker:
    """Of one service in this process. clock: seconds that only go up."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock, self.lock = clock, threading.Lock()
        self.failures = 0
        self.rests_until = 0.0

    def lets_through(self) -> bool:
        """Whether to ask now. After a rest the first one tries; the others wait for what it finds."""
        with self.lock:
            if self.failures < FAILURES:
                return True
            if self.clock() < self.rests_until:
                return False
            self.rests_until = self.clock() + REST_SECONDS
            return True

    def worked(self) -> None:
        """An answer came."""
        with self.lock:
            self.failures = 0

    def failed(self) -> None:
        """None came, or nonsense."""
        with self.lock:
            self.failures += 1
            if self.failures >= FAILURES:
                self.rests_until = self.clock() + REST_SECONDS
