"""Whether an exchange is open for a plan year. The room that keeps the gate says so; without one, nothing is held back."""

from collections.abc import Callable
from typing import Any

# Of an exchange, which is of a room above, and a plan year.
Answer = Callable[[Any, int], bool]
_keeper: list[Answer] = []


def keeps_the_gate(answer: Answer) -> Answer:
    """Register who knows: (exchange, plan year) -> whether people may enroll. There is one keeper."""
    if _keeper:
        raise ValueError("the gate is kept twice")
    _keeper.append(answer)
    return answer


def is_open(exchange: Any, year: int) -> bool:
    """Whether people may enroll at an exchange for a plan year."""
    return all(answer(exchange, year) for answer in _keeper)
