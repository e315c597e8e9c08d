"""Whether an exchange is open for a plan year. The room that keeps the gate says so; without one, nothing is held back."""

from collections.abc import Callable

Answer = Callable[[int, int], bool]
_keeper: list[Answer] = []


def keeps_the_gate(answer: Answer) -> Answer:
    """Register who knows: (exchange's key, plan year) -> whether people may enroll. There is one keeper."""
    if _keeper:
        raise ValueError("the gate is kept twice")
    _keeper.append(answer)
    return answer


def is_open(exchange_id: int, year: int) -> bool:
    """Whether people may enroll at an exchange for a plan year."""
    return all(answer(exchange_id, year) for answer in _keeper)
