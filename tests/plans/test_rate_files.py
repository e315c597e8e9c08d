"""CMS's Rate file in pieces: whatever the cut, the same prices, and a row that stands twice is found."""

from pathlib import Path
from typing import Any

import pytest

from coverport.plans.importers import table_reader
from coverport.plans.importers.problems import UnreadableFile
from coverport.plans.importers.recognize import recognize
from coverport.plans.importers.records import Reading
from coverport.plans.importers.source import Source
from tests.plans import public_files
from tests.plans.public_files import DENTAL, PLAN_A, PLAN_B, Row, table

AREAS = ("Rating Area 1", "Rating Area 2")


def read(path: Path) -> tuple[Reading, dict[tuple[str, str], dict[str, Any]]]:
    """The reading, and by plan and area what its records say together."""
    reading = recognize(Source(path))(None)  # type: ignore[operator]
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for record in reading.records:
        made = found.setdefault(
            (record.key, record.details["area"]),
            {"ages": {}, "tobacco": {}, "tiers": {}, "effective": record.details["effective"]},
        )
        for part in ("ages", "tobacco", "tiers"):
            made[part] |= record.details[part]
    return reading, found


def family(plan: str, **prices: str) -> Row:
    return public_files.rates(plan)[0] | {"Age": "Family Option", "IndividualRate": "31.50", **prices}


def rows() -> list[Row]:
    of_plans = [
        row
        for plan in (PLAN_A, PLAN_B)
        for area in AREAS
        for row in public_files.rates(plan, area=area, tobacco=plan == PLAN_B)
    ]
    return [*of_plans, family(DENTAL, Couple="63.00")]


@pytest.mark.parametrize("piece", [600, 2_000, 5_000, 8 << 20])
def test_a_file_says_the_same_however_it_is_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, piece: int) -> None:
    monkeypatch.setattr(table_reader, "PIECE", piece)
    path = table(tmp_path / "rates.csv", rows())
    monkeypatch.setattr("coverport.plans.importers.source.PIECE", min(piece, 1 << 20))
    reading, found = read(path)
    assert (reading.rows, reading.plans) == (4 * 51 + 1, {PLAN_A, PLAN_B, DENTAL})
    assert set(found) == {(plan, area) for plan in (PLAN_A, PLAN_B) for area in AREAS} | {(DENTAL, AREAS[0])}
    ages = found[PLAN_A, AREAS[1]]["ages"]
    assert list(ages) == public_files.AGES
    assert (ages["0-14"], ages["15"], ages["64 and over"]) == (20000, 20100, 25000)
    assert found[PLAN_A, AREAS[0]]["tobacco"] == {}
    assert found[PLAN_B, AREAS[0]]["tobacco"]["64 and over"] == 30000
    assert found[DENTAL, AREAS[0]] == {
        "ages": {}, "tobacco": {}, "tiers": {"single": 3150, "couple": 6300}, "effective": "2020-01-01",
    }  # fmt: skip
    assert reading.counts["prices by plan, area and date"] >= 5


def test_ages_and_a_family_option_of_one_plan_stand_in_one_record(tmp_path: Path) -> None:
    mixed = [*public_files.rates(), family(PLAN_A, Couple="63.00"), public_files.rates(PLAN_B)[0]]
    _, found = read(table(tmp_path / "rates.csv", mixed))
    assert found[PLAN_A, AREAS[0]]["tiers"] == {"single": 3150, "couple": 6300}
    assert "Family Option" not in found[PLAN_A, AREAS[0]]["ages"]
    assert found[PLAN_B, AREAS[0]]["ages"] == {"0-14": 20000}


@pytest.mark.parametrize(("piece", "first"), [(2_000, "an earlier line"), (8 << 20, "line 2")])
def test_a_row_that_stands_twice_is_found_in_whichever_piece(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, piece: int, first: str
) -> None:
    monkeypatch.setattr(table_reader, "PIECE", piece)
    monkeypatch.setattr("coverport.plans.importers.source.PIECE", min(piece, 1 << 20))
    twice = [*rows(), rows()[0]]
    with pytest.raises(UnreadableFile) as refused:
        read(table(tmp_path / "rates.csv", twice))
    (problem,) = refused.value.problems
    assert (problem.line, problem.column) == (len(twice) + 1, "Age")
    assert problem.found == repr(f"{PLAN_A}, Rating Area 1, 0-14")
    assert problem.expected == f"each once; {first} has it already"


def test_placeholders_are_no_prices_and_are_counted(tmp_path: Path) -> None:
    given = public_files.rates()
    given[3] = given[3] | {"IndividualRate": "9999.00"}
    reading, found = read(table(tmp_path / "rates.csv", given))
    assert found[PLAN_A, AREAS[0]]["ages"][given[3]["Age"]] == -1
    assert reading.notes == {"prices of 0 or 9999 taken as: not sold at this age": 1}
