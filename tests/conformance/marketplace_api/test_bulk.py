"""Years, versions and files in bulk: against the publications and source files, read here by themselves."""

import csv
import os
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conformance.marketplace_api.conftest import Api
from tests.conformance.marketplace_api.source import MERRIMACK
from tests.shared import shared

SPENDING = Path(__file__).resolve().parents[3] / "src" / "coverport" / "shopping" / "yearly_cost" / "spending.yaml"


def bulk(api: Api, name: str, year: int) -> Any:
    """A file, by the address that its operation leads to."""
    leads = api.get(f"data/{name}", year=year)
    assert leads.status_code == 302
    return api.get(f"data/{leads['Location']}").json()


def test_market_years_are_those_of_the_catalogs_on_the_disk(api: Api) -> None:
    """Plans of a year are sold from the first day of its open enrollment: October 1, 2013 for 2014, on December 10, 2013."""
    there = {int(one.parent.name) for one in (Path(os.environ["COVERPORT_DATA"]) / "catalogs").glob("*/*/current")}
    assert api.get("market-years").json() == {"current": 2014, "supported": sorted(there)}


def test_versions_are_the_moments_of_publication_and_import(api: Api) -> None:
    from coverport.exchanges.models import Exchange
    from coverport.plans.models import CatalogNumber, DirectoryFile

    published, imported = datetime(2013, 9, 30, 8, tzinfo=UTC), datetime(2013, 10, 2, 9, 30, tzinfo=UTC)
    assert Exchange.objects.filter(slug="vt").exists()
    for number, at in ((1, datetime(2013, 9, 1, tzinfo=UTC)), (2, published)):
        CatalogNumber.objects.create(
            exchange="vt", year=2014, number=number, sha256=f"{number}" * 64, contents_sha256=f"{number}" * 64, length=1,
            path=f"{number}", published_at=at,
        )  # fmt: skip
    file = DirectoryFile.objects.create(exchange="vt", kind="drugs", name="d.json", sha256="0" * 64)
    DirectoryFile.objects.filter(pk=file.pk).update(imported_at=imported)
    found = {one["name"]: one["updated"] for one in api.get("versions").json() if one["name"] != "geography"}
    assert found == {"plans vt 2014": published.isoformat(), "drugs vt": imported.isoformat()}


@pytest.mark.parametrize(
    ("year", "tiers"),
    [
        # 26 CFR 1.36B-3(g)(2)
        (2014, [(0, 133, 2, 2), (133, 150, 3, 4), (150, 200, 4, 6.3), (200, 250, 6.3, 8.05), (250, 300, 8.05, 9.5), (300, 9999, 9.5, 9.5)]),
        # 26 USC 36B(b)(3)(A)(iii)
        (2021, [(0, 150, 0, 0), (150, 200, 0, 2), (200, 250, 2, 4), (250, 300, 4, 6), (300, 400, 6, 8.5), (400, 9999, 8.5, 8.5)]),
    ],
)  # fmt: skip
def test_the_applicable_percentage_table_is_the_laws(api: Api, year: int, tiers: list[tuple[float, ...]]) -> None:
    found = bulk(api, "apt", year)
    assert found["market_year"] == year
    ranges = [(one["pctFPL"], one["pctPremium"]) for one in found["tiers"]]
    assert [(fpl["min"], fpl["max"], share["min"], share["max"]) for fpl, share in ranges] == tiers


def test_tenths_of_spenders_are_the_middles_of_the_spending_tables_groups(api: Api) -> None:
    ends = [0.0, *(float(row["share"]) for row in yaml.safe_load(SPENDING.read_text())["rows"])]
    middles = [(low + high) / 2 for low, high in pairwise(ends[:4])]
    expected = {
        use: f"Decile {int(middle * 10) + 1}" for use, middle in zip(("low", "medium", "high"), middles, strict=True)
    }
    found = bulk(api, "decile-mapping", 2014)
    assert {use: set(found[use]["male"].values()) for use in found} == {use: {said} for use, said in expected.items()}
    # The published specification's spelling stands beside the right one.
    assert all(each["femaile"] == each["female"] == each["male"] for each in found.values())


def test_medicaid_limits_of_all_quarters(api: Api) -> None:
    """New Hampshire's adult group began on August 15, 2014: 42 CFR 435.119. Vermont's on January 1: fiscal years begin in October."""
    lists = bulk(api, "state-medicaid", 2014)
    assert [(one["fiscal_year"], one["fiscal_quarter"]) for one in lists] == [
        (2014, quarter) for quarter in (1, 2, 3, 4)
    ]
    # Before 2014 no state went by modified adjusted gross income: 42 CFR 435.603(a)(2).
    assert lists[0]["states"] == []
    adults = {state: [_of(one, state)["pc_fpl_adult"] for one in lists[1:]] for state in ("NH", "VT")}
    assert adults == {"NH": [0, 0, 1.33], "VT": [1.33, 1.33, 1.33]}
    assert {one["abbrev"] for one in lists[3]["states"]} >= {"NH", "VT", "TX", "DC"}


def _of(one: dict[str, Any], state: str) -> dict[str, Any]:
    return next(each for each in one["states"] if each["abbrev"] == state)


def test_rating_areas_are_those_of_a_public_table(api: Api) -> None:
    """New Hampshire and Vermont by county, Massachusetts by the first three digits of the ZIP code: 45 CFR 147.102(b)."""
    areas = {one["state"]: one["rateAreas"] for one in bulk(api, "rate-areas", 2014)}
    by_county = {
        (county["fips"], area["rateArea"])
        for state in ("NH", "VT")
        for area in areas[state]
        for county in area["counties"]
    }
    by_digits = {
        (zip_code[:3], area["rateArea"])
        for area in areas["MA"]
        for county in area["counties"]
        for zip_code in county["zips"]
    }
    assert len(by_county) == 24
    assert by_county == {
        (f"{int(row['countyfip']):05d}", int(row["ratingarea"]))
        for row in table("county_rating_areas_2014.csv")
        if row["state"] in {"New Hampshire", "Vermont"}
    }
    digits = {
        f"{int(row['zip3']):03d}": int(row["ratingarea"])
        for row in table("zip3_rating_areas_2014.csv")
        if row["state"] == "Massachusetts"
    }
    assert len(by_digits) > 10
    assert by_digits == {(each, digits[each]) for each, _ in by_digits}


def table(name: str) -> list[dict[str, str]]:
    with shared("data", "geo", name).open(newline="") as file:
        return list(csv.DictReader(file))


def test_zip_codes_of_counties(api: Api) -> None:
    """Those of Concord lie in Merrimack County."""
    states = {one["state"]: one["counties"] for one in bulk(api, "county-zips", 2014)}
    here = {one["fips"]: one for one in states["NH"]}
    assert len(here) == 10
    assert here[MERRIMACK]["name"] == "Merrimack County"
    assert {"03301", "03302", "03303", "03304", "03307"} <= set(here[MERRIMACK]["zips"])
