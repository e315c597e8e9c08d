"""ZIP codes of more states, from files that pair a ZIP code with a county: ZIP,COUNTYNAME,STATE,STCOUNTYFP,CLASSFP."""

import csv
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from coverport.core.errors import Refusal
from coverport.plans.geography.counties import UnknownCounty, county
from coverport.plans.geography.zips import imported_table

REPORTED = 20
_REQUIRED = ("ZIP", "STCOUNTYFP")


class UnreadableGeography(Refusal):
    """A file of ZIP codes with mistakes; the message names lines and columns."""

    code = "unreadable_file"


class ImportedZips(msgspec.Struct, frozen=True):
    """What stands in the table now."""

    zip_codes: int
    crossing: int
    states: int
    changed: bool


def import_geography(files: Iterable[Path]) -> ImportedZips:
    """Add files to the table of this machine: their ZIP codes replace the ones there, the others stay. All or nothing."""
    pairs = read_table(imported_table())
    for file in files:
        pairs |= _read(file)
    text = _as_text(pairs)
    changed = not imported_table().is_file() or imported_table().read_text() != text
    if changed:
        _write(imported_table(), text)
    return ImportedZips(
        zip_codes=len(pairs),
        crossing=sum(len(codes) > 1 for codes in pairs.values()),
        states=len({code[:2] for codes in pairs.values() for code in codes}),
        changed=changed,
    )


def read_table(path: Path) -> dict[str, set[str]]:
    """Our own table: ZIP code -> county codes; empty when there is none."""
    if not path.is_file():
        return {}
    lines = (line.split() for line in path.read_text().splitlines() if not line.startswith("#"))
    return {zip_code: set(codes) for zip_code, *codes in lines}


def _read(file: Path) -> dict[str, set[str]]:
    try:
        with file.open(newline="", encoding="utf-8-sig") as source:
            return _pairs(file, csv.DictReader(source))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UnreadableGeography(f"{file.name} cannot be read: {error}.") from error


def _pairs(file: Path, rows: "csv.DictReader[str]") -> dict[str, set[str]]:
    missing = [name for name in _REQUIRED if name not in (rows.fieldnames or ())]
    if missing:
        raise UnreadableGeography(f"{file.name} has no column {missing[0]}; its first line must name {_REQUIRED}.")
    pairs: dict[str, set[str]] = {}
    problems = []
    for row in rows:
        problems += [f"  line {rows.line_num}, {problem}" for problem in _problems(row)]
        pairs.setdefault(row["ZIP"] or "", set()).add(row["STCOUNTYFP"] or "")
    if problems or not pairs:
        shown = "\n".join(problems[:REPORTED]) or "  it has no rows"
        raise UnreadableGeography(f"{file.name} has mistakes. Nothing was imported.\n{shown}")
    return pairs


def _problems(row: dict[str, str | None]) -> Iterator[str]:
    zip_code, fips = row["ZIP"] or "", row["STCOUNTYFP"] or ""
    if not (len(zip_code) == 5 and zip_code.isascii() and zip_code.isdigit()):
        yield f"column ZIP: found {zip_code!r}; expected five digits"
    try:
        found = county(fips)
    except UnknownCounty:
        yield f"column STCOUNTYFP: found {fips!r}; expected the five-digit code of a county"
        return
    if row.get("STATE") not in (None, found.state):
        yield f"column STATE: found {row['STATE']!r}; expected {found.state!r}, the state of {fips}"


def _as_text(pairs: dict[str, set[str]]) -> str:
    lines = ["# ZIP code and the counties (FIPS) that it reaches into; written by coverport import_geography"]
    lines += [f"{zip_code} {' '.join(sorted(codes))}" for zip_code, codes in sorted(pairs.items())]
    return "\n".join(lines) + "\n"


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    temporary.write_text(text)
    os.replace(temporary, path)
