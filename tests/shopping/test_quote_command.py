"""`coverport quote`: its JSON, its refusals in one line, what it loads and how fast it answers."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from coverport.plans import sample
from coverport.shopping.quote_command import main

NH = "--state NH --year 2014 --county 33013"
FAMILY = f"{NH} --age 40 --age 38 --age 9 --income 45000"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder in which both samples are published, without a database."""
    folder = tmp_path_factory.mktemp("data")
    patch = pytest.MonkeyPatch()
    patch.setenv("COVERPORT_DATA", str(folder))
    sample.publish_files()
    patch.undo()
    return folder


@pytest.fixture(autouse=True)
def use_data(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COVERPORT_DATA", str(data))


def answer(arguments: str, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    code = main([*arguments.split(), "--json"])
    said = capsys.readouterr()
    assert (code, said.err) == (0, "")
    found: dict[str, Any] = json.loads(said.out)
    return found


def test_a_family_of_three_in_new_hampshire(capsys: pytest.CaptureFixture[str]) -> None:
    """Worked by hand: 45,000 of 19,530 is 230 percent, 7.35 percent of income, 275.625 a month; 571.36 - 275.625 = 295.735."""
    found = answer(FAMILY, capsys)
    assert found["rating_area"] == "Rating Area 1"
    assert found["coverage_family"] == [{"id": "1", "age": 40}, {"id": "2", "age": 38}]
    assert found["likely_medicaid_chip"] == [{"id": "3", "age": 9}]
    assert found["benchmark"]["premium"] == "571.36"
    assert found["benchmark"]["ehb_assumed"] is True
    assert found["aptc"] == "295.74"
    assert found["percent_of_poverty"] == "230.4147"
    assert found["assumed_law"] == []
    assert len([plan for plan in found["plans"] if not plan["exemption_needed"]]) == 10
    assert set(found["plans"][0]) >= {"plan_id", "issuer", "name", "metal_level", "premium", "premium_after_credit"}


def test_plans_are_cheapest_first_and_money_has_two_decimals(capsys: pytest.CaptureFixture[str]) -> None:
    plans = answer(FAMILY, capsys)["plans"]
    keys = [(float(plan["premium_after_credit"]), plan["plan_id"]) for plan in plans]
    assert keys == sorted(keys)
    for plan in plans:
        assert all(len(plan[name].split(".")[1]) == 2 for name in ("premium", "premium_after_credit"))


def test_a_vermont_family_of_four(capsys: pytest.CaptureFixture[str]) -> None:
    """80,000 of 23,550 is 339 percent, 9.5 percent of income; the family tier of the second silver plan is 1,160.61 as filed."""
    found = answer("--state VT --year 2014 --county 50007 --age 40 --age 38 --age 9 --age 7 --income 80000", capsys)
    assert (found["benchmark"]["premium"], found["aptc"]) == ("1160.61", "527.28")
    assert found["likely_medicaid_chip"] == []
    assert "medicaid.child (VT)" in found["assumed_law"]
    assert {plan["rate_status"] for plan in found["plans"]} == {"filed"}
    assert {plan["metal_level"] for plan in found["plans"] if plan["exemption_needed"]} == {"catastrophic"}


def test_catastrophic_plans_keep_their_price_from_thirty_on_and_are_marked(capsys: pytest.CaptureFixture[str]) -> None:
    """An exemption for hardship opens them at any age, 45 CFR 156.155(a)(5)(ii)."""
    by_age = {
        age: answer(f"--year 2014 --county 50007 --age {age} --income 40000", capsys)["plans"] for age in (29, 30)
    }
    prices, needed = {}, {}
    for age, plans in by_age.items():
        found = [plan for plan in plans if plan["metal_level"] == "catastrophic"]
        prices[age] = {plan["plan_id"]: plan["premium_after_credit"] for plan in found}
        needed[age] = {plan["exemption_needed"] for plan in found}
    assert prices[29] == prices[30] != {}
    assert needed == {29: {False}, 30: {True}}


def test_a_zip_code_stands_for_its_county(capsys: pytest.CaptureFixture[str]) -> None:
    by_zip = answer("--state NH --year 2014 --zip 03301 --age 40 --income 30000", capsys)
    by_county = answer(f"{NH} --age 40 --income 30000", capsys)
    assert by_zip == by_county


def test_the_state_may_be_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    assert answer("--year 2014 --county 33013 --age 40 --income 30000", capsys)["aptc"]


def test_without_income_the_credit_is_null_with_its_reason(capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(f"{NH} --age 40 --age 9", capsys)
    assert (found["aptc"], found["benchmark"]) == (None, None)
    assert "income_missing" in {reason["code"] for reason in found["aptc_reasons"]}
    assert all(plan["premium"] == plan["premium_after_credit"] for plan in found["plans"])


@pytest.mark.parametrize(("on", "likely"), [("2014-08-14", []), ("2014-08-15", ["1"])])
def test_the_date_decides_who_has_medicaid(on: str, likely: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(f"{NH} --age 40 --income 12000 --on {on}", capsys)
    assert [person["id"] for person in found["likely_medicaid_chip"]] == likely


def test_options_number_people_from_one(capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(f"{NH} --age 40 --age 30 --income 36000 --not-applying 1 --pregnant 2 --tobacco 2", capsys)
    assert found["likely_medicaid_chip"] == [{"id": "2", "age": 30}]  # 36,000 of 19,530 for three is under 201 percent
    assert found["coverage_family"] == []


def test_the_table_is_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(FAMILY.split()) == 0
    told = capsys.readouterr().out
    assert "Likely Medicaid or CHIP: person 3 (age 9)." in told
    assert "You can get $295.74 a month off your premium." in told
    assert main("--year 2014 --county 50007 --age 40 --income 80000".split()) == 0
    assert "rates as filed, not approved" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ("--state NH --year 2014 --county 33099 --age 40", "33099"),
        ("--state NH --year 2014 --county 25001 --age 40", "is in MA, not in NH"),
        ("--state VT --year 2014 --county 33013 --age 40", "is in NH, not in VT"),
        ("--state NH --year 2014 --county 3301 --age 40", "3301"),
        ("--state CA --year 2014 --zip 90001 --age 40", "serves CA"),
        ("--year 2014 --zip 90001 --age 40", "serves CA"),
        ("--state ZZ --year 2014 --zip 03301 --age 40", "serves ZZ"),
        ("--year 2014 --zip 00000 --age 40", "00000"),
        ("--year 2014 --zip 0330 --age 40", "five digits"),
        ("--state TX --year 2014 --county 48001 --age 40", "No plans"),
        ("--state NH --year 2015 --county 33013 --age 40", "make setup"),
        ("--state NH --year 2044 --county 33013 --age 40", "import_plans"),
        (f"{NH} --age 121", "120"),
        (f"{NH} --age -1", "-1"),
        (f"{NH} --age old", "old"),
        (f"{NH} --age 40.5", "40.5"),
        (NH, "--age"),
        ("--state NH --year 2014 --age 40", "--county --zip"),
        ("--state NH --county 33013 --age 40", "--year"),
        (f"{NH} --zip 03301 --age 40", "not allowed with"),
        (f"{NH} --age 40 --income -1", "below $0"),
        (f"{NH} --age 40 --income 10000001", "$10,000,000"),
        (f"{NH} --age 40 --income much", "much"),
        (f"{NH} --age 40 --income NaN", "NaN"),
        (f"{NH} --age 40 --income 1.001", "1.001"),
        (f"{NH} --age 40 --on 2014-02-30", "2014-02-30"),
        (f"{NH} --age 40 --on 1999-01-01", "1999"),
        (f"{NH} --age 40 --tobacco 2", "--tobacco 2"),
        (f"{NH} --age 40 --not-applying 0", "--not-applying 0"),
        (f"{NH} --age 40 --not-applying 1", "nobody"),
        (f"{NH} --age 40 --surprise", "--surprise"),
    ],
)
def test_what_it_cannot_do_is_one_clear_line_and_exit_code_1(
    arguments: str, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments.split()) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert told in said.err


def test_a_zip_code_of_several_counties_names_them(capsys: pytest.CaptureFixture[str]) -> None:
    from coverport.plans import geography

    crossing = next(f"{number:05d}" for number in range(3031, 3900) if len(_known(geography, f"{number:05d}")) > 1)
    assert main(f"--year 2014 --zip {crossing} --age 40".split()) == 1
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert all(county.fips in said and county.name in said for county in geography.counties_of_zip(crossing))


def _known(geography: Any, zip_code: str) -> tuple[Any, ...]:
    try:
        found: tuple[Any, ...] = geography.counties_of_zip(zip_code)
    except geography.UnknownZip:
        return ()
    return found


def test_a_damaged_catalog_is_said_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COVERPORT_DATA", str(tmp_path))
    for published in sample.publish_files():
        published.path.write_bytes(b"not a catalog")
    from coverport.plans import catalogs

    catalogs._open.clear()  # as a new process would see it
    assert main(FAMILY.split()) == 1
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "cannot be read" in said


def run(*arguments: str, data: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"COVERPORT_DATA": str(data)},
    )


def test_it_loads_neither_django_nor_a_database(data: Path) -> None:
    code = (
        f"import sys; from coverport.command import main; main(['quote', *{FAMILY.split()!r}, '--json']);"
        "print([name for name in sys.modules if name.split('.')[0] in ('django', 'psycopg', 'polars')])"
    )
    done = run("-c", code, data=data)
    assert done.stdout.splitlines()[-1] == "[]", done.stderr
