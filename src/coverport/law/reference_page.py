"""The reference page of all parameters, docs/reference/law.md: `coverport law --page` prints it from the files alone."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import Any

import msgspec

from coverport.law.loader import DECIDES, LAW, all_parameters
from coverport.law.parameters import Entry, Parameter

# A row of decimals longer than this is a curve by age.
_LONG_ROW = 12

_INTRODUCTION = """\
# The law, parameter by parameter

This page is made from the files under `src/coverport/law` by `coverport law --page`; a test keeps the two alike.
Each parameter lists its values, newest first. `coverport law NAME --on DATE [--state XX]` prints the one in force.

A value is **in force** or **assumed** (not established; it decides, and every page and letter that rests on it says so).
A **stayed** or **proposed** value is kept for the record and decides nothing. **Read** means that the figure was read in the
citation or the source; **recalled** that it was not. What is assumed or recalled stands once more [at the end](#to-confirm-before-go-live).
"""

_CONFIRM = """\
## To confirm before go-live

Every value here decides something today or will on its date. An *assumed* value must be established or replaced; a *recalled*
one must be read where its citation points. Then the row gets `status: in force` and `confidence: read`.
"""

Row = tuple[str | None, Parameter, Entry]


def page() -> str:
    """The whole page, Markdown. The same files give the same bytes."""
    rows = [(state, found, entry) for state, found in all_parameters() for entry in found.values]
    names = sorted({found.name for _, found, _ in rows})
    parts = [_INTRODUCTION, _contents(names)]
    for room, group in groupby(names, key=_room):
        parts.append(f"## {room}\n")
        parts += [_section(name, [row for row in rows if row[1].name == name]) for name in group]
    parts.append(_to_confirm(rows))
    return "\n".join(parts)


def _room(name: str) -> str:
    return name.partition(".")[0]


def _contents(names: list[str]) -> str:
    lines = [f"- {room}: " + ", ".join(map(_link, group)) for room, group in groupby(names, key=_room)]
    return "\n".join([*lines, "- [to confirm before go-live](#to-confirm-before-go-live)", ""])


def _link(name: str) -> str:
    # GitHub's anchor of a heading: dots go, underscores stay.
    return f"[{name.partition('.')[2]}](#{name.replace('.', '')})"


def _section(name: str, rows: list[Row]) -> str:
    federal = [entry for state, _, entry in rows if state is None]
    states = [(state, entry) for state, _, entry in rows if state]
    lines = [f"### {name}", "", *_about(name, rows[0]), f"Unit: {rows[0][1].unit}.", ""]
    if federal:
        lines += _table(("from", "to", "value", "standing", "citation"), map(_federal_row, federal))
    if states:
        lines += _table(("states", "from", "to", "value", "standing", "citation"), _state_rows(states))
    return "\n".join(lines)


def _about(name: str, row: Row) -> list[str]:
    """What the federal file says at its head. A state's file speaks of that state, so there the shape's own words stand in."""
    state, found, entry = row
    if state:
        return [_shape(entry), ""]
    head = _head(LAW.joinpath("federal", *name.split(".")).with_suffix(".yaml"))
    return [" ".join(text for text in (head, found.about) if text), ""] if head or found.about else []


def _head(path: Path) -> str:
    """The comment lines before the first field, as one paragraph."""
    lines = path.read_text(encoding="utf-8").splitlines()
    comments = lines[: next(at for at, line in enumerate(lines) if not line.startswith("#"))]
    return " ".join(line.removeprefix("#").strip() for line in comments)


def _table(columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> list[str]:
    lines: list[tuple[str, ...]] = [columns, ("---",) * len(columns), *rows]
    return ["| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines] + [""]


def _federal_row(entry: Entry) -> tuple[str, ...]:
    told = [entry.citation]
    told += [f"source: {entry.source}"] if entry.source else []
    told += [f"note: {entry.note}"] if entry.note else []
    return (*_period(entry), _value(entry), _standing(entry), "<br>".join(told))


def _state_rows(rows: list[tuple[str, Entry]]) -> Iterator[tuple[str, ...]]:
    """One row for all the states that share it, in the order of the first."""
    shared: dict[tuple[str, ...], list[str]] = {}
    for state, entry in rows:
        line = (*_period(entry), _value(entry), _standing(entry), entry.citation)
        shared.setdefault(line, []).append(state)
    for rest, states in shared.items():
        yield (" ".join(states), *rest)


def _period(entry: Entry) -> tuple[str, str]:
    return entry.start.isoformat(), entry.end.isoformat() if entry.end else ""


def _standing(entry: Entry) -> str:
    standing = f"{entry.status}, {entry.confidence}"
    return standing if entry.status in DECIDES else f"**{standing}**"


def _value(entry: Entry) -> str:
    told = told_figures(entry)
    if len(entry.__struct_fields__) <= len(Entry.__struct_fields__) + 1:  # the unit says what the only figure is
        return "<br>".join(told[0][1])
    return "<br>".join(f"{label}: {'<br>'.join(lines)}" for label, lines in told)


def _to_confirm(rows: list[Row]) -> str:
    """One row for all the states that share a question, with the first and the last day that it covers."""
    open_questions: dict[tuple[str, ...], list[tuple[str | None, Entry]]] = {}
    for state, found, entry in rows:
        if entry.status in DECIDES and (entry.status == "assumed" or entry.confidence == "recalled"):
            question = (found.name, _standing(entry), entry.citation, entry.note or entry.source)
            open_questions.setdefault(question, []).append((state, entry))
    lines = sorted((name, _where(held), _dates(held), *rest) for (name, *rest), held in open_questions.items())
    columns = ("parameter", "where", "dates", "standing", "where to read it", "what is known")
    return "\n".join([_CONFIRM, *_table(columns, lines)])


def _where(held: list[tuple[str | None, Entry]]) -> str:
    return " ".join(sorted({state for state, _ in held if state})) or "federal"


def _dates(held: list[tuple[str | None, Entry]]) -> str:
    first = min(entry.start for _, entry in held)
    ends = [entry.end for _, entry in held]
    last = max((end for end in ends if end), default=None) if all(ends) else None
    return f"{first} to {last}" if last else f"from {first}"


def told_figures(entry: Entry) -> list[tuple[str, list[str]]]:
    """The figures for people: field and its lines, one line for each nested record. Fields at their default are left out."""
    own = [name for name in entry.__struct_fields__ if name not in Entry.__struct_fields__]
    if not own:  # the rule is the whole of it, such as a duty to report
        return [("value", [_shape(entry)])]
    told = [name for name in own if name in _fields(entry)] or own[:1]
    return [(name.replace("_", " "), _lines(getattr(entry, name))) for name in told]


def _shape(entry: Entry) -> str:
    """The first line of what the shape says about itself."""
    return (type(entry).__doc__ or "").partition("\n")[0]


def _fields(record: msgspec.Struct) -> dict[str, Any]:
    fields = ((field.name, getattr(record, field.name), field.default) for field in msgspec.structs.fields(record))
    return {name: value for name, value, default in fields if value != default}


def _lines(value: Any) -> list[str]:
    if isinstance(value, tuple) and value and isinstance(value[0], msgspec.Struct):
        return [_plain(each) for each in value]
    return [_plain(value)]


def _plain(value: Any) -> str:
    if isinstance(value, msgspec.Struct):
        return ", ".join(f"{name.replace('_', ' ')} {_plain(each)}" for name, each in _fields(value).items())
    if isinstance(value, tuple):
        return _curve(value) if len(value) > _LONG_ROW and isinstance(value[0], Decimal) else _row(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "none" if value is None else str(value)


def _row(values: tuple[Any, ...]) -> str:
    return ", ".join(_plain(each) for each in values) or "none"


def _curve(factors: tuple[Decimal, ...]) -> str:
    """Factors by age from 0, equal neighbors together."""
    runs: list[str] = []
    for factor, ages in groupby(range(len(factors)), key=factors.__getitem__):
        first, *rest = ages
        runs.append(f"{first}-{rest[-1]}: {factor}" if rest else f"{first}: {factor}")
    return ", ".join(runs)
