"""Dental plans beside a health plan: the credit that is left over pays the children's part, and nothing else."""

from decimal import Decimal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coverport.core.access import Actor
from coverport.core.money import display
from coverport.exchanges.models import Exchange
from coverport.plans import catalogs, context
from coverport.plans.actions import publish_catalog
from coverport.plans.market import Wish
from coverport.plans.market_actions import generate_market
from coverport.plans.models import Plan as PlanRow
from coverport.plans.models import RateRow
from coverport.shopping.dental.listing import children_of, credit_left, dental_prices
from coverport.shopping.dental.rules import left_over
from tests.shopping.market import DAY, quoted, text_of

FAMILY = "zip=03301&age=40&age=38&age=16&income=95000&year=2027"


def family():
    return quoted([40, 38, 16], 95_000_00)


@pytest.fixture
def loaded(shopper, django_capture_on_commit_callbacks):
    """The market with silver at twice its price, so that a bronze plan leaves some of the credit."""
    rows = list(RateRow.objects.filter(plan__metal_level="silver"))
    for row in rows:
        row.rates = [rate * 2 if rate > 0 else rate for rate in row.rates]
    RateRow.objects.bulk_update(rows, ["rates"])
    publish(django_capture_on_commit_callbacks)
    return shopper


@pytest.fixture
def with_shares(loaded, django_capture_on_commit_callbacks):
    """The same, and dental filings say that 80 percent of a child's premium is pediatric dental care."""
    rows = list(PlanRow.objects.filter(division="dental"))
    for row in rows:
        row.details["pediatric_dental_share"] = "0.8"
    PlanRow.objects.bulk_update(rows, ["details"])
    publish(django_capture_on_commit_callbacks)
    return loaded


@pytest.fixture
def without_shares(loaded, django_capture_on_commit_callbacks):
    """The same, and dental filings do not say how much is for children."""
    rows = list(PlanRow.objects.filter(division="dental"))
    for row in rows:
        del row.details["pediatric_dental_share"]
    PlanRow.objects.bulk_update(rows, ["details"])
    publish(django_capture_on_commit_callbacks)
    return loaded


def publish(django_capture_on_commit_callbacks) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        publish_catalog(actor=Actor.system("test"), exchange="federal", year=2027, on=DAY)


@given(
    st.integers(0, 2_000_00),
    st.integers(0, 2_000_00),
    st.sampled_from(["bronze", "silver", "gold", "platinum", "catastrophic"]),
)
def test_never_more_is_left_than_there_is_and_nothing_beside_a_catastrophic_plan(credit, used, level):
    left = left_over(credit, used, level, ("catastrophic",))
    assert 0 <= left <= credit
    assert left == (0 if level == "catastrophic" else max(0, credit - used))


def test_credit_pays_the_children_s_part_up_to_what_is_left_to_the_cent(with_shares):
    found = family()
    young = children_of(found)
    assert [one.age for one in young] == [16]
    for left in (0, 1, 10_00, 20_00, 500_00):
        for price in dental_prices(found, left, found.people):
            alone = next((each.total for each in dental_prices(found, 0, young) if each.plan == price.plan), None)
            assert alone is not None
            assert price.pediatric == int(
                (Decimal(alone) * Decimal("0.8")).quantize(Decimal(1), rounding="ROUND_HALF_UP")
            )
            assert price.credit == min(left, price.pediatric)
            assert price.after == price.total - price.credit


def test_plans_come_cheapest_first_after_the_credit(with_shares):
    for left in (0, 500_00):
        prices = [(each.after, each.plan.plan_id) for each in dental_prices(family(), left, family().people)]
        assert prices == sorted(prices)


def test_what_a_health_plan_leaves_is_the_credit_less_what_it_takes(with_shares):
    found = family()
    for price in found.plans:
        assert credit_left(found, price) == (
            0 if price.plan.metal_level == "catastrophic" else found.priced.help.credit - price.credit
        )
    assert credit_left(found, None) == 0


def health_that_leaves(found):
    return next((price for price in found.plans if credit_left(found, price) > 0), None)


def test_the_page_says_what_is_left_and_takes_it_off(with_shares):
    found = family()
    health = health_that_leaves(found)
    assert health is not None
    left = credit_left(found, health)
    answer = with_shares.get(f"/federal/dental?{FAMILY}&plan={health.plan.plan_id}")
    page = text_of(answer)
    assert f"{health.plan.name} leaves {display(left)} a month of your estimated credit." in page
    for price in dental_prices(found, left, found.people):
        assert price.plan.name in page
        assert f"{display(price.after)} a month" in page
        assert f"before {display(price.credit)} of credit" in page


def test_in_a_sample_market_as_it_is_credit_spills_over_to_the_children_s_part(
    db, tmp_path, monkeypatch, client, django_capture_on_commit_callbacks
):
    """Vermont rates a family as one: its bronze plans leave some of a large credit, and the invented dental plans can take it."""
    monkeypatch.setenv("COVERPORT_DATA", str(tmp_path))
    context._published.cache_clear()
    Exchange.objects.create(slug="vt", name="vt", sample=True, date_of_record=DAY)
    with django_capture_on_commit_callbacks(execute=True):
        generate_market(actor=Actor.system("test"), wish=Wish("vt", "VT", 2027, 2, 12, 1), on=DAY)
    asked = "zip=05401&age=40&age=38&age=16&income=88000&year=2027"
    cheapest = client.get(f"/vt/plans?{asked}&level=bronze&sort=full").context["rows"][0]
    answer = client.get(f"/vt/dental?{asked}&plan={cheapest.key}")
    left, prices = answer.context["left"], [shown.price for shown in answer.context["shown"]]
    assert left > 0
    assert prices
    for price in prices:
        assert price.credit == min(left, price.pediatric) > 0
        assert (
            f"{display(price.after)} a month Full price {display(price.total)} before {display(price.credit)} of credit"
            in text_of(answer)
        )


def test_children_alone_can_be_priced(with_shares):
    found = family()
    page = text_of(with_shares.get(f"/federal/dental?{FAMILY}&who=children"))
    prices = dental_prices(found, 0, children_of(found))
    assert any(each.plan.child_only for each in prices)
    assert "Prices for the child alone." in page
    for price in prices:
        assert f"{display(price.after)} a month" in page
    assert not any(each.plan.child_only for each in dental_prices(found, 0, found.people))


def test_where_the_filing_names_no_children_s_part_no_credit_is_used_and_it_is_said(without_shares):
    found = family()
    health = health_that_leaves(found)
    assert health is not None
    page = text_of(without_shares.get(f"/federal/dental?{FAMILY}&plan={health.plan.plan_id}"))
    assert "The filing names no children's part, so no credit can pay for it." in page


def test_without_a_health_plan_full_prices_are_shown_and_the_way_to_lower_ones(with_shares):
    page = text_of(with_shares.get(f"/federal/dental?{FAMILY}"))
    assert "Choose the health plan first" in page
    for price in dental_prices(family(), 0, family().people):
        assert f"{display(price.total)} a month" in page


def test_a_health_plan_that_is_not_sold_here_is_said_and_full_prices_shown(shopper):
    page = text_of(shopper.get(f"/federal/dental?{FAMILY}&plan=99999NH0000001"))
    assert "This plan is not sold here ." in page
    assert "a month" in page


def test_adults_alone_are_told_that_credit_pays_for_children_only(shopper):
    found = quoted([60], 25_000_00)
    health = health_that_leaves(found)
    assert health is not None
    page = text_of(shopper.get(f"/federal/dental?zip=03301&age=60&income=25000&year=2027&plan={health.plan.plan_id}"))
    assert "It can pay for children's dental care only, so these are full prices." in page
    assert "who=children" not in page


def test_limits_are_those_of_the_filing(shopper):
    catalog = catalogs.current("federal", 2027)
    page = text_of(shopper.get(f"/federal/dental?{FAMILY}"))
    plan = next(each for each in catalog.plans() if each.division == "dental" and not each.child_only)
    limit = plan.variants["01"].limits[0]
    assert f"Most you pay in a year for one child ${limit.individual // 100}" in page
    assert f"Most you pay in a year for two or more children ${limit.family // 100}" in page
    assert msgspec.structs.asdict(limit)["covers"] == "dental"
