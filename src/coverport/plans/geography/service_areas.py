"""Where a plan is sold: a whole state, counties, or the ZIP codes of a part of a county (45 CFR 155.1055)."""

from collections.abc import Mapping

import msgspec

from coverport.plans.geography.counties import county


class ServiceArea(msgspec.Struct, frozen=True):
    """counties: code -> the ZIP codes of the part that is served, or None where all of the county is. Not read when whole_state."""

    state: str
    whole_state: bool = False
    counties: Mapping[str, frozenset[str] | None] = {}


def serves(area: ServiceArea, fips: str, zip_code: str | None = None) -> bool | None:
    """Whether a county, or a ZIP code's part of it, is served; None when a ZIP code alone would tell. Raises UnknownCounty."""
    place = county(fips)
    if place.state != area.state:
        return False
    if area.whole_state:
        return True
    if fips not in area.counties:
        return False
    part = area.counties[fips]
    if part is None:
        return True
    return None if zip_code is None else zip_code in part
