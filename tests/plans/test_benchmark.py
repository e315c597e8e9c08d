"""The second-lowest-cost silver plan of a county, 26 CFR 1.36B-3(f)."""

from decimal import Decimal
from pathlib import Path

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from coverport.plans.catalog_writer import County
from coverport.plans.plan import MetalLevel
from coverport.plans.rules.benchmark import benchmark_of
from coverport.plans.rules.members import Member
from coverport.plans.rules.premium import premium_of
from tests.plans.test_premium import households
from tests.plans.toys import catalog, contents, plan

ADULT = [Member("1", 21)]
CHILD = [Member("1", 9)]
TWO = [Member("1", 21), Member("2", 9, "child")]


def test_the_second_lowest_silver_plan_is_the_benchmark_and_other_metals_are_not_counted(tmp_path: Path) -> None:
    metals: list[MetalLevel] = ["bronze", "silver", "silver", "silver", "gold", "catastrophic"]
    plans = [plan(n, metal) for n, metal in enumerate(metals, 1)]
    sold = catalog(tmp_path, contents(plans, [10000, 30000, 25000, 27000, 20000, 9000]))
    found = benchmark_of(sold, sold.place("33013"), ADULT)
    assert found is not None
    assert (found.plan_id, found.premium) == ("99999NH0000004", 27000)
    assert (found.ehb_assumed, found.only_silver_plan) == (True, False)


def test_it_is_the_second_plan_not_the_second_price_and_a_tie_goes_by_plan_id(tmp_path: Path) -> None:
    sold = catalog(tmp_path, contents([plan(3), plan(2), plan(1), plan(4)], [19730, 19730, 20110, 19730]))
    found = benchmark_of(sold, sold.place("33013"), ADULT)
    assert found is not None
    assert (found.plan_id, found.premium) == ("99999NH0000003", 19730)


def test_counties_of_one_rating_area_have_benchmarks_of_their_own_where_plans_serve_a_part_of_it(
    tmp_path: Path,
) -> None:
    made = contents([plan(1), plan(2), plan(3)], [20000, 21000, 22000])
    made = msgspec.structs.replace(
        made,
        counties=[*made.counties, County("33001", "Belknap County", "NH", "Rating Area 1")],
        county_rows={"33013": [0, 1, 2], "33001": [1, 2]},
    )
    sold = catalog(tmp_path, made)
    found = {fips: benchmark_of(sold, sold.place(fips), ADULT) for fips in ("33013", "33001")}
    assert {fips: one and one.premium for fips, one in found.items()} == {"33013": 21000, "33001": 22000}
    assert {sold.place(fips).rating_area for fips in found} == {"Rating Area 1"}


def test_a_single_silver_plan_is_the_benchmark(tmp_path: Path) -> None:
    sold = catalog(tmp_path, contents([plan(1, "bronze"), plan(2)], [10000, 20000]))
    found = benchmark_of(sold, sold.place("33013"), ADULT)
    assert found is not None
    assert (found.plan_id, found.premium, found.only_silver_plan) == ("99999NH0000002", 20000, True)


def test_no_silver_plan_is_no_benchmark(tmp_path: Path) -> None:
    sold = catalog(tmp_path, contents([plan(1, "bronze")], [10000]))
    assert benchmark_of(sold, sold.place("33013"), ADULT) is None


def test_plans_that_cannot_cover_the_whole_family_are_not_counted(tmp_path: Path) -> None:
    plans = [plan(1, child_only=True), plan(2, child_only=True), plan(3), plan(4, adult_only=True), plan(5)]
    sold = catalog(tmp_path, contents(plans, [-1, -1, 30000, 28000, 40000]))
    place = sold.place("33013")
    families = {"adult": ADULT, "both": TWO, "child": CHILD}
    found = {name: benchmark_of(sold, place, members) for name, members in families.items()}
    # an adult: plans 3, 4, 5; with a child the same; a child alone: the two child-only plans at 100.00, 3 and 5
    assert {name: one.plan_id[-1] for name, one in found.items() if one} == {"adult": "3", "both": "3", "child": "2"}


def test_the_ranking_is_by_the_essential_health_benefits_part(tmp_path: Path) -> None:
    plans = [plan(1, ehb_share=Decimal("0.9")), plan(2), plan(3, ehb_share=Decimal("1"))]
    sold = catalog(tmp_path, contents(plans, [30000, 28000, 29000]))  # parts 270.00, 280.00, 290.00
    found = benchmark_of(sold, sold.place("33013"), ADULT)
    assert found is not None
    assert (found.plan_id[-1], found.premium, found.ehb_assumed) == ("2", 28000, True)
    cheaper = catalog(tmp_path, contents([plan(1), plan(2, ehb_share=Decimal("0.95"))], [25000, 30000]), number=2)
    second = benchmark_of(cheaper, cheaper.place("33013"), ADULT)
    assert second is not None
    assert (second.plan_id[-1], second.premium, second.ehb_assumed) == ("2", 28500, False)


def test_tobacco_raises_no_benchmark(tmp_path: Path) -> None:
    sold = catalog(tmp_path, contents([plan(1), plan(2)], [20000, 21000]))
    place = sold.place("33013")
    assert benchmark_of(sold, place, [Member("1", 40, tobacco=True)]) == benchmark_of(sold, place, [Member("1", 40)])


@settings(max_examples=60)
@given(
    st.lists(
        st.tuples(st.integers(10000, 10005), st.sampled_from(["silver", "bronze"]), st.sampled_from("ac-")),
        min_size=1,
        max_size=8,
    ),
    households(),
)
def test_the_benchmark_is_what_sorting_by_hand_gives(
    tmp_path_factory: object, sold: list[tuple[int, MetalLevel, str]], members: list[Member]
) -> None:
    plans = [plan(n, metal, adult_only=kind == "a", child_only=kind == "c") for n, (_, metal, kind) in enumerate(sold)]
    folder = tmp_path_factory.mktemp("benchmark")  # type: ignore[attr-defined]
    made = catalog(folder, contents(plans, [-1 if kind == "c" else cents for cents, _, kind in sold]))
    place = made.place("33013")
    priced = [(premium_of(made, row, members), made.plan_of(row)) for row in place.rows.tolist()]
    ranked = sorted((price.ehb, one.plan_id) for price, one in priced if price and one.metal_level == "silver")
    found = benchmark_of(made, place, members)
    expected = ranked[1] if len(ranked) > 1 else (ranked[0] if ranked else None)
    assert (None if found is None else (found.premium, found.plan_id)) == expected
