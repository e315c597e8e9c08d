"""ZIP codes: the counties that each reaches into, and the state of each by its first three digits."""

from functools import lru_cache
from pathlib import Path

from coverport.core import paths
from coverport.core.errors import Refusal
from coverport.plans.geography.counties import County, county, packaged, state_name


class UnknownZip(Refusal):
    """No counties are known for this ZIP code; `state` is set when its first digits tell the state."""

    def __init__(self, message: str, *, code: str, state: str | None = None) -> None:
        super().__init__(message, code=code, field="zip")
        self.state = state


def imported_table() -> Path:
    """Where `coverport import_geography` puts the ZIP codes of the other states."""
    return paths.geography_dir() / "zip_counties.txt"


def _is_zip(text: str) -> bool:
    return len(text) == 5 and text.isascii() and text.isdigit()


@lru_cache(maxsize=1)
def _packaged_table() -> bytes:
    return packaged("zip_counties.txt").encode()


@lru_cache(maxsize=2)
def _imported(path: Path, stamp: int) -> bytes:
    return path.read_bytes()


def _tables() -> tuple[bytes, ...]:
    path = imported_table()
    try:
        stamp = path.stat().st_mtime_ns
    except FileNotFoundError:
        return (_packaged_table(),)
    return (_imported(path, stamp), _packaged_table())


def _fips_of(table: bytes, zip_code: str) -> tuple[str, ...]:
    """The county codes on this ZIP code's line. A search in the text: parsing 39,000 lines would cost more."""
    start = table.find(b"\n" + zip_code.encode() + b" ")
    if start < 0:
        return ()
    end = table.find(b"\n", start + 1)
    return tuple(table[start + 7 : end].decode().split())


def counties_of_zip(zip_code: str, year: int = 2014) -> tuple[County, ...]:
    """The counties that a ZIP code reaches into, several when it crosses a line. Raises UnknownZip.

    year: kept for tables of other years; the packaged one is of 2017 and serves all.
    """
    if not _is_zip(zip_code):
        raise UnknownZip("A ZIP code has five digits.", code="zip_shape")
    for table in _tables():
        if codes := _fips_of(table, zip_code):
            return tuple(county(code) for code in codes)
    raise _unknown(zip_code)


def _unknown(zip_code: str) -> UnknownZip:
    state = state_of_zip(zip_code)
    if state is None:
        return UnknownZip(f"We do not know the ZIP code {zip_code}.", code="unknown_zip")
    return UnknownZip(
        f"We do not know the counties of ZIP code {zip_code} ({state_name(state)}).", code="unknown_zip", state=state
    )


@lru_cache(maxsize=1)
def _prefixes() -> tuple[dict[str, str], dict[str, str]]:
    """(three digits -> state, single ZIP code -> state)."""
    by_prefix: dict[str, str] = {}
    single: dict[str, str] = {}
    for line in packaged("zip_prefixes.txt").splitlines():
        if line.startswith("#"):
            continue
        ranges, _, exceptions = line[3:].partition(" | ")
        for part in ranges.split():
            first, _, last = part.partition("-")
            by_prefix.update((f"{n:03d}", line[:2]) for n in range(int(first), int(last or first) + 1))
        single.update((zip_code, line[:2]) for zip_code in exceptions.split())
    return by_prefix, single


def state_of_zip(zip_code: str) -> str | None:
    """The state of a ZIP code by its first three digits; None when they are not in use or the shape is wrong."""
    if not _is_zip(zip_code):
        return None
    by_prefix, single = _prefixes()
    return single.get(zip_code) or by_prefix.get(zip_code[:3])
