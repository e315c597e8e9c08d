"""One after the other, in the order in which they came: for short work that needs the interpreter alone.

Threads that work at once share one interpreter. It is given to whichever wakes first, in slices, so that of several short answers some
waited through many others': the slowest in a hundred took three times as long as the middle one. In turn each takes as long as its queue.
"""

import threading
from collections import deque


class Turns:
    """A queue of threads. patience: seconds after which a thread goes ahead all the same: somebody may be waiting for a database."""

    def __init__(self, patience: float) -> None:
        self.patience = patience
        self._lock = threading.Lock()
        self._waiting: deque[threading.Lock] = deque()
        self._taken = False

    def one(self) -> "_Turn":
        """Within, it is this thread's turn; False where it lost patience and has none to pass on."""
        return _Turn(self)

    def _take(self) -> bool:
        with self._lock:
            if not self._taken:
                self._taken = True
                return True
            called = threading.Lock()
            called.acquire()
            self._waiting.append(called)
        return called.acquire(timeout=self.patience) or self._was_called(called)

    def _was_called(self, called: threading.Lock) -> bool:
        """Out of patience: whether the turn came at that very moment; else leave the queue."""
        with self._lock:
            if called not in self._waiting:
                return True
            self._waiting.remove(called)
            return False

    def _pass_on(self) -> None:
        """To who has waited longest. Nobody can take it in between, who came later."""
        with self._lock:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._taken = False


class _Turn:
    """One thread's. A class of its own: a generator would cost as much as all else here."""

    __slots__ = ("ours", "turns")

    def __init__(self, turns: Turns) -> None:
        self.turns, self.ours = turns, False

    def __enter__(self) -> bool:
        self.ours = self.turns._take()
        return self.ours

    def __exit__(self, *_: object) -> None:
        if self.ours:
            self.turns._pass_on()
