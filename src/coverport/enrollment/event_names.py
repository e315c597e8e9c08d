"""The events that have a date in law, by the names of `event_names.yaml`: for the command line and whoever asks for a date."""

import re
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


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    events: tuple[Event, ...]
    said: dict[str, tuple[str, ...]]
    perhaps: dict[str, tuple[str, ...]]


_FILE = msgspec.convert(read_yaml(Path(__file__).with_suffix(".yaml")), _File)
EVENTS = {event.name: event for event in _FILE.events}
# a word for several events, or for none by itself -> those that may be meant
PERHAPS = _FILE.perhaps
_LISTED = {name: event for event in EVENTS.values() for name in (event.name, *event.also)}


def named(name: str) -> Event | None:
    """The event of that name or another way to say it; None for no such event. Capitals, hyphens and spaces do not matter."""
    return _BY_LETTERS.get(_letters(name))


def perhaps(name: str) -> tuple[str, ...]:
    """The events that somebody may mean by a word that stands for more than one of them."""
    return _PERHAPS_BY_LETTERS.get(_letters(name), ())


def alike(name: str) -> str | None:
    """The name of an event of which this may be a slip of the pen: another word that looks a little like it is none."""
    return next(iter(get_close_matches(_written(name), _LONG_ENOUGH, 1, cutoff=0.8)), None)


def _written(name: str) -> str:
    return "_".join(name.lower().replace("-", " ").replace("_", " ").split())


def _letters(name: str) -> str:
    return re.sub("[^a-z0-9]", "", name.lower())


_BY_LETTERS = {_letters(name): event for name, event in _LISTED.items()} | {
    _letters(way): EVENTS[name] for name, ways in _FILE.said.items() for way in ways
}
_PERHAPS_BY_LETTERS = {_letters(word): names for word, names in PERHAPS.items()}
# much is alike to a name of two or three letters
_LONG_ENOUGH = [name for name in _LISTED if len(name) > len("hra")]
