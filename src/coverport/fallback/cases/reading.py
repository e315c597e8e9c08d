"""Files of cases, read one case at a time: CSV with a row for each person, JSON with a record for each case."""

import csv
import json
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

import msgspec

from coverport.core.errors import Refusal
from coverport.fallback.cases.layout import COLUMNS, OF_CASE, OF_PERSON, SECRET, BadCell, value_of
from coverport.fallback.cases.mapping import CaseMapping, cell

FIRST_LINE = 1


class CasesRefused(Refusal):
    """A file that cannot be read at all."""

    code = "cases_refused"


class Fault(msgspec.Struct, frozen=True):
    """What is wrong in a file. where: a line, or a record of JSON; column: theirs; expected: what would be right."""

    where: str
    column: str
    wrong: str
    expected: str


class PersonRow(msgspec.Struct, frozen=True):
    """One person as read: where, cells of our layout as text, and their values."""

    where: str
    cells: dict[str, str]
    values: dict[str, Any]


class Case(msgspec.Struct, frozen=True):
    """One case as read. faults: why it cannot stand as it is."""

    where: str
    number: str
    cells: dict[str, str]
    values: dict[str, Any]
    people: tuple[PersonRow, ...]
    faults: tuple[Fault, ...]


Row = tuple[str, dict[str, str]]


def read_cases(path: Path, mapping: CaseMapping) -> Iterator[Case]:
    """Each case of a file in order. Raises CasesRefused where it is no such file, or its columns are not the mapping's."""
    rows = _json_rows(path, mapping) if path.suffix.lower() == ".json" else _csv_rows(path, mapping)
    number = mapping.sources["case_number"].column
    for key, group in groupby(rows, key=lambda row: row[1].get(number, "").strip()):
        yield _case(key, list(group), mapping)


# ---- Rows


def _csv_rows(path: Path, mapping: CaseMapping) -> Iterator[Row]:
    if path.suffix.lower() != ".csv":
        raise CasesRefused(f"{path.name}: a file of cases ends in .csv or .json")
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file, strict=True)
        try:
            _check_columns(path, reader.fieldnames or (), mapping)
            for row in reader:
                if None in row or None in row.values():
                    raise CasesRefused(
                        f"{path.name}: line {reader.line_num}: there must be {len(reader.fieldnames or ())} columns"
                    )
                yield f"line {reader.line_num}", row
        except UnicodeDecodeError:
            raise CasesRefused(f"{path.name}: the file is not text in UTF-8") from None
        except csv.Error as error:
            raise CasesRefused(f"{path.name}: line {reader.line_num}: {error}") from error


def _check_columns(path: Path, there: Any, mapping: CaseMapping) -> None:
    """A column that nobody speaks of would be lost unseen; one that is not there would leave its question unanswered."""
    if twice := sorted({name for name in there if list(there).count(name) > 1}):
        raise CasesRefused(f"{path.name}: line {FIRST_LINE}: columns stand there twice: {', '.join(twice)}")
    if missing := sorted(mapping.known - mapping.ignored - set(there)):
        raise CasesRefused(
            f"{path.name}: line {FIRST_LINE}: columns that the mapping names are missing: {', '.join(missing)}"
        )
    if unknown := sorted(set(there) - mapping.known):
        raise CasesRefused(
            f"{path.name}: line {FIRST_LINE}: the mapping does not speak of {', '.join(unknown)}. Map them, or name them under `ignored`."
        )


def _json_rows(path: Path, mapping: CaseMapping) -> Iterator[Row]:
    """Records of a JSON list; a case's own values go to each of its people. What is nested is named with dots."""
    for number, record in enumerate(_records(path), 1):
        if not isinstance(record, dict):
            raise CasesRefused(f"{path.name}: record {number} is not an object")
        people = record.pop(mapping.people, [{}])
        if not isinstance(people, list) or not people or not all(isinstance(one, dict) for one in people):
            raise CasesRefused(f"{path.name}: record {number}: {mapping.people} must be a list of people")
        for place, one in enumerate(people, 1):
            row = _flat(record) | _flat(one)
            if unknown := sorted(row.keys() - mapping.known):
                raise CasesRefused(
                    f"{path.name}: record {number}: the mapping does not speak of {', '.join(unknown)}. "
                    "Map them, or name them under `ignored`."
                )
            yield f"record {number}, person {place}", row


def _records(path: Path) -> Iterator[Any]:
    """One record after the other; numbers stay as they are written."""
    decoder = json.JSONDecoder(parse_float=str, parse_int=str)
    try:
        text = path.read_text(encoding="utf-8-sig")
        at = _after(text, 0)
        if text[at : at + 1] != "[":
            raise CasesRefused(f"{path.name}: a JSON file of cases is a list of records")
        at = _after(text, at + 1)
        while text[at : at + 1] != "]":
            record, at = decoder.raw_decode(text, at)
            yield record
            at = _after(text, at)
            if text[at : at + 1] == ",":
                at = _after(text, at + 1)
            elif text[at : at + 1] != "]":
                raise json.JSONDecodeError("a comma or the end of the list is expected", text, at)
    except UnicodeDecodeError:
        raise CasesRefused(f"{path.name}: the file is not text in UTF-8") from None
    except json.JSONDecodeError as error:
        raise CasesRefused(f"{path.name}: line {error.lineno}, column {error.colno}: {error.msg}") from error


def _after(text: str, at: int) -> int:
    while at < len(text) and text[at] in " \t\r\n":
        at += 1
    return at


def _flat(record: dict[str, Any], prefix: str = "") -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in record.items():
        if isinstance(value, dict):
            found |= _flat(value, f"{prefix}{name}.")
        else:
            found[f"{prefix}{name}"] = _as_text(value)
    return found


def _as_text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return json.dumps(value)
    return "" if value is None else str(value)


# ---- Cases


def _case(number: str, rows: list[Row], mapping: CaseMapping) -> Case:
    faults: list[Fault] = []
    read = [PersonRow(where, *_read(where, row, mapping, faults)) for where, row in rows]
    faults += _in_the_case(read, mapping)
    first = read[0]
    people = tuple(
        PersonRow(
            one.where,
            {"person": str(place), **{name: one.cells[name] for name in OF_PERSON if one.cells.get(name)}},
            {"person": place, **{name: one.values[name] for name in OF_PERSON if name in one.values}},
        )
        for place, one in enumerate(read, 1)
    )
    return Case(
        first.where, number,
        {name: first.cells[name] for name in OF_CASE if first.cells.get(name)},
        {name: first.values[name] for name in OF_CASE if name in first.values},
        people, tuple(dict.fromkeys(faults)),
    )  # fmt: skip


def _read(
    where: str, row: dict[str, str], mapping: CaseMapping, faults: list[Fault]
) -> tuple[dict[str, str], dict[str, Any]]:
    """The cells of our layout, and their values; what cannot be read goes to the faults."""
    cells: dict[str, str] = {}
    values: dict[str, Any] = {}
    for name, source in mapping.sources.items():
        column = COLUMNS[name]
        try:
            if text := cell(name, source, row, mapping):
                cells[name], values[name] = text, value_of(column, text)
            elif column.must:
                raise BadCell("an answer")
        except BadCell as bad:
            faults.append(Fault(where, source.column or name, _wrong(name, row.get(source.column, "")), bad.expected))
    return cells, values


def _wrong(name: str, text: str) -> str:
    if not text.strip():
        return "it is empty"
    return "it cannot be read" if name in SECRET else f"{text!r} cannot be read"


def _in_the_case(read: list[PersonRow], mapping: CaseMapping) -> Iterator[Fault]:
    """What its rows do not tell alike, and people who are named and not there."""
    first, sources = read[0], mapping.sources
    numbers = {str(place) for place in range(1, len(read) + 1)}
    for place, one in enumerate(read, 1):
        for name in OF_CASE:
            if one.cells.get(name, "") != first.cells.get(name, ""):
                yield Fault(
                    one.where,
                    sources[name].column,
                    f"{name} differs from {first.where} of the same case",
                    "the same in all rows of a case",
                )
        if one.values.get("person", place) != place:
            yield Fault(one.where, sources["person"].column, "a person's number that is not their place", str(place))
        for name, named in _named(one):
            if named not in numbers:
                yield Fault(one.where, sources[name].column, f"person {named} is not in the case", f"1 to {len(read)}")


def _named(one: PersonRow) -> Iterator[tuple[str, str]]:
    """Each person whom an answer names by number."""
    for name, value in one.values.items():
        kind = COLUMNS[name].kind
        if kind == "person" and value.isdigit():
            yield name, value
        elif kind == "people":
            yield from ((name, each) for each in value)
        elif kind == "jobs":
            yield from ((name, each.removeprefix("job:")) for each in value if each.startswith("job:"))
