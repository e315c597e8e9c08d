"""Catastrophic plans: 42 USC 18022(e)(2)(A), 45 CFR 156.155(a)(5)."""

import pytest

from coverport.eligibility import Outcome
from tests.eligibility.households import decide, household, single


@pytest.mark.parametrize(("age", "outcome"), [(0, Outcome.YES), (29, Outcome.YES), (30, Outcome.NO), (31, Outcome.NO)])
def test_under_30_when_the_plan_year_begins(age: int, outcome: Outcome) -> None:
    assert decide(household(single(age), 40_000)).person("1").catastrophic.outcome is outcome


def test_who_cannot_buy_a_plan_cannot_buy_this_one() -> None:
    found = decide(household(single(25, lives_in_state=False), 40_000)).person("1").catastrophic
    assert (found.outcome, found.codes) == (Outcome.NO, ("lives_elsewhere",))
