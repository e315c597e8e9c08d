"""What can be wrong with a service, switched on and off while it runs."""

import threading
from collections.abc import Mapping
from typing import Literal

import msgspec

# slow: answers after so many milliseconds; down: hangs up; wrong: says something that is no answer; flapping: hangs up every other time.
Mode = Literal["none", "slow", "down", "wrong", "flapping"]
MODES: tuple[Mode, ...] = ("none", "slow", "down", "wrong", "flapping")


class Fault(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Of one service."""

    mode: Mode = "none"
    milliseconds: int = 5000


class Faults:
    """Of all services. Counts each one's questions, so that what flaps does so the same way each time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._faults: dict[str, Fault] = {}
        self._asked: dict[str, int] = {}

    def set(self, faults: Mapping[str, Fault]) -> None:
        """These faults and no others; counting begins anew."""
        with self._lock:
            self._faults, self._asked = dict(faults), {}

    def now(self) -> dict[str, Fault]:
        """What is switched on."""
        with self._lock:
            return dict(self._faults)

    def next(self, service: str) -> tuple[Fault, int]:
        """The fault for a question, and which question of this service it is, from 1."""
        with self._lock:
            self._asked[service] = number = self._asked.get(service, 0) + 1
            return self._faults.get(service, Fault()), number
