"""Which rating area a county, or which of its ZIP codes, lies in: from the files of the same import, or what is known already."""

from collections.abc import Iterable, Mapping

import msgspec

from coverport.plans import geography
from coverport.plans.importers.records import Record

Zips = frozenset[str] | None  # None: the whole county


class RatingAreas(msgspec.Struct, eq=False):
    """by_county: FIPS code -> rating area -> the ZIP codes of the county that lie in it."""

    by_county: dict[str, dict[str, Zips]]

    def of(self, fips: str) -> Mapping[str, Zips]:
        """The rating areas of a county; empty where they are not known."""
        return self.by_county.get(fips, {})


def rating_areas(
    state: str, year: int, records: Iterable[Record], *, known: Mapping[str, str], priced: Iterable[str]
) -> RatingAreas:
    """From records by ZIP code; else county by county from our own table, then from `known` (FIPS code -> area).

    A state with one area in all its prices lies in it whole.
    """
    by_zip = _by_zip(records)
    if by_zip:
        return RatingAreas({fips: _whole(areas) for fips, areas in by_zip.items()})
    areas = set(priced)
    only = areas.pop() if len(areas) == 1 else None
    found: dict[str, dict[str, Zips]] = {}
    for one in geography.counties_of_state(state):
        area = _by_table(one.fips, year) or known.get(one.fips) or only
        if area is not None:
            found[one.fips] = {area: None}
    return RatingAreas(found)


def _by_table(fips: str, year: int) -> str | None:
    try:
        return geography.rating_area(fips, None, year).name
    except geography.UnknownRatingArea:  # not known, or by ZIP code
        return None


def _by_zip(records: Iterable[Record]) -> dict[str, dict[str, set[str]]]:
    """FIPS code -> area -> ZIP codes. A row whose county's name was not understood goes where the same ZIP code goes elsewhere."""
    found: dict[str, dict[str, set[str]]] = {}
    counties_of: dict[str, set[str]] = {}
    lost = []
    for record in records:
        fips, code, area = record.details["county"], record.details["zip"], record.details["area"]
        if not fips:
            lost.append((code, area))
            continue
        found.setdefault(fips, {}).setdefault(area, set()).add(code)
        counties_of.setdefault(code, set()).add(fips)
    for code, area in lost:
        for fips in counties_of.get(code, ()):
            found[fips].setdefault(area, set()).add(code)
    return found


def _whole(areas: dict[str, set[str]]) -> dict[str, Zips]:
    """A county in one area lies in it whole."""
    return dict.fromkeys(areas) if len(areas) == 1 else {area: frozenset(codes) for area, codes in areas.items()}


def meet(first: Zips, second: Zips) -> Zips:
    """ZIP codes of both; None is everything."""
    if first is None or second is None:
        return second if first is None else first
    return first & second
