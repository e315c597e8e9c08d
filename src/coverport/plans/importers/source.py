"""A file as bytes to be read piece by piece: plain, gzip, or a member of a zip file. Never more in memory than a piece.

A file that unpacks to far more than a plan file can hold is refused while it is being read, not after.
"""

import contextlib
import gzip
import hashlib
import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

import msgspec

from coverport.plans.importers.problems import Problem, UnreadableFile

PIECE = 1 << 20
# A year's rates of the whole country are 2 GB; no plan file packs better than 1 to 200 once it is of any size.
MOST_BYTES = 8 << 30
MOST_RATIO = 200
RATIO_COUNTS_FROM = 32 << 20
MOST_MEMBERS = 2000

_GZIP, _ZIP, _OLE = b"\x1f\x8b", b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_IGNORED = ("__MACOSX/", ".DS_Store", "Thumbs.db")


class Source(msgspec.Struct, frozen=True):
    """A file to import. member: its name inside a zip file. watch: told how many bytes of the file are behind, for a progress bar."""

    path: Path
    member: str | None = None
    watch: Callable[[int], None] | None = None

    @property
    def name(self) -> str:
        """What to call it: "rates.zip/Rate_PUF.csv"."""
        return f"{self.path.name}/{self.member}" if self.member else self.path.name

    @property
    def shown(self) -> Path:
        """The name as a path, for messages."""
        return Path(self.name.replace("/", " > "))

    def refuse(self, found: str, expected: str) -> UnreadableFile:
        """A refusal of the whole file."""
        return UnreadableFile(self.shown, [Problem(None, None, found, expected)])

    def pieces(self) -> Iterator[bytes]:
        """The unpacked bytes. Raises UnreadableFile: missing, cut off, damaged, or unpacking to more than a plan file can hold."""
        total = 0
        packed = self._packed_length()
        try:
            with contextlib.ExitStack() as stack:
                file = self._unpacked(stack)
                while piece := file.read(PIECE):
                    total += len(piece)
                    if total > MOST_BYTES or (total > RATIO_COUNTS_FROM and total > packed * MOST_RATIO):
                        raise self.refuse(
                            f"more than {total >> 20:,} MB out of {max(packed >> 10, 1):,} KB",
                            "a file that unpacks to its like",
                        )
                    if self.watch is not None:
                        self.watch(total)
                    yield piece
        except FileNotFoundError:
            raise self.refuse("no such file", "a plan file, plain, gzip or zip") from None
        except KeyError:
            raise self.refuse(f"no part {self.member}", "a whole file, as it was saved") from None
        except (OSError, EOFError, zlib.error, zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
            raise self.refuse(f"data that end early or are damaged ({error})", "a whole file") from error

    def _packed_length(self) -> int:
        with contextlib.suppress(OSError, zipfile.BadZipFile, KeyError):
            if self.member is None:
                return self.path.stat().st_size
            with zipfile.ZipFile(self.path) as archive:
                return archive.getinfo(self.member).compress_size
        return 0

    def _unpacked(self, stack: contextlib.ExitStack) -> IO[bytes]:
        if self.member is None:
            file: IO[bytes] = stack.enter_context(self.path.open("rb"))
        else:
            archive = stack.enter_context(zipfile.ZipFile(self.path))
            file = stack.enter_context(archive.open(self.member))
        start = file.read(2)
        whole = _Prefixed(start, file)
        return gzip.GzipFile(fileobj=whole) if start == _GZIP else whole  # type: ignore[return-value, call-overload]

    def head(self, length: int = 1 << 16) -> bytes:
        """The first bytes, unpacked."""
        found = bytearray()
        for piece in self.pieces():
            found += piece
            if len(found) >= length:
                break
        return bytes(found[:length])

    def pieces_up_to(self, most: int) -> Iterator[bytes]:
        """The unpacked bytes of a file that must fit into memory. Raises UnreadableFile when there are more than `most`."""
        length = 0
        for piece in self.pieces():
            length += len(piece)
            if length > most:
                raise self.refuse(f"more than {most >> 20:,} MB", f"a file of this kind up to {most >> 20:,} MB")
            yield piece

    def read(self, most: int) -> bytes:
        """All bytes of a file that must fit into memory. Raises UnreadableFile when there are more than `most`."""
        return b"".join(self.pieces_up_to(most))

    def sha256(self) -> str:
        """Of the unpacked bytes: the same file packed otherwise is the same file."""
        hashed = hashlib.sha256()
        for piece in self.pieces():
            hashed.update(piece)
        return hashed.hexdigest()


class _Prefixed(io.RawIOBase):
    """A file whose first bytes were read already."""

    def __init__(self, start: bytes, file: IO[bytes]) -> None:
        self._start, self._file = start, file

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        if not self._start:
            return self._file.read(size)
        if size < 0:
            start, self._start = self._start, b""
            return start + self._file.read()
        taken, self._start = self._start[:size], self._start[size:]
        return taken + (self._file.read(size - len(taken)) if size > len(taken) else b"")


def sources(paths: list[Path]) -> list[Source]:
    """Every file of the given files and folders, zip files opened. Raises UnreadableFile."""
    found: list[Source] = []
    for path in paths:
        if path.is_dir():
            found += sources(sorted(each for each in path.iterdir() if not each.name.startswith(".")))
        else:
            found += _in_file(path)
    return found


def _in_file(path: Path) -> list[Source]:
    whole = Source(path)
    try:
        with path.open("rb") as file:
            start = file.read(4)
    except OSError:
        raise whole.refuse("no such file", "a plan file, plain, gzip or zip") from None
    if start == _OLE:
        raise whole.refuse(
            "a workbook of the old kind (.xls) or one with a password", "a workbook saved as .xlsx without a password"
        )
    if start != _ZIP:
        return [whole]
    names = _members(whole)
    if "[Content_Types].xml" in names:
        return [whole]  # a workbook
    return [
        Source(path, name) for name in names if not name.endswith("/") and not any(each in name for each in _IGNORED)
    ]


def _members(source: Source) -> list[str]:
    try:
        with zipfile.ZipFile(source.path) as archive:
            names = archive.namelist()
    except (OSError, zipfile.BadZipFile) as error:
        raise source.refuse(f"data that end early or are damaged ({error})", "a whole zip file") from error
    if len(names) > MOST_MEMBERS:
        raise source.refuse(f"{len(names):,} files in one", f"a zip file with at most {MOST_MEMBERS:,}")
    return sorted(names)
