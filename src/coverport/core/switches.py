"""Which functions of an exchange are switched off, and since when somebody waits for one. The room that keeps the switches says so;
without it everything is on and nobody waits."""

from collections.abc import Callable
from datetime import date
from typing import Protocol

import msgspec

ACCOUNTS, APPLICATIONS, PAYMENTS = "accounts", "applications", "payments"


class Place(msgspec.Struct, frozen=True):
    """A place that was kept: on which day, for which account, if there is one."""

    on: date
    user_id: int | None


class Keeper(Protocol):
    """Who knows. Exchanges and people by their keys; year: the plan year that somebody came for."""

    def is_off(self, exchange_id: int, function: str) -> bool: ...

    def in_line_since(self, exchange_id: int, user_id: int, function: str, year: int) -> date | None: ...

    def place_of(self, exchange_id: int, number: str) -> Place | None: ...


_keeper: list[Keeper] = []


def keeps_the_switches(make: Callable[[], Keeper]) -> Callable[[], Keeper]:
    """Register who keeps them. There is one keeper."""
    if _keeper:
        raise ValueError("the switches are kept twice")
    _keeper.append(make())
    return make


def source(name: str) -> str:
    """The function that asks one remote service."""
    return f"source.{name}"


def is_off(exchange_id: int, function: str) -> bool:
    """Whether a function of an exchange is switched off now."""
    return any(keeper.is_off(exchange_id, function) for keeper in _keeper)


def counted_from(exchange_id: int, user_id: int | None, function: str, year: int, *, on: date) -> date:
    """The day that counts for somebody: the one on which they came and found the function switched off, else the given one."""
    if user_id is None:
        return on
    came = [keeper.in_line_since(exchange_id, user_id, function, year) for keeper in _keeper]
    return min([on, *(day for day in came if day is not None)])


def place_of(exchange_id: int, number: str) -> Place | None:
    """The place that stands behind a number, while it is kept."""
    found = (keeper.place_of(exchange_id, number) for keeper in _keeper)
    return next((place for place in found if place is not None), None)
