"""Data in bulk: an operation leads to a file, as in the original; and which years and versions there are."""

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from coverport.law import MissingLaw
from coverport.law.lookups import new_year, typed
from coverport.law.parameters import ApplicablePercentage
from coverport.plans import crosswalks, geography
from coverport.plans.geography.lookup import imported_table, zip_codes
from coverport.plans.models import CatalogNumber, DirectoryFile
from coverport.shopping.api.calls import Answer
from coverport.shopping.api.errors import ApiError
from coverport.shopping.api.exchanges import current_year, supported_years
from coverport.shopping.api.operations import DAY, HOUR, operation
from coverport.shopping.api.places import medicaid_of
from coverport.shopping.api.wire import bulk as wire
from coverport.shopping.api.wire.common import NoQuery, Range
from coverport.shopping.api.wire.places import StateMedicaid
from coverport.shopping.yearly_cost.spending import spending

AGES = ("6", "18", "26", "35", "45", "55", "999")
# The published specification spells the second one wrongly; files that clients know have it so.
SEXES = ("male", "femaile", "female")


@operation("GET", "market-years", "market years", wire.MarketYears, query=NoQuery, keep=HOUR)
def market_years(query: NoQuery) -> wire.MarketYears:
    """The plan years that there are plans of, and the one that is sold now."""
    return wire.MarketYears(current_year(), list(supported_years()))


@operation("GET", "versions", "versions", list[wire.DataVersion], query=NoQuery, keep=HOUR)
def versions(query: NoQuery) -> list[wire.DataVersion]:
    """When each set of data was last changed."""
    found = {f"plans {one.exchange} {one.year}": one.published_at for one in CatalogNumber.objects.order_by("number")}
    for file in DirectoryFile.objects.order_by("imported_at"):
        found[f"{file.kind} {file.exchange}"] = file.imported_at
    if (table := imported_table()).exists():
        found["geography"] = datetime.fromtimestamp(table.stat().st_mtime, UTC)
    return [wire.DataVersion(name, at.isoformat()) for name, at in sorted(found.items())]


def _leads_to(name: wire.FileName, answers: Any) -> None:
    def lead(query: wire.BulkQuery) -> Answer:
        made(name, query.year)
        # Beside this address, whatever prefix the API stands under.
        return Answer(302, {"Location": f"files/{name}/{query.year}"})

    lead.__doc__ = f"Leads to the file of {name.replace('-', ' ')} of a plan year."
    operation("GET", f"data/{name}", name.replace("-", " "), answers, query=wire.BulkQuery, status=302)(lead)


for _name, _answers in {
    "apt": wire.Apt,
    "decile-mapping": dict[str, dict[str, dict[str, str]]],
    "state-medicaid": list[wire.StateMedicaidList],
    "rate-areas": list[wire.StateAreas],
    "county-zips": list[wire.StateCounties],
    "crosswalk": wire.CrosswalkFile,
}.items():
    _leads_to(_name, _answers)  # type: ignore[arg-type]


@operation("GET", "data/files/{name}/{year}", "file", Any, query=wire.FileQuery, keep=DAY, ours=True)
def file(query: wire.FileQuery) -> Any:
    """A file of data in bulk."""
    return made(query.name, query.year)


def made(name: wire.FileName, year: int) -> Any:
    """The contents of a file. ApiError 1003 for a year of which nothing is known."""
    try:
        return _MAKERS[name](year)
    except MissingLaw as error:
        raise ApiError("invalid", f"invalid market year: {year}", message="invalid market year") from error


def _apt(year: int) -> wire.Apt:
    """The applicable percentage table of the law."""
    found = typed(ApplicablePercentage, "premium_tax_credit.applicable_percentage", on=new_year(year))
    return wire.Apt(
        year,
        [
            wire.AptTier(
                Range(one.at_least, one.below if one.below is not None else 9999),
                Range(float(one.initial), float(one.final)),
            )
            for one in found.bands
        ],
    )


def _deciles(year: int) -> dict[str, dict[str, dict[str, str]]]:
    """Which tenth of spenders low, medium and high use stand for: the middle of each group of the spending table, at any age."""
    known_year(year)
    found: dict[str, dict[str, dict[str, str]]] = {}
    below = 0.0
    for use in ("low", "medium", "high"):
        share = float(spending().profiles[use].share)
        decile = f"Decile {int((below + share / 2) * 10) + 1}"
        found[use] = {sex: dict.fromkeys(AGES, decile) for sex in SEXES}
        below += share
    return found


def known_year(year: int) -> None:
    """MissingLaw for a plan year that the law here does not know."""
    typed(ApplicablePercentage, "premium_tax_credit.applicable_percentage", on=new_year(year))


def _medicaid(year: int) -> list[wire.StateMedicaidList]:
    known_year(year)
    return [wire.StateMedicaidList(year, quarter, list(_states(year, quarter))) for quarter in (1, 2, 3, 4)]


def _states(year: int, quarter: int) -> Iterable[StateMedicaid]:
    for state in geography.states():
        try:
            yield medicaid_of(state, year, quarter)
        except ApiError:
            continue


def _county_zips(year: int) -> list[wire.StateCounties]:
    known_year(year)
    return list(_counties(year, _stamp()))


def _rate_areas(year: int) -> list[wire.StateAreas]:
    known_year(year)
    return list(_areas(year, _stamp()))


def _stamp() -> int:
    """Changes with every import of geography, so that what was made of it before is made anew."""
    table = imported_table()
    return table.stat().st_mtime_ns if table.exists() else 0


@lru_cache(maxsize=2)
def _counties(year: int, stamp: int) -> tuple[wire.StateCounties, ...]:
    by_county: dict[str, list[str]] = {}
    for zip_code in zip_codes():
        for county in geography.counties_of_zip(zip_code, year=year):
            by_county.setdefault(county.fips, []).append(zip_code)
    return tuple(
        wire.StateCounties(
            state,
            [
                wire.CountyZips(one.name, one.fips, by_county.get(one.fips, []))
                for one in geography.counties_of_state(state, year)
            ],
        )
        for state in geography.states()
    )


@lru_cache(maxsize=2)
def _areas(year: int, stamp: int) -> tuple[wire.StateAreas, ...]:
    return tuple(_areas_of(one, year) for one in _counties(year, stamp))


def _areas_of(state: wire.StateCounties, year: int) -> wire.StateAreas:
    """Counties by area; one that lies in several stands in each with its ZIP codes there."""
    found: dict[int, list[wire.CountyZips]] = {}
    for county in state.counties:
        by_area: dict[int, list[str]] = {}
        parts: list[str | None] = [*county.zips] or [None]
        for zip_code in parts:
            try:
                area = geography.rating_area(county.fips, zip_code, year).number
            except geography.UnknownRatingArea:
                continue
            by_area.setdefault(area, []).extend([zip_code] if zip_code else [])
        for area, zips in by_area.items():
            found.setdefault(area, []).append(wire.CountyZips(county.name, county.fips, zips))
    return wire.StateAreas(state.state, [wire.AreaCounties(area, found[area]) for area in sorted(found)])


def _crosswalk(year: int) -> wire.CrosswalkFile:
    """All rows that lead from a plan year to the next. Levels and reasons keep their numbers where they are numbers."""
    known_year(year)
    levels: dict[str, int] = {}
    reasons: dict[str, int] = {}
    rows = [
        wire.CrosswalkRow(
            one.state, one.old, one.new or "", one.county, _code(levels, one.level), _code(reasons, one.reason),
            [one.zip] if one.zip else [],
        )
        for one in crosswalks.of_year(year)
    ]  # fmt: skip
    return wire.CrosswalkFile(_codes(levels), _codes(reasons), rows)


def _code(known: dict[str, int], said: str) -> int:
    if said.isdigit():
        return known.setdefault(said, int(said))
    return known.setdefault(said, 1000 + len(known))


def _codes(known: dict[str, int]) -> list[wire.CrosswalkCode]:
    return [wire.CrosswalkCode(code, said) for said, code in sorted(known.items(), key=lambda each: each[1])]


_MAKERS: dict[str, Any] = {
    "apt": _apt, "decile-mapping": _deciles, "state-medicaid": _medicaid, "rate-areas": _rate_areas,
    "county-zips": _county_zips, "crosswalk": _crosswalk,
}  # fmt: skip
