"""A CSV file as bytes, plain or gzip, and the shape of its records: where each begins and how many fields it has."""

import codecs
import csv
import hashlib
from concurrent.futures import ThreadPoolExecutor
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


def read_bytes(source: Source) -> tuple[bytes, Records, str]:
    """A file unpacked, the shape of its records, its SHA-256. Raises UnreadableFile: missing, cut off, empty or not UTF-8."""
    whole = _Whole()
    shape = Shape()
    # Unpacking, hashing and counting all let go of the interpreter: what one thread has unpacked, another counts meanwhile.
    with ThreadPoolExecutor(max_workers=1) as beside:
        list(beside.map(shape.add, map(whole.add, source.pieces_up_to(MOST_BYTES))))
    data = b"".join(whole.pieces)
    if not data or data.isspace():
        raise source.refuse("nothing in it", "a header and at least one plan")
    if not whole.is_text():
        raise _other_encoding(source.shown, data)
    return data, shape.records(), whole.hashed.hexdigest()


class _Whole:
    """The file piece by piece, without a byte order mark: kept, hashed, and looked at for bytes that are no UTF-8."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []
        self.hashed = hashlib.sha256()
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._wrong = False

    def add(self, piece: bytes) -> bytes:
        """What is kept of the next piece."""
        kept = piece if self.pieces else piece.removeprefix(_BYTE_ORDER_MARK)
        self.pieces.append(kept)
        self.hashed.update(kept)
        if (
            not kept.isascii() or self._decoder.getstate()[0]
        ):  # most pieces have English letters alone, which is soon seen
            self._decode(kept)
        return kept

    def is_text(self) -> bool:
        """Whether all of it is UTF-8; asked once, at the end."""
        self._decode(b"", final=True)
        return not self._wrong

    def _decode(self, piece: bytes, *, final: bool = False) -> None:
        if self._wrong:
            return
        try:
            self._decoder.decode(piece, final)
        except UnicodeDecodeError:
            self._wrong = True


def _other_encoding(path: Path, data: bytes) -> UnreadableFile:
    wrong = next(number for number, line in enumerate(data.split(b"\n"), 1) if not _decodes(line))
    return UnreadableFile(path, [Problem(wrong, None, "bytes that are no UTF-8", "text in UTF-8")])


def _decodes(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


Places = NDArray[np.int64]
Bits = NDArray[np.uint8]


def records(data: bytes) -> Records:
    """The shape of every record of a text."""
    shape = Shape()
    for start in range(0, len(data), _CHUNK):
        shape.add(memoryview(data)[start : start + _CHUNK])
    return shape.records()


class Shape:
    """The shape of every record, piece by piece. Commas and line ends inside quotation marks do not count. 110 MB: a fifth of a second."""

    def __init__(self) -> None:
        self._length, self._commas, self._inside, self._last = 0, 0, False, b""
        self._ends: list[Places] = []  # of records
        self._before: list[Places] = []  # separating commas up to there
        self._newlines: list[Places] = []

    def add(self, piece: bytes | memoryview) -> None:
        """The next bytes of the text."""
        if not len(piece):
            return
        data = np.frombuffer(piece, dtype=np.uint8)
        within, self._inside = _inside_quotes(_bits(data, '"'), self._inside)
        newline = np.flatnonzero(data == ord("\n"))
        end = newline[_clear(within, newline)]
        separating = _bits(data, ",") & ~within
        self._ends.append(end + self._length)
        self._before.append(_count_before(separating, end) + self._commas)
        self._newlines.append(newline + self._length)
        self._commas += int(np.bitwise_count(separating).sum())
        self._length += len(data)
        self._last = bytes(piece[-1:])

    def records(self) -> Records:
        """Of the whole text; what follows the last line end is a record, too."""
        if self._inside or self._last != b"\n":
            self._ends.append(np.array([self._length]))
            self._before.append(np.array([self._commas]))
        starts = np.concatenate(([0], np.concatenate(self._ends)[:-1] + 1))
        newlines = np.concatenate(self._newlines) if self._newlines else np.empty(0, dtype=np.int64)
        return Records(
            lines=np.searchsorted(newlines, starts) + 1,
            fields=_between(np.concatenate(self._before)) + 1,
            unclosed_quote=self._inside,
        )


def last_end(text: bytearray) -> int:
    """Where the last whole record of a text that begins with one ends; -1 where none does."""
    data = np.frombuffer(text, dtype=np.uint8)
    within, _ = _inside_quotes(_bits(data, '"'), False)
    newline = np.flatnonzero(data == ord("\n"))
    ends = newline[_clear(within, newline)]
    return int(ends[-1]) if len(ends) else -1


def _between(counts: Places) -> Places:
    """What each count adds to the one before it."""
    return counts - np.concatenate(([0], counts[:-1]))


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


def refuse_other_shapes(path: Path, data: bytes, shape: Records) -> None:
    """Every record has as many fields as the header; a short last line is a file cut off. Raises UnreadableFile."""
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
