"""Where plans are sold and which rating area a place lies in: CMS's Service Area file, Massachusetts' tables by ZIP code."""

import re
from collections.abc import Iterator
from typing import Any

from coverport.plans import geography
from coverport.plans.importers.records import RATING_AREA, SERVICE_AREA, Reading, Record
from coverport.plans.importers.tables import (
    YES_NO,
    Row,
    Rows,
    Table,
    field,
    issuer_field,
    maybe,
    state_field,
    whole,
    year_field,
    year_if_said,
    yes,
)

AREA_PATTERN = r"^[A-Z]{2}S[0-9]{2,4}$"
AREA_WORDS = "a service area such as MES001"
_ZIPS = re.compile(r"\d{5}")


def _areas(reading: Reading, rows: Rows) -> Iterator[Record]:
    for row in rows:
        everywhere = bool(yes(row["entire"]))
        details: dict[str, Any] = {
            "id": row["area_id"],
            "name": row["name"],
            "entire_state": everywhere,
            "county": "" if everywhere else whole(row["county"]).zfill(5),
            "zips": sorted(set(_ZIPS.findall(row["zips"]))) if yes(row["partial"]) else [],
            "market": row["market"],
            "dental": yes(row["dental"]) or yes(row["dental_2"]),
        }
        reading.seen[row["state"], whole(row["issuer_id"]), row["area_id"]] = 1
        reading.counts["service areas"] = len(reading.seen)
        yield _record(SERVICE_AREA, row, row["area_id"], details)


def _record(kind: str, row: Row, key: str, details: dict[str, Any]) -> Record:
    return Record(kind, int(row["year"]), row["state"], whole(row["issuer_id"]), key, details)


SERVICE_AREAS = Table(
    "CMS Service Area",
    SERVICE_AREA,
    {
        "year": year_field("BusinessYear"),
        "state": state_field("StateCode"),
        "issuer_id": issuer_field("IssuerId"),
        "area_id": field("ServiceAreaId", pattern=AREA_PATTERN, expected=AREA_WORDS),
        "name": field("ServiceAreaName"),
        "entire": field("CoverEntireState", pattern=YES_NO, expected="Yes or No"),
        "county": field("County", pattern=r"^$|^[0-9]{4,5}(\.0)?$", expected="a county's FIPS code"),
        "partial": field("PartialCounty"),
        "zips": field("ZipCodes"),
        "market": maybe("MarketCoverage"),
        "dental": maybe("DentalOnlyPlan"),
        "dental_2": maybe("DentalOnly"),
    },
    _areas,
    "2014 to 2026",
)


def _zips(reading: Reading, rows: Rows) -> Iterator[Record]:
    """ZIP codes of an issuer's service area; rows without an issuer say that nobody sells there."""
    for row in rows:
        if not row["issuer_id"]:
            reading.note("ZIP codes where no issuer sells")
            continue
        state = row["area_id"][:2]
        details = {
            "id": row["area_id"],
            "name": "",
            "entire_state": False,
            "county": row["county"],
            "zips": [row["zip"]],
        }
        reading.seen[row["zip"]] = 1
        reading.counts["ZIP codes"] = len(reading.seen)
        yield _record(SERVICE_AREA, row | {"state": state}, row["area_id"], details)


ZIPS_BY_ISSUER = Table(
    "Service areas by ZIP code",
    SERVICE_AREA,
    {
        "year": year_if_said("BusinessYear"),
        "zip": field("zipcode", pattern=r"^[0-9]{5}$", expected="a ZIP code"),
        "county": field("County", pattern=r"^[0-9]{5}$", expected="a county's FIPS code"),
        "name": field("County_Name"),
        "issuer_id": field("IssuerId", pattern=r"^$|^[0-9]{5}(\.0)?$", expected="an issuer's five digits"),
        "area_id": field("ServiceAreaId", pattern=r"^$|" + AREA_PATTERN, expected=AREA_WORDS),
    },
    _zips,
    "any, with --year",
)


def _rating_areas(reading: Reading, rows: Rows) -> Iterator[Record]:
    """Rating areas by ZIP code and county; a county's misspelled name goes by its ZIP code."""
    for row in rows:
        state = row["state"] or row["area"][2:4]
        reading.seen[row["zip"]] = 1
        reading.counts["ZIP codes"] = len(reading.seen)
        details = {"area": row["area"], "zip": row["zip"].zfill(5), "county": _county(reading, state, row)}
        yield Record(RATING_AREA, int(row["year"]), state, "", row["area"], details)


def _county(reading: Reading, state: str, row: Row) -> str:
    try:
        return geography.county_by_name(state, row["county"]).fips
    except geography.UnknownCounty:
        reading.note(f"county {row['county']!r} is not known in {state}; the ZIP code alone counts")
        return ""


RATING_AREA_ZIPS = Table(
    "Rating areas by ZIP code",
    RATING_AREA,
    {
        "year": year_if_said("year"),
        "area": field(
            "rating_area", "Rating Region", pattern=r"^R-[A-Z]{2}\d{3}$|^Rating Area \d+$", expected="a rating area"
        ),
        "state": maybe("state"),
        "county": field("county"),
        "zip": field("zip", pattern=r"^[0-9]{4,5}$", expected="a ZIP code"),
    },
    _rating_areas,
    "2017 to 2019",
)


def _ma_areas(reading: Reading, rows: Rows) -> Iterator[Record]:
    """A service area of an issuer's product line. The key stands in for the issuer, whom the table does not name."""
    for row in rows:
        details = {
            "id": row["key"],
            "name": row["title"],
            "entire_state": bool(row["states"]),
            "county": "",
            "zips": [],
        }
        reading.count("service areas")
        yield Record(SERVICE_AREA, int(row["year"]), "MA", "", row["key"], details)


MA_SERVICE_AREAS = Table(
    "Massachusetts service areas",
    SERVICE_AREA,
    {
        "year": field("year", pattern=r"^20[0-9]{2}$", expected="a plan year"),
        "area_id": field("service_area", pattern=AREA_PATTERN, expected=AREA_WORDS),
        "title": field("title"),
        "states": field("covered_states"),
        "key": field("service_area_key", pattern=r".", expected="the key of the service area"),
    },
    _ma_areas,
    "2017 and 2018",
)


def _ma_zips(reading: Reading, rows: Rows) -> Iterator[Record]:
    for row in rows:
        details = {
            "id": row["key"], "name": "", "entire_state": False, "county": _county(reading, "MA", row),
            "zips": [row["zip"].zfill(5)],
        }  # fmt: skip
        reading.seen[row["key"]] = 1
        reading.counts["service areas"] = len(reading.seen)
        yield Record(SERVICE_AREA, int(row["year"]), "MA", "", row["key"], details)


MA_SERVICE_AREA_ZIPS = Table(
    "Massachusetts service areas by ZIP code",
    SERVICE_AREA,
    {
        "year": field("year", pattern=r"^20[0-9]{2}$", expected="a plan year"),
        "area_id": field("service_area", pattern=AREA_PATTERN, expected=AREA_WORDS),
        "key": field("service_area_key", pattern=r".", expected="the key of the service area"),
        "county": field("county"),
        "zip": field("zip", pattern=r"^[0-9]{4,5}$", expected="a ZIP code"),
    },
    _ma_zips,
    "2017 and 2018",
)
