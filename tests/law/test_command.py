"""`coverport law`."""

import json
import subprocess
import sys

import pytest

from coverport.law.command import main
from tests.law.test_reference_page import DOCS


def test_every_parameter_is_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    listed = capsys.readouterr().out
    assert "premium_tax_credit.income_window" in listed
    assert "[NY VT]" in listed
    assert "percent of poverty [51 states]" in listed


def test_a_value_is_printed_with_its_citation(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["premium_tax_credit.income_window", "--on", "2014-01-01"]) == 0
    printed = capsys.readouterr().out
    assert "ceiling: 400" in printed
    assert "26 USC 36B(c)(1)(A)" in printed


def test_a_states_value_is_printed_for_its_date(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["medicaid.adult", "--on", "2014-08-14", "--state", "nh"]) == 0
    assert "percent: none" in capsys.readouterr().out
    assert main(["medicaid.adult", "--on", "2014-08-15", "--state", "nh"]) == 0
    assert "percent: 133" in capsys.readouterr().out


def test_nested_figures_stand_one_to_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["premium_tax_credit.applicable_percentage", "--on", "2026-05-01"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "bands:"
    assert lines[2] == "  at least 133, below 150, initial 3.14, final 4.19"
    assert lines[7] == "from 2026-01-01 to 2026-12-31; in force, read"


def test_a_stayed_value_stands_in_the_history_and_is_never_the_value(capsys: pytest.CaptureFixture[str]) -> None:
    name = "renewal.fully_subsidized_charge"
    assert main([name]) == 0
    history = capsys.readouterr().out
    assert "dollars: 5\nfrom 2026-01-01 to 2026-12-31; stayed, read" in history
    assert "City of Columbus v. Kennedy" in history
    assert main([name, "--on", "2026-06-01"]) == 0
    value = capsys.readouterr().out
    assert "dollars: 0" in value
    assert "stayed" not in value


def test_as_json_a_value_has_its_whole_record(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["employer_coverage.affordability", "--on", "2027-06-01", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["name"], told["state"], told["on"]) == ("employer_coverage.affordability", None, "2027-06-01")
    assert told["value"]["percent"] == "10.22"  # decimals as text, exact
    assert (told["value"]["from"], told["value"]["to"]) == ("2027-01-01", "2027-12-31")
    assert (told["value"]["status"], told["value"]["confidence"]) == ("assumed", "recalled")
    assert told["value"]["citation"].startswith("26 USC 36B(c)(2)(C)")


def test_as_json_a_history_is_a_list_newest_first(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["premium_tax_credit.unreconciled_years", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)["values"]
    assert [(row["from"], row["years"], row["status"]) for row in rows[:3]] == [
        ("2028-01-01", 1, "in force"),
        ("2026-01-01", 1, "stayed"),
        ("2025-01-01", 2, "in force"),
    ]


def test_as_json_the_names_come_with_their_states(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--json", "--state", "vt"]) == 0
    names = {each["name"]: each for each in json.loads(capsys.readouterr().out)}
    assert names["age_rating.family_tiers"]["states"] == ["NY", "VT"]
    assert "premium_tax_credit.income_window" not in names


def test_a_states_own_value_comes_before_the_federal_one(capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["immigration.lawfully_present", "--on", "2024-12-09", "--json"]
    told = {}
    for state in ("ks", "vt"):
        assert main([*asked, "--state", state]) == 0
        told[state] = json.loads(capsys.readouterr().out)["value"]["statuses"]
    assert "daca" not in told["ks"]
    assert "daca" in told["vt"]


def test_the_page_is_printed_whole_and_made_the_same_twice(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--page"]) == 0
    assert capsys.readouterr().out == DOCS.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["nothing.such"], "no parameter"),
        (["premium_tax_credit.income_window", "--on", "2013-01-01"], "not known for 2013-01-01"),
        (["premium_tax_credit.income_window", "--on", "January"], "not a date"),
        (["medicaid.adult", "--on", "2014-01-01"], "set by each state"),
        (["medicaid.adult", "--state", "../NH"], "two letters"),
        (["--on", "2026-01-01"], "needs the name"),
        (["--page", "--json"], "leave the rest out"),
        (["employer_coverage.affordability", "--on", "2028-01-01", "--json"], "not known for 2028-01-01"),
        (["--frobnicate"], "unrecognized"),
    ],
)
def test_what_it_cannot_tell_is_one_line_and_exit_code_1(
    arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert told in said.err


def test_it_loads_neither_django_nor_a_database() -> None:
    code = (
        "import sys; from coverport.law.command import main; main(['catastrophic.age', '--on', '2014-01-01']);"
        "print([name for name in sys.modules if name.split('.')[0] in ('django', 'psycopg')])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.splitlines()[-1] == "[]"
