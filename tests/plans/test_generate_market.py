"""Sample markets: lawful designs, prices to the cent, the same bytes for the same seed, and a mark on all of it."""

import re
from collections import Counter
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coverport import law
from coverport.core.money import half_up
from coverport.plans import geography
from coverport.plans.catalog_writer import encode
from coverport.plans.geography import UnknownCounty
from coverport.plans.importers.filing import contents_of
from coverport.plans.market import CannotGenerate, Market, Wish, benchmarks, designs, generate
from coverport.plans.market.actuarial_value import Design, Rule, paid, value
from coverport.plans.market.care import KEYS, SERVICES, use_of
from coverport.plans.market.names import insurers
from coverport.plans.plan import Plan, Share
from coverport.plans.rules.arrays import NO_RATE
from coverport.plans.rules.certification.filed import Filed
from coverport.plans.rules.certification.findings import Outcome
from coverport.plans.rules.certification.value import essential_shares

# Words of real insurers' names: none may stand in a made-up one.
REAL = (
    "aetna", "ambetter", "anthem", "arches", "avmed", "blue", "bright", "buckeye", "capital", "caresource", "celtic", "cigna",
    "connecticare", "coventry", "delta", "emblem", "evergreen", "fallon", "fidelis", "florida", "friday", "geisinger", "guardian",
    "harvard", "health net", "healthfirst", "highmark", "humana", "independence", "kaiser", "land of lincoln", "magnolia", "medica",
    "meridian", "metlife", "minuteman", "moda", "molina", "mvp", "neighborhood", "northeast", "oscar", "pacificsource", "paramount",
    "peach", "pilgrim", "premera", "priority", "providence", "regence", "sanford", "sentara", "sharp", "silversummit", "sunflower",
    "tufts", "unitedhealthcare", "upmc", "wellcare", "wellmark", "wellsense",
)  # fmt: skip
STATES = {"VT": "vt", "MA": "ma", "NH": "federal"}


@lru_cache(maxsize=32)
def market(state: str, seed: int = 1, year: int = 2027, issuers: int = 4, plans: int = 60) -> Market:
    return generate(Wish(STATES[state], state, year, issuers, plans, seed))


def health(state: str, seed: int = 1) -> list[Plan]:
    return [plan for plan in market(state, seed).filing.plans if plan.division == "health"]


def bytes_of(made: Market) -> bytes:
    return encode(contents_of(made.filing), 1)


# The same seed


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others() -> None:
    wish = Wish("vt", "VT", 2027, 3, 12, 7)
    first, again = generate(wish), generate(wish)
    assert bytes_of(first) == bytes_of(again)
    assert first.directory == again.directory
    assert first.filing.sha256 == again.filing.sha256
    assert first.filing.sha256 != market("VT", 8, issuers=3, plans=12).filing.sha256


@pytest.mark.parametrize("state", STATES)
def test_sixty_plans_of_four_insurers_with_every_level_and_dental_plans_beside_them(state: str) -> None:
    plans = market(state).filing.plans
    levels = Counter(plan.metal_level for plan in plans)
    assert levels == {"silver": 20, "bronze": 16, "gold": 16, "catastrophic": 4, "platinum": 4, "high": 4, "low": 2}
    assert len({plan.issuer_id for plan in health(state)}) == 4
    assert len({plan.name for plan in plans}) == len(plans)
    dental = [plan for plan in plans if plan.division == "dental"]
    assert any(plan.child_only for plan in dental)
    assert any(plan.adult_dental and plan.child_dental for plan in dental)


@pytest.mark.parametrize("state", STATES)
def test_every_plan_says_how_much_of_its_premium_is_for_essential_benefits(state: str) -> None:
    """Of a dental plan's, how much is children's: else no credit could pay for it."""
    plans = tuple(market(state).filing.plans)
    found = essential_shares(Filed(year=2027, state=state, plans=plans))
    assert (found.outcome, found.looked_at) == (Outcome.MET, len(plans))


def test_everything_says_that_it_is_invented() -> None:
    for plan in market("VT").filing.plans:
        assert plan.invented
        assert plan.source == "Sample market of VT 2027: 4 insurers, 60 plans, seed 1"
        assert plan.issuer_id.startswith("0"), "HIOS numbers of real insurers begin with 1 to 9"
        assert re.fullmatch(r"1-800-555-01\d\d", plan.phone or "")
        assert plan.urls.sbc is not None
        assert ".example/" in plan.urls.sbc


def test_no_insurer_has_a_real_ones_name() -> None:
    for seed in range(40):
        for made in (*insurers("50", 24, Random(seed)), *insurers("50", 4, Random(seed), dental=True)):
            assert not [word for word in REAL if word in made.brand.lower()]


# Designs


def test_the_value_of_a_design_is_what_the_plan_pays_of_all_costs() -> None:
    """By hand: without cost sharing all, with a deductible without end nothing; half of every bill is half of all."""
    use = use_of(12_000_00)
    free = Design(0, 0, tuple(Rule(copay=0) for _ in KEYS))
    nothing = Design(10**12, 10**12, tuple(Rule(percent=0, after=True) for _ in KEYS))
    half = Design(0, 10**12, tuple(Rule(percent=50, after=True) for _ in KEYS))
    assert [value(design, use) for design in (free, nothing, half)] == [10_000, 0, 5_000]


def test_a_member_pays_the_deductible_then_the_coinsurance_then_no_more_than_the_limit() -> None:
    use = use_of(12_000_00)
    design = Design(1_000_00, 5_000_00, tuple(Rule(percent=20, after=True) for _ in KEYS))
    # Bands of $150, $1,900, $9,500 and $600,000 of care.
    found = dict(zip(use.costs.sum(axis=1).tolist(), paid(design, use).total.tolist(), strict=True))
    assert [found[spent] for spent in (150_00, 1_900_00, 9_500_00, 600_000_00)] == [
        150_00,
        1_180_00,
        2_700_00,
        5_000_00,
    ]


@pytest.mark.parametrize("year", range(2014, 2028))
def test_every_style_can_be_had_in_every_plan_year(year: int) -> None:
    rules = designs.law_of(year)
    for style in designs.styles():
        found = designs.fit(style, rules)
        kind = style.kind if style.kind in rules.ranges else style.metal
        if style.metal != "catastrophic":
            lowest, highest = rules.ranges[kind]
            assert lowest <= found.values["01"] <= highest


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10**6), year=st.integers(2014, 2027), style=st.sampled_from(designs.styles()))
def test_every_insurers_own_design_is_lawful_with_its_variants_complete_and_ordered(
    seed: int, year: int, style: designs.Style
) -> None:
    rules = designs.law_of(year)
    found = designs.fit_own(style, rules, Random(seed))
    ranges = {entry.plan: entry for entry in law.values("plans.actuarial_value", on=law.lookups.new_year(year)).ranges}
    use = use_of(rules.limit)
    for design in found.designs.values():
        assert 0 <= design.deductible <= design.limit <= rules.limit
    if style.metal == "catastrophic":
        assert set(found.designs) == {"01"}
        assert found.standard.deductible == found.standard.limit == rules.limit
        return
    assert set(found.designs) == (
        {"01", "02", "03", "04", "05", "06"} if style.metal == "silver" else {"01", "02", "03"}
    )
    assert value(found.designs["02"], use) == 10_000
    kind = ranges.get(style.kind) or ranges[style.metal]
    assert (kind.target - kind.below) * 100 <= value(found.standard, use) <= (kind.target + kind.above) * 100
    if style.metal == "silver":
        _ordered([found.designs[variant] for variant in ("01", "04", "05", "06")])
        for variant in ("04", "05", "06"):
            kind = ranges[f"variant_{variant}"]
            filed = value(found.designs[variant], use)
            assert (kind.target - kind.below) * 100 <= filed <= (kind.target + kind.above) * 100
        assert value(found.designs["04"], use) - value(found.standard, use) >= 200, "45 CFR 156.420(f)"
        assert found.designs["04"].limit <= rules.limit * 4 // 5
        assert found.designs["06"].limit <= found.designs["05"].limit <= rules.limit // 3


def _ordered(designs_by_wealth: list[Design]) -> None:
    """Each is at least as good as the one before, in everything."""
    for poorer, richer in pairwise(designs_by_wealth):
        assert richer.deductible <= poorer.deductible
        assert richer.limit <= poorer.limit
        for one, other in zip(poorer.rules, richer.rules, strict=True):
            assert (other.copay or 0) <= (one.copay or 0)
            assert (other.percent or 0) <= (one.percent or 0)
            assert other.after <= one.after


def test_limits_of_silver_variants_of_2026_are_the_published_ones() -> None:
    """HHS's reduced annual limits for 2026: $8,450 at 201 to 250 percent of poverty, $3,500 below."""
    assert designs.law_of(2026).reduced == {"04": 8_450_00, "05": 3_500_00, "06": 3_500_00}


def test_a_standardized_design_is_the_same_at_every_insurer() -> None:
    by_design: dict[str, set[str]] = {}
    for plan in health("VT"):
        if plan.design:
            costs = str(sorted(plan.cost_sharing["01"].items()))
            by_design.setdefault(plan.design, set()).add(costs)
    assert set(by_design) == {"Standard Bronze", "Standard Silver", "Standard Gold", "Standard Platinum"}
    assert all(len(found) == 1 for found in by_design.values())


def test_bronze_and_catastrophic_plans_go_with_a_savings_account_from_2026() -> None:
    for plan in health("NH"):
        assert plan.hsa_eligible == (plan.metal_level in {"bronze", "catastrophic"})
    before = market("NH", year=2025, issuers=1, plans=15).filing.plans
    assert not any(plan.hsa_eligible or "HSA" in plan.name for plan in before)


def test_figures_and_words_of_a_plan_agree() -> None:
    plan = next(plan for plan in health("VT") if plan.design == "Standard Silver")
    assert plan.variants["01"].shares["Primary Care Visit to Treat an Injury or Illness"][0] == Share(
        copay=40_00, copay_when="before", words="$40 Copay"
    )
    assert plan.cost_sharing["01"]["primary_care_physician"] == "$40 Copay"
    assert plan.cost_sharing["01"]["inpatient_facility"] == "40% Coinsurance after deductible"
    assert plan.cost_sharing["02"]["primary_care_physician"] == "No Charge"
    assert plan.cost_sharing["01"]["medical_deductible_family"] == "$10,000"
    assert plan.variants["01"].actuarial_value is not None
    assert Decimal(70) <= plan.variants["01"].actuarial_value <= Decimal(72)
    assert {benefit.name for benefit in plan.benefits} >= {service.name for service in SERVICES}


def test_coverage_examples_add_up_to_no_more_than_the_limit() -> None:
    for plan in health("VT")[:15]:
        for variant in plan.variants.values():
            limit = variant.limits[0].individual
            for example in (variant.examples.baby, variant.examples.diabetes, variant.examples.fracture):
                assert example is not None
                assert limit is not None
                assert (example.deductible or 0) + (example.copay or 0) + (example.coinsurance or 0) <= limit


# Prices


def test_vermont_prices_by_its_four_tiers_around_the_published_single_benchmark() -> None:
    filing = market("VT").filing
    tiers = law.family_tiers("VT", 2027)
    assert tiers is not None
    singles = []
    for row, plan in enumerate(filing.row_plan.tolist()):
        single, couple, parent, family = filing.tier_rates[row].tolist()
        assert couple == half_up(Decimal(single) * Decimal("2.00"))
        assert parent == half_up(Decimal(single) * Decimal("1.93"))
        assert family == half_up(Decimal(single) * Decimal("2.81"))
        if filing.plans[plan].metal_level == "silver":
            singles.append(single)
    assert (filing.rates == NO_RATE).all()
    assert sorted(singles)[1] == 1_299_00


@pytest.mark.parametrize("state", ["NH", "MA"])
def test_elsewhere_prices_follow_the_states_age_curve_to_the_cent(state: str) -> None:
    filing = market(state).filing
    factors = law.age_curve(state, 2027).factors
    for row, plan in enumerate(filing.row_plan.tolist()):
        if filing.plans[plan].division == "dental":
            continue
        base = int(filing.rates[row, 21])
        for age in (0, 14, 15, 20, 21, 25, 40, 63, 64):
            assert filing.rates[row, age] == int(Fraction(base) * Fraction(factors[age]) + Fraction(1, 2))
    assert (filing.tier_rates == NO_RATE).all()


def test_new_hampshires_second_lowest_silver_costs_the_published_figure_at_40() -> None:
    filing = market("NH").filing
    rows = [row for row, plan in enumerate(filing.row_plan) if filing.plans[plan].metal_level == "silver"]
    assert abs(sorted(int(filing.rates[row, 40]) for row in rows)[1] - 289_30) <= 1  # a cent of rounding at 21


def test_massachusetts_seven_areas_reach_from_the_lowest_to_the_highest_published_figure() -> None:
    figures = benchmarks.by_area(
        benchmarks.benchmark_of("MA", 2027), [f"Rating Area {n}" for n in range(1, 8)], "Rating Area 5", Random(1)
    )
    assert (min(figures.values()), max(figures.values()), len(figures)) == (255_00, 476_00, 7)


def test_tobacco_costs_more_only_where_the_state_lets_it_and_only_from_21() -> None:
    assert market("VT").filing.tobacco_rates is None
    assert market("MA").filing.tobacco_rates is None
    dear = [made for made in (market("NH", seed) for seed in range(1, 5)) if made.filing.tobacco_rates is not None]
    assert dear
    for made in dear:
        filing = made.filing
        assert filing.tobacco_rates is not None
        asked = filing.tobacco_rates[:, 40] != NO_RATE
        rates, tobacco = filing.rates[asked].astype(int), filing.tobacco_rates[asked].astype(int)
        assert (tobacco[:, :21] == rates[:, :21]).all()
        assert (tobacco[:, 21:] > rates[:, 21:]).all()
        assert (tobacco[:, 21:] * 2 <= rates[:, 21:] * 3).all(), "45 CFR 147.102(a)(1)(iv): 1.5 to 1"


def test_a_state_without_a_published_figure_needs_one() -> None:
    wish = Wish("federal", "NH", 2013, 2, 4, 1)
    with pytest.raises(benchmarks.NoBenchmark, match="--benchmark"):
        benchmarks.benchmark_of(wish.state, wish.year)
    given_one = benchmarks.benchmark_of("ME", 2027, Decimal("512.34"))
    assert (given_one.age, given_one.lowest) == (21, Decimal("512.34"))
    assert benchmarks.benchmark_of("VT", 2025).lowest == 1277
    assert benchmarks.benchmark_of("VT", 2026).lowest == 1299


# Places


@pytest.mark.parametrize("state", STATES)
def test_every_county_has_silver_plans_and_some_plans_are_not_sold_everywhere(state: str) -> None:
    filing = market(state).filing
    by_county: dict[str, Counter[str]] = {}
    for fips, row in zip(filing.pair_county, filing.pair_row.tolist(), strict=True):
        by_county.setdefault(fips, Counter())[filing.plans[filing.row_plan[row]].metal_level] += 1
    assert set(by_county) == {one.fips for one in geography.counties_of_state(state, 2027)}
    assert all(found["silver"] >= 2 for found in by_county.values())
    assert min(map(Counter.total, by_county.values())) < max(map(Counter.total, by_county.values()))


@pytest.mark.parametrize(("state", "county"), [("VT", "50007"), ("MA", "25017"), ("NH", "33011")])
def test_every_plan_is_sold_in_the_largest_county(state: str, county: str) -> None:
    filing = market(state).filing
    sold = {
        int(filing.row_plan[row])
        for fips, row in zip(filing.pair_county, filing.pair_row, strict=True)
        if fips == county
    }
    assert len(sold) == len(filing.plans)


def test_a_county_of_several_areas_is_priced_by_zip_code() -> None:
    from coverport.plans.catalog import Catalog
    from coverport.plans.catalog_writer import place_file
    from coverport.plans.catalogs import folder

    made = market("MA")
    path = place_file(folder("ma", 2027), "ma", 2027, 1, bytes_of(made))
    catalog = Catalog.open(path)
    worcester = {code: catalog.place("25027", code).rating_area for code in ("01005", "01420", "01604")}
    assert worcester == {"01005": "Rating Area 1", "01420": "Rating Area 2", "01604": "Rating Area 2"}


# Directory


def test_doctors_facilities_and_drugs_are_in_some_networks_and_not_in_all() -> None:
    directory = market("VT").directory
    every = {plan.plan_id for plan in health("VT")}
    doctors = [one for one in directory.providers if one.type == "INDIVIDUAL"]  # type: ignore[union-attr]
    assert len(doctors) == 14 * 12
    assert len(directory.providers) - len(doctors) == 14 * 2
    assert all(str(one.npi).startswith("0") for one in doctors)  # type: ignore[union-attr]
    sizes = {len(one.plans) for one in doctors}  # type: ignore[union-attr]
    assert len(sizes) > 5
    metformin = next(one for one in directory.drugs if one.drug_name == "metformin")  # type: ignore[union-attr]
    assert {plan.plan_id for plan in metformin.plans} == every  # type: ignore[union-attr]
    assert {plan.drug_tier for one in directory.drugs for plan in one.plans} == {  # type: ignore[union-attr]
        "GENERIC", "PREFERRED-BRAND", "NON-PREFERRED-BRAND", "SPECIALTY",
    }  # fmt: skip


# Bad wishes


@pytest.mark.parametrize(("issuers", "plans", "match"), [
    (0, 60, "--issuers is from 1 to 24"), (25, 60, "--issuers is from 1 to 24"), (4, 3, "at least one"), (4, 2001, "at most 2,000"),
])  # fmt: skip
def test_numbers_that_make_no_market_are_refused(issuers: int, plans: int, match: str) -> None:
    with pytest.raises(CannotGenerate, match=match):
        generate(Wish("vt", "VT", 2027, issuers, plans, 1))


def test_an_unknown_state_is_refused() -> None:
    with pytest.raises(UnknownCounty, match="XX"):
        generate(Wish("vt", "XX", 2027, 1, 1, 1, Decimal(500)))


@pytest.mark.parametrize(("issuers", "plans"), [(1, 1), (24, 24), (2, 100)])
def test_small_and_large_markets_can_be_published(issuers: int, plans: int) -> None:
    assert bytes_of(market("VT", 3, issuers=issuers, plans=plans))
