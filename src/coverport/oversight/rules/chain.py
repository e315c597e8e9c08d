"""The chain over the ledger: each entry carries the hash of the one before, so that a changed or missing one shows."""

import hashlib
from collections.abc import Iterable
from typing import Any

import msgspec

FIRST = "0" * 64
_ENCODER = msgspec.json.Encoder(order="sorted")


def link(previous: str, entry: dict[str, Any]) -> str:
    """The hash of an entry behind another. entry: plain values, dates as ISO text."""
    return hashlib.sha256(previous.encode() + _ENCODER.encode(entry)).hexdigest()


class Broken(msgspec.Struct, frozen=True):
    """Where a chain does not hold. what: changed (the entry itself), or missing (a number before it)."""

    number: int
    what: str


def broken(entries: Iterable[tuple[int, dict[str, Any], str]]) -> list[Broken]:
    """The entries (number, content, kept hash), in order, at which the chain breaks."""
    found, previous, expected = [], FIRST, 1
    for number, content, kept in entries:
        if number != expected:
            found.append(Broken(number, "missing"))
        elif link(previous, content) != kept:
            found.append(Broken(number, "changed"))
        previous, expected = kept, number + 1
    return found
