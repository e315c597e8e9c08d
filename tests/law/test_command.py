"""`coverport law`."""

import subprocess
import sys

import pytest

from coverport.law.command import main


def test_every_parameter_is_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    listed = capsys.readouterr().out
    assert "premium_tax_credit.income_window" in listed
    assert "[NY VT]" in listed


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


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["nothing.such"], "no parameter"),
        (["premium_tax_credit.income_window", "--on", "2013-01-01"], "not known for 2013-01-01"),
        (["premium_tax_credit.income_window", "--on", "January"], "not a date"),
        (["medicaid.adult", "--on", "2014-01-01"], "set by each state"),
        (["medicaid.adult", "--state", "../NH"], "two letters"),
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
