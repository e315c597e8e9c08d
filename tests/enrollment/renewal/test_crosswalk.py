"""The order of 45 CFR 155.335(j): each step where the ones before it find nothing, what the insurer filed, and bronze to silver."""

from datetime import date

import msgspec
import pytest

from coverport.enrollment.renewal.rules.crosswalk import STEPS, Filed, Old, Sold, successor
from coverport.law.lookups import typed
from coverport.law.parameters.calendar import Passive, RenewalOrder

OLD = Old("11111NH0010001", "silver", "HMO", 400_00)
ORDER = typed(RenewalOrder, "renewal.crosswalk", on=date(2027, 1, 1)).steps


def sold(
    plan_id: str, level: str = "silver", network: str = "HMO", price: int = 400_00, net: int | None = None
) -> Sold:
    return Sold(plan_id, level, network, price, price if net is None else net)


SAME = sold("11111NH0010001")
SAME_LEVEL = sold("11111NH0010002")
NEXT_LEVEL = sold("11111NH0010003", "gold")
ANY_LEVEL = sold("11111NH0010004", "platinum")
ISSUER_LEVEL = sold("11111NH0020001")
ISSUER_NEXT = sold("11111NH0020002", "bronze")
ISSUER_ANY = sold("11111NH0020003", "platinum")
OTHER = sold("22222NH0010001")
ALL = (OTHER, ISSUER_ANY, ISSUER_NEXT, ISSUER_LEVEL, ANY_LEVEL, NEXT_LEVEL, SAME_LEVEL, SAME)


def chosen(plans, filed=None, *, order=ORDER, old=OLD, b2s=False, reduced=False):
    found = successor(old, plans, filed, order, bronze_to_silver=b2s, reduced=reduced)
    return found and (found.plan.plan_id, found.step, found.filed)


@pytest.mark.parametrize(
    ("left", "plan", "step"),
    [
        (8, SAME, "same_plan"),
        (7, SAME_LEVEL, "same_product_same_level"),
        (6, NEXT_LEVEL, "same_product_next_level"),
        (5, ANY_LEVEL, "same_product_any_level"),
        (4, ISSUER_LEVEL, "same_issuer_same_level"),
        (3, ISSUER_NEXT, "same_issuer_next_level"),
        (2, ISSUER_ANY, "same_issuer_any_level"),
        (1, OTHER, "other_issuer_as_directed"),
    ],
)
def test_each_step_comes_where_those_before_it_find_nothing(left, plan, step):
    assert chosen(ALL[:left]) == (plan.plan_id, step, False)


def test_nothing_takes_over_where_nothing_is_sold():
    assert chosen(()) is None


def test_every_year_s_order_is_known_to_the_rules():
    for year in range(2015, 2028):
        steps = typed(RenewalOrder, "renewal.crosswalk", on=date(year, 1, 1)).steps
        assert set(steps) <= set(STEPS)
        assert steps[0] == "same_plan"


def test_within_a_step_the_same_network_goes_before_the_nearest_level_and_price():
    far = sold("11111NH0010005", price=900_00)
    near = sold("11111NH0010006", network="PPO", price=401_00)
    assert chosen((near, far)) == (far.plan_id, "same_product_same_level", False)
    assert chosen((near, far, sold("11111NH0010007", price=390_00)))[0] == "11111NH0010007"


@pytest.mark.parametrize(
    ("plans", "filed", "outcome"),
    [
        (ALL, Filed(ISSUER_ANY.plan_id), (ISSUER_ANY.plan_id, "same_issuer_any_level", True)),
        (ALL, Filed(OTHER.plan_id), (OTHER.plan_id, "other_issuer_as_directed", True)),
        (ALL, Filed(SAME.plan_id.lower()), (SAME.plan_id, "same_plan", True)),
        # The plan that was named is not sold to these people: the order of the law.
        (ALL[:-1], Filed(SAME.plan_id), (SAME_LEVEL.plan_id, "same_product_same_level", False)),
        # Too old for the plan that goes on.
        (ALL[:-1], Filed(SAME.plan_id, ISSUER_NEXT.plan_id), (ISSUER_NEXT.plan_id, "age_off", True)),
        # Nothing of the insurer takes over: another insurer, whatever else the insurer sells.
        (ALL, Filed(None), (OTHER.plan_id, "other_issuer_as_directed", False)),
        (ALL[1:], Filed(None), None),
    ],
)
def test_what_the_insurer_filed_goes_before_the_order(plans, filed, outcome):
    assert chosen(plans, filed) == outcome


BRONZE_OLD = msgspec.structs.replace(OLD, level="bronze")
BRONZE = sold("11111NH0010001", "bronze", net=100_00)


@pytest.mark.parametrize(
    ("year", "silver_net", "reduced", "plan"),
    [
        (2023, 100_00, True, "11111NH0010001"),
        (2024, 99_99, True, "11111NH0010009"),
        (2024, 100_00, True, "11111NH0010009"),
        (2024, 100_01, True, "11111NH0010001"),
        (2024, 100_00, False, "11111NH0010001"),
        (2025, 100_00, True, "11111NH0010009"),
        (2026, 100_00, True, "11111NH0010001"),
    ],
)
def test_from_bronze_to_silver_in_2024_and_2025_where_it_costs_no_more(year, silver_net, reduced, plan):
    law = typed(RenewalOrder, "renewal.crosswalk", on=date(year, 1, 1))
    silver = sold("11111NH0010009", net=silver_net)
    found = chosen((BRONZE, silver), order=law.steps, old=BRONZE_OLD, b2s=law.bronze_to_silver, reduced=reduced)
    assert found[0] == plan


def test_silver_of_another_product_or_network_takes_nobody_from_bronze():
    others = (sold("11111NH0020009", net=0), sold("11111NH0010009", network="PPO", net=0))
    assert chosen((BRONZE, *others), old=BRONZE_OLD, b2s=True, reduced=True)[0] == BRONZE.plan_id


@pytest.mark.parametrize(
    ("state", "year", "allowed", "credit"),
    [
        ("MA", 2015, False, False),
        ("MA", 2016, True, True),
        ("NH", 2015, True, True),
        ("VT", 2027, True, True),
        ("VT", 2028, True, False),
    ],
)
def test_whether_plans_are_renewed_by_themselves_is_the_year_s_law(state, year, allowed, credit):
    law = typed(Passive, "renewal.passive", on=date(year, 1, 1), state=state)
    assert (law.allowed, law.credit) == (allowed, credit)
