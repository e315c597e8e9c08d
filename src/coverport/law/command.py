"""`coverport law`: what the law says, and where it says so. Without Django or a database."""

import argparse
import sys
from datetime import date
from typing import Any, NoReturn

import msgspec

from coverport.law.loader import UnknownParameter, all_parameters, parameter, values
from coverport.law.parameters import KINDS, Entry, Parameter

# The record of a value; what is left are the figures themselves.
_RECORD = {"from", "to", "citation", "status", "source", "confidence", "note"}


class CannotTell(Exception):
    """Something that `coverport law` cannot answer; its text is the one line on standard error."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise CannotTell(message)


def main(arguments: list[str]) -> int:
    """Print the parameters, a parameter's history, or its value on a date. 0, or 1 with one line on standard error."""
    parser = _Parser(prog="coverport law", description="Parameters of law: dated values with their citations.")
    parser.add_argument("name", nargs="?", help="left out, all names are listed")
    parser.add_argument("--on", help="date, YYYY-MM-DD; left out, the whole history")
    parser.add_argument("--state", help="two letters")
    try:
        chosen = parser.parse_args(arguments)
        lines = _answer(chosen.name, _day(chosen.on), chosen.state and chosen.state.upper())
    except (CannotTell, LookupError, ValueError) as error:
        print(f"coverport law: {error}", file=sys.stderr)
        return 1
    print("\n".join(lines))
    return 0


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise CannotTell(f"--on: {text!r} is not a date such as 2014-01-01") from None


def _answer(name: str | None, on: date | None, state: str | None) -> list[str]:
    if name is None:
        return _names(state)
    if name not in KINDS:
        raise UnknownParameter(name)
    found = parameter(name, state) or parameter(name)
    if found is None:
        raise CannotTell(f"{name} is set by each state; add --state: {', '.join(_states_with(name))}")
    if on:
        return _value(values(name, on=on, state=state))
    return [line for entry in found.values for line in ["", *_value(entry)]][1:]


def _names(state: str | None) -> list[str]:
    kept: dict[str, list[tuple[str | None, Parameter]]] = {}
    for where, found in all_parameters():
        kept.setdefault(found.name, []).append((where, found))
    return [
        f"{name:<50} {places[0][1].unit}{_places(where for where, _ in places)}"
        for name, places in sorted(kept.items())
        if state is None or state in {where for where, _ in places}
    ]


def _places(states: Any) -> str:
    own = sorted(state for state in states if state)
    return f" [{' '.join(own)}]" if own else ""


def _states_with(name: str) -> list[str]:
    return [state for state, found in all_parameters() if state and found.name == name]


def _value(entry: Entry) -> list[str]:
    raw: dict[str, Any] = msgspec.to_builtins(entry, builtin_types=(date,))
    until = f" to {entry.end}" if entry.end else " until further notice"
    lines = [f"{name}: {_plain(value)}" for name, value in raw.items() if name not in _RECORD]
    lines += [f"from {entry.start}{until}; {entry.status}, {entry.confidence}", f"citation: {entry.citation}"]
    lines += [f"{name}: {raw[name]}" for name in ("source", "note") if raw.get(name)]
    return lines


def _plain(value: Any) -> str:
    if isinstance(value, list | tuple):
        return " ".join(_plain(each) for each in value) or "none"
    if isinstance(value, dict):
        return "(" + ", ".join(f"{name} {_plain(each)}" for name, each in value.items()) + ")"
    return "none" if value is None else str(value)
