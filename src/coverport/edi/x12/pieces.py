"""A stream cut into pieces that begin with a segment of the frame (ISA, GS, ST …) or of a record (INS, ENT, AK2). Bounded memory."""

import re
from collections.abc import Generator, Iterator
from typing import BinaryIO

from coverport.edi.x12.signs import Delimiters

BLOCK = 1 << 18
ISA = 106
# No segment is as long; where none ends within it, the delimiters are not those of ISA.
LONGEST_SEGMENT = 1 << 16
_HEADS = "IEA|GS|GE|ST|SE|TA1|INS|ENT|AK2"
# The guide prints some of its words with a dash that no character set of X12 has; insurers copy it. UTF-8, read byte by byte.
_EN_DASH = "\u00e2\u0080\u0093"
_ISA_WIDTHS = (2, 10, 2, 10, 2, 15, 2, 15, 6, 4, 1, 5, 9, 1, 1, 1)


class Unreadable(Exception):
    """Nothing more can be read of a stream. rule: of the fault."""

    def __init__(self, rule: str, message: str) -> None:
        super().__init__(message)
        self.rule, self.message = rule, message


class Piece:
    """text: segments, each with its terminator; whole: False for the last one of a stream that breaks off."""

    __slots__ = ("marks", "text", "whole")

    def __init__(self, text: str, marks: Delimiters, whole: bool = True) -> None:
        self.text, self.marks, self.whole = text, marks, whole


def delimiters(isa: str) -> Delimiters:
    """From the first 106 characters of an interchange. Raises Unreadable."""
    if len(isa) < ISA:
        raise Unreadable("interchange_truncated", f"the file ends within ISA, after {len(isa)} of its {ISA} characters")
    marks = Delimiters(element=isa[3], repetition=isa[82], component=isa[104], segment=isa[105])
    widths = tuple(map(len, isa[4:105].split(marks.element)))
    if len(widths) != len(_ISA_WIDTHS) or widths != _ISA_WIDTHS:
        at = next(
            (n for n, (a, b) in enumerate(zip(widths, _ISA_WIDTHS, strict=False), start=1) if a != b), len(widths)
        )
        raise Unreadable(
            "interchange_unreadable", f"ISA{at:02d} has not its fixed width, so that the delimiters cannot be told"
        )
    if len(set(marks.all)) != len(marks.all) or any(mark.isalnum() or mark == " " for mark in marks.all):
        raise Unreadable(
            "interchange_delimiters", "the four delimiters of ISA must be four different signs, no letters or digits"
        )
    return marks


def pieces(stream: BinaryIO) -> Iterator[Piece]:
    """The pieces of a stream, in order. Raises Unreadable."""
    rest, end = _fill(stream, "")
    rest = rest.lstrip("\r\n\t \ufeff").removeprefix("\u00ef\u00bb\u00bf")
    if not rest:
        raise Unreadable("interchange_unreadable", "the file is empty")
    while rest:
        if not rest.startswith("ISA"):
            raise Unreadable("interchange_unreadable", "an interchange begins with ISA; this does not")
        marks = delimiters(rest[:ISA])
        rest, end = yield from _interchanges(stream, rest, end, marks)


def _interchanges(
    stream: BinaryIO, rest: str, end: bool, marks: Delimiters
) -> Generator[Piece, None, tuple[str, bool]]:
    """All interchanges with the same delimiters; answers what follows them."""
    cut = _cutter(marks)
    while True:
        *whole, rest = cut.split(rest)
        for at, text in enumerate(whole):
            if text.startswith("ISA") and delimiters(text[:ISA] + marks.segment) != marks:
                return marks.segment.join([*whole[at:], rest]), end
            yield Piece(_clean(text + marks.segment, marks), marks)
        if rest.startswith("ISA") and len(rest) >= ISA and delimiters(rest[:ISA]) != marks:
            return rest, end
        if end:
            break
        if len(rest) > LONGEST_SEGMENT:
            head, mark, rest = rest.rpartition(marks.segment)
            if not mark:
                raise Unreadable(
                    "interchange_content",
                    f"no segment ends within {LONGEST_SEGMENT} characters: the delimiters are not those of ISA",
                )
            yield Piece(_clean(head + mark, marks), marks)
        rest, end = _fill(stream, rest)
    yield from _last(rest, marks)
    return "", True


def _last(rest: str, marks: Delimiters) -> Iterator[Piece]:
    """What stands at the end: whole segments, then perhaps one that breaks off."""
    head, mark, broken = rest.rpartition(marks.segment)
    if head:
        yield Piece(_clean(head + mark, marks), marks)
    if broken.strip("\r\n\t \x1a\x00"):
        yield Piece(broken, marks, whole=False)


def _fill(stream: BinaryIO, rest: str) -> tuple[str, bool]:
    """More of the stream; a byte is a sign, so that what is no X12 is named where it stands."""
    block = stream.read(BLOCK)
    return rest + block.decode("latin-1"), not block


def _cutter(marks: Delimiters) -> re.Pattern[str]:
    end, star = re.escape(marks.segment), re.escape(marks.element)
    return re.compile(rf"{end}[\r\n]*(?=ISA|(?:{_HEADS}){star})")


def _clean(text: str, marks: Delimiters) -> str:
    """Without the line ends that stand after segments."""
    if "\n" in text or "\r" in text:
        text = re.sub(rf"{re.escape(marks.segment)}[\r\n]+", marks.segment, text).lstrip("\r\n")
    return text if text.isascii() else text.replace(_EN_DASH, "-")
