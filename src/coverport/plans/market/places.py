"""Where a sample market is sold: the state's counties by rating area, and which of them each plan serves."""

from collections.abc import Sequence
from contextlib import suppress
from random import Random

import msgspec

from coverport.plans import geography
from coverport.plans.geography import County, UnknownRatingArea


class Part(msgspec.Struct, frozen=True):
    """A county, or the ZIP codes of it that lie in one rating area; none where all of it does."""

    fips: str
    area: str
    zips: tuple[str, ...] = ()


def parts_of(state: str, year: int) -> list[Part]:
    """Every county of a state with its rating area; several parts where ZIP codes decide. Raises UnknownRatingArea, UnknownCounty."""
    geography.state_name(state)
    zips = geography.zips_by_county(state, year)
    return [part for county in geography.counties_of_state(state, year) for part in _parts(county, zips, year)]


def _parts(county: County, zips: dict[str, tuple[str, ...]], year: int) -> list[Part]:
    try:
        return [Part(county.fips, geography.rating_area(county.fips, None, year).name)]
    except UnknownRatingArea as error:
        if error.code != "needs_zip":
            raise
    found: dict[str, list[str]] = {}
    for code in zips.get(county.fips, ()):
        with suppress(UnknownRatingArea):  # first digits of another state, in no area of this one
            found.setdefault(geography.rating_area(county.fips, code, year).name, []).append(code)
    if len(found) == 1:
        return [Part(county.fips, area) for area in found]
    return [Part(county.fips, area, tuple(codes)) for area, codes in sorted(found.items())]


def core_of(state: str, year: int, largest: str = "") -> str:
    """The county where every plan is sold: the largest one; where that is not known, the one with the most ZIP codes."""
    zips = geography.zips_by_county(state, year)
    counties = [county.fips for county in geography.counties_of_state(state, year)]
    return largest if largest in counties else max(counties, key=lambda fips: (len(zips.get(fips, ())), fips))


def served(counties: Sequence[str], core: str, random: Random, *, leaves_out: int) -> frozenset[str]:
    """The counties of a service area: all but so many percent of them, drawn; the core always."""
    others = [fips for fips in counties if fips != core]
    gone = random.sample(others, len(others) * leaves_out // 100)
    return frozenset(counties) - frozenset(gone)
