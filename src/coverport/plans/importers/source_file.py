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
    """The shape of every record. Commas and line ends inside quotation marks do not count; 110 MB take half a second."""
    ends, commas, newlines, inside = _marks(np.frombuffer(data, dtype=np.uint8))
    if not data.endswith(b"\n") or inside:
        ends = np.append(ends, len(data))
    starts = np.concatenate(([0], ends[:-1] + 1))
    return Records(
        lines=np.searchsorted(newlines, starts) + 1,
        fields=np.diff(np.searchsorted(commas, ends), prepend=0) + 1,
        unclosed_quote=inside,
    )


def _marks(
    data: NDArray[np.uint8],
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], bool]:
    """Positions of record ends, separating commas and all line ends; whether the text ends inside quotation marks."""
    ends, commas, newlines, inside = [], [], [], False
    for start in range(0, len(data), _CHUNK):
        chunk = data[start : start + _CHUNK]
        within = np.logical_xor.accumulate(chunk == ord('"')) ^ inside
        newline = chunk == ord("\n")
        newlines.append(np.flatnonzero(newline) + start)
        ends.append(np.flatnonzero(newline & ~within) + start)
        commas.append(np.flatnonzero((chunk == ord(",")) & ~within) + start)
        inside = bool(within[-1])
    return np.concatenate(ends), np.concatenate(commas), np.concatenate(newlines), inside


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
