"""The credit on each plan and over several policies: whole cents that sum, never more than the essential part."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coverport import law
from coverport.eligibility.engine import determine
from coverport.eligibility.facts import Application, EmployerOffer, Person, Relationship, TaxHousehold
from coverport.plans.catalog import Catalog
from coverport.plans.rules.members import Member
from coverport.shopping.pricing.columns import columns_of
from coverport.shopping.pricing.credit import Credit, credit_of, divided, on_plans, spread, spread_over
from coverport.shopping.pricing.household import Help, Priced, price_policies
from coverport.shopping.quote import benchmark_in, preview_application, quote, quote_of
from tests.plans import toys

MERRIMACK = "33013"
DECEMBER = date(2013, 12, 10)
CAPS = st.lists(st.integers(0, 500_000), min_size=1, max_size=6)


@given(st.integers(0, 2_000_000), CAPS)
def test_a_credit_over_policies_sums_to_what_they_can_take(amount: int, caps: list[int]) -> None:
    shares = spread(amount, caps)
    assert sum(shares) == min(amount, sum(caps))
    assert all(0 <= share <= cap for share, cap in zip(shares, caps, strict=True))
    for share, cap in zip(shares, caps, strict=True):
        if sum(caps):
            assert abs(share - min(amount, sum(caps)) * cap / sum(caps)) < 1


@given(
    st.lists(st.integers(-1, 500_000), min_size=1, max_size=5), st.lists(st.integers(0, 90_000), min_size=1, max_size=4)
)
def test_a_premium_over_tax_households_sums_to_itself(amounts: list[int], weights: list[int]) -> None:
    parts = divided(np.array(amounts), weights)
    whole = np.maximum(np.array(amounts), 0) if sum(weights) else np.zeros(len(amounts), dtype=int)
    assert np.sum(parts, axis=0).tolist() == whole.tolist()
    assert all((part >= 0).all() for part in parts)
    assert all(not part.any() for part, weight in zip(parts, weights, strict=True) if not weight)


def test_the_largest_remainders_get_the_cents_that_are_left() -> None:
    assert spread(100, [100, 100, 100]) == [34, 33, 33]
    assert spread(100, [50, 100, 150]) == [17, 33, 50]  # 16.67, 33.33, 50
    assert spread(1000, [50, 100, 150]) == [50, 100, 150]
    assert spread(0, [50]) == spread(-5, [50]) == spread(5, [0]) == [0]


def test_health_policies_come_first_and_dental_ones_take_the_rest() -> None:
    """45 CFR 155.340(e)(1), (2)."""
    assert spread_over(Credit(30000), [20000, 5000], [3000, 3000]) == ([20000, 5000], [2500, 2500])
    assert spread_over(Credit(20000), [20000, 5000], [3000]) == ([16000, 4000], [0])


@pytest.mark.parametrize(
    ("ehb", "taken"),
    [(9_999, 0), (10_000, 0), (10_001, 1), (25_000, 15_000), (30_000, 20_000), (90_000, 20_000)],
)
def test_an_employers_arrangement_comes_off_after_the_cap(ehb: int, taken: int) -> None:
    """26 USC 36B(c)(4)(B): 300.00 of credit, at most the plan's essential part, less 100.00 of the arrangement."""
    found = on_plans([Credit(whole=30_000, arrangement=10_000)], np.array([ehb]))
    assert found.tolist() == [taken]
    assert spread_over(Credit(whole=30_000, arrangement=10_000), [ehb])[0] == [taken]


def test_a_plan_that_cannot_cover_the_household_takes_nothing() -> None:
    assert on_plans([Credit(30_000)], np.array([-1, 0, 100])).tolist() == [0, 0, 100]


@pytest.fixture
def catalog(tmp_path: Path) -> Catalog:
    """At 21: bronze 100.00, silver 150.00, 200.00 and 210.00 (90 percent essential), gold 300.00, catastrophic 80.00."""
    plans = [
        toys.plan(1, "bronze"),
        toys.plan(2, "silver"),
        toys.plan(3, "silver"),
        toys.plan(4, "silver", ehb_share=Decimal("0.9")),
        toys.plan(5, "gold"),
        toys.plan(6, "catastrophic"),
    ]
    return toys.catalog(tmp_path, toys.contents(plans, [100_00, 150_00, 200_00, 210_00, 300_00, 80_00]))


def two_returns(first: str, second: str) -> Application:
    """An unmarried couple of 24 and 24 who file apart; incomes in dollars."""
    people = tuple(
        Person(id=each, age=24, citizen=True, other_coverage=False, income_year=int(income) * 100)
        for each, income in (("1", first), ("2", second))
    )
    return Application(
        state="NH", coverage_year=2014, decided_on=DECEMBER, people=people,
        relationships=(Relationship(person="2", is_="domestic_partner", of="1"),),
        tax_households=(TaxHousehold(id="1", filers=("1",)), TaxHousehold(id="2", filers=("2",))),
    )  # fmt: skip


def test_two_tax_households_on_one_policy_each_take_credit_of_their_part(catalog: Catalog) -> None:
    """26 CFR 1.36B-3(h): the premium is divided by the benchmarks, which are equal here: 189.00 each."""
    resolved = law.resolve(on=DECEMBER, state="NH", year=2014)
    found = quote(catalog, catalog.place(MERRIMACK), two_returns("14000", "30000"), law=resolved)
    first, second = found.determination.tax_households
    assert (first.benchmark and first.benchmark.premium, second.benchmark and second.benchmark.premium) == (
        189_00,
        189_00,
    )
    assert first.aptc is not None
    assert second.aptc is not None
    for plan in found.plans:
        half = plan.premium.ehb // 2  # even in every plan here
        expected = 0 if plan.plan.metal_level == "catastrophic" else min(half, first.aptc) + min(half, second.aptc)
        assert plan.credit == expected
    bronze = next(plan for plan in found.plans if plan.plan.metal_level == "bronze")
    assert bronze.credit == 100_00 + second.aptc < found.aptc  # the first one's credit exceeds its half of 200.00


def test_an_arrangement_is_read_from_the_determination(catalog: Catalog) -> None:
    asked = preview_application([40], state="NH", year=2018, on=date(2017, 12, 1), income=20_000_00)
    offer = EmployerOffer(
        employee="1", kind="qsehra", covers=("1",), arrangement_month=5_000, lowest_silver_month=25_000
    )
    asked = msgspec.structs.replace(asked, offers=(offer,))
    resolved = law.resolve(on=date(2017, 12, 1), state="NH", year=2018)
    found = determine(asked, law=resolved, benchmark=benchmark_in(catalog, catalog.place(MERRIMACK)))
    household = found.tax_households[0]
    credit = credit_of(household)
    assert credit.arrangement == 5_000
    assert credit.left == household.aptc
    assert credit.whole == (household.aptc or 0) + 5_000
    shown = quote_of(catalog, catalog.place(MERRIMACK), asked, found, law=resolved)
    assert shown.priced is not None
    for plan in shown.plans:
        most = min(plan.premium.ehb, credit.whole)
        assert plan.credit == (0 if plan.plan.metal_level == "catastrophic" else max(0, most - 5_000))


def test_a_family_split_over_policies_shares_one_credit(catalog: Catalog) -> None:
    columns = columns_of(catalog, catalog.place(MERRIMACK))
    groups = [[Member("1", 40), Member("2", 9, "child")], [Member("3", 24, "other")]]
    policies = [Priced(columns, group, Help()) for group in groups]
    silver, catastrophic = 1, 5
    both = price_policies(policies, [silver, silver], Credit(200_00))
    assert [premium for premium, _ in both] == [191_70 + 95_25, 150_00]
    assert sum(credit for _, credit in both) == 200_00
    assert both[0][1] == round(200_00 * 286_95 / 436_95)
    alone = price_policies(policies, [silver, catastrophic], Credit(200_00))
    assert [credit for _, credit in alone] == [200_00, 0]
