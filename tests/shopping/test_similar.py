"""Which plans are most like another one: laws that hold for any plans, and single cases in order."""

from hypothesis import given
from hypothesis import strategies as st

from coverport.plans.rules.arrays import METAL_LEVELS
from coverport.shopping.compare.similar import Alike, distance, nearest

ids = st.integers(0, 99).map(lambda number: f"99999NH{number:07d}")
alikes = st.builds(
    Alike,
    ids,
    st.sampled_from(METAL_LEVELS),
    st.integers(0, 3_000_00),
    st.none() | st.integers(0, 20_000_00),
    st.sampled_from(["HMO", "PPO"]),
)


def alike(number: int, *, level="silver", premium=400_00, deductible=3_000_00, kind="HMO") -> Alike:
    return Alike(f"99999NH{number:07d}", level, premium, deductible, kind)


@given(alikes, alikes)
def test_the_distance_is_the_same_both_ways_and_nothing_to_a_plan_with_the_same_figures(one, other):
    assert distance(one, other) == distance(other, one) >= (0, 0)
    assert distance(one, one) == (0, 0)


@given(alikes, st.lists(alikes, max_size=12, unique_by=lambda each: each.plan_id), st.integers(0, 5))
def test_the_nearest_are_in_order_without_the_plan_itself_and_nobody_left_out_is_nearer(to, among, count):
    found = nearest(to, among, count=count)
    by_id = {each.plan_id: each for each in among}
    assert to.plan_id not in found
    assert len(found) == min(count, len(set(by_id) - {to.plan_id}))
    far = [distance(to, by_id[each]) for each in found]
    assert far == sorted(far)
    left = [distance(to, each) for each in among if each.plan_id not in {*found, to.plan_id}]
    assert not far or not left or far[-1] <= min(left)


@given(alikes, st.lists(alikes, max_size=8, unique_by=lambda each: each.plan_id), st.randoms())
def test_the_order_in_which_plans_come_does_not_matter(to, among, random):
    shuffled = list(among)
    random.shuffle(shuffled)
    assert nearest(to, among, count=3) == nearest(to, shuffled, count=3)


def test_a_level_away_is_farther_than_any_price():
    near, far = alike(1, premium=900_00, deductible=9_000_00, kind="PPO"), alike(2, level="gold")
    assert nearest(alike(0), [far, near], count=2) == [near.plan_id, far.plan_id]


def test_premium_counts_twelve_times_deductible_once_and_another_type_fifty_dollars_a_month():
    plan = alike(0)
    assert distance(plan, alike(1, premium=410_00)) == (0, 120_00)
    assert distance(plan, alike(1, deductible=3_119_99)) == (0, 119_99)
    assert distance(plan, alike(1, kind="PPO")) == (0, 600_00)


def test_an_unknown_deductible_is_like_another_unknown_one_and_like_no_other():
    unknown = alike(1, deductible=None)
    assert distance(unknown, alike(2, deductible=None)) == (0, 0)
    assert distance(unknown, alike(2)) == (0, 9_000_00)


def test_plans_that_are_named_are_left_out_however_they_are_spelled():
    assert nearest(alike(0), [alike(1), alike(2)], count=3, but=["99999nh0000001"]) == ["99999NH0000002"]
