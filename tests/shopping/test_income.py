"""A yearly income from what people know: to the cent, and nothing for what was not told."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coverport.shopping.income import EVERY, PAYDAYS, Parts

AMOUNTS = st.none() | st.integers(0, 10**7)


@pytest.mark.parametrize(("parts", "year"), [
    (Parts(), None),
    (Parts(wage=18_00), None),
    (Parts(wage=18_00, hours=Decimal(0)), 0),
    (Parts(wage=18_50, hours=Decimal("32.5"), weeks=Decimal(52)), 3_126_500),
    (Parts(wage=18_50, hours=Decimal("32.5")), 3_126_500),
    (Parts(wage=7_25, hours=Decimal("0.1"), weeks=Decimal(1)), 73),  # 72.5 cents, half a cent up
    (Parts(pay=1_000_00, every="week"), 5_200_000),
    (Parts(pay=1_000_00, every="two_weeks"), 2_600_000),
    (Parts(pay=1_000_00, every="half_month"), 2_400_000),
    (Parts(pay=1_000_00, every="month"), 1_200_000),
    (Parts(pay=1_000_00, every="year"), 100_000),
    (Parts(unemployment=400_00), None),
    (Parts(unemployment=400_00, unemployment_weeks=Decimal(26)), 1_040_000),
    (Parts(retirement=900_00, other=50_00), 1_085_000),
])  # fmt: skip
def test_the_year_is_the_sum_of_what_was_told(parts, year):
    assert parts.year == year


@given(pay=AMOUNTS, every=st.sampled_from(EVERY), retirement=AMOUNTS, other=AMOUNTS)
def test_each_part_adds_its_own_year_and_nothing_more(pay, every, retirement, other):
    whole = Parts(pay=pay, every=every, retirement=retirement, other=other).year
    own = [Parts(pay=pay, every=every).year, Parts(retirement=retirement).year, Parts(other=other).year]
    assert (whole or 0) == sum(each or 0 for each in own)
    assert (whole is None) == all(each is None for each in own)
    assert Parts(pay=pay, every=every).year == (None if pay is None else pay * PAYDAYS[every])
