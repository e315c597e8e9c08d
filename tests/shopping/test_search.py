"""Narrowing, counting, ordering, paging: what arrays say is what a walk over the plans says."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coverport.plans.plan import Amount, Plan, Stars, Variant
from coverport.plans.rules.members import Member
from coverport.shopping.pricing.benchmark import benchmark, lowest_cost
from coverport.shopping.pricing.columns import PlaceColumns, columns_of
from coverport.shopping.pricing.credit import Credit
from coverport.shopping.pricing.household import Help, Priced
from coverport.shopping.search.facets import Range, steps
from coverport.shopping.search.filters import NOTHING, Filter
from coverport.shopping.search.pages import SORTS, Sort, search
from coverport.shopping.search.result import KEPT, ByMask, Result
from tests.plans import toys

MERRIMACK = "33013"
LEVELS = ["bronze", "bronze", "silver", "silver", "silver", "gold", "catastrophic", "platinum"]


def made(number: int, level: Any) -> Plan:
    """Plans that differ in everything that can be asked; number 7 says nothing of itself."""
    if number == 7:
        return toys.plan(7, level)
    amount = Amount(covers="combined", individual=1000_00 * (number % 4), family=2000_00 * (number % 4))
    limit = Amount(covers="combined", individual=6000_00, family=12_000_00)
    return Plan(
        plan_id=f"9999{number % 2}NH{number:07d}",
        issuer_id=f"9999{number % 2}",
        issuer_name=("Zebra Mutual", "Acorn Health")[number % 2],
        name=f"Plan {number}",
        metal_level=level,
        plan_type=("HMO", "PPO", "EPO")[number % 3],
        state="NH",
        hsa_eligible=(None, True, False)[number % 3],
        child_dental=number % 2 == 0,
        national_network=number == 3,
        design="DESIGN1" if number in (2, 5) else "",
        disease_programs=(("Asthma",), ("Asthma", "Diabetes"), ())[number % 3],
        stars=Stars(year=2026, overall=number) if 1 <= number <= 5 else None,
        variants={"01": Variant(number="01", deductibles=(amount,), limits=(limit,))},
    )


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Result:
    """One person of 24 with 170.00 of credit, for whom the catastrophic plan is closed."""
    plans = [made(number, level) for number, level in enumerate(LEVELS)]
    cents = [150_00, 160_00, 200_00, 200_00, 230_00, 300_00, 90_00, 400_00]
    catalog = toys.catalog(tmp_path_factory.mktemp("search"), toys.contents(plans, cents, year=2026))
    help_ = Help(credits=(Credit(170_00),), catastrophic=False)
    columns = columns_of(catalog, catalog.place(MERRIMACK))
    return Result(Priced(columns, [Member("1", 24)], help_), uses=["medium"])


def names(result: Result, positions: np.ndarray) -> list[str]:
    return [result.facts.plans[each].name for each in positions.tolist()]


def test_without_a_question_everything_that_is_sold_stands_cheapest_first(result: Result) -> None:
    found = search(result)
    assert found.total == 7
    # 0.00 for both bronze plans, by plan id; then 30.00 twice, 60.00, 130.00, 230.00
    assert names(result, found.positions) == ["Plan 0", "Plan 1", "Plan 2", "Plan 3", "Plan 4", "Plan 5", "Granite 7"]
    assert found.premiums() == Range(150_00, 400_00)
    assert found.premiums_after_credit() == Range(0, 230_00)
    assert found.deductibles() == Range(0, 3000_00)


@pytest.mark.parametrize(
    ("asked", "numbers"),
    [
        (Filter(levels=frozenset({"silver", "gold"})), "2345"),
        (Filter(levels=frozenset({"silver", "catastrophic"})), "234"),
        (Filter(issuers=frozenset({"99991"})), "135"),
        (Filter(issuers=frozenset({"Zebra Mutual", "99991"})), "012345"),
        (Filter(types=frozenset({"HMO"})), "037"),
        (Filter(types=frozenset({"POS"})), ""),
        (Filter(hsa=True), "14"),
        (Filter(hsa=False), "25"),
        (Filter(premium=(1, 60_00)), "234"),
        (Filter(premium=(None, 0)), "01"),
        (Filter(full_premium=(200_00, 230_00)), "234"),
        (Filter(deductible=(None, 1000_00)), "0145"),
        (Filter(deductible=(1000_00, None)), "1235"),
        (Filter(stars=frozenset({0, 5})), "057"),
        (Filter(stars_at_least=3), "345"),
        (Filter(diseases=frozenset({"Asthma"})), "0134"),
        (Filter(diseases=frozenset({"Asthma", "Diabetes"})), "14"),
        (Filter(diseases=frozenset({"Asthma", "Gout"})), ""),
        (Filter(standardized=True), "25"),
        (Filter(standardized=False), "01347"),
        (Filter(designs=frozenset({"DESIGN1"})), "25"),
        (Filter(level_designs=(("silver", frozenset({"DESIGN1"})), ("gold", frozenset()))), "25"),
        (Filter(national=True), "3"),
        (Filter(child_dental=True), "024"),
        (Filter(plan_ids=frozenset({"99990nh0000002", "99991NH0000003"})), "23"),
        (Filter(plan_ids=frozenset()), ""),
        (Filter(without_plan_ids=frozenset({"99990NH0000002"})), "013457"),
        (Filter(levels=frozenset({"silver"}), issuers=frozenset({"99990"}), premium=(None, 30_00)), "2"),
    ],
)
def test_each_question_lets_its_plans_pass(result: Result, asked: Filter, numbers: str) -> None:
    found = search(result, asked)
    assert sorted(name[-1] for name in names(result, found.positions)) == list(numbers)
    assert found.total == len(numbers)


@pytest.mark.parametrize(
    ("sort", "descending", "numbers"),
    [
        ("full_premium", False, "0123457"),
        ("full_premium", True, "7542310"),  # plans 2 and 3 cost the same: by plan id
        ("deductible", False, "0415237"),  # 0, 0, 1,000, 1,000, 2,000, 3,000; plan 7 says nothing
        ("deductible", True, "3215047"),
        ("stars", True, "5432107"),
        ("stars", False, "1234507"),
    ],
)
def test_orders_leave_what_is_not_known_to_the_end(result: Result, sort: Sort, descending: bool, numbers: str) -> None:
    found = search(result, sort=sort, descending=descending)
    assert [name[-1] for name in names(result, found.positions)] == list(numbers)


def test_yearly_cost_orders_by_premiums_and_care_together(result: Result) -> None:
    found = search(result, sort="yearly_cost")
    known = result.yearly_cost[found.positions[:-1]].tolist()
    assert known == sorted(known)
    assert result.yearly_cost[found.positions[-1]] == -1
    assert known[0] == min(
        12 * int(result.after[each]) + int(result.out_of_pocket[each]) for each in found.positions[:-1].tolist()
    )


@pytest.mark.parametrize(
    ("offset", "limit", "numbers"), [(0, 2, "01"), (5, 10, "57"), (7, 10, ""), (3, 0, ""), (2, None, "23457")]
)
def test_a_page_is_a_piece_of_the_whole(result: Result, offset: int, limit: int | None, numbers: str) -> None:
    found = search(result, offset=offset, limit=limit)
    assert [name[-1] for name in names(result, found.positions)] == list(numbers)
    assert found.total == 7


@pytest.mark.parametrize(("offset", "limit"), [(-1, 10), (0, -1)])
def test_a_page_before_the_beginning_is_refused(result: Result, offset: int, limit: int) -> None:
    with pytest.raises(ValueError, match="a page begins at 0"):
        search(result, offset=offset, limit=limit)


def test_premium_steps_count_upwards() -> None:
    assert steps(np.array([250_00, 300_00, 300_01, 399_99, 601_00])) == (
        (300_00, 2), (400_00, 4), (500_00, 4), (600_00, 4), (700_00, 5),
    )  # fmt: skip
    assert steps(np.array([], dtype=np.int64)) == ()


def test_few_masks_are_kept_and_each_has_its_own() -> None:
    kept: ByMask[int] = ByMask()
    masks = [np.arange(64) == each for each in range(2 * KEPT + 1)]
    assert [kept.of(mask, lambda number=number: number) for number, mask in enumerate(masks)] == list(range(len(masks)))
    assert kept.of(masks[-1], lambda: -1) == 2 * KEPT
    assert kept.of(masks[0], lambda: -1) == -1


QUESTIONS: dict[str, st.SearchStrategy[Any]] = {
    "levels": st.frozensets(st.sampled_from(["bronze", "silver", "gold", "platinum"]), max_size=2),
    "issuers": st.frozensets(st.sampled_from(["99990", "99991", "99999"]), max_size=2),
    "types": st.frozensets(st.sampled_from(["HMO", "PPO", "EPO"]), max_size=2),
    "premium": st.none() | st.tuples(st.none() | st.integers(0, 200_00), st.none() | st.integers(0, 300_00)),
    "hsa": st.sampled_from([None, None, True, False]),
    "stars_at_least": st.sampled_from([None, None, 2, 4]),
}
FILTERS = st.builds(Filter, **QUESTIONS)


def walk(result: Result, asked: Filter, but: str = "") -> list[int]:
    """Plan by plan: which pass every question but one."""
    after, plans = result.after.tolist(), result.facts.plans
    tests: dict[str, Callable[[int], bool]] = {
        "levels": lambda each: not asked.levels or plans[each].metal_level in asked.levels,
        "issuers": lambda each: not asked.issuers or plans[each].issuer_id in asked.issuers,
        "types": lambda each: not asked.types or plans[each].plan_type in asked.types,
        "premium": lambda each: (
            asked.premium is None
            or (asked.premium[0] or 0) <= after[each] <= (10**9 if asked.premium[1] is None else asked.premium[1])
        ),
        "hsa": lambda each: asked.hsa is None or plans[each].hsa_eligible is asked.hsa,
        "stars_at_least": lambda each: (
            asked.stars_at_least is None
            or (plans[each].stars is not None and (plans[each].stars.overall or 0) >= asked.stars_at_least)
        ),  # type: ignore[union-attr]
    }
    for_sale = [each for each in range(len(plans)) if plans[each].metal_level != "catastrophic"]
    return [each for each in for_sale if all(test(each) for name, test in tests.items() if name != but)]


@given(FILTERS, st.sampled_from(SORTS), st.booleans(), st.integers(0, 8), st.integers(0, 8))
def test_filters_and_counts_agree_with_a_walk(
    result: Result, asked: Filter, sort: Sort, descending: bool, offset: int, limit: int
) -> None:
    whole = search(result, asked, sort=sort, descending=descending)
    passed = walk(result, asked)
    assert sorted(whole.positions.tolist()) == passed
    assert whole.total == len(passed) == int(np.count_nonzero(whole.mask))
    page = search(result, asked, sort=sort, descending=descending, offset=offset, limit=limit)
    assert page.positions.tolist() == whole.positions.tolist()[offset : offset + limit]
    counts, plans = whole.facets(), result.facts.plans
    assert dict(counts.levels) == Counter(plans[each].metal_level for each in walk(result, asked, "levels"))
    by_issuer = Counter(plans[each].issuer_id for each in walk(result, asked, "issuers"))
    assert {number: count for (number, _), count in counts.issuers} == by_issuer
    assert dict(counts.types) == Counter(plans[each].plan_type for each in walk(result, asked, "types"))
    assert counts.hsa == sum(plans[each].hsa_eligible is True for each in walk(result, asked, "hsa"))
    assert sum(count for _, count in whole.facets(whole=True).levels) == whole.total


@given(FILTERS, st.sampled_from(["bronze", "silver", "gold", "platinum"]))
def test_a_count_is_how_many_plans_its_answer_would_leave(result: Result, asked: Filter, level: str) -> None:
    told = dict(search(result, asked).facets().levels).get(level, 0)
    assert search(result, msgspec.structs.replace(asked, levels=frozenset({level}))).total == told


def test_issuers_stand_by_name_and_levels_by_their_order(result: Result) -> None:
    found = search(result, NOTHING).facets()
    assert [name for (_, name), _ in found.issuers] == ["Acorn Health", "Granite Health", "Zebra Mutual"]
    assert [level for level, _ in found.levels] == ["bronze", "silver", "gold", "platinum"]
    assert (found.standardized, found.designs, found.national) == (2, (("DESIGN1", 2),), 1)
    assert found.diseases == (("Asthma", 4), ("Diabetes", 2))
    assert found.stars == ((0, 2), (1, 1), (2, 1), (3, 1), (4, 1), (5, 1))
    assert found.premiums == ((200_00, 4), (300_00, 6), (400_00, 7))


def test_a_familys_deductible_is_the_familys(tmp_path: Path) -> None:
    plan = made(1, "silver")
    catalog = toys.catalog(tmp_path, toys.contents([plan], [200_00], year=2026))
    columns = columns_of(catalog, catalog.place(MERRIMACK))
    one = Result(Priced(columns, [Member("1", 24)], Help()))
    two = Result(Priced(columns, [Member("1", 24), Member("2", 24, "spouse")], Help()))
    assert (one.deductible.tolist(), two.deductible.tolist()) == ([1000_00], [2000_00])
    assert (one.limit.tolist(), two.limit.tolist()) == ([6000_00], [12_000_00])
    assert one.out_of_pocket.tolist() == [-1]  # no uses were told


def test_where_only_others_are_sold_to_nothing_is_found(tmp_path: Path) -> None:
    """A place without any plan, and one whose only plan is for children."""
    catalog = toys.catalog(tmp_path, toys.contents([toys.plan(1, child_only=True)], [-1], year=2026))
    place = catalog.place(MERRIMACK)
    for rows, count in ((place.rows, 1), (place.dental_rows, 0)):
        columns = PlaceColumns(catalog, rows)
        found = search(
            Result(Priced(columns, [Member("1", 40)], Help((Credit(100_00),))), uses=["low"]), sort="yearly_cost"
        )
        assert (columns.count, found.total, found.positions.tolist()) == (count, 0, [])
        assert found.premiums() == found.deductibles() == Range(None, None)
        assert (found.facets().levels, found.facets().premiums) == ((), ())
        assert benchmark(columns, [Member("1", 40)]) is None
        assert lowest_cost(columns, [Member("1", 40)], "silver") is None
