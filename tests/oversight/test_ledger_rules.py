"""The ledger as a rule: whatever happens, each billed cent is in one place."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coverport.oversight.rules.amounts import NOTHING, Amount
from coverport.oversight.rules.ledger import (
    APPROVED,
    MOVEMENTS,
    Movement,
    Place,
    approved,
    billed,
    in_all,
    paid_out,
    places_of,
    refuse,
)

DAY = date(2026, 3, 1)
PLACES = st.sampled_from(list(Place))


def test_a_bound_stays_a_bound_until_all_of_it_is_gone() -> None:
    disputed = Amount(100, at_least=True)
    assert disputed + Amount(5) == Amount(105, at_least=True)
    assert disputed - Amount(40) == Amount(60, at_least=True)
    assert disputed - disputed == NOTHING


@given(
    bills=st.lists(st.integers(1, 10_000_00), min_size=1, max_size=4),
    steps=st.lists(
        st.tuples(st.integers(0, 3), PLACES, PLACES, st.integers(0, 10_000_00), st.integers(0, 2)), max_size=60
    ),
)
def test_every_cent_is_in_one_place_whatever_is_tried(
    bills: list[int], steps: list[tuple[int, Place, Place, int, int]]
) -> None:
    moves, day = [], DAY
    for line, cents in enumerate(bills):
        moves.append(Movement(len(moves) + 1, day, str(line), Place.BILLED, Place.PENDING, Amount(cents)))
    for line, source, target, cents, later in steps:
        name, day = str(line % len(bills)), day + timedelta(days=later)
        places = places_of(moves, day).get(name, {})
        if refuse(places, source, target, Amount(cents)) is None:
            moves.append(Movement(len(moves) + 1, day, name, source, target, Amount(cents)))
    for on in (DAY - timedelta(days=1), DAY, day):
        lines = places_of(moves, on)
        everything = in_all(lines)
        assert billed(everything).cents == (sum(bills) if on >= DAY else 0)
        assert all(amount.cents >= 0 for amount in everything.values())
        outside = {Place.PENDING, Place.DISPUTED, Place.REJECTED}
        assert billed(everything).cents == approved(everything).cents + sum(everything[each].cents for each in outside)
        assert approved(everything).cents == sum(everything[each].cents for each in APPROVED)
        assert paid_out(everything).cents <= approved(everything).cents


def test_nothing_leaves_what_is_rejected_deducted_or_recovered() -> None:
    ends = {Place.REJECTED, Place.DEDUCTED, Place.RECOVERED}
    assert not [pair for pair in MOVEMENTS if pair[0] in ends]


def test_only_what_is_unpaid_can_be_paid_and_only_pending_or_disputed_be_approved() -> None:
    into = {target: {source for source, to in MOVEMENTS if to is target} for target in Place}
    assert into[Place.PAID] == {Place.UNPAID}
    assert into[Place.UNPAID] == {Place.PENDING, Place.DISPUTED, Place.RETAINED, Place.WITHHELD}


@pytest.mark.parametrize(
    ("places", "source", "target", "amount", "code"),
    [
        ({}, Place.PENDING, Place.PAID, Amount(1), "no_such_movement"),
        ({Place.PENDING: Amount(5)}, Place.PENDING, Place.UNPAID, Amount(0), "not_an_amount"),
        ({Place.PENDING: Amount(5)}, Place.PENDING, Place.UNPAID, Amount(6), "more_than_is_there"),
        ({Place.PENDING: Amount(5)}, Place.BILLED, Place.PENDING, Amount(5), "billed_twice"),
        ({Place.PENDING: Amount(5, True)}, Place.PENDING, Place.DISPUTED, Amount(5), "bound_made_exact"),
    ],
)
def test_what_is_refused(places: dict[Place, Amount], source: Place, target: Place, amount: Amount, code: str) -> None:
    found = refuse(places, source, target, amount)
    assert found is not None
    assert found.code == code


def test_the_last_cent_can_move() -> None:
    assert refuse({Place.PENDING: Amount(5)}, Place.PENDING, Place.UNPAID, Amount(5)) is None
