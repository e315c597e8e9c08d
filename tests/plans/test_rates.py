"""Rates of every age from the printed ones, and the number of children that family prices count."""

from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coverport import law
from coverport.plans.rules.rates import children_counted, rates_of_every_age
from tests.plans.toys import CURVE


def column(*cents: int) -> np.ndarray:
    return np.array(cents, dtype=np.int32)


def test_a_derived_rate_is_age_21_times_the_curve_with_half_cents_up() -> None:
    rates, derived = rates_of_every_age({21: column(10050, 100)}, CURVE)
    assert rates[:, 0].tolist() == [6382, 64]  # 63.8175 and 0.635
    assert rates[:, 64].tolist() == [30150, 300]
    assert derived[:, [0, 22, 64]].all()
    assert not derived[:, 21].any()


def test_a_printed_rate_is_kept_and_a_row_without_one_follows_the_curve() -> None:
    rates, derived = rates_of_every_age({21: column(10000, 10000), 40: column(12799, -1)}, CURVE)
    assert rates[:, 40].tolist() == [12799, 12780]
    assert derived[:, 40].tolist() == [False, True]


def test_a_row_without_a_rate_at_21_has_only_what_is_printed() -> None:
    rates, derived = rates_of_every_age({21: column(-1), 9: column(5000)}, CURVE)
    assert rates[0, [9, 10, 21, 40]].tolist() == [5000, -1, -1, -1]
    assert not derived.any()


@given(st.integers(100, 2_000_000), st.sampled_from(["NH", "UT", "NJ", "AL"]), st.sampled_from([2014, 2018, 2026]))
def test_every_derived_rate_equals_decimal_arithmetic(cents: int, state: str, year: int) -> None:
    factors = law.age_curve(state, year).factors
    rates, _ = rates_of_every_age({21: column(cents)}, factors)
    expected = [int((Decimal(cents) * factor / factors[21]).quantize(Decimal(1), ROUND_HALF_UP)) for factor in factors]
    assert rates[0].tolist() == expected


def test_a_curve_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="65 factors"):
        rates_of_every_age({21: column(10000)}, CURVE[:-1])


@pytest.mark.parametrize(
    ("added", "counted"),
    [
        ((100, 200, 300), 3),
        ((100, 200, 200), 2),
        ((100, 100, 100), 1),
        ((100, 100, 200), 0),
        ((100, 201, 300), 0),
        ((0, 0, 0), 0),
        ((100, 200, 400), 0),
    ],
)
def test_family_prices_tell_how_many_children_count_or_fit_no_rule(added: tuple[int, ...], counted: int) -> None:
    surplus = [(number, column(cents)) for number, cents in enumerate(added, 1)]
    assert children_counted(surplus, column(100), 3).tolist() == [counted]


def test_without_family_prices_the_law_decides() -> None:
    assert children_counted([], column(100), 3).tolist() == [3]
