"""Counties by FIPS code and by name, from the packaged table."""

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


@lru_cache(maxsize=64)
def counties_of_state(state: str) -> tuple[County, ...]:
    """All counties of a state by its postal code; empty for an unknown one."""
    if state not in _lines():
        return ()
    fips, line = _lines()[state]
    _, ending, items = line.split(" | ")
    return tuple(_county(state, fips, ending, item) for item in items.split("; "))


def _county(state: str, fips: str, ending: str, item: str) -> County:
    code, name = item[:3], item[4:]
    return County(fips + code, name[1:] if name.startswith("=") else f"{name} {ending}", state)


def states() -> tuple[str, ...]:
    """Postal codes of the states, DC and the territories."""
    return tuple(_lines())


def state_name(state: str) -> str:
    """ "NH" -> "New Hampshire"."""
    try:
        return _lines()[state][1].split(" | ")[0][6:]
    except KeyError:
        raise UnknownCounty(f"There is no state {state!r}.", code="unknown_state", field="state") from None


@lru_cache(maxsize=64)
def _by_fips(state: str) -> dict[str, County]:
    return {county.fips: county for county in counties_of_state(state)}


def county(fips: str) -> County:
    """The county of a five-digit FIPS code; raises UnknownCounty."""
    state = _state_by_fips().get(fips[:2], "")
    found = _by_fips(state).get(fips)
    if found is None:
        raise UnknownCounty(f"There is no county with the code {fips!r}.", code="unknown_county", field="county")
    return found


@lru_cache(maxsize=64)
def _by_key(state: str) -> dict[str, tuple[County, ...]]:
    table: dict[str, tuple[County, ...]] = {}
    for one in counties_of_state(state):
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
    if not counties_of_state(state):
        return f"There is no state {state!r}."
    known = {one.name.upper(): one.name for one in counties_of_state(state)}
    near = [known[match] for match in difflib.get_close_matches(name.upper(), known, n=2, cutoff=0.5)]
    hint = f" Nearest: {', '.join(near)}." if near else ""
    return f"{state} has no county {name!r}.{hint}"
