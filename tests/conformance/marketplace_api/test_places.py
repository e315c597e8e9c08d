"""States, counties, rating areas, poverty guidelines, Medicaid limits, insurers: against figures typed in from their publications."""

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from coverport.core.access import Actor
from coverport.exchanges import profiles
from coverport.exchanges.models import Exchange
from coverport.plans import geography
from coverport.plans.market import Wish
from coverport.plans.market_actions import generate_market
from coverport.shopping.api import exchanges
from tests.conformance.marketplace_api.conftest import Api, asked
from tests.conformance.marketplace_api.source import MERRIMACK, Plan
from tests.shared import shared


def test_counties_of_a_zip_code(api: Api) -> None:
    assert api.get("counties/by/zip/03301").json() == {
        "counties": [{"zipcode": "03301", "name": "Merrimack County", "fips": "33013", "state": "NH"}]
    }
    several = api.get("counties/by/zip/03217", year=2014).json()["counties"]
    assert {one["fips"] for one in several} >= {"33009"}
    assert all(one["zipcode"] == "03217" for one in several)


def test_counties_of_the_first_digits_of_a_zip_code(api: Api) -> None:
    found = api.get("counties/by/zip/033").json()["counties"]
    assert {"zipcode": "03301", "name": "Merrimack County", "fips": "33013", "state": "NH"} in found
    assert all(one["zipcode"].startswith("033") for one in found)


def test_counties_of_many_zip_codes_are_those_of_a_public_table(api: Api) -> None:
    """A table of 2017 that others made, of the three states that the package has ZIP codes of."""
    wanted: dict[str, set[str]] = {}
    with shared("data", "geo", "zip_county_fips_2017.csv").open(newline="") as file:
        for row in csv.DictReader(file):
            if row["ZIP"][:3] in {"033", "054"}:
                wanted.setdefault(row["ZIP"], set()).add(row["STCOUNTYFP"])
    assert len(wanted) > 20
    for zip_code, counties in list(wanted.items())[:40]:
        found = api.get(f"counties/by/zip/{zip_code}", year=2017).json()["counties"]
        assert counties <= {one["fips"] for one in found}, zip_code


def test_an_unknown_zip_code_has_no_counties(api: Api) -> None:
    answer = api.get("counties/by/zip/00000")
    assert (answer.status_code, answer.json()) == (200, {"counties": []})


@pytest.mark.parametrize(("wrong", "status"), [("0330x", 400), ("033011", 400)])
def test_what_is_no_zip_code_is_refused(api: Api, wrong: str, status: int) -> None:
    answer = api.get(f"counties/by/zip/{wrong}")
    assert (answer.status_code, answer.json()["code"]) == (status, "1003")


def test_a_county(api: Api) -> None:
    assert api.get("counties/48113").json() == {"fips": "48113", "name": "Dallas County", "state": "TX"}
    gone = api.get("counties/33999")
    assert (gone.status_code, gone.json()["code"], gone.json()["message"]) == (404, "1001", "county not found")
    wrong = api.get("counties/3301")
    assert (wrong.status_code, wrong.json()["code"], wrong.json()["message"]) == (
        400,
        "1003",
        "invalid get county request",
    )
    assert wrong.json()["error"] == "FIPS: has invalid format."


def test_all_states_answer_whoever_sells_there(api: Api) -> None:
    found = {one["abbrev"]: one for one in api.get("states", year=2014).json()["states"]}
    assert len(found) == len(geography.states()) >= 51
    assert (found["CA"]["name"], found["CA"]["fips"], found["CA"]["marketplace_model"]) == ("California", "06", "SBM")
    assert (found["NH"]["marketplace"], found["NH"]["hix_name"]) == ("FFM", "HealthCare.gov")


@pytest.mark.parametrize(
    ("state", "year", "model"),
    [("NV", 2014, "SBM"), ("NV", 2015, "SupportedSBM"), ("NV", 2019, "SupportedSBM"), ("NV", 2020, "SBM"), ("TX", 2026, "FFM")],
)  # fmt: skip
def test_marketplaces_change_with_the_years(api: Api, state: str, year: int, model: str) -> None:
    found = api.get(f"states/{state}", year=year).json()
    assert found["marketplace"] == found["marketplace_model"] == found["shop_marketplace"] == model
    assert "8962_link" in found


def test_an_unknown_state(api: Api) -> None:
    answer = api.get("states/ZZ")
    assert (answer.status_code, answer.json()["code"], answer.json()["message"]) == (404, "1002", "state not found")


@pytest.mark.parametrize(
    ("state", "year", "one", "eight", "more"),
    [
        ("NH", 2014, 11_670, 40_090, 4_060),  # 79 FR 3593
        ("AK", 2014, 14_580, 50_140, 5_080),
        ("HI", 2014, 13_420, 46_110, 4_670),
        ("TX", 2024, 15_060, 52_720, 5_380),  # 89 FR 2961
    ],
)
def test_poverty_guidelines_as_published(api: Api, state: str, year: int, one: int, eight: int, more: int) -> None:
    found = api.get(f"states/{state}/poverty-guidelines", year=year).json()
    sizes = {each["household_size"]: each["guideline"] for each in found["guidelines"]}
    assert (sizes[1], sizes[8], found["add_per_person_after_eight"]) == (one, eight, more)
    assert list(sizes) == list(range(1, 9))


@pytest.fixture
def november_2026(
    db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> Iterator[Api]:
    """Open enrollment for plan year 2027 on a machine of its own, before that year's guideline is published."""
    monkeypatch.setenv("COVERPORT_DATA", str(tmp_path))
    day = date(2026, 11, 10)
    for slug in profiles.slugs():
        Exchange.objects.create(slug=slug, name=slug, sample=True, date_of_record=day)
    with django_capture_on_commit_callbacks(execute=True):
        generate_market(actor=Actor.system("test"), wish=Wish("federal", "NH", 2027, 2, 4, 1), on=day)
    exchanges.read_anew()
    yield Api()
    exchanges.read_anew()


def test_the_plan_year_that_is_sold_before_its_guideline_has_the_one_that_its_credit_goes_by(
    november_2026: Api,
) -> None:
    api = november_2026
    assert api.get("market-years").json()["current"] == 2027
    published = api.get("states/NH/poverty-guidelines", year=2026).json()
    assert published["guidelines"][0]["guideline"] == 15_960
    assert api.get("states/NH/poverty-guidelines").json() == published
    assert api.get("states/NH/poverty-guidelines", year=2027).json() == published
    assert api.get("states/NH/poverty-guidelines", year=2028).status_code == 400
    percent = api.get("households/pcfpl", state="NH", size=1, income=31_920).json()
    assert percent == {"pc_fpl": 200.0}


def test_without_a_year_the_current_one_is_meant_where_clients_leave_it_out(november_2026: Api) -> None:
    """Of three operations the specification asks for it; a published TypeScript client sends none."""
    api = november_2026
    place = {"state": "NH", "fips": MERRIMACK, "zipcode": "03301"}
    assert api.get("rate-areas", **place).json() == api.get("rate-areas", year=2027, **place).json()
    plan = api.post("plans/search", asked(40) | {"year": 2027}).json()["plans"][0]["id"]
    rated = api.get(f"plans/{plan}/quality-ratings").json()["quality_rating"]
    assert rated == api.get(f"plans/{plan}/quality-ratings", year=2027).json()["quality_rating"]
    assert rated["year"] == 2027


def test_no_poverty_guideline_of_a_far_year_or_of_no_state(api: Api) -> None:
    answer = api.get("states/NH/poverty-guidelines", year=2060)
    assert (answer.status_code, answer.json()["code"]) == (400, "1009")
    nowhere = api.get("states/XX/poverty-guidelines", year=2014)
    assert (nowhere.status_code, nowhere.json()["code"], nowhere.json()["error"]) == (
        400,
        "1009",
        "sql: No records found",
    )


def test_a_wrong_number_of_an_insurer_is_refused_as_the_original_does(api: Api) -> None:
    """Its documentation's own example."""
    said = api.get("issuers/1019").json()
    assert (said["code"], said["status"], said["message"], said["error"]) == (
        "1003", "400", "invalid issuers request", "invalid issuer ID format",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("income", "size", "percent"),
    [(15_510, 2, 100.0), (30_000, 2, 193.42), (94_200, 4, 400.0), (0, 1, 0.0)],
)
def test_income_in_percent_of_the_guideline_that_the_plan_year_goes_by(
    api: Api, income: int, size: int, percent: float
) -> None:
    """Plan year 2014 goes by the guidelines of 2013: $15,510 for two, $23,550 for four (78 FR 5182)."""
    assert api.get("households/pcfpl", year=2014, state="NH", size=size, income=income).json() == {"pc_fpl": percent}


def test_no_percent_without_a_guideline(api: Api) -> None:
    answer = api.get("households/pcfpl", year=2060, state="NV", size=1, income=1)
    assert (answer.status_code, answer.json()["code"]) == (404, "1010")
    assert answer.json()["error"] == "guideline not found for state: NV, year: 2060"


def test_medicaid_limits_of_a_quarter(api: Api) -> None:
    """New Hampshire's adult group began on August 15, 2014: the last quarter of fiscal year 2014 (42 CFR 435.119)."""
    third = api.get("states/NH/medicaid", year=2014, quarter=3).json()
    fourth = api.get("states/NH/medicaid", year=2014).json()
    assert (third["pc_fpl_adult"], fourth["pc_fpl_adult"]) == (0, 1.33)
    assert (fourth["name"], fourth["fiscal_year"], fourth["fiscal_quarter"]) == ("NEW HAMPSHIRE", 2014, 4)
    assert fourth["pc_fpl_pregnant"] == fourth["pc_fpl_child_newborn"] == 1.96
    assert fourth["low_income_child"] == [{"min_age": 0, "max_age": 18, "pc_fpl": 3.18}]
    gone = api.get("states/NH/medicaid", year=2060)
    assert (gone.status_code, gone.json()["code"], gone.json()["error"]) == (404, "1008", "year out of range")


@pytest.mark.parametrize("year", [2014, 2026, 2027])
def test_without_a_quarter_the_medicaid_limits_are_the_last_that_are_known(api: Api, year: int) -> None:
    answers = [api.get("states/TX/medicaid", year=year, quarter=quarter) for quarter in (1, 2, 3, 4)]
    known = [one.json() for one in answers if one.status_code == 200]
    assert known
    assert api.get("states/TX/medicaid", year=year).json() == known[-1]


def test_rating_areas(api: Api) -> None:
    where = {"state": "MA", "fips": "25025", "zipcode": "02118", "year": 2014}
    assert api.get("rate-areas", **where).json() == {"state": "MA", "area": 5}
    assert api.get("rate-areas", state="NH", fips=MERRIMACK, zipcode="03301", year=2014).json() == {
        "state": "NH",
        "area": 1,
    }
    gone = api.get("rate-areas", state="TX", fips=MERRIMACK, zipcode="03301", year=2014)
    assert (gone.status_code, gone.json()["code"], gone.json()["error"]) == (
        404,
        "1017",
        "No rate area could be determined",
    )
    assert api.get("rate-areas", state="NH").json()["error"] == "fips: cannot be blank."


def test_insurers_of_a_state_and_page_by_page(api: Api, published: dict[str, list[Plan]]) -> None:
    of_nh = {(one.id[:5], one.issuer) for plans in published.values() for one in plans if one.id[5:7] == "NH"}
    found = api.get("issuers", state="NH", year=2014).json()
    assert {(one["id"], one["name"]) for one in found["issuers"]} == of_nh
    assert found["total"] == len(of_nh)
    whole = api.get("issuers", year=2014, limit=100).json()
    assert [one["id"] for one in api.get("issuers", year=2014, limit=1, offset=1).json()["issuers"]] == [
        whole["issuers"][1]["id"]
    ]
    assert len(api.get("issuers", year=2014).json()["issuers"]) == min(25, whole["total"])


def test_an_insurer_and_its_plans(api: Api, published: dict[str, list[Plan]]) -> None:
    one = published[MERRIMACK][0]
    assert api.get(f"issuers/{one.id[:5]}", year=2014).json()["issuer"]["name"] == one.issuer
    expected = {each.id for plans in published.values() for each in plans if each.id[:5] == one.id[:5]}
    found = api.get(f"issuers/{one.id[:5]}/plan-ids", year=2014).json()["plan_ids"]
    assert {each.upper() for each in found} == expected
    gone = api.get("issuers/99999", year=2014)
    assert (gone.status_code, gone.json()["code"]) == (404, "1004")
    wrong = api.get("issuers/9675", year=2014)
    assert (wrong.status_code, wrong.json()["code"]) == (400, "1003")
    assert api.get("issuers/99999/plan-ids", year=2014).json() == {"plan_ids": []}


def test_what_is_static_is_kept_and_known_again(api: Api) -> None:
    first = api.get("counties/33013")
    assert first["Cache-Control"] == "public, max-age=86400"
    again = api.client.get("/api/v1/counties/33013", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    other = api.client.get("/api/v1/counties/33011", headers={"If-None-Match": first["ETag"]})
    assert other.status_code == 200
