"""Where people live: ZIP codes, counties, rating areas, states, by year. Tables of our own, no database, no Django."""

from coverport.plans.geography.counties import (
    County,
    UnknownCounty,
    counties_of_state,
    county,
    county_by_name,
    state_name,
    states,
)
from coverport.plans.geography.rating_areas import Place, RatingArea, UnknownRatingArea, places_of_zip, rating_area
from coverport.plans.geography.zips import UnknownZip, counties_of_zip, state_of_zip, zips_by_county

__all__ = [
    "County",
    "Place",
    "RatingArea",
    "UnknownCounty",
    "UnknownRatingArea",
    "UnknownZip",
    "counties_of_state",
    "counties_of_zip",
    "county",
    "county_by_name",
    "places_of_zip",
    "rating_area",
    "state_name",
    "state_of_zip",
    "states",
    "zips_by_county",
]
