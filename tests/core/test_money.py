from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coverport.core.money import cents, display, display_whole, dollars, half_up


@pytest.mark.parametrize(
    ("text", "amount"),
    [("12.34", 1234), ("$1,234.5", 123450), (" 7 ", 700), ("0", 0), ("-0.01", -1), (Decimal("9.90"), 990)],
)
def test_an_amount_of_dollars_becomes_cents(text, amount):
    assert cents(text) == amount


@pytest.mark.parametrize("text", ["", "twelve", "1.234", "NaN", "1e400000", "Infinity"])
def test_what_is_no_amount_of_dollars_and_cents_is_refused(text):
    with pytest.raises(ValueError, match="not an amount"):
        cents(text)


@given(st.integers(-(10**12), 10**12))
def test_dollars_and_cents_are_inverse(amount):
    assert cents(dollars(amount)) == amount


def test_people_see_cents_where_they_pay_and_none_where_they_estimate():
    assert display(123456) == "$1,234.56"
    assert display_whole(4500049) == "$45,000"
    assert display_whole(4500050) == "$45,001"
    assert display(-5) == "\N{MINUS SIGN}$0.05"


@pytest.mark.parametrize(("amount", "whole"), [("0.5", 1), ("1.5", 2), ("2.4999", 2), ("-0.5", -1)])
def test_halves_are_rounded_away_from_zero(amount, whole):
    assert half_up(Decimal(amount)) == whole
