"""The quote: what is priced for whom, and how much credit each plan can take."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Literal

import msgspec
import pytest

from coverport import law
from coverport.eligibility.facts import Application, EmployerOffer, Person
from coverport.plans.catalog import Catalog
from coverport.shopping.quote import Quote, preview_application, quote, relationship_by_age, with_silver_prices
from tests.plans import toys

MERRIMACK = "33013"
DECEMBER = date(2013, 12, 10)


@pytest.fixture
def catalog(tmp_path: Path) -> Catalog:
    """At age 21: bronze $100, silver $150, $200 and $210 (90% essential), gold $300, catastrophic $80, an adult-only silver $140."""
    plans = [
        toys.plan(1, "bronze"),
        toys.plan(2, "silver"),
        toys.plan(3, "silver"),
        toys.plan(4, "silver", ehb_share=Decimal("0.9")),
        toys.plan(5, "gold"),
        toys.plan(6, "catastrophic"),
        toys.plan(7, "silver", adult_only=True),
    ]
    return toys.catalog(tmp_path, toys.contents(plans, [100_00, 150_00, 200_00, 210_00, 300_00, 80_00, 140_00]))


def ask(catalog: Catalog, application: Application) -> Quote:
    resolved = law.resolve(on=application.decided_on, state=application.state, year=application.coverage_year)
    return quote(catalog, catalog.place(MERRIMACK), application, law=resolved)


def preview(*ages: int, income: int | None, **more: tuple[int, ...]) -> Application:
    cents = None if income is None else income * 100
    return preview_application(ages, state="NH", year=2014, on=DECEMBER, income=cents, **more)


def numbers(found: Quote) -> list[int]:
    return [int(price.plan.plan_id[-7:]) for price in found.plans]


def premiums(found: Quote) -> dict[str, int]:
    return {price.plan.plan_id: price.premium.total for price in found.plans}


def test_plans_stand_cheapest_first_after_the_credit(catalog: Catalog) -> None:
    found = ask(catalog, preview(24, income=20_000))
    prices = [price.after_credit for price in found.plans]
    assert prices == sorted(prices)
    assert found.rating_area == "Rating Area 1"


def test_the_benchmark_is_the_second_cheapest_silver_plan_for_the_coverage_family(catalog: Catalog) -> None:
    # silver at age 21: 140 (adults with children too), 150, 200 x 0.9 = 189 for essential benefits
    found = ask(catalog, preview(24, income=20_000))
    assert found.benchmark is not None
    assert (found.benchmark.plan_id, found.benchmark.premium) == ("99999NH0000002", 150_00)


def test_a_child_with_medicaid_is_in_neither_the_benchmark_nor_the_premium(catalog: Catalog) -> None:
    alone, with_child = ask(catalog, preview(24, income=18_000)), ask(catalog, preview(24, 3, income=18_000))
    assert with_child.determination.likely_medicaid_chip == ("2",)
    assert with_child.priced_for == ("1",)
    assert alone.benchmark == with_child.benchmark
    assert premiums(alone) == premiums(with_child)


def test_the_credit_on_a_plan_is_at_most_its_essential_part(catalog: Catalog) -> None:
    """45 CFR 155.340(f); 26 USC 36B(b)(2)(A)."""
    for price in ask(catalog, preview(64, income=12_000)).plans:
        assert price.credit <= price.premium.ehb
        assert price.after_credit == price.premium.total - price.credit
        assert price.after_credit >= 0
    cheap = ask(catalog, preview(64, income=12_000))
    assert cheap.aptc == 430_00  # 150 x 3.000 - 12,000 x 2 percent / 12
    bronze, partly = (next(price for price in cheap.plans if price.plan.plan_id[-1] == last) for last in "14")
    assert (bronze.premium.total, bronze.credit, bronze.after_credit) == (300_00, 300_00, 0)
    assert (partly.premium.total, partly.premium.ehb, partly.credit) == (630_00, 567_00, 430_00)


def test_no_credit_on_a_catastrophic_plan_and_only_the_young_see_it(catalog: Catalog) -> None:
    young = ask(catalog, preview(29, income=20_000))
    price = next(price for price in young.plans if price.plan.metal_level == "catastrophic")
    assert young.aptc
    assert (price.credit, price.after_credit) == (0, price.premium.total)
    older = ask(catalog, preview(30, income=20_000))
    assert 6 not in numbers(older)
    assert [(left.plan.plan_id[-1], left.why_not) for left in older.left_out] == [("6", "catastrophic_age")]


def test_a_catastrophic_plan_needs_everyone_under_30(catalog: Catalog) -> None:
    assert 6 in numbers(ask(catalog, preview(29, 28, income=40_000)))
    assert 6 not in numbers(ask(catalog, preview(29, 31, income=40_000)))


def test_silver_plans_carry_the_variant_and_others_the_standard_one(catalog: Catalog) -> None:
    found = ask(catalog, preview(40, income=17_000))
    assert {price.csr_variant for price in found.plans if price.plan.metal_level == "silver"} == {"06"}
    assert {price.csr_variant for price in found.plans if price.plan.metal_level != "silver"} == {"01"}


def test_a_plan_that_cannot_cover_everyone_is_left_out_by_name(catalog: Catalog) -> None:
    found = ask(catalog, preview(15, income=60_000))
    assert ("7", "cannot_cover_household") in {(left.plan.plan_id[-1], left.why_not) for left in found.left_out}
    assert 7 not in numbers(found)


def test_without_income_prices_stand_and_the_credit_is_unknown(catalog: Catalog) -> None:
    found = ask(catalog, preview(40, 38, 9, income=None))
    assert (found.aptc, found.benchmark) == (None, None)
    assert found.priced_for == ("1", "2", "3")
    assert all(price.credit == 0 for price in found.plans)


def test_where_everyone_has_medicaid_prices_are_for_all_who_apply(catalog: Catalog) -> None:
    found = ask(catalog, preview(9, income=20_000))
    assert found.determination.coverage_family == ()
    assert found.priced_for == ("1",)
    assert (found.aptc, found.benchmark) == (0, None)
    assert found.plans


def test_who_does_not_apply_is_not_priced(catalog: Catalog) -> None:
    both, one = (
        ask(catalog, preview(40, 38, income=40_000)),
        ask(catalog, preview(40, 38, income=40_000, not_applying=(1,))),
    )
    assert one.priced_for == ("1",)
    assert one.plans[0].premium.total < both.plans[0].premium.total
    percents = [found.determination.tax_households[0].percent_of_poverty for found in (one, both)]
    assert percents[0] == percents[1]


@pytest.mark.parametrize(
    ("ages", "relationships"),
    [
        ((40,), ["self"]),
        ((40, 38, 9), ["self", "spouse", "child"]),
        ((40, 17), ["self", "child"]),
        ((40, 18), ["self", "child"]),
        ((33, 18), ["self", "spouse"]),
        ((34, 18), ["self", "child"]),  # 16 years younger
        ((40, 25), ["self", "spouse"]),  # 15 years younger
        ((41, 25), ["self", "child"]),
        ((60, 26), ["self", "spouse"]),
        ((60, 26, 25, 26), ["self", "spouse", "child", "other"]),
        ((20, 19), ["self", "spouse"]),
        ((20, 60), ["self", "spouse"]),
        ((7, 9, 7), ["self", "other", "other"]),
        ((20, 22, 25), ["self", "spouse", "other"]),
    ],
)
def test_who_is_who_from_ages_alone(ages: tuple[int, ...], relationships: list[str]) -> None:
    assert [relationship_by_age(place, age, ages[0]) for place, age in enumerate(ages)] == relationships


def test_a_preview_takes_everyone_for_a_citizen_who_files() -> None:
    asked = preview(40, 9, income=30_000, tobacco=(0,), pregnant=(0,))
    first: Person = asked.people[0]
    assert (first.citizen, first.other_coverage, asked.tax_households[0].files) == (True, False, True)
    assert (first.tobacco, first.pregnant, asked.people[1].tobacco) == (True, True, False)


@pytest.mark.parametrize(
    ("kind", "silver"),
    # Silver at age 24: $140 (not for children alone), $150, $200 and $210; a small employer's is measured by the second cheapest.
    [("ichra", 140_00), ("qsehra", 150_00)],
)
def test_money_for_a_plan_of_one_s_own_is_measured_by_silver_for_the_employee_alone(
    catalog: Catalog, kind: Literal["ichra", "qsehra"], silver: int
) -> None:
    """26 CFR 1.36B-2(c)(5)(iii); 26 USC 36B(c)(4)(C)."""
    offer = EmployerOffer(employee="1", kind=kind, covers=("1",), arrangement_month=50_00)
    application = msgspec.structs.replace(preview(24, 24, income=30_000), offers=(offer,))
    place = catalog.place(MERRIMACK)
    assert with_silver_prices(application, catalog, place).offers[0].lowest_silver_month == silver
    told = msgspec.structs.replace(application, offers=(msgspec.structs.replace(offer, lowest_silver_month=1_00),))
    assert with_silver_prices(told, catalog, place) == told
