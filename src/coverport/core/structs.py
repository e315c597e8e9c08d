"""The shape of every record is known before threads share it.

msgspec works out the shape of a Struct when it is first read into. A second thread that comes meanwhile finds it half done and takes the
process down (msgspec 0.22, a segmentation fault). So who answers in threads calls `describe_structs` before the first question.
"""

import contextlib
from collections.abc import Iterator

import msgspec


def describe_structs() -> int:
    """Work out the shape of every Struct that is loaded; how many. Those that nothing can be read into are passed over."""
    known = 0
    for kind in _below(msgspec.Struct):
        # They name what only type checkers see, or types that no text tells apart.
        with contextlib.suppress(NameError, TypeError):
            msgspec.json.Decoder(kind)
            known += 1
    return known


def _below(kind: type[msgspec.Struct]) -> Iterator[type[msgspec.Struct]]:
    for each in kind.__subclasses__():
        yield each
        yield from _below(each)
