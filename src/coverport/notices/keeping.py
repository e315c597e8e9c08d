"""A letter as it is kept: what it alone says is sealed in its row, its stationery stands once for all letters that are written on it.

Both are texts that never change, so that a letter is read for ever as it was sent, whatever the exchange prints on its stationery later.
"""

import hashlib
from datetime import date
from functools import lru_cache

import msgspec

from coverport.notices.blocks import Block, Letter, Paragraph, Sender, Stationery


class OtherStationery(Exception):
    """A letter lies beside a stationery that it was not written on: the rows do not belong together, or one was changed."""


class _Own(msgspec.Struct, frozen=True):
    """A letter without its stationery. stationery: the SHA-256 of that, so that the letter's own hash holds for all that it says."""

    language: str
    title: str
    name: str
    address: tuple[str, ...]
    date: date
    blocks: tuple[Block, ...]
    stationery: str
    reference: str


class _Whole(msgspec.Struct, frozen=True):
    """A letter as it was kept before: with all that it had in common with others."""

    language: str
    title: str
    sender: Sender
    name: str
    address: tuple[str, ...]
    date: date
    blocks: tuple[Block, ...]
    statement: tuple[Block, ...] = ()
    reference: str = ""
    taglines: tuple[Paragraph, ...] = ()


def own(letter: Letter, reference: str) -> str:
    """What is kept of a letter in its own row, under the reference that it is posted with; the same letter is the same text."""
    kept = _Own(
        letter.language, letter.title, letter.name, letter.address, letter.date, letter.blocks, letter.stationery.sha256, reference
    )  # fmt: skip
    return msgspec.json.encode(kept, order="deterministic").decode()


def digest(kept: str) -> str:
    """SHA-256 of a text that is kept, hex."""
    return hashlib.sha256(kept.encode()).hexdigest()


def read(kept: str, stationery: str | None) -> Letter:
    """A letter from its own row and the text of its stationery, None where it is kept whole. Raises OtherStationery."""
    if stationery is None:
        return _read_whole(kept)
    one, (sha256, paper) = msgspec.json.decode(kept, type=_Own), _stationery(stationery)
    if one.stationery != sha256:
        raise OtherStationery(f"the letter {one.reference} was not written on the stationery {sha256}")
    return Letter(one.language, one.title, one.name, one.address, one.date, one.blocks, paper, one.reference)


@lru_cache(maxsize=64)
def _stationery(kept: str) -> tuple[str, Stationery]:
    """With the hash of the text as it is kept: made anew, it would not be the same once a field is added."""
    return digest(kept), msgspec.json.decode(kept, type=Stationery)


def _read_whole(kept: str) -> Letter:
    whole = msgspec.json.decode(kept, type=_Whole)
    paper = Stationery(whole.sender, (), whole.statement, whole.taglines)
    return Letter(
        whole.language, whole.title, whole.name, whole.address, whole.date, whole.blocks, paper, whole.reference
    )


def same_words(one: Letter, other: Letter) -> bool:
    """Whether two letters say the same to the same person, in whatever way they are kept."""
    return _said(one) == _said(other)


def _said(letter: Letter) -> tuple[object, ...]:
    head = letter.language, letter.title, letter.sender, letter.name, letter.address, letter.date
    return (*head, *letter.blocks, *letter.stationery.blocks)
