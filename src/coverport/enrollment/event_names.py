"""The events that have a date in law, by the names of `event_names.yaml`: for the command line and whoever asks for a date."""

from difflib import get_close_matches
from pathlib import Path
from typing import Literal

import msgspec

from coverport.exchanges.profiles import read_yaml


class Event(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An event: what its date is, what must be said of it, what may be said, and other names for it."""

    name: str
    kind: Literal["open_enrollment", "special", "ending", "clock"]
    date: str
    needs: tuple[str, ...]
    may: tuple[str, ...] = ()
    also: tuple[str, ...] = ()


def _read() -> dict[str, Event]:
    rows = read_yaml(Path(__file__).with_suffix(".yaml"))["events"]
    return {event.name: event for event in msgspec.convert(rows, tuple[Event, ...])}


EVENTS = _read()
_BY_ANY_NAME = {name: event for event in EVENTS.values() for name in (event.name, *event.also)}


def named(name: str) -> Event | None:
    """The event of that name or another name for it; None for no such event. Hyphens and spaces do as well as underscores."""
    return _BY_ANY_NAME.get(_written(name))


def alike(name: str) -> str | None:
    """The name of an event that is written most like it, where there is one."""
    return next(iter(get_close_matches(_written(name), _BY_ANY_NAME, 1)), None)


def _written(name: str) -> str:
    return "_".join(name.lower().replace("-", " ").replace("_", " ").split())
