"""Behind a lowest-cost plan: closed plans are none, and children's dental benefits count as the law of the year has it."""

from collections.abc import Iterator
from datetime import date

import pytest

from coverport.core.access import Actor
from coverport.plans import catalogs
from coverport.plans.catalog_writer import encode, place_file
from coverport.plans.certification.suppression import lift_suppression, suppress_plan
from coverport.plans.models import Suppression
from coverport.shopping.api import exchanges
from tests.conformance.marketplace_api.conftest import NH, Api, asked
from tests.conformance.marketplace_api.source import MERRIMACK, Plan, by_price
from tests.shopping.test_benchmark_parts import SOLD, contents

Published = dict[str, list[Plan]]
DAY = date(2013, 12, 10)


def close(plan_id: str) -> Suppression:
    exchange = exchanges.Exchange.objects.get(slug="federal")
    found = suppress_plan(
        actor=Actor.system("test"), exchange=exchange, year=2014, plan_id=plan_id, reason="its network is full", on=DAY
    )
    exchanges.read_anew()
    return found


def ids(api: Api, **more: object) -> list[str]:
    return [one["id"].upper() for one in api.post("plans/search", asked(40, limit=100, **more)).json()["plans"]]


def test_a_plan_that_takes_nobody_new_is_found_by_its_id_alone(api: Api, published: Published) -> None:
    (_, cheapest), (second_price, second), (third_price, third) = by_price(published[MERRIMACK], "Silver", 40)[:3]
    before = ids(api)
    row = close(second)
    assert ids(api) == [each for each in before if each != second]
    assert second not in ids(api, catastrophic_override=True)
    assert second not in api.post("plans/export", asked(40)).content.decode()
    assert api.post("households/lcsp", asked(40)).json()["id"].upper() == cheapest
    # No benchmark for who enrolls now, 26 CFR 1.36B-3(f).
    found = api.post("households/slcsp", asked(40)).json()
    assert (found["id"].upper(), found["premium"]) == (third, float(third_price))
    # Who is in it still sees it, with its price and what it is.
    priced = api.post(f"plans/{second}", asked(40)).json()["plan"]
    assert (priced["suppression_state"], priced["premium"]) == ("Closed", float(second_price))
    assert api.get(f"plans/{second}", year=2014).json()["plan"]["suppression_state"] == "Closed"
    several = api.post("plans", asked(40, plan_ids=[second, third])).json()["plans"]
    assert [one["suppression_state"] for one in several] == ["Closed", "Available"]
    lift_suppression(actor=Actor.system("test"), exchange=row.exchange, suppression=row, on=DAY)
    exchanges.read_anew()
    assert ids(api) == before
    assert api.get(f"plans/{second}", year=2014).json()["plan"]["suppression_state"] == "Available"


def test_a_closed_benchmark_moves_the_credit(api: Api, published: Published) -> None:
    """$45,000 for one: above 400 percent of $11,490 there is none; $30,000 is 261 percent, and the credit the benchmark less the share."""
    second, third = by_price(published[MERRIMACK], "Silver", 40)[1:3]
    before = api.post("households/eligibility/estimates", asked(40, income=30_000)).json()["estimates"][0]["aptc"]
    close(second[1])
    after = api.post("households/eligibility/estimates", asked(40, income=30_000)).json()["estimates"][0]["aptc"]
    assert round(after - before, 2) == float(third[0] - second[0])


@pytest.fixture
def dental_years(api: Api) -> Iterator[None]:
    """2018 and 2019 in Merrimack County, three silver plans and four dental ones."""
    for year in (2018, 2019):
        made = contents(SOLD, year)
        folder = catalogs.folder("federal", year)
        catalogs.make_current(place_file(folder, "federal", year, 1, encode(made, 1)))
    yield
    for year in (2018, 2019):
        (catalogs.folder("federal", year) / catalogs.LINK).unlink()


@pytest.mark.parametrize(
    ("year", "ages", "last", "premium", "ehb", "dental"),
    [
        # 21 and 5: 327.00, 343.35, 353.16 in 2018; from 2019 12.70 of a dental plan on the first two: 339.70, 356.05, 353.16 (inside).
        (2018, (21, 5), "1", 343.35, 343.35, 0),
        (2019, (21, 5), "2", 353.16, 353.16, 0),
        (2019, (21, 18), "2", 353.16, 353.16, 0),
        (2019, (21, 19), "1", 343.35, 343.35, 0),  # nobody is young enough
        (2019, (21, 5, 4), "2", 490.32, 490.32, 0),
        (2019, (21,), "1", 210, 210, 0),
    ],
)
def test_the_second_lowest_counts_a_dental_plans_part_for_children_from_2019(
    api: Api, dental_years: None, year: int, ages: tuple[int, ...], last: str, premium: float, ehb: float, dental: float
) -> None:
    """26 CFR 1.36B-3(f)(3)(i)."""
    found = api.post("households/slcsp", asked(*ages) | {"year": year}).json()
    assert found["id"][-1] == last
    assert (found["premium"], found["ehb_premium"], found["pediatric_ehb_premium"]) == (premium, ehb, dental)


def test_a_dental_part_inside_the_benchmark_is_told(api: Api, dental_years: None) -> None:
    """Without the plan that has children's dental benefits inside, the second lowest is 343.35 and 12.70 of a dental plan."""
    exchange = exchanges.Exchange.objects.get(slug="federal")
    body = asked(21, 5) | {"year": 2019}
    closed = api.post("households/slcsp", body).json()["id"]
    suppress_plan(actor=Actor.system("test"), exchange=exchange, year=2019, plan_id=closed, reason="full", on=DAY)
    exchanges.read_anew()
    found = api.post("households/slcsp", body).json()
    assert (found["premium"], found["ehb_premium"], found["pediatric_ehb_premium"]) == (343.35, 356.05, 12.70)


@pytest.mark.parametrize(("age", "sold"), [(29, True), (30, False)])
def test_an_exemption_for_hardship_opens_catastrophic_plans(api: Api, age: int, sold: bool) -> None:
    """45 CFR 156.155(a)(5): under 30, or exempt."""

    def levels(**more: object) -> set[str]:
        body = asked(age, limit=100)
        body["household"]["people"][0] |= more
        return {one["metal_level"] for one in api.post("plans/search", body).json()["plans"]}

    assert ("Catastrophic" in levels()) is sold
    assert "Catastrophic" in levels(has_hardship=True)
    assert ("Catastrophic" in levels(has_hardship=None)) is sold
    body = {"place": NH, "year": 2014, "household": {"people": [{"age": age, "has_hardship": True}, {"age": 40}]}}
    found = api.post("households/eligibility/estimates", body).json()["estimates"]
    assert [one["hardship_exemption"] for one in found] == [True, False]


def test_everybody_on_a_policy_must_be_exempt_or_young(api: Api) -> None:
    body = asked(40, 38, limit=100)
    body["household"]["people"][0]["has_hardship"] = True
    assert "Catastrophic" not in {one["metal_level"] for one in api.post("plans/search", body).json()["plans"]}
    body["household"]["people"][1]["has_hardship"] = True
    assert "Catastrophic" in {one["metal_level"] for one in api.post("plans/search", body).json()["plans"]}


def test_the_disk_is_asked_once_in_a_while_for_a_catalog_that_was_published(
    api: Api, dental_years: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def total() -> int:
        found: int = api.post("plans/search", asked(40, year=2018)).json()["total"]
        return found

    monkeypatch.setattr(exchanges, "_LOOK_SECONDS", 3600.0)
    assert total() == 3
    made = encode(contents([*SOLD[:2], *SOLD[3:]], 2018), 2)
    catalogs.make_current(place_file(catalogs.folder("federal", 2018), "federal", 2018, 2, made))
    assert total() == 3
    monkeypatch.setattr(exchanges, "_LOOK_SECONDS", 0.0)
    assert total() == 2
