"""Estimates and lowest-cost plans: ranked and reckoned anew from the source."""

from decimal import Decimal

import pytest

from tests.conformance.marketplace_api.conftest import NH, Api, asked
from tests.conformance.marketplace_api.source import MERRIMACK, Plan, by_price

Published = dict[str, list[Plan]]


@pytest.mark.parametrize("ages", [(40,), (60, 50), (40, 30, 9, 7), (21, 3, 2, 1, 0)])
@pytest.mark.parametrize(
    ("operation", "level", "place"), [("slcsp", "Silver", 1), ("lcsp", "Silver", 0), ("lcbp", "Bronze", 0)]
)
def test_lowest_cost_plans_are_ranked_from_the_source(
    api: Api, published: Published, ages: tuple[int, ...], operation: str, level: str, place: int
) -> None:
    price, plan_id = by_price(published[MERRIMACK], level, *ages)[place]
    found = api.post(f"households/{operation}", asked(*ages)).json()
    assert (found["id"].upper(), Decimal(str(found["premium"])), found["metal_level"]) == (plan_id, price, level)


def test_birth_dates_count_on_the_first_day_of_the_year(api: Api, published: Published) -> None:
    body = {"place": NH, "year": 2014, "household": {"people": [{"dob": "1973-01-02"}]}}
    second = by_price(published[MERRIMACK], "Silver", 40)[1][0]
    assert Decimal(str(api.post("households/slcsp", body).json()["premium"])) == second
    body["household"]["people"][0] |= {"age": 50}
    second = by_price(published[MERRIMACK], "Silver", 50)[1][0]
    assert Decimal(str(api.post("households/slcsp", body).json()["premium"])) == second


def test_the_credit_of_a_household_stands_with_each_of_its_people(api: Api, published: Published) -> None:
    """$50,000 for two: 322 percent of $15,510; 9.5 percent of it is $395.83 a month (26 CFR 1.36B-3(g))."""
    second = by_price(published[MERRIMACK], "Silver", 60, 50)[1][0]
    found = api.post("households/eligibility/estimates", asked(60, 50, income=50_000)).json()["estimates"]
    assert [Decimal(str(one["aptc"])) for one in found] == [second - Decimal("395.83")] * 2
    assert {one["csr"] for one in found} == {"Exchange variant (no CSR)"}
    assert not any(one["is_medicaid_chip"] or one["hardship_exemption"] for one in found)


def test_children_of_new_hampshire_have_medicaid_where_their_parents_have_the_credit(api: Api) -> None:
    """$45,000 for four is 191 percent of $23,550: children up to 318 percent (42 CFR 435.229), parents in the band of 87 percent."""
    found = api.post("households/eligibility/estimates", asked(40, 30, 9, 7, income=45_000)).json()["estimates"]
    assert [one["is_medicaid_chip"] for one in found] == [False, False, True, True]
    assert [one["csr"] for one in found[:2]] == ["87% AV Level Silver Plan CSR"] * 2


@pytest.mark.parametrize("income", [-1, None])
def test_no_income_no_credit(api: Api, income: int | None) -> None:
    found = api.post("households/eligibility/estimates", asked(40, income=income)).json()["estimates"]
    assert [one["aptc"] for one in found] == [0]


@pytest.mark.parametrize(("hra", "affordable"), [(0, False), (49, False), (51, True), (400, True)])
def test_an_employers_money_makes_silver_affordable_or_not(
    api: Api, published: Published, hra: int, affordable: bool
) -> None:
    """Affordable up to 9.5 percent of income in 2014 (26 CFR 1.36B-2(c)(5)(i)): income so that $50 a month is the edge."""
    silver = by_price(published[MERRIMACK], "Silver", 40)[0][0]
    income = float(((silver - 50) * 12 / Decimal("0.095")).quantize(Decimal("0.01")))
    found = api.post("households/ichra", asked(40, income=income, hra=hra)).json()
    assert found == {"affordable": affordable, "premium": float(silver)}


def test_both_spellings_of_use_are_read(api: Api) -> None:
    answers = []
    for name in ("utilization", "utilization_level"):
        body = asked(40)
        body["household"]["people"][0] |= {"gender": "Male", name: "High"}
        answers.append([plan["oopc"] for plan in api.post("plans/search", body).json()["plans"]])
    assert answers[0] == answers[1]
    assert all(each > 0 for each in answers[0])


def test_nobody_and_half_a_person_are_refused_in_clients_words(api: Api) -> None:
    answer = api.post("households/slcsp", {"place": NH, "year": 2014, "household": {"people": []}}).json()
    assert (answer["code"], answer["error"]) == ("1003", "household: (people: cannot be blank.)")
    answer = api.post("households/slcsp", {"place": NH, "year": 2014, "household": {"people": [{}]}}).json()
    assert answer["error"] == "household: (people: (0: (age: cannot be blank.)))"
