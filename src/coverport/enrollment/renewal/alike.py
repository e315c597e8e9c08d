"""What costs alike is worked out once for a run: families of the same ages and roles at one place, of which a state has some thousands.

How many are remembered is bounded, so that memory stays flat.
"""

from collections.abc import Sequence
from functools import lru_cache, partial

from coverport.core.money import Cents
from coverport.eligibility.engine import BenchmarkFor, FamilyMember
from coverport.eligibility.facts import TaxHousehold
from coverport.enrollment.pricing import PlanPrices
from coverport.enrollment.rules.months import Part
from coverport.plans.catalog import Catalog
from coverport.plans.rules.arrays import Place
from coverport.plans.rules.members import Member
from coverport.shopping.pricing.columns import Cents64, PlaceColumns
from coverport.shopping.pricing.premiums import seated, totals_of
from coverport.shopping.quote import Priceable, benchmark_at

REMEMBERED = 4096


def alike(members: Sequence[Member]) -> tuple[Member, ...]:
    """The people of a policy in their order, whoever they are: by ranks."""
    ranks = _ranks([each.id for each in members])
    return tuple(
        [Member(rank, each.age, each.relationship, each.tobacco) for rank, each in zip(ranks, members, strict=True)]
    )


class Totals:
    """What each plan of some columns costs people alike, cents a month, not to be changed. Raises MissingRate."""

    def __init__(self) -> None:
        self._known = lru_cache(maxsize=REMEMBERED)(_totals)

    def __call__(self, columns: PlaceColumns, people: tuple[Member, ...]) -> Cents64:
        return self._known(columns, people)


def _totals(columns: PlaceColumns, members: tuple[Member, ...]) -> Cents64:
    found = totals_of(columns, seated(columns, members))
    found.setflags(write=False)
    return found


class Shares:
    """What each of some people costs on the plan of a rate row. Raises CannotCover, MissingRate."""

    def __init__(self, catalog: Catalog) -> None:
        self._known = lru_cache(maxsize=REMEMBERED)(partial(_shares, catalog))

    def __call__(
        self, row: int, members: Sequence[Member], people: tuple[Member, ...]
    ) -> tuple[tuple[Part, ...], dict[str, Cents]]:
        """(each one's part, the cents of each one as the insurer hears them). people: the same members by ranks."""
        parts, told = self._known(row, people)
        names = {rank.id: each.id for rank, each in zip(people, members, strict=True)}
        named = tuple([Part(names[each.person], each.premium, each.creditable) for each in parts])
        return named, {names[rank]: cents for rank, cents in told.items()}


def _shares(catalog: Catalog, row: int, people: tuple[Member, ...]) -> tuple[tuple[Part, ...], dict[str, Cents]]:
    prices, everybody = (
        PlanPrices(catalog, row, {each.id: each for each in people}),
        frozenset(each.id for each in people),
    )
    return prices(everybody), prices.told(everybody)


class Benchmarks:
    """Of a catalog, at all its places together, so that a state of many counties remembers no more than one of few."""

    def __init__(self, catalog: Catalog) -> None:
        self._known = lru_cache(maxsize=REMEMBERED)(partial(benchmark_at, catalog))

    def at(self, place: Place) -> BenchmarkFor:
        """What the engine asks for at a place, as `shopping.quote.benchmark_in` answers it."""

        def found(_: TaxHousehold, family: tuple[FamilyMember, ...]) -> Priceable | None:
            ranks = _ranks([each.id for each in family])
            return self._known(place, tuple([_alike(rank, each) for rank, each in zip(ranks, family, strict=True)]))

        return found


def _alike(rank: str, person: FamilyMember) -> FamilyMember:
    """What a benchmark asks of a person: age, role, and the county."""
    return FamilyMember(
        id=rank, age=person.age, role=person.role, tobacco=person.tobacco, applies=person.applies, home="",
        county_fips=person.county_fips,
    )  # fmt: skip


def _ranks(ids: Sequence[str]) -> list[str]:
    """Stand for who it is: ids settle ties, so that their order counts and nothing else of them."""
    order = {each: f"{rank:03}" for rank, each in enumerate(sorted(ids))}
    return [order[each] for each in ids]
