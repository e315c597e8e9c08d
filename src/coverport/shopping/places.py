"""Where a shopper lives: from a ZIP code to one county of this exchange, or to what has to be asked or said first."""

from collections.abc import Sequence

import msgspec

from coverport.core.errors import Refusal
from coverport.exchanges import profiles
from coverport.exchanges.profiles import NoExchange, Profile
from coverport.plans import geography
from coverport.plans.geography import County


class Here(msgspec.Struct, frozen=True):
    """The county is known and this exchange serves it. was: another one that the address names, of another year or ZIP code."""

    county: County
    was: County | None = None


class Choose(msgspec.Struct, frozen=True):
    """The ZIP code reaches into several counties; or, when `whole_state`, nothing but its state is known.

    was: the county that the address names, which is not among them.
    """

    counties: tuple[County, ...]
    whole_state: bool = False
    was: County | None = None


class Elsewhere(msgspec.Struct, frozen=True):
    """Another exchange serves the place; profile is None when none of this installation does."""

    state: str
    profile: Profile | None


Place = Here | Choose | Elsewhere


def find(zip_code: str, chosen: str, *, year: int, profile: Profile) -> Place:
    """Where a ZIP code is, given the county that was chosen for it, if any. Raises UnknownZip when not even its state is known."""
    try:
        counties = geography.counties_of_zip(zip_code, year=year)
    except geography.UnknownZip as error:
        if error.state is None:
            raise
        return _in_state(error.state, chosen, profile, year)
    by_code = {county.fips: county for county in counties}
    was = None if chosen in by_code else _known(chosen)
    if len(counties) == 1:
        return _there(counties[0], profile, year, was)
    if chosen in by_code:
        return _there(by_code[chosen], profile, year)
    # Across a state line it may still be that another exchange serves all of it.
    if not any(county.state in profile.states_of(year) for county in counties):
        return _elsewhere(counties[0].state, year)
    return Choose(counties, was=was)


def _in_state(state: str, chosen: str, profile: Profile, year: int) -> Place:
    if state not in profile.states_of(year):
        return _elsewhere(state, year)
    counties = geography.counties_of_state(state, year)
    found = _by_code(counties, chosen)
    return Here(found) if found else Choose(counties, whole_state=True, was=_known(chosen))


def _by_code(counties: Sequence[County], fips: str) -> County | None:
    return next((county for county in counties if county.fips == fips), None)


def _known(fips: str) -> County | None:
    """A county by its code; None for what is none."""
    try:
        return geography.county(fips) if fips else None
    except geography.UnknownCounty:
        return None


def _there(county: County, profile: Profile, year: int, was: County | None = None) -> Place:
    return Here(county, was) if county.state in profile.states_of(year) else _elsewhere(county.state, year)


def _elsewhere(state: str, year: int | None = None) -> Elsewhere:
    try:
        return Elsewhere(state, profiles.for_state(state, year))
    except NoExchange:
        return Elsewhere(state, None)


def exchange_of_zip(zip_code: str) -> Elsewhere:
    """Which exchange serves a ZIP code, for the front door. Raises Refusal when not even its state is known."""
    state = geography.state_of_zip(zip_code)
    if state is None:
        raise Refusal("", code="unknown_zip", field="zip")
    return _elsewhere(state)
