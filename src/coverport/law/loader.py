"""Reads one parameter of law: a YAML file of dated values, newest first, each with its citation. Only files asked for are read."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import yaml

from coverport.law.parameters import KINDS, Entry, Parameter

LAW = Path(__file__).resolve().parent
# A stayed or proposed value is kept for the record; it decides nothing.
DECIDES = frozenset({"in force", "assumed"})


class MissingLaw(LookupError):
    """No value of a parameter is known for a date (and state). Never replaced by a default."""

    def __init__(self, name: str, on: date, state: str | None = None) -> None:
        self.name, self.on, self.state = name, on, state
        where = f" in {state}" if state else ""
        super().__init__(f"The law {name}{where} is not known for {on.isoformat()}")


class UnknownParameter(LookupError):
    """A name that stands nowhere in the law."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(f"There is no parameter of law named {name!r}")


class _Loader(yaml.CSafeLoader):
    """libyaml's loader, with decimals instead of floats: no value of law passes through binary fractions."""


def _decimal(loader: _Loader, node: yaml.ScalarNode) -> Decimal:
    return Decimal(loader.construct_scalar(node))


_Loader.add_constructor("tag:yaml.org,2002:float", _decimal)


def _file(name: str, state: str | None) -> Path:
    if state and not (len(state) == 2 and state.isascii() and state.isalpha()):
        raise ValueError(f"a state has two letters, not {state!r}")
    folder = LAW / "states" / state if state else LAW / "federal"
    return folder.joinpath(*name.split(".")).with_suffix(".yaml")


@cache
def parameter(name: str, state: str | None = None) -> Parameter | None:
    """The whole history of a parameter, or None where that state (or the federation) has no such file."""
    if name not in KINDS:
        raise UnknownParameter(name)
    try:
        text = _file(name, state).read_bytes()
    except FileNotFoundError:
        return None
    return read(text, name)


def read(text: bytes, name: str) -> Parameter:
    """A parameter from its YAML. ValueError when it does not name itself, or a value is malformed."""
    raw: dict[str, Any] = yaml.load(text, Loader=_Loader)  # noqa: S506 (a subclass of the safe loader)
    shared = {key: raw.pop(key) for key in ("source", "confidence") if key in raw}
    values = tuple(msgspec.convert({**shared, **value}, KINDS[name]) for value in raw.pop("values"))
    found = msgspec.convert({**raw, "values": ()}, Parameter)
    if found.name != name:
        raise ValueError(f"the file of {name} calls itself {found.name}")
    return msgspec.structs.replace(found, values=values)


def _in_force(found: Parameter | None, on: date) -> Entry | None:
    if found is None:
        return None
    # Newest first: of two rows that both cover a date, the later one was written to supersede the older.
    return next((entry for entry in found.values if entry.status in DECIDES and entry.covers(on)), None)


def values(name: str, *, on: date, state: str | None = None) -> Entry:
    """The value in force on a date: the state's own where it has one for that date, else the federal. MissingLaw when neither."""
    entry = (_in_force(parameter(name, state), on) if state else None) or _in_force(parameter(name), on)
    if entry is None:
        raise MissingLaw(name, on, state)
    return entry


def all_parameters() -> Iterator[tuple[str | None, Parameter]]:
    """Every parameter with its state (None is federal), for listings and tests."""
    for path in sorted((LAW / "federal").rglob("*.yaml")):
        yield None, _present(_name_of(path, LAW / "federal"), None)
    for folder in sorted((LAW / "states").iterdir()):
        for path in sorted(folder.rglob("*.yaml")):
            yield folder.name, _present(_name_of(path, folder), folder.name)


def _name_of(path: Path, folder: Path) -> str:
    return ".".join(path.relative_to(folder).with_suffix("").parts)


def _present(name: str, state: str | None) -> Parameter:
    found = parameter(name, state)
    if found is None:  # the file was just listed; it can only have vanished meanwhile
        raise UnknownParameter(name)
    return found
