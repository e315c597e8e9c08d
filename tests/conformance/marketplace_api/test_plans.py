"""Plans: every premium is the source's own, to the cent; credit, order, facets and pages follow from it."""

import csv
import io
import random
from decimal import Decimal
from pathlib import Path

import msgspec
import polars as pl
import pytest

from tests.conformance.marketplace_api.conftest import NH, Api, asked
from tests.conformance.marketplace_api.source import MERRIMACK, Plan, by_price

FAMILIES = [(40,), (21,), (60, 50), (40, 30, 9, 7), (30, 19, 17, 12, 4), (9,)]
Published = dict[str, list[Plan]]


def every(api: Api, body: dict) -> list[dict]:
    """All plans of a search, page by page."""
    found: list[dict] = []
    while True:
        page = api.post("plans/search", {**body, "offset": len(found), "limit": 100}).json()
        found += page["plans"]
        if len(found) >= page["total"] or not page["plans"]:
            return found


@pytest.mark.parametrize("ages", FAMILIES)
def test_every_premium_of_the_county_is_the_sources_own(api: Api, published: Published, ages: tuple[int, ...]) -> None:
    found = {
        plan["id"].upper(): Decimal(str(plan["premium"]))
        for plan in every(api, asked(*ages, catastrophic_override=True))
    }
    expected = {one.id: price for one in published[MERRIMACK] if (price := one.premium(*ages)) is not None}
    assert found == expected


def test_premiums_of_counties_everywhere_are_the_sources_own(api: Api, published: Published) -> None:
    drawn = random.Random(2014)
    for fips in drawn.sample(sorted(published), min(25, len(published))):
        place = {"countyfips": fips, "state": published[fips][0].id[5:7], "zipcode": "00000"}
        found = {
            plan["id"].upper(): Decimal(str(plan["premium"])) for plan in every(api, asked(50, 27, 3, place=place))
        }
        sold = [one for one in published[fips] if one.level != "Catastrophic"]
        expected = {one.id: price for one in sold if (price := one.premium(50, 27, 3)) is not None}
        # For plans that are not sold to children alone the source prints no child's price; theirs is the age curve's.
        unprinted = {one.id for one in sold if "child" not in one.prices and one.adult_only}
        assert {plan: price for plan, price in found.items() if plan not in unprinted} == expected, fips


def test_credit_is_the_second_lowest_silver_less_the_households_share(api: Api, published: Published) -> None:
    """$50,000 for two is 322 percent of the guideline of 2013 ($15,510), and 9.5 percent of it $395.83 a month."""
    second = by_price(published[MERRIMACK], "Silver", 40, 30)[1][0]
    credit = second - Decimal("395.83")
    for plan in every(api, asked(40, 30, income=50_000)):
        premium = Decimal(str(plan["premium"]))
        assert Decimal(str(plan["premium_w_credit"])) == max(Decimal(0), premium - min(credit, premium))
        assert Decimal(str(plan["aptc_eligible_premium"])) == premium


def test_a_search_answers_ten_plans_cheapest_first_and_up_to_a_hundred(api: Api, published: Published) -> None:
    body = asked(40, 30, 9, 7)
    page = api.post("plans/search", body).json()
    expected = sorted(
        price for one in published[MERRIMACK] if one.level != "Catastrophic" and (price := one.premium(40, 30, 9, 7))
    )
    assert page["total"] == len(expected)
    assert [Decimal(str(plan["premium"])) for plan in page["plans"]] == expected[:10]
    assert len(api.post("plans/search", {**body, "limit": 100}).json()["plans"]) == min(100, len(expected))
    assert len(api.post("plans/search", {**body, "limit": 3, "offset": len(expected) - 2}).json()["plans"]) == 2
    for limit in (0, 101):
        assert api.post("plans/search", {**body, "limit": limit}).status_code == 400


def test_ranges_and_facets_count_the_whole_result(api: Api, published: Published) -> None:
    body = asked(40, filter={"metal_levels": ["Silver", "Bronze"]})
    found = api.post("plans/search", body).json()
    plans = [one for one in published[MERRIMACK] if one.level in {"Silver", "Bronze"}]
    prices = sorted(price for one in plans if (price := one.premium(40)))
    assert found["ranges"]["premiums"] == {"min": float(prices[0]), "max": float(prices[-1])}
    groups = {
        group["name"]: {each["value"]: each["count"] for each in group["facets"]} for group in found["facet_groups"]
    }
    assert list(groups) == [
        "premiums", "metalLevels", "types", "issuers", "diseaseMgmtPrograms", "simpleChoice", "qualityRatings",
    ]  # fmt: skip
    assert groups["premiums"] == {
        str(most): sum(price <= most for price in prices)
        for most in range(100, int(prices[-1]) + 100, 100)
        if sum(price <= most for price in prices)
    }
    assert list(groups["metalLevels"]) == ["Bronze", "Silver"]
    assert groups["metalLevels"]["Silver"] == sum(one.level == "Silver" for one in plans)
    assert groups["simpleChoice"] == {"Simple Choice": 0}
    assert sum(groups["issuers"].values()) == found["total"] == len(plans)


@pytest.mark.parametrize(
    ("sort", "order", "key"),
    [("premium", "desc", "premium_w_credit"), ("oopc", "asc", "oopc"), ("deductible", "asc", None), ("total_costs", "desc", None)],
)  # fmt: skip
def test_plans_stand_in_the_order_that_was_asked_for(api: Api, sort: str, order: str, key: str | None) -> None:
    body = asked(40, income=30_000, sort=sort, order=order, limit=100)
    body["household"]["people"][0] |= {"gender": "Female", "utilization": "Medium"}
    plans = api.post("plans/search", body).json()["plans"]
    values = [_value(plan, sort, key) for plan in plans]
    known = [value for value in values if value >= 0]
    assert known == sorted(known, reverse=order == "desc")
    assert len(known) > 1


def _value(plan: dict, sort: str, key: str | None) -> float:
    if key:
        return plan[key]
    if sort == "total_costs":
        return round(12 * plan["premium_w_credit"] + plan["oopc"], 2) if plan["oopc"] >= 0 else -1
    # $30,000 for one is 261 percent of poverty: no reduced variant.
    mine = [each["amount"] for each in plan["deductibles"] if each["csr"] == "Exchange variant (no CSR)"]
    return sum(mine) if mine else -1


@pytest.mark.parametrize(
    ("filter_", "passes"),
    [
        ({"metal_level": "Gold"}, lambda one, price: one.level == "Gold"),
        ({"metal_levels": ["Expanded Bronze"]}, lambda one, price: one.level == "Bronze"),
        ({"premium": 400}, lambda one, price: price <= 400),
        ({"premium_range": {"min": 300, "max": 420.5}}, lambda one, price: 300 <= price <= Decimal("420.5")),
        ({"type": "PPO"}, lambda one, price: one.kind == "PPO"),
        ({"quality_rating": 4}, lambda one, price: False),
        ({"simple_choice": True}, lambda one, price: False),
    ],
)  # fmt: skip
def test_filters_leave_what_passes(api: Api, published: Published, filter_: dict, passes: object) -> None:
    found = api.post("plans/search", asked(50, filter=filter_)).json()
    priced = [(one, one.premium(50)) for one in published[MERRIMACK] if one.level != "Catastrophic"]
    assert found["total"] == sum(1 for one, price in priced if price and passes(one, price))  # type: ignore[operator]


def test_an_insurer_is_found_by_its_name(api: Api, published: Published) -> None:
    name = published[MERRIMACK][0].issuer
    found = api.post("plans/search", asked(40, filter={"issuers": [name]}, limit=100)).json()
    assert {plan["issuer"]["name"] for plan in found["plans"]} == {name}


def test_suppressed_plans_are_left_out(api: Api, published: Published) -> None:
    one = published[MERRIMACK][0].id
    whole = api.post("plans/search", asked(40)).json()["total"]
    assert api.post("plans/search", asked(40, suppressed_plan_ids=[one])).json()["total"] == whole - 1


def test_what_is_counted_stays_right_however_many_searches_lie_between(api: Api, published: Published) -> None:
    """Counts are kept for the sets of plans that were asked for last."""
    ids = [one.id for one in published[MERRIMACK]]
    left_out = [[], *([one] for one in ids), *([ids[0], one] for one in ids[1:])]
    first = [api.post("plans/search", asked(40, suppressed_plan_ids=some)).json() for some in left_out]
    again = [api.post("plans/search", asked(40, suppressed_plan_ids=some)).json() for some in left_out]
    assert len(left_out) > 16
    assert again == first
    for answer in first:
        groups = {group["name"]: sum(one["count"] for one in group["facets"]) for group in answer["facet_groups"]}
        assert groups["metalLevels"] == groups["types"] == groups["issuers"] == answer["total"]


def test_the_same_request_as_text_with_nulls_and_fields_of_no_meaning(api: Api) -> None:
    """Browsers send JSON as text/plain; existing clients send nulls and more fields than there are."""
    body = asked(40, aptc_override=None, per_page=7)
    body["place"]["extended_zipcode"] = None
    body["filter"] = {"metal_design_types": None, "division": None}
    plain = api.post("plans/search", asked(40)).json()
    assert api.post("plans/search", body, kind="text/plain;charset=UTF-8").json() == plain
    assert api.post("plans/search", body, query="?apikey=anything&year=2014").json() == plain


def test_without_a_household_the_catalog_is_the_same(api: Api) -> None:
    body = {"place": NH, "market": "Individual", "year": 2014}
    assert (
        api.post("plans/search", {**body, "catastrophic_override": False}).json()["total"]
        == api.post("plans/search", asked(40)).json()["total"]
    )


def test_income_of_minus_one_asks_for_full_prices(api: Api) -> None:
    for plan in every(api, asked(40, income=-1)):
        assert plan["aptc_eligible_premium"] == 0
        assert plan["premium_w_credit"] == plan["premium"]


def test_overrides_go_before_the_engine(api: Api) -> None:
    plan = every(api, asked(40, income=90_000, aptc_override=50.25))[0]
    assert Decimal(str(plan["premium"])) - Decimal(str(plan["premium_w_credit"])) == Decimal("50.25")


def test_who_may_have_no_credit_is_rated_and_brings_none_of_it(api: Api, published: Published) -> None:
    body = asked(40, 30, aptc_override=10_000)
    body["household"]["people"][1]["aptc_eligible"] = False
    prices = {one.id: one for one in published[MERRIMACK]}
    for plan in every(api, body):
        one = prices[plan["id"].upper()]
        assert Decimal(str(plan["premium"])) == one.premium(40, 30)
        assert Decimal(str(plan["aptc_eligible_premium"])) == one.premium(40)
        assert Decimal(str(plan["premium_w_credit"])) == one.premium(30)


@pytest.mark.parametrize(
    ("person", "surcharged"),
    [
        ({"uses_tobacco": False}, set()),
        ({"uses_tobacco": True}, {1, 2}),
        ({"last_tobacco_use_date": "2013-07-02"}, {1}),
        ({"last_tobacco_use_date": "2013-10-15"}, {1, 2}),
        (
            {"last_tobacco_use_date": "2013-09-15"},
            {1},
        ),  # over three months before coverage: the second looks back three
        ({"last_tobacco_use_date": "2013-06-30"}, set()),  # 45 CFR 147.102(a)(1)(iv): within six months
        ({"uses_tobacco": True, "current_enrollment": {"plan_id": "99999NH0000002", "uses_tobacco": False}}, {1}),
        ({"uses_tobacco": False, "current_enrollment": {"plan_id": "99999NH0000002", "uses_tobacco": True}}, {2}),
    ],
)
def test_tobacco_is_rated_by_last_use_and_each_plans_look_back(
    api: Api, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, person: dict, surcharged: set[int]
) -> None:
    """Two plans of $200 at 21, $300 for who uses tobacco; the second looks back three months. Who stays keeps the rating of the start."""
    from coverport.shopping.api import pricing
    from tests.plans import toys

    plans = [toys.plan(1, "silver"), toys.plan(2, "silver", tobacco_free_months=3)]
    contents = toys.contents(plans, [200_00, 200_00])
    contents = msgspec.structs.replace(contents, tobacco_rates=contents.rates * 3 // 2)
    catalog = toys.catalog(tmp_path, contents)
    monkeypatch.setattr(pricing, "catalog_of", lambda state, year: catalog)
    body = asked(21)
    body["household"]["people"][0] |= person
    found = {int(plan["id"][-1]): plan["premium"] for plan in api.post("plans/search", body).json()["plans"]}
    assert found == {number: 300 if number in surcharged else 200 for number in (1, 2)}


def test_one_plan_at_a_households_price(api: Api, published: Published) -> None:
    one = next(one for one in published[MERRIMACK] if one.level == "Gold")
    found = api.post(f"plans/{one.id}", asked(60, 50)).json()
    assert (found["plan"]["id"], found["plan"]["name"]) == (one.id, one.name)
    assert Decimal(str(found["plan"]["premium"])) == one.premium(60, 50)
    assert found["rate_area"] == {"state": "NH", "area": 1}
    short = next(plan for plan in every(api, asked(60, 50)) if plan["id"].upper() == one.id)
    assert len(found["plan"]["benefits"]) >= len(short["benefits"])


def test_one_plan_without_a_price_and_by_any_spelling(api: Api, published: Published) -> None:
    one = published[MERRIMACK][0]
    plan = api.get(f"plans/{one.id.lower()}", year=2014).json()["plan"]
    assert (plan["name"], plan["metal_level"], plan["issuer"]["name"]) == (one.name, one.level, one.issuer)
    assert "premium" not in plan


def test_several_plans_in_the_order_asked(api: Api, published: Published) -> None:
    ids = [one.id for one in published[MERRIMACK] if one.level == "Silver"][:3]
    found = api.post("plans", asked(40, plan_ids=[*reversed(ids), "99999NH9999999"])).json()["plans"]
    bare = {"place": NH, "plan_ids": ids[:2], "year": 2014}  # the specification asks for no more
    assert {one["id"] for one in api.post("plans", bare).json()["plans"]} == set(ids[:2])
    assert [plan["id"].upper() for plan in found] == list(reversed(ids))
    prices = {one.id: one for one in published[MERRIMACK]}
    assert [Decimal(str(plan["premium"])) for plan in found] == [prices[each].premium(40) for each in reversed(ids)]


def test_statistics_by_metal_level(api: Api, published: Published) -> None:
    found = {each["metal_level"]: each for each in api.post("plans/search/stats", asked(50)).json()}
    for level in ("Bronze", "Silver", "Gold"):
        prices = [price for price, _ in by_price(published[MERRIMACK], level, 50)]
        assert found[level]["total"] == len(prices)
        assert found[level]["premiums"]["min"] == float(min(prices))
        assert found[level]["premiums"]["max"] == float(max(prices))
        assert found[level]["premiums"]["mean"] == pytest.approx(float(sum(prices) / len(prices)), abs=0.0051)
        assert found[level]["oopc"] == {"min": -1, "max": 0, "mean": -1}


def test_many_searches_in_one_request_answer_as_alone(api: Api) -> None:
    texas = {"countyfips": "48113", "state": "CA", "zipcode": "75001"}
    bodies = [asked(40), asked(60, 50, income=40_000), asked(30, place=texas)]
    found = api.post("quotes/batch", {"quotes": bodies}).json()["quotes"]
    assert [each.get("found") for each in found[:2]] == [api.post("plans/search", body).json() for body in bodies[:2]]
    assert found[2]["error"]["message"] == "state is not a valid marketplace state"
    assert api.post("quotes/batch", {"quotes": bodies[:1] * 101}).status_code == 400


def test_a_whole_county_as_csv_lines_and_parquet(api: Api) -> None:
    body = asked(40, 30, income=50_000)
    expected = [
        (plan["id"], Decimal(str(plan["premium"])), Decimal(str(plan["premium_w_credit"]))) for plan in every(api, body)
    ]
    text = api.post("plans/export", body, query="?format=csv").content.decode()
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(row["plan_id"], Decimal(row["premium"]), Decimal(row["premium_after_credit"])) for row in rows] == expected
    lines = pl.read_ndjson(api.post("plans/export", body, query="?format=jsonl").content)
    assert lines["plan_id"].to_list() == [each[0] for each in expected]
    parquet = pl.read_parquet(io.BytesIO(api.post("plans/export", body, query="?format=parquet").content))
    assert parquet["premium"].to_list() == [each[1] for each in expected]


def test_stars_of_a_plan_without_any(api: Api, published: Published) -> None:
    one = published[MERRIMACK][0]
    found = api.get(f"plans/{one.id}/quality-ratings", year=2014).json()["quality_rating"]
    assert (found["available"], found["global_rating"], found["global_not_rated_reason"]) == (False, 0, "Not Rated")
