"""The rating area of a place: 45 CFR 147.102(b). By county; by the first three digits of the ZIP code in AK, ID, MA, NE and Los
Angeles County; by ZIP code where an area splits a county."""

import msgspec

from coverport.core.errors import Refusal
from coverport.plans.geography.counties import County, county, replaced_by, state_name
from coverport.plans.geography.lookup import dated, in_force
from coverport.plans.geography.table import BY_ZIP, prefix_key, zip_key
from coverport.plans.geography.zips import UnknownZip, counties_of_zip, is_zip


class RatingArea(msgspec.Struct, frozen=True):
    """A state's area by its number."""

    state: str
    number: int

    @property
    def name(self) -> str:
        """As plan files print it."""
        return f"Rating Area {self.number}"


class UnknownRatingArea(Refusal):
    """No rating area is known for the place. code: `needs_zip` when a ZIP code would tell it, else `unknown_rating_area`."""

    code = "unknown_rating_area"


class Place(msgspec.Struct, frozen=True):
    """A county that a ZIP code reaches into, and its rating area there; None where it is not known."""

    county: County
    rating_area: RatingArea | None


def rating_area(fips: str, zip_code: str | None, year: int) -> RatingArea:
    """The rating area of a county, or of a ZIP code's part of it, in a plan year. Raises UnknownRatingArea, UnknownCounty, UnknownZip."""
    place = county(fips)
    if zip_code is not None and not is_zip(zip_code):
        raise UnknownZip("A ZIP code has five digits.", code="zip_shape")
    number = _by_zip_code(place, zip_code, year) or _by_county(place, year)
    if number == BY_ZIP:
        number = _by_prefix(place, zip_code, year)
    return RatingArea(place.state, number)


def places_of_zip(zip_code: str, year: int) -> tuple[Place, ...]:
    """The counties that a ZIP code reaches into with the rating area of each. Raises UnknownZip."""
    return tuple(Place(one, _or_none(one.fips, zip_code, year)) for one in counties_of_zip(zip_code, year))


def _or_none(fips: str, zip_code: str, year: int) -> RatingArea | None:
    try:
        return rating_area(fips, zip_code, year)
    except UnknownRatingArea:
        return None


def _by_zip_code(place: County, zip_code: str | None, year: int) -> int | None:
    if zip_code is None:
        return None
    return next(iter(in_force(dated("zip_areas", zip_key(zip_code, place.fips)), year)), None)


def _by_county(place: County, year: int) -> int:
    for fips in (place.fips, replaced_by(place.fips)):
        if fips and (found := in_force(dated("county_areas", int(fips)), year)):
            return found[0]
    raise UnknownRatingArea(
        f"We do not know the rating area of {place.name}, {state_name(place.state)}, in {year}.", field="county"
    )


def _by_prefix(place: County, zip_code: str | None, year: int) -> int:
    where = f"{place.name}, {state_name(place.state)}"
    if zip_code is None:
        raise UnknownRatingArea(f"In {where}, the rating area follows the ZIP code.", code="needs_zip", field="zip")
    if found := in_force(dated("prefix_areas", prefix_key(place.fips[:2], zip_code[:3])), year):
        return found[0]
    raise UnknownRatingArea(
        f"ZIP code {zip_code} is in no rating area of {where}, in {year}: none has the first digits {zip_code[:3]}.",
        field="zip",
    )
