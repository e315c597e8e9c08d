"""The table of states."""

import itertools

import pytest

from coverport.enrollment.models import Enrollment
from coverport.enrollment.rules.transitions import ACTIVE, ALLOWED, may_become

STATES = list(Enrollment.Status.values)


def test_the_table_knows_every_state_and_no_other():
    assert set(ALLOWED) == set(STATES)
    assert set(itertools.chain(*ALLOWED.values(), ACTIVE)) <= set(STATES)


@pytest.mark.parametrize(("now", "then"), list(itertools.product(STATES, STATES)))
def test_only_a_choice_that_waits_can_take_effect_or_be_canceled(now, then):
    assert may_become(now, then) == ((now, then) in {("selected", "effectuated"), ("selected", "canceled")})


def test_an_unknown_state_is_no_answer():
    with pytest.raises(KeyError):
        may_become("terminated", "selected")
