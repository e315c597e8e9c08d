"""A plan is marked only where another one is no worse in anything and better in something; the better one is itself unbeaten."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from coverport.shopping.search.dominated import NONE, beaten, beaten_by
from tests.shopping.test_search import result

__all__ = ["result"]


def found(costs, features=((),), groups=None, able=None):
    table = np.array(costs, dtype=np.int64)
    count = table.shape[1]
    told = np.array(features, dtype=np.int64) if features != ((),) else np.zeros((0, count), dtype=np.int64)
    return beaten(
        table, told, groups=np.zeros(count, dtype=np.int16) if groups is None else np.array(groups),
        able=np.ones(count, dtype=np.bool_) if able is None else np.array(able), order=table[0],
    ).tolist()  # fmt: skip


def test_no_more_in_any_figure_and_less_in_one_beats():
    assert found([[100, 100, 90], [50, 49, 60]]) == [1, NONE, NONE]


def test_the_same_in_everything_beats_nobody():
    assert found([[100, 100], [50, 50]]) == [NONE, NONE]


def test_a_feature_that_only_the_dearer_plan_has_saves_it():
    assert found([[100, 90]], features=[[1, 0]]) == [NONE, NONE]
    assert found([[100, 90]], features=[[0, 1]]) == [1, NONE]
    assert found([[100, 90]], features=[[-1, 0]]) == [
        1,
        NONE,
    ]  # what nobody says of the dearer plan is no feature of it


def test_a_figure_that_is_not_known_is_never_compared():
    assert found([[100, 90], [-1, 50]]) == [NONE, NONE]
    assert found([[100, 90], [50, -1]]) == [NONE, NONE]


def test_another_network_is_not_compared():
    assert found([[100, 90]], groups=[0, 1]) == [NONE, NONE]


def test_a_plan_that_cannot_be_bought_beats_nobody():
    assert found([[100, 90]], able=[True, False]) == [NONE, NONE]


def test_the_cheapest_that_is_not_beaten_itself_is_named():
    assert found([[100, 90, 80], [50, 40, 30]]) == [2, 2, NONE]


def test_without_plans_there_is_nothing():
    assert found([[], []]) == []


TABLES = st.integers(1, 9).flatmap(
    lambda count: st.tuples(
        st.lists(st.lists(st.integers(-1, 3), min_size=count, max_size=count), min_size=1, max_size=4),
        st.lists(st.lists(st.integers(-1, 1), min_size=count, max_size=count), min_size=0, max_size=3),
        st.lists(st.integers(0, 1), min_size=count, max_size=count),
        st.lists(st.booleans(), min_size=count, max_size=count),
    )
)


@given(TABLES)
def test_who_is_beaten_is_what_a_walk_over_all_pairs_says(drawn):
    costs, features, groups, able = drawn
    count = len(groups)

    def beats(one: int, other: int) -> bool:
        known = able[one] and able[other] and all(row[one] >= 0 and row[other] >= 0 for row in costs)
        return (
            known and groups[one] == groups[other] and all(row[one] <= row[other] for row in costs)
            and all(row[one] >= row[other] for row in features) and any(row[one] < row[other] for row in costs)
        )  # fmt: skip

    marked = found(costs, features or ((),), groups, able)
    for plan, by in enumerate(marked):
        assert (by != NONE) == any(beats(one, plan) for one in range(count))
        if by != NONE:
            assert beats(by, plan)
            assert marked[by] == NONE


def test_of_real_arrays_only_what_is_worse_is_marked(result):
    marked = beaten_by(result)
    for plan in range(len(marked)):
        by = int(marked[plan])
        if by == NONE:
            continue
        assert result.after[by] <= result.after[plan]
        assert result.deductible[by] <= result.deductible[plan]
        assert result.limit[by] <= result.limit[plan]
        assert result.facts.plans[by].issuer_id == result.facts.plans[plan].issuer_id
        assert result.facts.plans[by].network_id == result.facts.plans[plan].network_id
        assert result.facts.stars[by] >= result.facts.stars[plan]
