"""All plans of a place at once: the same as one by one, whoever is asked about, and never a price from a rate that is missing."""

import random
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coverport.plans.catalog import Catalog
from coverport.plans.rules.arrays import MissingRate
from coverport.plans.rules.members import Member
from coverport.plans.rules.premium import premium_of
from coverport.shopping.pricing.benchmark import benchmark, lowest_cost
from coverport.shopping.pricing.columns import PlaceColumns, columns_of
from coverport.shopping.pricing.premiums import CANNOT_COVER, ehb_parts, member_premiums, premiums_of, totals
from tests.plans import toys
from tests.shopping.places import MERRIMACK, TIERED, TIERS, everything, households


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    return everything(tmp_path_factory.mktemp("pricing"))


@pytest.fixture(scope="module")
def columns(catalog: Catalog) -> PlaceColumns:
    return columns_of(catalog, catalog.place(MERRIMACK))


@given(households())
def test_every_plan_at_once_costs_what_it_costs_alone(columns: PlaceColumns, members: list[Member]) -> None:
    total = totals(columns, members)
    parts = ehb_parts(columns, total)
    each = member_premiums(columns, members)
    for position, row in enumerate(columns.rows.tolist()):
        alone = premium_of(columns.catalog, row, members)
        if alone is None:
            assert total[position] == parts[position] == CANNOT_COVER
            continue
        assert (total[position], parts[position]) == (alone.total, alone.ehb)
        by_id = {one.id: one.cents for one in alone.members}
        assert [by_id[one.id] for one in members] == each[:, position].tolist()


@settings(max_examples=40)
@given(households(), st.sets(st.integers(0, 9)))
def test_the_part_of_some_people_is_the_sum_of_what_each_costs(
    columns: PlaceColumns, members: list[Member], places: set[int]
) -> None:
    """Where all plans are priced by age, and where some go by tier."""
    mine = [place for place in range(len(members)) if place in places]
    whose = {members[place].id for place in mine}
    by_age = columns.keep("by_age", lambda: PlaceColumns(columns.catalog, columns.rows[~columns.tiered]))
    for sold in (columns, by_age):
        expected = member_premiums(sold, members)[mine].sum(axis=0)
        assert premiums_of(sold, members, whose).tolist() == expected.tolist()


@given(households(), st.integers(0, 1000))
def test_the_order_of_people_never_matters(columns: PlaceColumns, members: list[Member], seed: int) -> None:
    mixed = random.Random(seed).sample(members, len(members))
    assert totals(columns, mixed).tolist() == totals(columns, members).tolist()
    assert benchmark(columns, mixed) == benchmark(columns, members)


@given(households(most=6), st.integers(0, 100), st.sampled_from(["child", "spouse", "other"]))
def test_one_more_person_never_makes_a_premium_lower(
    columns: PlaceColumns, members: list[Member], age: int, kind: str
) -> None:
    """Nobody uses tobacco here: an older child who does not could take the place of a younger one who does. And where premiums
    go by tier, a parent who joins children on policies of their own brings them together on one.
    """
    before = [msgspec.structs.replace(one, tobacco=False) for one in members]
    after = totals(columns, [*before, Member("zz", age, kind)])  # type: ignore[arg-type]
    couple = any(one.relationship in ("self", "spouse") for one in before)
    for position, (old, new) in enumerate(zip(totals(columns, before).tolist(), after.tolist(), strict=True)):
        assert CANNOT_COVER in (old, new) or new >= old or (position == TIERED and not couple)


@given(households())
def test_a_tiered_plan_costs_the_sum_of_its_policies_tiers(columns: PlaceColumns, members: list[Member]) -> None:
    alone = premium_of(columns.catalog, int(columns.rows[TIERED]), members)
    assert alone is not None
    names = ("single", "couple", "parent_children", "family")
    expected = sum(TIERS[names.index(str(policy.tier))] for policy in alone.policies)
    assert totals(columns, members)[TIERED] == expected
    assert member_premiums(columns, members)[:, TIERED].sum() == expected


def slow_benchmark(catalog: Catalog, members: Sequence[Member]) -> tuple[int, str] | None:
    """By hand: every silver plan priced person by person without tobacco, its essential part half cents up, sorted, the second."""
    found = []
    for row in catalog.place(MERRIMACK).rows.tolist():
        plan = catalog.plan_of(row)
        grown = [one for one in members if one.age >= 21]
        if plan.metal_level != "silver" or (plan.child_only and grown) or (plan.adult_only and not grown):
            continue
        if catalog.row_tiered[row]:
            alone = premium_of(catalog, row, members)
            assert alone is not None
            cents = alone.total
        else:
            young = sorted((one.age for one in members if one.age < 21), reverse=True)[:3]
            cents = sum(int(catalog.rates[row, min(age, 64)]) for age in [*(one.age for one in grown), *young])
        share = Decimal(1) if plan.ehb_share is None else plan.ehb_share
        found.append((int((cents * share).quantize(Decimal(1), ROUND_HALF_UP)), plan.plan_id))
    found.sort()
    return None if not found else found[min(1, len(found) - 1)]


@settings(max_examples=200)
@given(households())
def test_the_benchmark_is_what_a_slow_hand_finds(columns: PlaceColumns, members: list[Member]) -> None:
    found = benchmark(columns, members)
    assert (found and (found.premium, found.plan_id)) == slow_benchmark(columns.catalog, members)


@given(households(), st.sampled_from(["bronze", "silver", "gold"]), st.integers(0, 2))
def test_the_cheapest_of_a_level_is_by_its_whole_premium(
    columns: PlaceColumns, members: list[Member], level: str, place: int
) -> None:
    plain = [msgspec.structs.replace(one, tobacco=False) for one in members]
    total = totals(columns, plain).tolist()
    there = columns.at_level[level].tolist()
    line = sorted((total[each], columns.plan_id(each)) for each in there if total[each] >= 0)
    found = lowest_cost(columns, members, level, place)
    assert (found and (found.premium, found.plan_id)) == (line[min(place, len(line) - 1)] if line else None)


def test_no_plan_is_priced_with_a_missing_rate(tmp_path: Path) -> None:
    """A catalog with a hole cannot be published; a place that had one would refuse, and only for those whom the hole concerns."""
    sold = toys.catalog(tmp_path, toys.contents([toys.plan(1), toys.plan(2)], [20000, 21000]))
    columns = PlaceColumns(sold, sold.place(MERRIMACK).rows)
    columns.rates = columns.rates.copy()
    columns.rates[40, 1] = -1
    assert totals(columns, [Member("1", 39)]).tolist() == [25240, 26502]
    with pytest.raises(MissingRate, match="99999NH0000002"):
        totals(columns, [Member("1", 39), Member("2", 40, "spouse")])
    columns.rates[9, 0] = -1
    del columns.ages_lacking  # worked out again
    family = [Member("1", 39), *(Member(str(age), age, "child") for age in (12, 11, 10, 9))]
    assert totals(columns, family).tolist() == [25240 + 3 * 12700, 26502 + 3 * 13335]  # the fourth child needs no rate
    with pytest.raises(MissingRate, match="99999NH0000001"):
        totals(columns, family[:1] + family[2:])


def test_a_child_only_plan_lacks_adult_rates_and_nobody_minds(tmp_path: Path) -> None:
    sold = toys.catalog(tmp_path, toys.contents([toys.plan(1, child_only=True), toys.plan(2)], [-1, 21000]))
    columns = columns_of(sold, sold.place(MERRIMACK))
    assert totals(columns, [Member("1", 40)]).tolist() == [CANNOT_COVER, 26838]
    assert totals(columns, [Member("1", 9, "child")]).tolist() == [10000, 13335]


def test_an_empty_household_is_refused(columns: PlaceColumns) -> None:
    with pytest.raises(ValueError, match="at least one person"):
        totals(columns, [])


@pytest.mark.parametrize(("age", "rated"), [(63, 63), (64, 64), (65, 64), (100, 64)])
def test_sixty_four_and_older_are_one_band(columns: PlaceColumns, age: int, rated: int) -> None:
    assert totals(columns, [Member("1", age)]).tolist() == totals(columns, [Member("1", rated)]).tolist()


def test_tobacco_raises_the_plans_that_price_it_and_no_benchmark(columns: PlaceColumns) -> None:
    smoker, other = [Member("1", 40, tobacco=True)], [Member("1", 40)]
    raised = totals(columns, smoker) - totals(columns, other)
    assert np.flatnonzero(raised).tolist() == [1, 3]
    assert (totals(columns, other)[3], totals(columns, smoker)[3]) == (
        25561,
        38341,
    )  # 20,001 x 1.278; half as much again
    assert benchmark(columns, smoker) == benchmark(columns, other)


def test_a_catalog_without_tobacco_rates_prices_everyone_alike(tmp_path: Path) -> None:
    sold = everything(tmp_path, tobacco=False)
    columns = columns_of(sold, sold.place(MERRIMACK))
    assert totals(columns, [Member("1", 40, tobacco=True)]).tolist() == totals(columns, [Member("1", 40)]).tolist()
    assert len(columns.rates) == 65


def test_places_that_sell_the_same_plans_share_their_columns(catalog: Catalog) -> None:
    assert columns_of(catalog, catalog.place(MERRIMACK)) is columns_of(catalog, catalog.place(MERRIMACK))
