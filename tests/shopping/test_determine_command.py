"""`coverport determine`: a file, standard input, a batch; its schema, its refusals in one line, what it loads and how fast it answers."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from coverport.plans import sample
from coverport.shopping.determine_command import main

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = ROOT / "docs" / "reference" / "application.schema.json"
# 45,000 of 19,530 is 230 percent: 7.35 percent of income, 275.625 a month.
FAMILY: dict[str, Any] = {
    "reference": "case-17",
    "state": "NH",
    "coverage_year": 2014,
    "decided_on": "2013-12-10",
    "people": [
        {
            "id": "ana",
            "age": 40,
            "citizen": True,
            "other_coverage": False,
            "income": [{"kind": "wages", "amount": "3750.00", "period": "month"}],
        },
        {"id": "bob", "age": 38, "citizen": True, "other_coverage": False},
        {"id": "kid", "age": 9, "citizen": True, "other_coverage": False},
    ],
    "relationships": [
        {"person": "bob", "is": "spouse", "of": "ana"},
        {"person": "kid", "is": "child", "of": "ana"},
        {"person": "kid", "is": "child", "of": "bob"},
    ],
    "tax_households": [{"id": "1", "filers": ["ana", "bob"], "dependents": ["kid"], "benchmark_month": 612.40}],
}
Capture = pytest.CaptureFixture[str]


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


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    path = tmp_path / "application.json"
    path.write_text(json.dumps(FAMILY))
    return path


def priced_in(county: str | None, *, of_person: str | None = None, **more: Any) -> dict[str, Any]:
    """The family without a benchmark of its own, in a county."""
    (taxes,) = FAMILY["tax_households"]
    without = {name: value for name, value in taxes.items() if name != "benchmark_month"}
    return {**FAMILY, "county_fips": county, "tax_households": [without], **more}


def answer(raw: Any, tmp_path: Path, capsys: Capture) -> dict[str, Any]:
    path = tmp_path / "asked.json"
    path.write_text(json.dumps(raw))
    code = main([str(path)])
    said = capsys.readouterr()
    assert (code, said.err) == (0, "")
    found: dict[str, Any] = json.loads(said.out)
    return found


def lines_of(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


# ---- One


def test_a_family_from_a_file(saved: Path, capsys: Capture) -> None:
    assert main([str(saved)]) == 0
    said = capsys.readouterr()
    assert said.err == ""
    found = json.loads(said.out)
    (taxes,) = found["tax_households"]
    assert found["reference"] == "case-17"
    assert (taxes["percent_of_poverty"], taxes["applicable_percentage"]) == ("230.4147", "0.0735")
    assert (taxes["benchmark_month"], taxes["aptc_month"]) == ("612.40", "336.78")  # 612.40 - 275.625 = 336.775
    assert [each["medicaid"]["outcome"] for each in found["people"]] == ["no", "no", "yes"]
    assert said.out.startswith('{\n  "reference"')  # for a person to read


def test_the_same_from_standard_input(saved: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    main([str(saved)])
    by_file = capsys.readouterr().out
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(saved.read_bytes())))
    assert main(["-"]) == 0
    assert capsys.readouterr().out == by_file


def test_one_answer_has_its_words(saved: Path, capsys: Capture) -> None:
    main([str(saved)])
    (credit,) = json.loads(capsys.readouterr().out)["tax_households"][0]["credit"]["reasons"]
    assert credit["words"].startswith("You can get $336.78 a month off your premium.")


# ---- The benchmark from the published catalog


def test_the_benchmark_of_a_county(tmp_path: Path, capsys: Capture) -> None:
    """Merrimack County's second silver plan for 40 and 38 in the sample is 571.36; the child has Medicaid."""
    (taxes,) = answer(priced_in("33013"), tmp_path, capsys)["tax_households"]
    assert (taxes["benchmark_month"], taxes["aptc_month"]) == ("571.36", "295.74")  # 295.735
    assert taxes["coverage_family"] == ["ana", "bob"]
    assert taxes["benchmark"]["plan_id"]
    assert taxes["benchmark"]["ehb_assumed"] is True


def test_a_benchmark_of_its_own_comes_before_the_catalog(tmp_path: Path, capsys: Capture) -> None:
    (taxes,) = answer({**FAMILY, "county_fips": "33013"}, tmp_path, capsys)["tax_households"]
    assert (taxes["benchmark_month"], taxes["benchmark"]) == ("612.40", None)


def test_without_county_and_benchmark_the_credit_is_unknown(tmp_path: Path, capsys: Capture) -> None:
    found = answer(priced_in(None), tmp_path, capsys)
    (taxes,) = found["tax_households"]
    assert (taxes["benchmark_month"], taxes["aptc_month"], taxes["credit"]["outcome"]) == (None, None, "unknown")
    assert found["missing"] == [{"field": "tax_households[0].benchmark_month", "code": "benchmark_not_given"}]
    assert found["people"][0]["aptc"]["outcome"] == "yes"  # eligibility is known, the amount is not


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (priced_in("33099"), "county_fips: No plans for 2014"),
        (priced_in("25001"), "county_fips: No plans for 2014"),
        (priced_in("48001", state="TX"), "county_fips: No plans for 2014"),
        (priced_in("33013", coverage_year=2015, decided_on="2014-12-10"), "2015"),
        (priced_in("3301"), "county_fips"),
    ],
)
def test_a_county_that_has_no_plans_here(raw: Any, told: str, tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "asked.json"
    path.write_text(json.dumps(raw))
    assert main([str(path)]) == 1
    said = capsys.readouterr()
    assert (said.out, said.err.count("\n"), told in said.err) == ("", 1, True), said.err


# ---- Many


@pytest.fixture
def batch(tmp_path: Path) -> Path:
    """Four good lines and five bad ones, with an empty one between."""
    good = json.dumps(FAMILY)
    bad = [
        json.dumps({**FAMILY, "state": "ZZ"}),
        json.dumps({**FAMILY, "coverage_year": 2031, "decided_on": "2030-12-10"}),
        json.dumps({**FAMILY, "colour": "red"}),
        "{",
        json.dumps(priced_in("48001", state="TX")),
    ]
    path = tmp_path / "applications.jsonl"
    path.write_text("\n".join([good, bad[0], good, bad[1], "", bad[2], good, bad[3], bad[4], good]) + "\n")
    return path


def test_a_batch_answers_line_by_line_and_goes_on_after_a_bad_one(batch: Path, capsys: Capture) -> None:
    assert main(["--batch", str(batch)]) == 1
    said = capsys.readouterr()
    found = lines_of(said.out)
    assert ["error" in each for each in found] == [False, True, False, True, True, False, True, True, False]
    errors = [each for each in found if "error" in each]
    assert [each["line"] for each in errors] == [2, 4, 6, 8, 9]
    assert [each["error"]["field"] for each in errors] == ["state", "coverage_year", "colour", "", "county_fips"]
    assert [each["error"]["code"] for each in errors][:2] == ["unknown_state", "missing_law"]
    assert all(set(each["error"]) == {"field", "message", "code"} and each["error"]["message"] for each in errors)
    assert said.err == "coverport determine: 5 of 9 applications were refused; each answer line says why\n"


def test_a_batch_without_a_bad_line_is_a_success(tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "applications.jsonl"
    path.write_text((json.dumps(FAMILY) + "\n") * 3)
    assert main(["--batch", str(path)]) == 0
    said = capsys.readouterr()
    assert (len(lines_of(said.out)), said.err) == (3, "")


def test_a_batch_without_a_line_is_one_too(tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "applications.jsonl"
    path.write_text("\n \n")
    assert main(["--batch", str(path)]) == 0
    assert capsys.readouterr().out == ""


def test_a_batch_gives_the_same_as_one_and_words_where_they_are_asked_for(
    tmp_path: Path, saved: Path, capsys: Capture
) -> None:
    main([str(saved)])
    one = json.loads(capsys.readouterr().out)
    path = tmp_path / "applications.jsonl"
    path.write_text(json.dumps(FAMILY) + "\n")
    main(["--batch", str(path), "--words"])
    (with_words,) = lines_of(capsys.readouterr().out)
    main(["--batch", str(path)])
    (without,) = lines_of(capsys.readouterr().out)
    assert with_words == one
    assert without == _wordless(one)


def _wordless(node: Any) -> Any:
    if isinstance(node, list):
        return [_wordless(each) for each in node]
    return {name: _wordless(each) for name, each in node.items() if name != "words"} if isinstance(node, dict) else node


def test_a_batch_from_standard_input(batch: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    main(["--batch", str(batch)])
    by_file = capsys.readouterr().out
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(batch.read_bytes())))
    assert main(["--batch", "-"]) == 1
    assert capsys.readouterr().out == by_file


def _ana(**more: Any) -> str:
    return json.dumps({**FAMILY, "people": [{**FAMILY["people"][0], **more}, *FAMILY["people"][1:]]})


BY_NO_HOUR = [{"kind": "wages", "amount": 1, "period": "hour", "hours_per_week": "NaN"}]
FAR_AWAY = {"status": "lawful_permanent_resident", "since": "9999-12-31"}


@pytest.mark.parametrize(
    "line",
    [
        "[" * 100_000,
        '{"state": "\\ud800"}',
        json.dumps({**FAMILY, "coverage_year": 99_999_999_999}),
        json.dumps({**FAMILY, "decided_on": "9999-12-31"}),
        _ana(income=BY_NO_HOUR),
        _ana(citizen=False, immigration=FAR_AWAY, income=[]),
    ],
)
def test_no_line_stops_the_ones_behind_it(line: str, tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "applications.jsonl"
    path.write_text(line + "\n" + json.dumps(FAMILY) + "\n")
    assert main(["--batch", str(path)]) == 1
    first, second = lines_of(capsys.readouterr().out)
    assert (first["line"], second["reference"]) == (1, "case-17")
    assert first["error"]["message"]


# ---- The schema


def test_the_schema_is_the_one_in_the_documentation(capsys: Capture) -> None:
    assert main(["--schema"]) == 0
    assert capsys.readouterr().out == SCHEMA.read_text()


def test_the_example_of_the_documentation_is_answered(tmp_path: Path, capsys: Capture) -> None:
    page = (ROOT / "docs" / "reference" / "determine.md").read_text()
    example = json.loads(page.split("```json\n")[1].split("```")[0])
    found = answer(example, tmp_path, capsys)
    assert [each["id"] for each in found["people"]] == ["ana", "ben"]
    assert found["missing"] == []
    (taxes,) = found["tax_households"]
    assert taxes["benchmark_month"] == "612.40"


# ---- What it cannot do


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], "name a file"),
        (["nowhere.json"], "nowhere.json"),
        (["--batch"], "--batch"),
        (["--batch", "nowhere.jsonl"], "nowhere.jsonl"),
        (["--surprise"], "--surprise"),
        (["one.json", "two.json"], "two.json"),
        (["."], "directory"),
    ],
)
def test_wrong_arguments_are_one_clear_line_and_exit_code_1(
    arguments: list[str], told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(arguments) == 1
    said = capsys.readouterr()
    assert (said.out, said.err.count("\n")) == ("", 1)
    assert told in said.err.lower() or told in said.err


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        ({**FAMILY, "state": "ZZ"}, "state: ZZ is no state"),
        ({**FAMILY, "coverage_year": 2013, "decided_on": "2013-02-01"}, "coverage_year: The law of 2013"),
        ({**FAMILY, "coverage_year": 2028, "decided_on": "2027-11-15"}, "Give a year from 2014 to 2027."),
        ({**FAMILY, "decided_on": "2012-12-10"}, "decided_on: The law of 2012-12-10 is not known here. Give a day from 2013-01-24"),
        ({**FAMILY, "decided_on": "2010-12-10"}, "decided_on: "),
        ({**FAMILY, "people": []}, "people: "),
        ({**FAMILY, "relationships": [{"person": "kid", "is": "parent", "of": "ana"}]}, "relationships[0]"),
        ({**FAMILY, "colour": "red"}, "colour: Object contains unknown field colour. The fields here are"),
        ({**FAMILY, "people": [{"id": "x\u001b[31m\nRED\u0007", "age": 41}]}, "has the id bob"),
        ([], "a JSON object"),
    ],
)  # fmt: skip
def test_a_refused_document_is_one_line_with_the_path(raw: Any, told: str, tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "asked.json"
    path.write_text(json.dumps(raw))
    assert main([str(path)]) == 1
    said = capsys.readouterr()
    assert (said.out, said.err.count("\n"), told in said.err) == ("", 1, True), said.err
    assert said.err.startswith("coverport determine: ")


def test_what_is_echoed_is_short_and_obeyed_by_no_terminal(tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "asked.json"
    path.write_text(json.dumps({**FAMILY, "\u001b[31m" + "x" * 50_000: 1}))
    assert main([str(path)]) == 1
    said = capsys.readouterr().err
    assert len(said) < 600
    assert said.rstrip("\n").isprintable()


# ---- What it loads, and how fast it is


def run(*arguments: str, data: Path, given: str | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        input=given,
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"COVERPORT_DATA": str(data)},
    )


@pytest.mark.parametrize("raw", [FAMILY, priced_in("33013")])
def test_it_loads_neither_django_nor_a_database(raw: Any, data: Path) -> None:
    code = (
        "import sys; from coverport.command import main; main(['determine', '-']);"
        "print([name for name in sys.modules if name.split('.')[0] in ('django', 'psycopg', 'polars')])"
    )
    done = run("-c", code, data=data, given=json.dumps(raw))
    assert done.stdout.splitlines()[-1] == "[]", done.stderr


def test_without_a_county_no_catalog_is_opened(data: Path) -> None:
    code = (
        "import sys; from coverport.command import main; main(['determine', '-']);"
        "print([name for name in sys.modules if name in ('numpy', 'coverport.plans.catalogs')])"
    )
    assert run("-c", code, data=data, given=json.dumps(FAMILY)).stdout.splitlines()[-1] == "[]"


def test_the_whole_program_ends_with_the_code_of_the_answer(data: Path) -> None:
    good = run("-m", "coverport.command", "determine", "-", data=data, given=json.dumps(FAMILY))
    assert (good.returncode, good.stderr, json.loads(good.stdout)["reference"]) == (0, "", "case-17")
    bad = run("-m", "coverport.command", "determine", "-", data=data, given="{")
    assert (bad.returncode, bad.stdout, bad.stderr.count("\n")) == (1, "", 1)


def test_a_reader_that_leaves_early_is_no_mistake(tmp_path: Path, data: Path) -> None:
    path = tmp_path / "applications.jsonl"
    path.write_text((json.dumps(FAMILY) + "\n") * 200)
    done = subprocess.run(
        f"{sys.executable} -m coverport.command determine --batch {path} | head -n 1",
        shell=True,
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"COVERPORT_DATA": str(data)},
    )
    assert (done.returncode, done.stderr, len(lines_of(done.stdout))) == (0, "", 1)
