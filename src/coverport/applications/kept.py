"""Benchmarks that households keep. Whoever is enrolled keeps theirs when it closes to others; the room that knows registers a keeper."""

from collections.abc import Callable

from coverport.applications.models import Application
from coverport.eligibility.engine import BenchmarkFor, FamilyMember, PricedBenchmark
from coverport.eligibility.facts import TaxHousehold

Keeper = Callable[[Application, tuple[FamilyMember, ...]], PricedBenchmark | None]
_keepers: list[Keeper] = []


def keeps_benchmarks(keeper: Keeper) -> Keeper:
    """Register who knows the benchmark that a coverage family keeps; it answers None where the family keeps none."""
    _keepers.append(keeper)
    return keeper


def kept_or(found: BenchmarkFor, application: Application) -> BenchmarkFor:
    """The benchmark that the family keeps, else the one that is found now. 26 CFR 1.36B-3(f)."""

    def benchmark(household: TaxHousehold, family: tuple[FamilyMember, ...]) -> PricedBenchmark | None:
        for keeper in _keepers:
            if (kept := keeper(application, family)) is not None:
                return kept
        return found(household, family)

    return benchmark
