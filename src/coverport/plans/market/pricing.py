"""Prices of a sample market: each plan against the benchmark, then over ages or family tiers as the law has it. Whole cents."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

import msgspec
import numpy as np

from coverport import law
from coverport.core.money import Cents, half_up
from coverport.plans.rules.arrays import AGES, NO_RATE, TIERS, Int
from coverport.plans.rules.rates import BASE_AGE, curve_fractions, times_half_up

# People with richer plans use more care, permille; silver carries what insurers lose by cost-sharing reductions.
_LEVEL = {"catastrophic": 900, "bronze": 1000, "silver": 1030, "gold": 1080, "platinum": 1150}
_SILVER_LOAD = 1200


class Weight(msgspec.Struct, frozen=True):
    """What a plan's price follows. value: actuarial value in hundredths of a percent; the rest in permille of the market's middle."""

    metal: str
    value: int
    insurer: int
    network: int
    own: int

    @property
    def relative(self) -> int:
        """The plan's price against others, in units of its own."""
        load = _SILVER_LOAD if self.metal == "silver" else 1000
        return self.value * _LEVEL[self.metal] * load * self.insurer * self.network * self.own


class Prices(msgspec.Struct, frozen=True, eq=False):
    """By rate row: cents by age and by tier, NO_RATE where there is none; which cents the age curve gave; with tobacco, by age."""

    rates: Int
    tier_rates: Int
    tobacco: Int


def second_lowest(weights: Sequence[Weight]) -> int:
    """The relative price of the benchmark: the second-lowest silver plan, or the only one; without silver, the middle plan."""
    silver = sorted(one.relative for one in weights if one.metal == "silver")
    if silver:
        return silver[min(1, len(silver) - 1)]
    every = sorted(one.relative for one in weights)
    return every[len(every) // 2]


def base_price(
    weight: Weight, benchmark_weight: int, benchmark: Cents, age: int | None, state: str, year: int
) -> Cents:
    """Cents a month at age 21, or of the single tier, so that the benchmark plan costs the benchmark at its age; half cents up."""
    price = Fraction(benchmark * weight.relative, benchmark_weight)
    if age is not None:
        factors = law.age_curve(state, year).factors
        price = price * Fraction(factors[BASE_AGE]) / Fraction(factors[age])
    return int(price + Fraction(1, 2))


def spread_over(base: Sequence[Cents], tobacco_permille: Sequence[int], state: str, year: int) -> Prices:
    """Rate rows from their base prices. tobacco_permille: what each charges tobacco users at adult ages; 1000 for no difference."""
    count = len(base)
    rates = np.full((count, AGES), NO_RATE, dtype=np.int32)
    tiers = np.full((count, len(TIERS)), NO_RATE, dtype=np.int32)
    column = np.array(base, dtype=np.int64)
    factors = law.family_tiers(state, year)
    if factors is not None:
        for place, tier in enumerate(TIERS):
            tiers[:, place] = [half_up(Decimal(price) * getattr(factors, tier)) for price in base]
    else:
        for age, factor in enumerate(curve_fractions(law.age_curve(state, year).factors)):
            rates[:, age] = times_half_up(column, factor)
    return Prices(rates, tiers, _tobacco(rates, np.array(tobacco_permille, dtype=np.int64)))


def _tobacco(rates: Int, permille: Int) -> Int:
    """Tobacco users of 21 and over pay more, down to whole cents so that no ratio is passed; a row that asks nobody has none."""
    priced = rates.astype(np.int64)
    priced[:, BASE_AGE:] = priced[:, BASE_AGE:] * permille[:, None] // 1000
    asked = (permille > 1000)[:, None] & (rates != NO_RATE)
    return np.where(asked, priced, NO_RATE).astype(np.int32)
