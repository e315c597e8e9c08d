"""How many plans each answer would leave, and from where to where prices and deductibles go."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from typing import TypeVar

import msgspec
import numpy as np

from coverport.core.money import Cents
from coverport.plans.rules.arrays import LEVELS, Flags, Int
from coverport.shopping.search.filters import passing
from coverport.shopping.search.result import Result

T = TypeVar("T")
STEP: Cents = 100_00


class Range(msgspec.Struct, frozen=True):
    """From the lowest to the highest, cents; None where no plan has a figure."""

    least: Cents | None
    most: Cents | None


class Facets(msgspec.Struct, frozen=True):
    """(value, number of plans) by question. Each counts with every other question as asked, and its own left open.

    premiums: upper ends of $100 steps, cents, counting all plans up to there. issuers: ((id, name), number).
    """

    premiums: tuple[tuple[Cents, int], ...]
    levels: tuple[tuple[str, int], ...]
    types: tuple[tuple[str, int], ...]
    issuers: tuple[tuple[tuple[str, str], int], ...]
    diseases: tuple[tuple[str, int], ...]
    standardized: int
    designs: tuple[tuple[str, int], ...]
    stars: tuple[tuple[int, int], ...]
    hsa: int
    child_dental: int
    adult_dental: int
    national: int


def facets(result: Result, asked: Mapping[str, Flags], *, whole: bool = False) -> Facets:
    """Counts of a result that was narrowed. asked: masks of the questions. whole: every question as asked, its own too."""

    every = passing(result, asked)

    def of(question: str) -> Flags:
        # Most questions are not asked: leaving them open changes nothing.
        return every if whole or question not in asked else passing(result, asked, but=question)

    facts = result.facts
    return Facets(
        premiums=steps(np.sort(result.total[of("full_premium") & of("premium")])),
        levels=_counted(result.columns.metal[of("levels")], LEVELS),
        types=_counted(facts.kind[of("types")], facts.kinds),
        issuers=_counted(facts.issuer[of("issuers")], facts.issuers),
        diseases=tuple(
            (name, int(np.count_nonzero(row & of("diseases"))))
            for name, row in zip(facts.diseases, facts.programs, strict=True)
        ),
        standardized=int(np.count_nonzero((facts.design >= 0) & of("standardized"))),
        designs=_counted(facts.design[of("designs")], facts.designs),
        stars=_counted(facts.stars[of("stars")], range(6)),
        hsa=_yes(facts.hsa, of("hsa")),
        child_dental=_yes(facts.child_dental, of("child_dental")),
        adult_dental=_yes(facts.adult_dental, of("adult_dental")),
        national=_yes(facts.national, of("national")),
    )


def _counted(found: Int, values: Sequence[T]) -> tuple[tuple[T, int], ...]:
    """(value, number), in the order of the values, those that there are."""
    counts = np.bincount(found[found >= 0], minlength=len(values)).tolist()
    return tuple((value, count) for value, count in zip(values, counts, strict=True) if count)


def _yes(said: Int, mask: Flags) -> int:
    return int(np.count_nonzero((said == 1) & mask))


def steps(premiums: np.ndarray) -> tuple[tuple[Cents, int], ...]:
    """How many plans cost at most each full hundred dollars, from the first with any to the one that holds all.

    premiums: lowest first.
    """
    prices = premiums.tolist()
    if not prices:
        return ()
    upper = range(-(-prices[0] // STEP) * STEP, prices[-1] + STEP, STEP)
    return tuple([(most, bisect_right(prices, most)) for most in upper])


def span(values: np.ndarray) -> Range:
    """From where to where the known figures of some plans go."""
    if len(values) and (least := int(np.minimum.reduce(values))) >= 0:
        return Range(least, int(np.maximum.reduce(values)))
    known = values[values >= 0]
    return Range(int(known.min()), int(known.max())) if len(known) else Range(None, None)


# Round amounts of money for "at most" questions, cents.
_ROUND: tuple[Cents, ...] = tuple(
    base * scale for scale in (10_00, 100_00, 1_000_00, 10_000_00) for base in (1, 2, 5)
)  # fmt: skip


def ceilings(values: np.ndarray, mask: Flags, most: int = 5) -> tuple[tuple[Cents, int], ...]:
    """(round amount, how many of the plans lie at or below it), at most so many, from the first with any plan to the last without all."""
    known = values[mask & (values >= 0)]
    if not len(known):
        return ()
    low, high = int(known.min()), int(known.max())
    step = next((each for each in _ROUND if (high - low) // each < most), _ROUND[-1])
    ends = range(low - low % step + (step if low % step else 0), high, step)
    return tuple((end, int(np.count_nonzero(known <= end))) for end in ends)
