"""`coverport law`: what the law says, and where it says so. Without Django or a database."""

import argparse
import sys
from datetime import date
from typing import Any, NoReturn

import msgspec

from coverport.law.loader import LAW, UnknownParameter, parameter, values
from coverport.law.parameters import KINDS, Entry
from coverport.law.reference_page import page, told_figures

# More states than these are counted in a listing and not named; --json names them all.
_FEW = 12


class CannotTell(Exception):
    """Something that `coverport law` cannot answer; its text is the one line on standard error."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise CannotTell(message)


class _Question(msgspec.Struct, frozen=True):
    name: str | None
    on: date | None
    state: str | None


def main(arguments: list[str]) -> int:
    """Print the parameters, a parameter's history, or its value on a date. 0, or 1 with one line on standard error."""
    try:
        answer = _answer(_parser().parse_args(arguments))
    except (CannotTell, LookupError, ValueError) as error:
        print(f"coverport law: {error}", file=sys.stderr)
        return 1
    print(answer, end="" if answer.endswith("\n") else "\n")
    return 0


def _parser() -> _Parser:
    parser = _Parser(prog="coverport law", description="Parameters of law: dated values with their citations.")
    parser.add_argument("name", nargs="?", help="left out, all names are listed")
    parser.add_argument("--on", help="date, YYYY-MM-DD; left out, the whole history")
    parser.add_argument("--state", help="two letters")
    parser.add_argument("--json", action="store_true", help="as JSON: money in dollars, decimals as text")
    parser.add_argument("--page", action="store_true", help="the reference page of all parameters, Markdown")
    return parser


def _answer(chosen: argparse.Namespace) -> str:
    if chosen.page:
        if chosen.name or chosen.on or chosen.state or chosen.json:
            raise CannotTell("--page is the page of all parameters; leave the rest out")
        return page()
    asked = _Question(chosen.name, _day(chosen.on), chosen.state and chosen.state.upper())
    found = _found(asked)
    return _as_json(found) if chosen.json else "\n".join(_as_text(found))


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise CannotTell(f"--on: {text!r} is not a date such as 2014-01-01") from None


class _Names(msgspec.Struct, frozen=True):
    """All parameters that have a value at all, or one in a state."""

    names: list[dict[str, Any]]


class _Values(msgspec.Struct, frozen=True):
    """One parameter: the value in force on a date, or its history, newest first."""

    name: str
    unit: str
    state: str | None
    values: tuple[Entry, ...]
    on: date | None = None


def _found(asked: _Question) -> _Names | _Values:
    if asked.name is None:
        if asked.on:
            raise CannotTell("--on needs the name of a parameter; `coverport law` lists them")
        return _Names(_names(asked.state))
    if asked.name not in KINDS:
        raise UnknownParameter(asked.name)
    found = parameter(asked.name, asked.state) or parameter(asked.name)
    if found is None:
        raise CannotTell(f"{asked.name} is set by each state; add --state: {', '.join(_where()[asked.name])}")
    if asked.on:
        entry = values(asked.name, on=asked.on, state=asked.state)
        return _Values(found.name, found.unit, asked.state, (entry,), asked.on)
    return _Values(found.name, found.unit, asked.state, found.values)


def _names(state: str | None) -> list[dict[str, Any]]:
    """Names with their units and the states that have a value of their own. One file of each is read, not all of them."""
    return [
        {"name": name, "unit": _unit(name, places), "states": [each for each in places if each]}
        for name, places in sorted(_where().items())
        if state is None or state in places
    ]


def _unit(name: str, places: list[str]) -> str:
    found = parameter(name, places[0] or None)
    return found.unit if found else ""


def _where() -> dict[str, list[str]]:
    """Where each parameter has a file: "" for the federation, first, then the states in order."""
    found: dict[str, list[str]] = {}
    for place, folder in [("", LAW / "federal"), *((each.name, each) for each in sorted((LAW / "states").iterdir()))]:
        for path in folder.rglob("*.yaml"):
            found.setdefault(".".join(path.relative_to(folder).with_suffix("").parts), []).append(place)
    return found


def _as_json(found: _Names | _Values) -> str:
    if isinstance(found, _Names):
        return msgspec.json.format(msgspec.json.encode(found.names), indent=2).decode()
    told: dict[str, Any] = {"name": found.name, "unit": found.unit, "state": found.state}
    rows = [msgspec.to_builtins(entry) for entry in found.values]
    told |= {"on": found.on, "value": rows[0]} if found.on else {"values": rows}
    return msgspec.json.format(msgspec.json.encode(told), indent=2).decode()


def _as_text(found: _Names | _Values) -> list[str]:
    if isinstance(found, _Names):
        return [f"{each['name']:<50} {each['unit']}{_places(each['states'])}" for each in found.names]
    return [line for entry in found.values for line in ["", *_value(entry)]][1:]


def _places(states: list[str]) -> str:
    told = " ".join(states) if len(states) <= _FEW else f"{len(states)} states"
    return f" [{told}]" if states else ""


def _value(entry: Entry) -> list[str]:
    lines: list[str] = []
    for label, told in told_figures(entry):
        lines += [f"{label}: {told[0]}"] if len(told) == 1 else [f"{label}:", *(f"  {line}" for line in told)]
    until = f" to {entry.end}" if entry.end else " until further notice"
    lines += [f"from {entry.start}{until}; {entry.status}, {entry.confidence}", f"citation: {entry.citation}"]
    lines += [f"{label}: {text}" for label, text in (("source", entry.source), ("note", entry.note)) if text]
    return lines
