"""How the bytes of a published catalog lie: magic, header length, JSON header, then aligned arrays.

Everything but the plans' own records is an array, so that a process maps the file and reads nothing that it does not use.
"""

import os
import struct
import threading
from pathlib import Path

import msgspec

from coverport.plans.rules.arrays import AGES, TIERS

MAGIC = b"COVPLAN1"
FORMAT = 2
ALIGN = 64
SUFFIX = ".catalog"
_LENGTH = struct.Struct("<Q")
PREAMBLE = len(MAGIC) + _LENGTH.size

# name -> (numpy type, shape after the first axis). The first axis: r rate rows, p plans, c counties, n county-plan pairs, a rating
# areas, z sets of ZIP codes. tobacco_rates has no rows at all where nothing is priced by tobacco.
ARRAYS: dict[str, tuple[str, tuple[int, ...]]] = {
    "rates": ("<i4", (AGES,)),
    "derived": ("|b1", (AGES,)),
    "tier_rates": ("<i4", (len(TIERS),)),
    "tobacco_rates": ("<i4", (AGES,)),
    "children_rated_max": ("|i1", ()),
    "row_plan": ("<i4", ()),
    "row_metal": ("|i1", ()),
    "row_ehb": ("<i4", ()),
    "row_adult_only": ("|b1", ()),
    "row_child_only": ("|b1", ()),
    "row_tiered": ("|b1", ()),
    "row_area": ("<i4", ()),
    "row_dental": ("|b1", ()),
    "row_individual": ("|b1", ()),
    "row_shop": ("|b1", ()),
    "area_first": ("<i8", ()),
    "area_text": ("|u1", ()),
    "plan_keys": ("|S14", ()),
    "plan_first": ("<i8", ()),
    "plan_records": ("|u1", ()),
    "county_fips": ("<i4", ()),
    "county_first": ("<i8", ()),
    "county_rows": ("<i4", ()),
    "county_zips": ("<i4", ()),
    "zip_first": ("<i8", ()),
    "zip_codes": ("<i4", ()),
    "county_text_first": ("<i8", ()),
    "county_text": ("|u1", ()),
}


class Section(msgspec.Struct, frozen=True, array_like=True):
    """Where an array lies. offset: bytes after the header's aligned end."""

    offset: int
    dtype: str
    shape: tuple[int, ...]


class Header(msgspec.Struct, frozen=True):
    """What a catalog says of itself. adult_age, dependents_under: from the law of the plan year, at publication."""

    format: int
    exchange: str
    year: int
    number: int
    adult_age: int
    dependents_under: int
    sections: dict[str, Section]


class BrokenCatalog(ValueError):
    """The file is not what was published: wrong shape, cut off, or another hash."""


def aligned(position: int) -> int:
    """The next multiple of ALIGN."""
    return -(-position // ALIGN) * ALIGN


def encode_preamble(header: Header) -> bytes:
    """Magic, header length and header, padded so that the arrays begin aligned."""
    text = msgspec.json.encode(header)
    start = MAGIC + _LENGTH.pack(len(text)) + text
    return start.ljust(aligned(len(start)), b"\0")


def decode_preamble(data: bytes | memoryview) -> tuple[Header, int]:
    """(header, position of the arrays). Raises BrokenCatalog."""
    if bytes(data[: len(MAGIC)]) != MAGIC or len(data) < PREAMBLE:
        raise BrokenCatalog("this is not a catalog file")
    (length,) = _LENGTH.unpack(data[len(MAGIC) : PREAMBLE])
    try:
        header = msgspec.json.decode(bytes(data[PREAMBLE : PREAMBLE + length]), type=Header)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BrokenCatalog(f"the header cannot be read: {error}") from error
    if header.format != FORMAT:
        raise BrokenCatalog(f"format {header.format} is not known; this version reads {FORMAT}")
    return header, aligned(PREAMBLE + length)


def aside(path: Path) -> Path:
    """Where a file is written before it is renamed: a name that no other process or thread uses."""
    return path.with_name(f".{path.name}.{os.getpid()}.{threading.get_ident()}")


class Name(msgspec.Struct, frozen=True):
    """A catalog's file name: exchange, year, number and the SHA-256 of all its bytes."""

    exchange: str
    year: int
    number: int
    sha256: str

    def __str__(self) -> str:
        return f"{self.exchange}-{self.year}-{self.number:04d}-{self.sha256}{SUFFIX}"

    @classmethod
    def of(cls, path: Path) -> "Name":
        """Read from a path. Raises BrokenCatalog for another shape."""
        try:
            exchange, year, number, sha256 = path.name.removesuffix(SUFFIX).rsplit("-", 3)
            return cls(exchange, int(year), int(number), sha256)
        except ValueError as error:
            raise BrokenCatalog(f"{path.name} is not the name of a catalog file") from error
