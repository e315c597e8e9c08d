"""A CSV file as bytes, plain or gzip, and the shape of its records: where each begins and how many fields it has."""

import codecs
import csv
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from coverport.plans.importers.problems import Problem, UnreadableFile
from coverport.plans.importers.source import Source

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_CHUNK = 1 << 22
MOST_BYTES = 1 << 30


class Records(msgspec.Struct, eq=False):
    """By record, the header first. lines: the line on which it begins, from 1. fields: how many it has."""

    lines: NDArray[np.int64]
    fields: NDArray[np.int64]
    unclosed_quote: bool


def read_bytes(source: Source) -> bytes:
    """The text of a file, unpacked. Raises UnreadableFile when it is missing, cut off, empty or not UTF-8."""
    data = source.read(MOST_BYTES).removeprefix(_BYTE_ORDER_MARK)
    if not data or data.isspace():
        raise source.refuse("nothing in it", "a header and at least one plan")
    _refuse_other_encodings(source.shown, data)
    return data


def _refuse_other_encodings(path: Path, data: bytes) -> None:
    """Line by line only where a block does not decode: a whole copy of the text would cost 110 MB."""
    if data.isascii():
        return
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for start in range(0, len(data), _CHUNK):
            decoder.decode(data[start : start + _CHUNK], final=start + _CHUNK >= len(data))
    except UnicodeDecodeError:
        wrong = next(number for number, line in enumerate(data.split(b"\n"), 1) if not _decodes(line))
        raise UnreadableFile(path, [Problem(wrong, None, "bytes that are no UTF-8", "text in UTF-8")]) from None


def _decodes(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def records(data: bytes) -> Records:
    """The shape of every record. Commas and line ends inside quotation marks do not count; 110 MB take a fifth of a second."""
    ends, commas, newlines, inside = _marks(np.frombuffer(data, dtype=np.uint8))
    starts = np.concatenate(([0], ends[:-1] + 1))
    return Records(
        lines=np.searchsorted(newlines, starts) + 1, fields=np.diff(commas, prepend=0) + 1, unclosed_quote=inside
    )


Places = NDArray[np.int64]
Bits = NDArray[np.uint8]


def _marks(data: NDArray[np.uint8]) -> tuple[Places, Places, Places, bool]:
    """Where records end; the separating commas up to there; all line ends; whether the text ends inside quotation marks."""
    ends, commas, newlines, inside, behind = [], [], [], False, 0
    for start in range(0, len(data), _CHUNK):
        chunk = data[start : start + _CHUNK]
        within, inside = _inside_quotes(_bits(chunk, '"'), inside)
        newline = np.flatnonzero(chunk == ord("\n"))
        end = newline[_clear(within, newline)]
        separating = _bits(chunk, ",") & ~within
        ends.append(end + start)
        commas.append(_count_before(separating, end) + behind)
        newlines.append(newline + start)
        behind += int(np.bitwise_count(separating).sum())
    if inside or not len(data) or data[-1] != ord("\n"):
        ends.append(np.array([len(data)]))
        commas.append(np.array([behind]))
    return np.concatenate(ends), np.concatenate(commas), np.concatenate(newlines), inside


def _bits(chunk: NDArray[np.uint8], sign: str) -> Bits:
    """Where a sign stands, eight places to a byte: what follows has an eighth of the work."""
    return np.packbits(chunk == ord(sign), bitorder="little")


# Of every byte of quotation marks, its places that have an odd number of them at or before them.
_ODD = np.array(
    [sum((value & ((2 << bit) - 1)).bit_count() % 2 << bit for bit in range(8)) for value in range(256)], np.uint8
)


def _inside_quotes(quotes: Bits, inside: bool) -> tuple[Bits, bool]:
    """(the places inside quotation marks, whether the last is), from whether the chunk begins inside."""
    odd = _ODD[quotes]
    after = np.logical_xor.accumulate(odd >> 7) ^ inside
    before = np.concatenate(([inside], after[:-1]))
    return np.where(before, ~odd, odd), bool(after[-1])


def _clear(bits: Bits, places: Places) -> NDArray[np.bool_]:
    """Which of the places are not marked."""
    return (bits[places >> 3] >> (places & 7).astype(np.uint8)) & 1 == 0


def _count_before(bits: Bits, places: Places) -> Places:
    """How many marked places stand before each."""
    whole = np.cumsum(np.bitwise_count(bits), dtype=np.int64)
    byte = places >> 3
    rest = bits[byte] >> (places & 7).astype(np.uint8)
    return whole[byte] - np.bitwise_count(rest)


def header(path: Path, data: bytes) -> list[str]:
    """The names in the first line as they stand there, blanks included. Raises UnreadableFile."""
    end = data.find(b"\n")  # `partition` would copy 110 MB
    first = data[: end if end >= 0 else len(data)].decode().removesuffix("\r")
    try:
        return next(csv.reader([first]), [])
    except csv.Error as error:
        raise UnreadableFile(path, [Problem(1, None, str(error), "the names of the columns")]) from error


def refuse_other_shapes(path: Path, data: bytes) -> Records:
    """Every record has as many fields as the header; a short last line is a file cut off. Raises UnreadableFile."""
    shape = records(data)
    expected = len(header(path, data))
    problems = [
        Problem(int(shape.lines[index]), None, f"{shape.fields[index]} fields", f"{expected} as in the header")
        for index in np.flatnonzero(shape.fields != expected)
    ]
    if shape.unclosed_quote:
        last = Problem(int(shape.lines[-1]), None, "a quotation mark that is never closed", "a whole file")
        problems = [*problems[:-1], last] if problems else [last]
    if problems:
        raise UnreadableFile(path, problems)
    if len(shape.lines) == 1:
        raise UnreadableFile(path, [Problem(None, None, "a header alone", "at least one plan")])
    return shape
