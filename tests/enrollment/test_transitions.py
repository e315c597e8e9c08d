"""The table of states: what may follow what, and who may cause it."""

import itertools

import pytest

from coverport.enrollment.models import Enrollment
from coverport.enrollment.rules.transitions import ACTIVE, ALLOWED, COVERING, STANDING, TENTATIVE, WAITING, may_become

STATES = list(Enrollment.Status.values)
# Every way that there is, typed in a second time: (now, then) -> initials of enrollee, issuer, exchange.
WAYS = {
    ("pended", "selected"): "x",
    ("pended", "canceled"): "eix",
    ("selected", "awaiting_payment"): "ix",
    ("selected", "effectuated"): "ix",
    ("selected", "canceled"): "eix",
    ("awaiting_payment", "effectuated"): "ix",
    ("awaiting_payment", "canceled"): "eix",
    ("effectuated", "terminated"): "eix",
    ("effectuated", "canceled"): "eix",
    ("effectuated", "voided"): "x",
    ("effectuated", "expired"): "x",
    ("reinstated", "terminated"): "eix",
    ("reinstated", "canceled"): "eix",
    ("reinstated", "voided"): "x",
    ("reinstated", "expired"): "x",
    ("terminated", "terminated"): "ix",
    ("terminated", "canceled"): "ix",
    ("terminated", "reinstated"): "ix",
    ("terminated", "voided"): "x",
    ("canceled", "reinstated"): "ix",
    ("expired", "terminated"): "ix",
    ("expired", "voided"): "x",
    ("voided", "reinstated"): "x",
}
INITIALS = {"enrollee": "e", "issuer": "i", "exchange": "x"}


def test_the_table_knows_every_state_and_no_other():
    assert set(ALLOWED) == set(STATES)
    assert set(itertools.chain(*ALLOWED.values(), ACTIVE, COVERING, STANDING, TENTATIVE, WAITING)) <= set(STATES)


@pytest.mark.parametrize("by", INITIALS)
@pytest.mark.parametrize(("now", "then"), list(itertools.product(STATES, STATES)))
def test_each_way_is_open_to_whom_it_is_meant_for_and_to_nobody_else(now, then, by):
    assert may_become(now, then, by) == (INITIALS[by] in WAYS.get((now, then), ""))


@pytest.mark.parametrize(("now", "then"), list(itertools.product(STATES, STATES)))
def test_somebody_can_go_each_way_of_the_table(now, then):
    assert may_become(now, then) == ((now, then) in WAYS)


def test_an_unknown_state_is_no_answer():
    with pytest.raises(KeyError):
        may_become("lapsed", "selected")
