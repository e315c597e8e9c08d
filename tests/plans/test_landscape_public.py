"""The complete federal file of 2014: every price that it prints comes back to the cent, in all 36 states."""

import os
import random
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import polars as pl
import pytest

from coverport.exchanges import profiles
from coverport.plans import geography, sample
from coverport.plans.catalog import Catalog
from coverport.plans.importers.filing import contents_of
from coverport.plans.importers.landscape import read_landscape
from coverport.plans.rules import Member, benchmark_of, premium_of, premiums
from tests.plans import landscape_benchmarks
from tests.plans.landscapes import Row, public_rows
from tests.plans.toys import catalog
from tests.shared import shared

# One process reads the file once for all of these.
pytestmark = [pytest.mark.timeout(120), pytest.mark.xdist_group("landscape")]

ADULT_AGES = (21, 27, 30, 40, 50, 60)
FAMILY_AGES = (21, 30, 40, 50)
CHILDREN = ((0, "1_child"), (1, "2_children"), (2, "3_or_more_children"))


def imported(path: Path, folder: Path) -> Catalog:
    filing = read_landscape(path, exchange="federal", year=2014, states=profiles.load("federal").states)
    return catalog(folder, contents_of(filing))


@pytest.fixture(scope="module")
def public() -> Path:
    return shared("data", "landscape", "2014_ffm_individual_medical.csv.gz")


@pytest.fixture(scope="module")
def federal(public: Path, tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    return imported(public, tmp_path_factory.mktemp("landscape"))


@pytest.fixture(scope="module")
def rows(public: Path) -> list[Row]:
    return list(public_rows(public))


@pytest.fixture(scope="module")
def seed() -> int:
    chosen = int(os.environ.get("COVERPORT_SEED", random.SystemRandom().randrange(10**6)))
    print(f"\nCOVERPORT_SEED={chosen}")
    return chosen


def drawn(rows: list[Row], seed: int, each: int) -> Iterator[Row]:
    """So many rows of every state, and as many more of every kind of offering."""
    by: dict[str, list[Row]] = {}
    for row in rows:
        by.setdefault(row["state"], []).append(row)
        if row["child_only_offering"] != "Allows Adult and Child-Only":
            by.setdefault(row["child_only_offering"], []).append(row)
    chance = random.Random(seed)
    for group in sorted(by):
        yield from chance.sample(by[group], min(each, len(by[group])))


def printed(text: str) -> int | None:
    """Cents as the file means them."""
    return int((Decimal(text) * 100).quantize(Decimal(1), ROUND_HALF_UP)) if text else None


def households(row: Row) -> Iterator[tuple[str, list[Member]]]:
    """Every price column and whom it is for."""
    for age in (0, 9, 20):
        yield "premium_child", [Member("c", age)]
    for age in ADULT_AGES:
        yield f"premium_adult_individual_age_{age}", [Member("a", age)]
    for age in (21, 30, 40, 50, 60):
        yield f"premium_couple_{age}", [Member("a", age), Member("b", age, "spouse")]
    for age in FAMILY_AGES:
        for more, words in CHILDREN:
            children = [Member(f"c{n}", 9 + n, "child") for n in range(more + 1)]
            yield f"individual_{words}_age_{age}", [Member("a", age), *children]
            yield f"couple_{words}_age_{age}", [Member("a", age), Member("b", age, "spouse"), *children]


def test_every_row_of_the_file_is_there(federal: Catalog, rows: list[Row]) -> None:
    assert (len(rows), len(federal.plans()), len(federal.counties())) == (81_013, 2_890, 2_589)
    ours = {(fips, federal.plan_id_of(row)) for fips in federal.counties() for row in federal.place(fips).rows.tolist()}
    theirs = {
        (geography.county_by_name(row["state"], row["county"]).fips, row["plan_id_standard_component"]) for row in rows
    }
    assert ours == theirs


def test_every_printed_price_comes_back_to_the_cent_in_every_state(
    federal: Catalog, rows: list[Row], seed: int
) -> None:
    compared, states = 0, set()
    for row in drawn(rows, seed, each=10):
        place = federal.place(geography.county_by_name(row["state"], row["county"]).fips)
        rate_row = federal.row_of(place, row["plan_id_standard_component"])
        position = place.rows.tolist().index(rate_row)
        assert place.rating_area == row["rating_area"]
        for column, members in households(row):
            where = (row["state"], row["county"], row["plan_id_standard_component"], column)
            premium = premium_of(federal, rate_row, members)
            expected = printed(row[column])
            assert (None if premium is None else premium.total) == expected, where
            assert premiums(federal, place, members)[position] == (-1 if expected is None else expected), where
            assert premium is None or not premium.derived, where
            compared += 1
        states.add(row["state"])
    print(f"{compared:,} prices of {len(states)} states")
    assert len(states) == 36


def test_a_copy_without_the_ages_30_40_and_50_derives_them_within_two_cents_for_nine_in_ten(
    public: Path, federal: Catalog, tmp_path: Path
) -> None:
    frame = pl.read_csv(public, infer_schema=False)
    dropped = [f"premium_adult_individual_age_{age}" for age in (30, 40, 50)]
    frame.drop(dropped).write_csv(tmp_path / "without_ages.csv")
    derived = imported(tmp_path / "without_ages.csv", tmp_path)
    grown = ~federal.row_child_only
    for age in (30, 40, 50):
        assert derived.derived[grown, age].all()
        off = abs(derived.rates[grown, age] - federal.rates[grown, age])
        share = float((off <= 2).mean())
        print(f"age {age}: {share:.1%} within 2 cents, most {off.max()} cents")
        assert share >= 0.9
    kept = [age for age in range(65) if age not in (30, 40, 50)]
    assert (derived.rates[:, kept] == federal.rates[:, kept]).all()


def test_a_copy_without_family_columns_still_imports(public: Path, federal: Catalog, tmp_path: Path) -> None:
    frame = pl.read_csv(public, infer_schema=False)
    family = [name for name in frame.columns if "couple" in name or name.startswith("individual_")]
    frame.drop(family).write_csv(tmp_path / "without_families.csv")
    made = imported(tmp_path / "without_families.csv", tmp_path)
    assert set(made.children_rated_max.tolist()) == {3}
    assert (made.rates[:, 21:] == federal.rates[:, 21:]).all()


def test_the_packaged_new_hampshire_is_what_the_file_says(federal: Catalog, tmp_path: Path) -> None:
    ours = catalog(tmp_path, contents_of(sample.filing("nh_2014")))
    for fips in ours.counties():
        place, theirs = ours.place(fips), federal.place(fips)
        assert (place.county_name, place.rating_area) == (theirs.county_name, theirs.rating_area)
        for row, other in zip(place.rows.tolist(), theirs.rows.tolist(), strict=True):
            assert ours.plan_of(row) == federal.plan_of(other)
            assert (ours.rates[row] == federal.rates[other]).all()
            assert (ours.derived[row] == federal.derived[other]).all()


def test_the_benchmark_of_every_county_is_what_a_reader_of_its_own_finds_in_the_file(
    federal: Catalog, public: Path
) -> None:
    families = {
        "premium_child": [Member("c", 9)],
        "premium_adult_individual_age_40": [Member("a", 40)],
        "couple_2_children_age_30": [
            Member("a", 30),
            Member("b", 30, "spouse"),
            Member("c", 9, "child"),
            Member("d", 7, "child"),
        ],
    }
    codes = landscape_benchmarks.county_codes(shared("data", "geo", "landscape_2014_county_fips.csv"))
    expected, areas = landscape_benchmarks.benchmarks(public, codes, families)
    assert {place.rating_area for place in map(federal.place, areas)} == {area for _, area in areas.values()}
    assert (len(areas), len(set(areas.values()))) == (2_589, 407)
    for column, members in families.items():
        ours = {}
        for fips in areas:
            benchmark = benchmark_of(federal, federal.place(fips), members)
            assert benchmark is not None, (fips, column)
            ours[fips] = (benchmark.premium, benchmark.plan_id.upper())
        assert ours == expected[column], column
        # By county: the same rating area has several benchmarks where plans serve a part of it.
        assert len(landscape_benchmarks.divided_areas(ours, areas)) == 102, column


def test_vermonts_filed_rates_are_those_of_the_public_table() -> None:
    with shared("data", "vt", "vt_rates_2014_2017.csv").open() as file:
        lines = [line.strip().split(",") for line in file if line.startswith("2014,")]
    theirs = sorted((line[3], line[4].lower(), line[6], printed(line[7])) for line in lines)
    filing = sample.filing("vt_2014")
    tiers = ("single", "couple", "parent_children", "family")
    ours = sorted(
        (plan.issuer_id, plan.metal_level, tier, int(cents))
        for plan, rates in zip(filing.plans, filing.tier_rates, strict=True)
        for tier, cents in zip(tiers, rates, strict=True)
    )
    assert len(filing.plans) == 25
    assert ours == theirs
