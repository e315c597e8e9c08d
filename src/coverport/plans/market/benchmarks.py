"""What a state's benchmark plan costs, as published: the anchor of a sample market's prices."""

from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from importlib import resources
from random import Random

import msgspec
import yaml

from coverport import law
from coverport.core.errors import Refusal
from coverport.core.money import Cents, cents
from coverport.plans.geography import state_name
from coverport.plans.rules.rates import BASE_AGE

# A state whose source gives one figure has areas that differ from it by as much.
_SPREAD_PERMILLE = 80


class NoBenchmark(Refusal):
    """Nothing published is at hand for the state, and the caller gave no figure."""

    code = "no_benchmark"


class Benchmark(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A published figure, dollars a month. age: None for a single policy in a state that does not rate by age.

    county: the state's most populous one, "" where it is not known.
    """

    state: str
    year: int
    age: int | None
    lowest: Decimal
    highest: Decimal
    source: str
    county: str = ""


@lru_cache(maxsize=1)
def published() -> tuple[Benchmark, ...]:
    """All figures of benchmarks.yaml."""
    text = (resources.files(__package__) / "benchmarks.yaml").read_bytes()
    return msgspec.convert(yaml.load(text, Loader=yaml.CSafeLoader), tuple[Benchmark, ...], strict=False)


def benchmark_of(state: str, year: int, given: Decimal | None = None) -> Benchmark:
    """The newest published figure that is not later than the plan year, or the caller's own at age 21. Raises NoBenchmark."""
    if given is not None:
        age = None if law.family_tiers(state, year) else BASE_AGE
        return Benchmark(state, year, age, given, given, "as given")
    found = [one for one in published() if one.state == state and one.year <= year]
    if not found:
        raise NoBenchmark(
            f"No published benchmark premium of {state_name(state)} for {year} or before is at hand. "
            f"Give one, dollars a month at age {BASE_AGE}, with --benchmark."
        )
    return max(found, key=lambda one: one.year)


def by_area(benchmark: Benchmark, areas: Sequence[str], core: str, random: Random) -> dict[str, Cents]:
    """Cents a month of the benchmark by rating area: the lowest, the highest, others between; of one figure, around it, the core at it."""
    low, high = cents(benchmark.lowest), cents(benchmark.highest)
    if low == high:
        spread = {area: random.randint(-_SPREAD_PERMILLE, _SPREAD_PERMILLE) for area in sorted(areas)}
        return {area: low if area == core else low * (1000 + part) // 1000 for area, part in spread.items()}
    drawn = random.sample(sorted(areas), len(areas))
    ends = {drawn[0]: low, drawn[-1]: high}
    return ends | {area: random.randrange(low, high + 1) for area in drawn[1:-1]}
