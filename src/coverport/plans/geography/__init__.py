"""Where people live: ZIP codes, counties, states. Plain text tables, no database, no Django."""

from coverport.plans.geography.counties import (
    County,
    UnknownCounty,
    counties_of_state,
    county,
    county_by_name,
    state_name,
    states,
)
from coverport.plans.geography.zips import UnknownZip, counties_of_zip, state_of_zip

__all__ = [
    "County",
    "UnknownCounty",
    "UnknownZip",
    "counties_of_state",
    "counties_of_zip",
    "county",
    "county_by_name",
    "state_name",
    "state_of_zip",
    "states",
]
