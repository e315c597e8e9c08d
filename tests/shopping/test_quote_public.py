"""`coverport quote` on the complete federal file of 2014: the file's own premium for every column that it prints, in all 36 states."""

import json
import os
import random
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest

from coverport.exchanges import profiles
from coverport.plans import catalogs, geography
from coverport.plans.catalog_writer import encode, place_file
from coverport.plans.importers.filing import contents_of
from coverport.plans.importers.landscape import read_landscape
from coverport.shopping.quote_command import main
from tests.plans.landscapes import Row, public_rows
from tests.shared import shared

pytestmark = [pytest.mark.timeout(120), pytest.mark.xdist_group("landscape")]
CENT = Decimal("0.01")
COUNTIES, PLANS = 2, 4  # of each state, and of each county


@pytest.fixture(scope="module")
def drawn() -> dict[str, list[Row]]:
    """Rows by county, drawn from every state."""
    places: dict[str, dict[str, list[Row]]] = {}
    for row in public_rows(shared("data", "landscape", "2014_ffm_individual_medical.csv.gz")):
        fips = geography.county_by_name(row["state"], row["county"]).fips
        places.setdefault(row["state"], {}).setdefault(fips, []).append(row)
    assert len(places) == 36
    chance = random.Random(int(os.environ["COVERPORT_SEED"]))
    chosen = [
        (fips, by_county[fips])
        for _, by_county in sorted(places.items())
        for fips in chance.sample(sorted(by_county), COUNTIES)
    ]
    return {fips: chance.sample(rows, min(PLANS, len(rows))) for fips, rows in chosen}


@pytest.fixture(scope="module", autouse=True)
def published(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The whole file as catalog 1 of a data folder of its own."""
    path = shared("data", "landscape", "2014_ffm_individual_medical.csv.gz")
    filing = read_landscape(path, exchange="federal", year=2014, states=profiles.load("federal").states)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COVERPORT_DATA", str(tmp_path_factory.mktemp("quotes")))
        folder: Path = catalogs.folder("federal", 2014)
        catalogs.make_current(place_file(folder, "federal", 2014, 1, encode(contents_of(filing), 1)))
        yield


def households() -> Iterator[tuple[str, list[int]]]:
    """Every sample age and family column, and the ages that it is for: you first."""
    yield "premium_child", [9]
    for age in (21, 27, 30, 40, 50, 60):
        yield f"premium_adult_individual_age_{age}", [age]
    for age in (21, 30, 40, 50, 60):
        yield f"premium_couple_{age}", [age, age]
    for age in (21, 30, 40, 50):
        for children, words in ((1, "1_child"), (2, "2_children"), (3, "3_or_more_children")):
            yield f"individual_{words}_age_{age}", [age, *range(9, 9 + children)]
            yield f"couple_{words}_age_{age}", [age, age, *range(9, 9 + children)]


def quoted(county: str, ages: list[int], capsys: pytest.CaptureFixture[str]) -> tuple[str, dict[str, str]]:
    """The rating area and the premium of each plan that the command prints."""
    people = [part for age in ages for part in ("--age", str(age))]
    code = main(["--year", "2014", "--county", county, "--json", *people])
    said = capsys.readouterr()
    assert (code, said.err) == (0, "")
    found = json.loads(said.out)
    return found["rating_area"], {plan["plan_id"].upper(): plan["premium"] for plan in found["plans"]}


def test_the_command_gives_the_files_own_premium_to_the_cent(
    drawn: dict[str, list[Row]], capsys: pytest.CaptureFixture[str]
) -> None:
    compared = 0
    for county, rows in drawn.items():
        for column, ages in households():
            area, premiums = quoted(county, ages, capsys)
            for row in rows:
                plan = row["plan_id_standard_component"].upper()
                expected = str(Decimal(row[column]).quantize(CENT, ROUND_HALF_UP)) if row[column] else None
                assert (area, premiums.get(plan)) == (row["rating_area"], expected), (county, plan, column)
                compared += 1
    with capsys.disabled():
        print(f"\n{compared:,} premiums of {sum(map(len, drawn.values()))} plan-county rows")
