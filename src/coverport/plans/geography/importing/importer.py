"""Geography of more states and years, from public files. All or nothing, the same again changes nothing."""

import fcntl
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path

import msgspec

from coverport.plans.geography import table
from coverport.plans.geography.importing import formats
from coverport.plans.geography.importing.source import Source, UnreadableGeography
from coverport.plans.geography.lookup import imported_table

Rows = dict[str, dict[tuple[int, int], set[int]]]


class ReadFile(msgspec.Struct, frozen=True):
    """One file in words: its name, what it holds, from which year, how many rows, how many of them say nothing for us."""

    name: str
    words: str
    year: int | None
    read: int
    passed_over: int


class Imported(msgspec.Struct, frozen=True):
    """What was read, and what stands in the table now (or would, after a dry run)."""

    files: Sequence[ReadFile]
    zip_codes: int
    crossing: int
    areas: int
    states: int
    changed: bool


def import_geography(files: Sequence[Path], *, year: int | None = None, dry_run: bool = False) -> Imported:
    """Add files to the table of this machine. Raises UnreadableGeography, BrokenTable.

    year: from which the rows of files are in force that do not say so themselves.
    """
    return import_sources([Source(file, year) for file in files], dry_run=dry_run)


def import_sources(sources: Sequence[Source], *, dry_run: bool) -> Imported:
    """Rows of a ZIP code, county or prefix and year take the place of those that are there for it; all others stay."""
    read = [(source, formats.read(source)) for source in sources]
    with nullcontext() if dry_run else _alone():
        rows = _merged(_now(), _together(sources))
        data = table.encode(rows)
        path = imported_table()
        changed = not path.is_file() or path.read_bytes() != data
        if changed and not dry_run:
            _write(path, data)
    named = [ReadFile(one.path.name, words, one.year, one.read, one.passed_over) for one, words in read]
    return _counted(named, rows, changed=changed)


def _now() -> Rows:
    path = imported_table()
    if not path.is_file():
        return {}
    there = table.read(path)
    return {name: getattr(there, name).rows() for name in table.NAMES}


def _together(sources: Sequence[Source]) -> Rows:
    """The files' rows as one. Two may both add counties to a ZIP code; they may not differ in a rating area."""
    made: Rows = {name: {} for name in table.NAMES}
    said: dict[tuple[str, int, int], Source] = {}
    for source in sources:
        for name, rows in source.rows.items():
            for key, values in rows.items():
                first = said.setdefault((name, *key), source)
                known = made[name].setdefault(key, set(values))
                if name != "zip_counties" and known != set(values):
                    raise _differ(first, source, name, key)
                known |= set(values)
    return made


def _differ(one: Source, other: Source, name: str, key: tuple[int, int]) -> UnreadableGeography:
    (area, line), (second, at) = (next(iter(source.rows[name][key].items())) for source in (one, other))
    return UnreadableGeography(
        f"Files differ on the rating area of {_WORDS[name](key[0])} from {key[1]} on: {one.path.name}, {one.place} {line}, "
        f"says {area or 'that ZIP codes decide'}; {other.path.name}, {other.place} {at}, says {second or 'that ZIP codes decide'}. "
        f"Nothing was imported."
    )


_WORDS = {
    "county_areas": lambda key: f"county {key:05d}",
    "prefix_areas": lambda key: f"ZIP codes {key % 1000:03d}.. of state {key // 1000:02d}",
    "zip_areas": lambda key: f"ZIP code {key // 100_000:05d} in county {key % 100_000:05d}",
}


def _merged(there: Rows, new: Rows) -> Rows:
    return {name: there.get(name, {}) | new[name] for name in table.NAMES}


def _counted(files: Sequence[ReadFile], rows: Rows, *, changed: bool) -> Imported:
    counties: dict[int, set[int]] = {}
    for (zip_code, _), codes in rows["zip_counties"].items():
        counties[zip_code] = counties.get(zip_code, set()) | codes
    return Imported(
        files=files,
        zip_codes=len(counties),
        crossing=sum(len(codes) > 1 for codes in counties.values()),
        areas=len(set(_areas(rows))),
        states=len({code // 1000 for codes in counties.values() for code in codes}),
        changed=changed,
    )


def _areas(rows: Rows) -> Iterator[tuple[int, int]]:
    """(state, area) of every row."""
    for name in ("county_areas", "prefix_areas", "zip_areas"):
        for (key, _), values in rows[name].items():
            state = key % 100_000 // 1000  # a ZIP code, where there is one, stands before the county
            yield from ((state, area) for area in values if area != table.BY_ZIP)


@contextmanager
def _alone() -> Iterator[None]:
    """One import at a time on this machine; readers never wait."""
    folder = imported_table().parent
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _write(path: Path, data: bytes) -> None:
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    with temporary.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, path)


def files_of(folders_and_files: Iterable[Path]) -> list[Path]:
    """Files as given; of a folder, the files in it, by name."""
    found: list[Path] = []
    for path in folders_and_files:
        found += sorted(one for one in path.iterdir() if one.is_file()) if path.is_dir() else [path]
    return found
