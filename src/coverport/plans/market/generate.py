"""A whole market from a seed: insurers, networks, plans, prices, service areas, directory."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from random import Random

import msgspec
import numpy as np

from coverport import law
from coverport.core.errors import Refusal
from coverport.core.money import Cents
from coverport.plans import geography
from coverport.plans.geography.counties import state_fips
from coverport.plans.importers.filing import Filing, digest
from coverport.plans.market import benchmarks, dental, designs, names, places, pricing, records
from coverport.plans.market.actuarial_value import value
from coverport.plans.market.care import use_of
from coverport.plans.market.directory import Directory, directory_of
from coverport.plans.market.places import Part
from coverport.plans.market.pricing import Weight
from coverport.plans.market.records import Network
from coverport.plans.plan import STANDARD, Plan, Stars
from coverport.plans.rules.arrays import NO_RATE, WHOLE_COUNTY, Int

MOST_PLANS = 2_000
_DENTAL_OF_TEN = 10  # one dental plan for so many health plans
_LEAVES_OUT = {"wide": (0, 10, 20), "narrow": (30, 45, 60)}  # percent of counties
_TOBACCO = (1000, 1100, 1200, 1350, 1500)
_EHB = (Decimal(1), Decimal("0.995"), Decimal("0.99"), Decimal("0.985"))


class CannotGenerate(Refusal):
    """The numbers asked for make no market."""

    code = "cannot_generate"


class Wish(msgspec.Struct, frozen=True):
    """What was asked for. plans: health plans; dental ones come beside them. benchmark: dollars a month, None for the published one."""

    exchange: str
    state: str
    year: int
    issuers: int
    plans: int
    seed: int
    benchmark: Decimal | None = None

    @property
    def words(self) -> str:
        """What the market is, as its filing and plans say it."""
        return (
            f"Sample market of {self.state} {self.year}: {self.issuers} insurers, {self.plans} plans, seed {self.seed}"
        )


class Market(msgspec.Struct, frozen=True, eq=False):
    """What was made."""

    filing: Filing
    directory: Directory
    benchmark: benchmarks.Benchmark


class _Made(msgspec.Struct, frozen=True, eq=False):
    """A plan with what prices it. weight: None for dental plans, whose own prices stand in `own` (child, adult)."""

    plan: Plan
    network: Network
    tobacco: int = 1000
    weight: Weight | None = None
    kind: dental.Kind | None = None
    own: tuple[Cents, Cents] = (0, 0)


def generate(wish: Wish) -> Market:
    """The market of a wish. Raises CannotGenerate, NoBenchmark, UnknownCounty, UnknownRatingArea, MissingLaw."""
    _check(wish)
    # A sample, no secret. Seeding by text is the same on every machine.
    random = Random(f"{wish.state} {wish.year} {wish.issuers} {wish.plans} {wish.seed}")  # noqa: S311
    anchor = benchmarks.benchmark_of(wish.state, wish.year, wish.benchmark)
    parts = places.parts_of(wish.state, wish.year)
    core = places.core_of(wish.state, wish.year, anchor.county)
    made = [*_health(wish, parts, core, random), *_dental(wish, parts, core, random)]
    filing = _filing(wish, made, parts, core, anchor, random)
    zips = geography.zips_by_county(wish.state, wish.year)
    return Market(filing, directory_of(filing.plans, zips, wish.state, wish.year, random), anchor)


def _check(wish: Wish) -> None:
    if not 1 <= wish.issuers <= names.MOST_INSURERS:
        raise CannotGenerate(f"--issuers is from 1 to {names.MOST_INSURERS}.", field="issuers")
    if not wish.issuers <= wish.plans <= MOST_PLANS:
        raise CannotGenerate(f"--plans is at least one for each insurer, and at most {MOST_PLANS:,}.", field="plans")


def _counties(parts: Sequence[Part]) -> list[str]:
    return list(dict.fromkeys(part.fips for part in parts))


def _health(wish: Wish, parts: Sequence[Part], core: str, random: Random) -> Iterator[_Made]:
    rules = designs.law_of(wish.year)
    styles = [each for each in designs.styles() if not each.hsa or each.metal in rules.hsa_levels]
    lasting = _lasting(wish)
    insurers = names.insurers(state_fips(wish.state), wish.issuers, lasting)
    for place, insurer in enumerate(insurers):
        # The first insurer sells everywhere, so that no county is without plans.
        networks = _networks(wish, insurer, _counties(parts), core, lasting, everywhere=place == 0)
        count = len(range(place, wish.plans, wish.issuers))
        yield from _of_insurer(wish, insurer, networks, styles, count, rules, random)


def _lasting(wish: Wish) -> Random:
    """For what is the same in every plan year, so that a plan goes on with its insurer and network under its number."""
    return Random(f"{wish.state} {wish.issuers} {wish.plans} {wish.seed}")  # noqa: S311


def _networks(
    wish: Wish, insurer: names.Insurer, counties: list[str], core: str, random: Random, *, everywhere: bool
) -> tuple[Network, Network]:
    """A wide and a narrow network."""
    mine = insurer.number[-2:]
    wide_out = 0 if everywhere else random.choice(_LEAVES_OUT["wide"])
    kind = random.choice(("PPO", "EPO"))
    wide = places.served(counties, core, random, leaves_out=wide_out)
    narrow = places.served(counties, core, random, leaves_out=random.choice(_LEAVES_OUT["narrow"]))
    return (
        Network(f"{wish.state}N{mine}1", f"{insurer.brand} {kind}", kind, random.randint(1000, 1050), wide, f"{wish.state}S{mine}1"),
        Network(f"{wish.state}N{mine}2", f"{insurer.brand} Select HMO", "HMO", random.randint(920, 960), narrow, f"{wish.state}S{mine}2"),
    )  # fmt: skip


def _of_insurer(
    wish: Wish, insurer: names.Insurer, networks: tuple[Network, Network], styles: Sequence[designs.Style], count: int,
    rules: designs.YearLaw, random: Random,
) -> Iterator[_Made]:  # fmt: skip
    level = random.randint(940, 1080)
    most = designs.tobacco_law(wish.state, wish.year)
    tobacco = random.choice([each for each in _TOBACCO if each <= most.most * 1000])
    stars = _stars(wish.year, random)
    with_dental = random.random() < 0.5
    taken: set[str] = set()
    for number in range(count):
        narrow = (number + int(insurer.number[-2:])) % 3 == 2
        network = networks[narrow]
        found = designs.fit_own(styles[number % len(styles)], rules, random)
        name = _free_name(_name(insurer, found, network), taken)
        sold = records.Sold(
            insurer=insurer, network=network, plan_id=f"{insurer.number}{wish.state}{1 + narrow:03d}{number + 1:04d}", name=name,
            state=wish.state, source=wish.words, child_dental=with_dental, stars=stars,
            ehb_share=_EHB[0] if found.style.metal == "silver" else random.choice(_EHB),
            tobacco_free_months=most.months if tobacco > 1000 else None, dependents_max_age=25,
        )  # fmt: skip
        design_value = found.values.get(STANDARD) or value(found.standard, use_of(rules.limit))
        weight = Weight(found.style.metal, design_value, level, network.price, random.randint(985, 1015))
        yield _Made(records.plan_of(found, sold, rules), network, tobacco, weight)


def _stars(year: int, random: Random) -> Stars:
    if random.randrange(5) == 0:
        return Stars(year=year, why_not="New plan: not rated yet")
    overall, care, members, administration = (random.randint(2, 5) for _ in range(4))
    return Stars(year, overall, care, members, administration)


def _name(insurer: names.Insurer, found: designs.Fitted, network: Network) -> str:
    plain = found.style.standard or found.style.metal == designs.CATASTROPHIC
    deductible = "" if plain else f" {found.standard.deductible // 100}"
    return f"{insurer.brand} {found.style.name}{deductible} {network.kind}"


def _free_name(name: str, taken: set[str]) -> str:
    """The name, or with the first number that no plan of the insurer has yet."""
    tried, number = name, 1
    while tried in taken:
        number += 1
        tried = f"{name} {number}"
    taken.add(tried)
    return tried


def _dental(wish: Wish, parts: Sequence[Part], core: str, random: Random) -> Iterator[_Made]:
    count = max(len(dental.KINDS), wish.plans // _DENTAL_OF_TEN)
    insurers = names.insurers(
        state_fips(wish.state), min(names.most_dental(), 1 + (count > len(dental.KINDS))), _lasting(wish), first=wish.issuers + 1,
        dental=True,
    )  # fmt: skip
    everywhere = frozenset(_counties(parts))
    taken: set[str] = set()
    for number in range(count):
        insurer = insurers[number % len(insurers)]
        kind = dental.KINDS[number // len(insurers) % len(dental.KINDS)]
        mine = insurer.number[-2:]
        network = Network(
            f"{wish.state}N{mine}1", f"{insurer.brand} PPO", "PPO", 1000, everywhere, f"{wish.state}S{mine}1"
        )
        plan = dental.plan_of(
            kind, insurer, network, plan_id=f"{insurer.number}{wish.state}001{number + 1:04d}",
            name=_free_name(f"{insurer.brand} {kind.name}", taken), state=wish.state, source=wish.words,
        )  # fmt: skip
        yield _Made(plan, network, kind=kind, own=dental.prices(kind, random))


def _filing(
    wish: Wish, made: Sequence[_Made], parts: Sequence[Part], core: str, anchor: benchmarks.Benchmark, random: Random
) -> Filing:
    areas = sorted({part.area for part in parts})
    home = next(part.area for part in parts if part.fips == core)
    figures = benchmarks.by_area(anchor, areas, home, random)
    rows = [(number, area) for number, one in enumerate(made) for area in areas if _sold_in(one, area, parts)]
    prices = _prices(wish, made, rows, figures, anchor)
    sold = _sold(made, parts, {row: place for place, row in enumerate(rows)})
    plans = [one.plan for one in made]
    count = law.rated_children(wish.year).count
    return Filing(
        exchange=wish.exchange,
        year=wish.year,
        source=wish.words,
        sha256=digest(msgspec.json.encode(plans), *(array.tobytes() for array in prices), msgspec.json.encode(sold)),
        plans=plans,
        row_plan=np.array([number for number, _ in rows], dtype=np.int32),
        row_area=[area for _, area in rows],
        rates=prices[0],
        tier_rates=prices[1],
        tobacco_rates=prices[2] if (prices[2] != NO_RATE).any() else None,
        derived=np.zeros(prices[0].shape, dtype=np.bool_),
        children_rated_max=np.full(len(rows), count, dtype=np.int8),
        pair_county=[fips for fips, _, _ in sold],
        pair_row=np.array([row for _, row, _ in sold], dtype=np.int32),
        pair_zips=np.array([place for _, _, place in sold], dtype=np.int32),
        zip_sets=_zip_sets(parts),
    )


def _zip_sets(parts: Sequence[Part]) -> list[tuple[str, ...]]:
    return sorted({part.zips for part in parts if part.zips})


def _sold_in(one: _Made, area: str, parts: Sequence[Part]) -> bool:
    return any(part.area == area and part.fips in one.network.counties for part in parts)


def _sold(made: Sequence[_Made], parts: Sequence[Part], rows: dict[tuple[int, str], int]) -> list[tuple[str, int, int]]:
    """(county, rate row, set of ZIP codes or WHOLE_COUNTY) of everything sold."""
    sets = {zips: place for place, zips in enumerate(_zip_sets(parts))}
    return [
        (part.fips, rows[number, part.area], sets.get(part.zips, WHOLE_COUNTY))
        for part in parts
        for number, one in enumerate(made)
        if part.fips in one.network.counties
    ]


def _prices(
    wish: Wish,
    made: Sequence[_Made],
    rows: Sequence[tuple[int, str]],
    figures: dict[str, Cents],
    anchor: benchmarks.Benchmark,
) -> tuple[Int, Int, Int]:
    middle = pricing.second_lowest([one.weight for one in made if one.weight])
    base = [
        pricing.base_price(weight, middle, figures[area], anchor.age, wish.state, wish.year)
        if (weight := made[number].weight)
        else made[number].own[1 if not _for_children(made[number]) else 0]
        for number, area in rows
    ]
    found = pricing.spread_over(base, [made[number].tobacco for number, _ in rows], wish.state, wish.year)
    if law.family_tiers(wish.state, wish.year) is None:
        for place, (number, _) in enumerate(rows):
            if kind := made[number].kind:
                found.rates[place] = dental.rates(kind, *made[number].own)
    return found.rates, found.tier_rates, found.tobacco


def _for_children(one: _Made) -> bool:
    return one.kind is not None and one.kind.child_only
