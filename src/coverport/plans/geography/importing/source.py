"""A public file of geography while it is read: its text, the rows found so far, the mistakes with their places."""

import gzip
import re
import zlib
from pathlib import Path

from coverport.core.errors import Refusal
from coverport.plans.geography import table
from coverport.plans.geography.counties import County, UnknownCounty, county, county_by_name, state_fips
from coverport.plans.geography.table import BY_ZIP, UNDATED
from coverport.plans.geography.zips import is_zip

REPORTED = 20
LONGEST = 64 << 20  # bytes, unpacked; the largest public table has 6 MB
_GZIP = b"\x1f\x8b"
_AREA = re.compile(r"(?:Rating Area |R-[A-Z]{2})?0*([1-9]\d{0,2})")
_YEAR_IN_NAME = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
FIRST_YEAR = 2014  # of rating areas, 45 CFR 147.102


class UnreadableGeography(Refusal):
    """Files of geography with mistakes; the message names file, line, column and what is expected."""

    code = "unreadable_file"


class Source:
    """One file. rows: section -> (key, year from which) -> value -> the line that says so."""

    def __init__(self, path: Path, year: int | None = None) -> None:
        named = _YEAR_IN_NAME.search(path.name)
        self.path = path
        self.year = year or (int(named[1]) if named else None)
        self.rows: dict[str, dict[tuple[int, int], dict[int, int]]] = {name: {} for name in table.NAMES}
        self.place = "line"
        self.read = 0
        self.passed_over = 0
        self.problems: list[str] = []  # the first of them
        self.count = 0

    def text(self) -> str:
        """The whole file, unpacked. Raises UnreadableGeography."""
        try:
            data = self._bytes()
        except (OSError, EOFError, zlib.error) as error:
            raise UnreadableGeography(f"{self.path.name} cannot be read: {error}.") from error
        if len(data) > LONGEST:
            raise UnreadableGeography(f"{self.path.name} is larger than {LONGEST >> 20} MB; nothing was imported.")
        try:
            return data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            raise UnreadableGeography(
                f"{self.path.name} cannot be read: line {line}: found bytes that are no UTF-8; expected text in UTF-8."
            ) from None

    def _bytes(self) -> bytes:
        with self.path.open("rb") as file:
            packed = file.peek(2)[:2] == _GZIP
            if not packed:
                return file.read(LONGEST + 1)
            with gzip.GzipFile(fileobj=file) as unpacked:
                return unpacked.read(LONGEST + 1)

    def wrong(self, line: int, column: str, found: str, expected: str) -> None:
        """Note a mistake."""
        shown = repr(found if len(found) <= 60 else found[:57] + "...") if found else "nothing"
        self.note(line, f", column {column}: found {shown}; expected {expected}")

    def note(self, line: int, words: str) -> None:
        """Count a mistake, and keep its words if it is among the first."""
        self.count += 1
        if self.count <= REPORTED:
            self.problems.append(f"  {self.place} {line}{words}")

    def stop_if_wrong(self) -> None:
        """Raise UnreadableGeography with the first mistakes when there are any, or when the file says nothing."""
        if self.problems:
            more = self.count - len(self.problems)
            shown = [*self.problems, *([f"  and {more} more"] if more else [])]
            raise UnreadableGeography("\n".join([f"{self.path.name} has mistakes. Nothing was imported.", *shown]))
        if not self.read:
            raise UnreadableGeography(f"{self.path.name} has mistakes. Nothing was imported.\n  it has no rows")

    def zip(self, line: int, column: str, text: str) -> str | None:
        """A ZIP code, or None and a note."""
        if is_zip(text):
            return text
        lost = len(text) in (3, 4) and text.isdigit()
        self.wrong(line, column, text, "five digits" + (" (leading zeros seem to be lost)" if lost else ""))
        return None

    def prefix(self, line: int, column: str, text: str) -> str | None:
        """The first three digits of ZIP codes, or None and a note."""
        if len(text) == 3 and text.isascii() and text.isdigit():
            return text
        self.wrong(line, column, text, "the first three digits of ZIP codes")
        return None

    def county(self, line: int, column: str, text: str) -> County | None:
        """The county of a code, or None and a note."""
        try:
            return county(text)
        except UnknownCounty:
            self.wrong(line, column, text, "the five-digit code of a county")
            return None

    def county_named(self, line: int, column: str, state: str, text: str) -> County | None:
        """The county of a name, or None and a note."""
        try:
            return county_by_name(state, text)
        except UnknownCounty as error:
            self.wrong(line, column, text, f"a county of {state}. {error.message}")
            return None

    def area(self, line: int, column: str, text: str) -> int | None:
        """The number in "11", "Rating Area 11" and "R-MA011", or None and a note."""
        if found := _AREA.fullmatch(text):
            return int(found[1])
        self.wrong(line, column, text, "the number of a rating area")
        return None

    def from_year(self) -> int:
        """The year from which the file's rating areas are in force. Raises UnreadableGeography when nothing tells it."""
        if self.year is None:
            raise UnreadableGeography(
                f"{self.path.name} has rating areas, and neither a column nor its name says from which year; "
                f"give --year. Nothing was imported."
            )
        return self.year

    def add_pair(self, line: int, zip_code: str, fips: str, *, dated: bool = True) -> None:
        """A ZIP code reaches into a county."""
        year = self.year if dated and self.year else UNDATED
        self.rows["zip_counties"].setdefault((int(zip_code), year), {}).setdefault(int(fips), line)

    def add_county_area(self, line: int, column: str, fips: str, area: int) -> None:
        """A county lies in an area, or is rated by ZIP code (BY_ZIP)."""
        self._add_area(line, column, "county_areas", int(fips), self.from_year(), area)

    def add_prefix_area(self, line: int, column: str, state: str, prefix: str, area: int) -> None:
        """ZIP codes of a state that begin so lie in an area."""
        key = table.prefix_key(state_fips(state), prefix)
        self._add_area(line, column, "prefix_areas", key, self.from_year(), area)

    def add_zip_area(self, line: int, column: str, zip_code: str, fips: str, year: int, area: int) -> None:
        """A ZIP code's part of a county lies in an area."""
        self._add_area(line, column, "zip_areas", table.zip_key(zip_code, fips), year, area)

    def _add_area(self, line: int, column: str, section: str, key: int, year: int, area: int) -> None:
        known = self.rows[section].setdefault((key, year), {})
        for other, first in known.items():
            if other != area:
                self.wrong(line, column, _area_words(area), f"{_area_words(other)}, as on {self.place} {first}")
                return
        known[area] = line


def _area_words(area: int) -> str:
    return "by ZIP code" if area == BY_ZIP else f"area {area}"
