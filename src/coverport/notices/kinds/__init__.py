"""The kinds of letter. Each room registers those that it sends in its own notices.py; here is only the list.

A kind says what the regulation wants its letter to contain, and `build` refuses a letter that lacks it.
"""

from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext
from types import MappingProxyType
from typing import Any

import msgspec
from django.utils import translation

from coverport.notices.blocks import Letter, Stationery, own_texts

Builder = Callable[[Any], Letter]


class Must(msgspec.Struct, frozen=True, eq=False):
    """Something that the letter must contain: its name, who wants it, and the words (in the letter's language) that show it.

    printed: it stands on the stationery, where it is looked for once and not for each of a hundred thousand letters.
    """

    name: str
    citation: str
    words: Callable[[Any], Iterable[str]]
    printed: bool = False


class Kind(msgspec.Struct, frozen=True):
    """A kind of letter: its builder turns the sender's own context into a letter."""

    name: str
    builder: Builder
    must: tuple[Must, ...]

    def missing(self, letter: Letter, context: Any) -> tuple[str, ...]:
        """The names of what the letter should contain and does not."""
        own, paper = "\n".join(own_texts(letter)), letter.stationery
        return tuple([
            must.name for must in self.must
            if not (_is_printed(must, paper, context) if must.printed else _is_said(must, own, paper, context))
        ])  # fmt: skip


def _is_said(must: Must, own: str, paper: Stationery, context: Any) -> bool:
    return all(words in own or words in paper.said for words in must.words(context))


def _is_printed(must: Must, paper: Stationery, context: Any) -> bool:
    if must in paper.found:
        return True
    if all(words in paper.said for words in must.words(context)):
        paper.found.add(must)
        return True
    return False


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


def speaking(language: str) -> AbstractContextManager[object]:
    """A language is active within it. Of a batch most letters are in one, and to switch to it costs as much as some of its sentences."""
    return nullcontext() if translation.get_language() == language else translation.override(language)


def build(name: str, context: Any, *, language: str) -> Letter:
    """The letter of a kind, in a language. KeyError for an unknown kind, Incomplete for one that lacks what it must contain."""
    with speaking(language):
        return built(name, context)


def built(name: str, context: Any) -> Letter:
    """The same in the language that is active: a batch says which it is once for a letter and for what is put into it."""
    letter = _kinds[name].builder(context)
    if missing := _kinds[name].missing(letter, context):
        raise Incomplete(f"the letter {name} lacks: {', '.join(missing)}")
    return letter
