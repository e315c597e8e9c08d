"""Counties by FIPS code and by name, from the packaged tables."""

import difflib
from collections.abc import Iterator
from functools import lru_cache
from importlib import resources

import msgspec

from coverport.core.errors import Refusal
from coverport.plans.geography import names


class County(msgspec.Struct, frozen=True):
    """A county or its equivalent (parish, borough, independent city)."""

    fips: str
    name: str
    state: str


class UnknownCounty(Refusal):
    """No county has this code or this name."""


def packaged(name: str) -> str:
    """The text of one of this room's packaged tables."""
    return (resources.files(__package__) / "data" / name).read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def _lines() -> dict[str, tuple[str, str]]:
    """Postal code of a state -> (FIPS code of the state, its line); lines are parsed only when asked for."""
    rows = (line for line in packaged("counties.txt").splitlines() if not line.startswith("#"))
    return {row[:2]: (row[3:5], row) for row in rows}


@lru_cache(maxsize=1)
def _state_by_fips() -> dict[str, str]:
    return {fips: state for state, (fips, _) in _lines().items()}


@lru_cache(maxsize=128)
def counties_of_state(state: str, year: int = 2014) -> tuple[County, ...]:
    """The counties of a state, by its postal code, as they stand in a year; empty for an unknown one."""
    changes = [change for change in _changes() if change.county.state == state and change.year <= year]
    gone = {fips for change in changes for fips in change.replaces}
    kept = [one for one in _listed(state) if one.fips not in gone]
    return tuple(sorted([*kept, *(change.county for change in changes)], key=lambda one: one.fips))


@lru_cache(maxsize=64)
def _listed(state: str) -> tuple[County, ...]:
    if state not in _lines():
        return ()
    fips, line = _lines()[state]
    _, ending, items = line.split(" | ")
    return tuple(_county(state, fips, ending, item) for item in items.split("; "))


class _Change(msgspec.Struct, frozen=True):
    """A county that came after the list, from a year on."""

    year: int
    county: County
    replaces: tuple[str, ...]


@lru_cache(maxsize=1)
def _changes() -> tuple[_Change, ...]:
    rows = (line for line in packaged("county_changes.txt").splitlines() if not line.startswith("#"))
    return tuple(_change(*row.split(" | ")) for row in rows)


def _change(new: str, old: str) -> _Change:
    year, state, fips, name = new.split(" ", 3)
    return _Change(int(year), County(fips, name, state), tuple(old.split()))


@lru_cache(maxsize=4096)
def replaced_by(fips: str) -> str | None:
    """The one former county that this one lies in, whose rating area it keeps; None where there is none, or several."""
    replaces = next((change.replaces for change in _changes() if change.county.fips == fips), ())
    return replaces[0] if len(replaces) == 1 else None


def _county(state: str, fips: str, ending: str, item: str) -> County:
    code, name = item[:3], item[4:]
    return County(fips + code, name[1:] if name.startswith("=") else f"{name} {ending}", state)


def states() -> tuple[str, ...]:
    """Postal codes of the states, DC and the territories."""
    return tuple(_lines())


def state_fips(state: str) -> str:
    """ "NH" -> "33". Raises UnknownCounty."""
    state_name(state)
    return _lines()[state][0]


def state_of_fips(fips: str) -> str | None:
    """ "33" -> "NH"."""
    return _state_by_fips().get(fips)


def state_name(state: str) -> str:
    """ "NH" -> "New Hampshire"."""
    try:
        return _lines()[state][1].split(" | ")[0][6:]
    except KeyError:
        raise UnknownCounty(f"There is no state {state!r}.", code="unknown_state", field="state") from None


@lru_cache(maxsize=64)
def _by_fips(state: str) -> dict[str, County]:
    return {one.fips: one for one in _ever(state)}


def _ever(state: str) -> tuple[County, ...]:
    """The counties of all years."""
    return (*_listed(state), *(change.county for change in _changes() if change.county.state == state))


@lru_cache(maxsize=4096)
def county(fips: str) -> County:
    """The county of a five-digit FIPS code, whichever years it is of; raises UnknownCounty."""
    state = _state_by_fips().get(fips[:2], "")
    found = _by_fips(state).get(fips)
    if found is None:
        raise UnknownCounty(f"There is no county with the code {fips!r}.", code="unknown_county", field="county")
    return found


@lru_cache(maxsize=64)
def _by_key(state: str) -> dict[str, tuple[County, ...]]:
    table: dict[str, tuple[County, ...]] = {}
    for one in _ever(state):
        for word in _keys(one):
            table[word] = (*table.get(word, ()), one)
    return table


def _keys(one: County) -> Iterator[str]:
    yield names.key(one.name)
    spoken = names.spoken(one.name)
    if spoken.endswith(" CITY"):  # Virginia: "POQUOSON" for Poquoson city, but FAIRFAX is Fairfax County (see below)
        yield names.key(spoken.removesuffix(" CITY"))


def county_by_name(state: str, name: str) -> County:
    """The county that a plan file calls so; raises UnknownCounty with the nearest names."""
    printed = names.PRINTED.get((state, names.spoken(name)))
    if printed:
        return county(printed)
    found = _by_key(state).get(names.key(name), ())
    exact = [one for one in found if names.key(one.name) == names.key(name)]  # the county before the city of its name
    if len(exact) == 1 or len(found) == 1:
        return (exact or list(found))[0]
    raise UnknownCounty(_no_such(state, name), code="unknown_county", field="county")


def _no_such(state: str, name: str) -> str:
    if not _ever(state):
        return f"There is no state {state!r}."
    known = {one.name.upper(): one.name for one in _ever(state)}
    near = [known[match] for match in difflib.get_close_matches(name.upper(), known, n=2, cutoff=0.5)]
    hint = f" Nearest: {', '.join(near)}." if near else ""
    return f"{state} has no county {name!r}.{hint}"
