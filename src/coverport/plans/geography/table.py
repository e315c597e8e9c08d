"""Dated rows in sorted arrays, found by bisection: the geography of a machine as one file that is read whole in a millisecond."""

import sys
import zlib
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from struct import Struct
from typing import Literal

import msgspec

MAGIC = f"coverport geography 1 {sys.byteorder}\n".encode()
_HEADER = Struct("=5I")  # checksum of what follows, then the number of rows of each section
_START = len(MAGIC) + _HEADER.size
_COLUMNS: tuple[Literal["Q", "H", "I"], ...] = ("Q", "H", "I")  # key, year, value

UNDATED = 0  # the year of rows whose source says none

# (key, year from which) -> values.
Rows = Mapping[tuple[int, int], Iterable[int]]


class BrokenTable(ValueError):
    """The file is not what an import wrote: cut off, damaged, or of another version."""


class Section(msgspec.Struct, frozen=True):
    """Three columns of one length, sorted by key, year and value."""

    keys: Sequence[int]
    years: Sequence[int]
    values: Sequence[int]

    def dated(self, key: int) -> dict[int, tuple[int, ...]]:
        """All rows of a key: year from which -> values, the earliest first."""
        found: dict[int, tuple[int, ...]] = {}
        place = bisect_left(self.keys, key)
        while place < len(self.keys) and self.keys[place] == key:
            year = self.years[place]
            found[year] = (*found.get(year, ()), self.values[place])
            place += 1
        return found

    def between(self, first: int, last: int) -> Sequence[int]:
        """The keys from one to another, both inside, each once."""
        found = self.keys[bisect_left(self.keys, first) : bisect_left(self.keys, last + 1)]
        return tuple(dict.fromkeys(found))

    def rows(self) -> dict[tuple[int, int], set[int]]:
        """All as they went in."""
        made: dict[tuple[int, int], set[int]] = {}
        for key, year, value in zip(self.keys, self.years, self.values, strict=True):
            made.setdefault((key, year), set()).add(value)
        return made


class Table(msgspec.Struct, frozen=True):
    """zip_counties: ZIP code -> county codes.  county_areas: county code -> number of its area, BY_ZIP where ZIP codes decide.

    prefix_areas: prefix_key -> number.  zip_areas: zip_key -> number. Codes are numbers here: "03301" is 3301.
    """

    zip_counties: Section
    county_areas: Section
    prefix_areas: Section
    zip_areas: Section


NAMES = Table.__struct_fields__
BY_ZIP = 0


def prefix_key(state_fips: str, prefix: str) -> int:
    """The first three digits of a ZIP code within a state."""
    return int(state_fips + prefix)


def zip_key(zip_code: str, county: str) -> int:
    """A ZIP code within a county."""
    return int(zip_code + county)


def of_rows(rows: Mapping[str, Rows]) -> Table:
    """A table of the sections' rows; a section that is not named is empty."""
    return Table(**{name: _section(rows.get(name, {})) for name in NAMES})


def _section(rows: Rows) -> Section:
    flat = sorted((key, year, value) for (key, year), values in rows.items() for value in values)
    columns = zip(*flat, strict=True) if flat else ((), (), ())
    return Section(*(array(code, column) for code, column in zip(_COLUMNS, columns, strict=True)))


def encode(rows: Mapping[str, Rows]) -> bytes:
    """The bytes of a table; equal rows give equal bytes."""
    sections = [_section(rows.get(name, {})) for name in NAMES]
    body = b"".join(bytes(column) for one in sections for column in (one.keys, one.years, one.values))
    return MAGIC + _HEADER.pack(zlib.crc32(body), *(len(one.keys) for one in sections)) + body


def read(path: Path) -> Table:
    """The table of a file. Raises BrokenTable, FileNotFoundError."""
    data = path.read_bytes()
    if not data.startswith(MAGIC) or len(data) < _START:
        raise BrokenTable(f"{path} is no geography table of this version; run `coverport import_geography` again.")
    checksum, *counts = _HEADER.unpack(data[len(MAGIC) : _START])
    body = memoryview(data)[_START:]
    if len(body) != sum(counts) * sum(array(code).itemsize for code in _COLUMNS) or zlib.crc32(body) != checksum:
        raise BrokenTable(f"{path} is damaged; remove it and run `coverport import_geography` again.")
    return Table(*_sections(body, counts))


def _sections(body: memoryview, counts: Sequence[int]) -> Iterable[Section]:
    start = 0
    for count in counts:
        columns = []
        for code in _COLUMNS:
            end = start + count * array(code).itemsize
            columns.append(body[start:end].cast(code))
            start = end
        yield Section(*columns)
