"""Rates of every age from the ages that a filing prints, and what its family columns say about children."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from coverport.plans.rules.arrays import AGES, NO_RATE

BASE_AGE = 21  # curves are factors against age 21, 45 CFR 147.102(e)

Cents32 = NDArray[np.int32]


def curve_fractions(factors: Sequence[Decimal]) -> list[Fraction]:
    """A curve's factors against age 21, exactly."""
    if len(factors) != AGES:
        raise ValueError(f"an age curve has {AGES} factors, ages 0 to {AGES - 1}; this one has {len(factors)}")
    base = Fraction(factors[BASE_AGE])
    return [Fraction(factor) / base for factor in factors]


def rates_of_every_age(printed: Mapping[int, Cents32], factors: Sequence[Decimal]) -> tuple[Cents32, NDArray[np.bool_]]:
    """(rates, derived), both [row, age]. printed: age -> cents by row as filed, NO_RATE where a row has none; age 21 always.

    An age that is not printed is age 21 times the curve, half cents up, and marked derived. A row without a rate at 21
    (child-only) has none at the ages that nobody printed either.
    """
    base = printed[BASE_AGE].astype(np.int64)
    rates = np.full((len(base), AGES), NO_RATE, dtype=np.int32)
    derived = np.zeros((len(base), AGES), dtype=np.bool_)
    for age, factor in enumerate(curve_fractions(factors)):
        if age in printed:
            rates[:, age] = printed[age]
        missing = (rates[:, age] == NO_RATE) & (base != NO_RATE)
        rates[missing, age] = times_half_up(base[missing], factor)
        derived[missing, age] = True
    return rates, derived


def times_half_up(cents: NDArray[np.int64], factor: Fraction) -> NDArray[np.int64]:
    """cents x factor, exact, half cents up."""
    top, bottom = factor.numerator, factor.denominator
    return (2 * cents * top + bottom) // (2 * bottom)


def children_counted(surplus: Sequence[tuple[int, Cents32]], child: Cents32, law_max: int) -> NDArray[np.int8]:
    """How many children a filing's family prices count, by row; 0 where the prices fit no such rule.

    surplus: (number of children in a column, what the column adds to its adults, cents by row).
    child: one child's cents. law_max: the most that any plan may count. A plan that counts k children adds
    min(number, k) x child; the largest k that fits is taken.
    """
    fits = np.zeros(len(child), dtype=np.int8)
    for most in range(1, law_max + 1):
        good = np.ones(len(child), dtype=np.bool_)
        for number, added in surplus:
            good &= added == child * min(number, most)
        fits[good] = most
    return fits
