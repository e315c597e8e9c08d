"""What goes along when a state leaves one exchange for another. Each room says so for its own records, in its `transfers.py`.

All carriers run in one transaction: everything moves, or nothing. References, prices and catalog numbers stay as they are.
"""

from collections.abc import Callable

import msgspec


class Move(msgspec.Struct, frozen=True):
    """A state on its way. source, target: slugs, with the keys of their rows; owners: accounts whose households go along."""

    state: str
    source: str
    target: str
    source_id: int
    target_id: int
    owners: frozenset[int]


class Living(msgspec.Struct, frozen=True):
    """Whose households live in a state at an exchange; settled: who has one at the target already, by reference."""

    owners: frozenset[int]
    settled: tuple[str, ...] = ()


Carrier = Callable[[Move], dict[str, int]]
Finder = Callable[[str, int, int], Living]

_carriers: dict[str, Carrier] = {}
_finders: list[Finder] = []


def carries(room: str) -> Callable[[Carrier], Carrier]:
    """Register how a room's records go along. The carrier answers what went, by kind."""

    def register(carrier: Carrier) -> Carrier:
        if room in _carriers:
            raise ValueError(f"{room} is registered twice")
        _carriers[room] = carrier
        return carrier

    return register


def finds_people(finder: Finder) -> Finder:
    """Register who knows where people live: (state, source, target) -> those who go along."""
    _finders.append(finder)
    return finder


def living_in(state: str, source_id: int, target_id: int) -> Living:
    """Whose households go along."""
    found = [finder(state, source_id, target_id) for finder in _finders]
    return Living(
        frozenset().union(*(each.owners for each in found)), tuple(one for each in found for one in each.settled)
    )


def carry(move: Move) -> dict[str, int]:
    """Have every room move what is its own; answers what went, by kind."""
    went: dict[str, int] = {}
    for room in sorted(_carriers):
        went |= _carriers[room](move)
    return went
