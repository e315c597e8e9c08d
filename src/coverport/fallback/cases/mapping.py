"""A mapping: which column of an older system answers which of our questions, and how its words are translated."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import msgspec

from coverport.core.errors import Refusal
from coverport.core.money import cents, dollars
from coverport.fallback.cases.layout import COLUMNS, LAYOUT, BadCell


class MappingRefused(Refusal):
    """A mapping that cannot be used."""

    code = "mapping_refused"


class Line(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A column whose amount is one line of income or one deduction."""

    column: str
    kind: str
    period: str = "year"


class Source(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where an answer comes from: a column, the same for all, or several columns of amounts.

    values: their word -> ours, all of them; "" is their empty cell. dates: how they write days, as strptime takes it. empty: what no
    amount in any of the lines means; nothing: not answered.
    """

    column: str = ""
    always: str = ""
    values: dict[str, str] = {}
    dates: str = ""
    lines: tuple[Line, ...] = ()
    empty: str = ""


class CaseMapping(msgspec.Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """A mapping file. system: the older system, within which its case numbers are unique; people: the JSON list of a case's people.

    ignored: their columns that are left behind on purpose. Any other column that nothing asks for is a fault.
    """

    mapping: str
    version: int
    layout: str
    system: str
    columns: dict[str, str | Source]
    dates: str = "%Y-%m-%d"
    people: str = "people"
    ignored: frozenset[str] = frozenset()

    @cached_property  # asked for each row of a file
    def sources(self) -> dict[str, Source]:
        return {name: Source(column=one) if isinstance(one, str) else one for name, one in self.columns.items()}

    @property
    def known(self) -> frozenset[str]:
        """Their columns that it speaks of."""
        used = {each for one in self.sources.values() for each in (one.column, *(line.column for line in one.lines))}
        return frozenset(used - {""}) | self.ignored


OWN = CaseMapping("own layout", 1, LAYOUT, "coverport", {name: name for name in COLUMNS})


def read_mapping(path: Path) -> CaseMapping:
    """The mapping of a YAML file. Raises MappingRefused, naming the place."""
    try:
        found = msgspec.yaml.decode(path.read_bytes(), type=CaseMapping, strict=False)
    except OSError as error:
        raise MappingRefused(f"{path.name} cannot be read: {error.strerror}.") from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise MappingRefused(f"{path.name}: {error}") from error
    if faults := list(_faults(found)):
        raise MappingRefused("\n".join(f"{path.name}: {fault}" for fault in faults))
    return found


def _faults(found: CaseMapping) -> Iterator[str]:
    if found.layout != LAYOUT:
        yield f"layout {found.layout!r} is not {LAYOUT!r}, the one that is known here"
    if not (found.system and found.mapping):
        yield "mapping and system need a name"
    if len(found.system) > 60:
        yield "system is longer than 60 characters"
    for name in found.columns.keys() - COLUMNS.keys():
        yield f"columns: {name!r} is no column of {LAYOUT}"
    for name, column in COLUMNS.items():
        if column.must and name not in found.columns:
            yield f"columns: {name!r} must come from somewhere"
    for name in found.columns.keys() & COLUMNS.keys():
        yield from (f"columns: {name}: {fault}" for fault in _of_source(name, found.sources[name]))


def _of_source(name: str, source: Source) -> Iterator[str]:
    if bool(source.column) + bool(source.always) + bool(source.lines) != 1:
        yield "give one of column, always, lines"
    if source.lines and COLUMNS[name].kind not in {"income", "deductions"}:
        yield "lines are for income and deductions"
    if source.dates and COLUMNS[name].kind != "date":
        yield "dates are for days"


def cell(name: str, source: Source, row: Mapping[str, str], mapping: CaseMapping) -> str:
    """Our cell of a row of theirs; empty where they have nothing. Raises BadCell."""
    if source.always:
        return source.always
    if source.lines:
        return _of_lines(source, row)
    text = row.get(source.column, "").strip()
    if source.values:
        if text and text not in source.values:
            raise BadCell(
                "one of " + ", ".join(repr(each) for each in source.values) + ", as the mapping translates them"
            )
        return source.values.get(text, "")
    if text and COLUMNS[name].kind == "date":
        return _day(text, source.dates or mapping.dates)
    return text


def _day(text: str, shape: str) -> str:
    try:
        return datetime.strptime(text, shape).replace(tzinfo=UTC).date().isoformat()
    except ValueError:
        raise BadCell(f"a day written as {shape}, such as {date(2013, 12, 31).strftime(shape)}") from None


def _of_lines(source: Source, row: Mapping[str, str]) -> str:
    """The columns' amounts as lines; a 0 is an answer, but no line."""
    lines: list[dict[str, Any]] = []
    answered = False
    for line in source.lines:
        if not (text := row.get(line.column, "").strip()):
            continue
        answered = True
        try:
            amount = cents(text)
        except ValueError:
            raise BadCell(f"dollars such as 1234.50 in {line.column}") from None
        if amount:
            lines.append({"kind": line.kind, "amount": dollars(amount), "period": line.period})
    if not answered:
        return source.empty
    return msgspec.json.encode(lines).decode()
