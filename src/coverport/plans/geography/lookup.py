"""The two tables that look-ups read: the package's own, and the one that `coverport import_geography` has made here."""

import os
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from coverport.core import paths
from coverport.plans.geography import table
from coverport.plans.geography.counties import counties_of_state, packaged, state_fips
from coverport.plans.geography.table import BY_ZIP, Table


def imported_table() -> Path:
    """Where `coverport import_geography` puts its table."""
    return paths.geography_dir() / "geography.table"


def dated(section: str, key: int) -> dict[int, tuple[int, ...]]:
    """All rows of a key, year from which -> values; imported ones in place of packaged ones of the same year."""
    found: dict[int, tuple[int, ...]] = getattr(packaged_table(), section).dated(key)
    imported = _imported_now()
    return found if imported is None else found | getattr(imported, section).dated(key)


def in_force(rows: dict[int, tuple[int, ...]], year: int) -> tuple[int, ...]:
    """The values of the newest year that is not after this one; empty when all are later."""
    years = [begins for begins in rows if 0 < begins <= year]
    return rows[max(years)] if years else ()


def zip_codes(prefix: str = "", most: int | None = None) -> tuple[str, ...]:
    """The ZIP codes whose counties are known and that begin with these digits, in order, at most so many."""
    first, last = int(prefix.ljust(5, "0")), int(prefix.ljust(5, "9"))
    imported = _imported_now()
    tables = [packaged_table(), *([imported] if imported else [])]
    found = sorted({code for one in tables for code in one.zip_counties.between(first, last)})
    return tuple(f"{code:05d}" for code in found[:most])


def _imported_now() -> Table | None:
    path = _path_of(os.environ.get("COVERPORT_DATA"))
    try:
        status = os.stat(path)
    except FileNotFoundError:
        return None
    return _imported(path, status.st_mtime_ns, status.st_ino)


@lru_cache(maxsize=4)
def _path_of(data: str | None) -> str:
    """To resolve the path for every look-up would cost more than the look-up."""
    return str(imported_table())


@lru_cache(maxsize=2)
def _imported(path: str, changed: int, inode: int) -> Table:
    return table.read(Path(path))


@lru_cache(maxsize=1)
def packaged_table() -> Table:
    """The sample exchanges' own ZIP codes and rating areas, and which counties of all states are rated by ZIP code."""
    rows: dict[str, dict[tuple[int, int], list[int]]] = {name: {} for name in table.NAMES}
    for year, line in _lines("zip_counties.txt"):
        zip_code, *counties = line.split()
        rows["zip_counties"][int(zip_code), year] = [int(code) for code in counties]
    for year, line in _lines("rating_areas.txt"):
        section, keys, area = _areas(line, year)
        rows[section].update(((key, year), [area]) for key in keys)
    return table.of_rows(rows)


def _lines(name: str) -> Iterator[tuple[int, str]]:
    """(year from which, line)."""
    year = 0
    for line in packaged(name).splitlines():
        if line.startswith("from "):
            year = int(line[5:])
        elif not line.startswith("#"):
            yield year, line


def _areas(line: str, year: int) -> tuple[str, list[int], int]:
    state, area, kind, *parts = line.split()
    number = BY_ZIP if area == "-" else int(area)
    if kind == "zip3":
        return "prefix_areas", [table.prefix_key(state_fips(state), prefix) for prefix in parts], number
    if parts == ["*"]:
        return "county_areas", [int(one.fips) for one in counties_of_state(state, year)], number
    return "county_areas", [int(state_fips(state) + code) for code in parts], number


def zips_reaching(state_code: str) -> tuple[int, ...]:
    """Every ZIP code that any table, of any year, has in a state, by its FIPS code; in order."""
    wanted = int(state_code)
    tables = (packaged_table(), _imported_now())
    pairs = ((each.keys, each.values) for table_ in tables if table_ for each in (table_.zip_counties,))
    return tuple(
        sorted(
            {key for keys, values in pairs for key, code in zip(keys, values, strict=True) if code // 1000 == wanted}
        )
    )


@lru_cache(maxsize=256)
def rated_by_zip(state: str, year: int) -> frozenset[int]:
    """The codes of a state's counties whose rating area follows the ZIP code; most states have none."""
    areas = packaged_table().county_areas
    codes = (int(one.fips) for one in counties_of_state(state, year))
    return frozenset(code for code in codes if in_force(areas.dated(code), year) == (BY_ZIP,))
