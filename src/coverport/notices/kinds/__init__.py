"""The kinds of letter. Each room registers those that it sends in its own notices.py; here is only the list.

A kind says what the regulation wants its letter to contain, and `build` refuses a letter that lacks it.
"""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any

import msgspec
from django.utils import translation

from coverport.notices.blocks import Letter, texts

Builder = Callable[[Any], Letter]


class Must(msgspec.Struct, frozen=True):
    """Something that the letter must contain: its name, who wants it, and the words (in the letter's language) that show it."""

    name: str
    citation: str
    words: Callable[[Any], Iterable[str]]


class Kind(msgspec.Struct, frozen=True):
    """A kind of letter: its builder turns the sender's own context into a letter."""

    name: str
    builder: Builder
    must: tuple[Must, ...]

    def missing(self, letter: Letter, context: Any) -> tuple[str, ...]:
        """The names of what the letter should contain and does not."""
        # Nearly everything stands in the letter's own words: what all letters end with is looked at for the rest alone.
        own = "\n".join(texts(msgspec.structs.replace(letter, statement=(), taglines=())))
        lacking = [must for must in self.must if not all(words in own for words in must.words(context))]
        said = "\n".join(texts(letter)) if lacking else ""
        return tuple(must.name for must in lacking if not all(words in said for words in must.words(context)))


class Incomplete(Exception):
    """A letter lacks what its kind must contain. Ours to mend; it is not sent."""


_kinds: dict[str, Kind] = {}


def kind(name: str, *, must: Iterable[Must] = ()) -> Callable[[Builder], Builder]:
    """Register the builder of a kind of letter."""

    def register(builder: Builder) -> Builder:
        if name in _kinds:
            raise ValueError(f"the kind of letter {name!r} is registered twice")
        _kinds[name] = Kind(name=name, builder=builder, must=tuple(must))
        return builder

    return register


def registered() -> Mapping[str, Kind]:
    """Every kind by name."""
    return MappingProxyType(_kinds)


def build(name: str, context: Any, *, language: str) -> Letter:
    """The letter of a kind, in a language. KeyError for an unknown kind, Incomplete for one that lacks what it must contain."""
    with translation.override(language):
        letter = _kinds[name].builder(context)
        missing = _kinds[name].missing(letter, context)
    if missing:
        raise Incomplete(f"the letter {name} lacks: {', '.join(missing)}")
    return letter
