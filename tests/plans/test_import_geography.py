"""`coverport import_geography`: ZIP codes of more states, into a table that needs no database."""

from pathlib import Path

import pytest

from coverport.plans import geography
from coverport.plans.geography.command import main
from tests.shared import shared

HEADER = "ZIP,COUNTYNAME,STATE,STCOUNTYFP,CLASSFP\n"


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COVERPORT_DATA", str(tmp_path / "data"))
    return tmp_path


def file(folder: Path, *lines: str, name: str = "zips.csv") -> str:
    path = folder / name
    path.write_text(HEADER + "".join(f"{line}\n" for line in lines))
    return str(path)


def test_imported_zip_codes_are_known_at_once_and_the_packaged_ones_stay(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(geography.UnknownZip):
        geography.counties_of_zip("73301")
    assert main([file(data, "73301,Travis County,TX,48453,H1", "73301,Hays County,TX,48209,H1")]) == 0
    assert [one.fips for one in geography.counties_of_zip("73301")] == ["48209", "48453"]
    assert geography.counties_of_zip("03301")[0].fips == "33013"
    assert capsys.readouterr().out == "ZIP codes: 1; of them in several counties: 1; states and territories: 1\n"


def test_a_second_file_adds_to_the_first_and_the_same_again_changes_nothing(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = file(data, "73301,Travis County,TX,48453,H1")
    second = file(data, "04005,York County,ME,23031,H1", name="more.csv")
    assert main([first]) == main([second]) == main([first, second]) == 0
    assert [geography.counties_of_zip(zip_code)[0].state for zip_code in ("73301", "04005")] == ["TX", "ME"]
    assert capsys.readouterr().out.splitlines()[-1].endswith("states and territories: 2; nothing was changed")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("7330,Travis County,TX,48453,H1", "line 3, column ZIP: found '7330'; expected five digits"),
        ("73302,Travis County,TX,48999,H1", "line 3, column STCOUNTYFP: found '48999'; expected the five-digit code"),
        ("73302,Travis County,ME,48453,H1", "line 3, column STATE: found 'ME'; expected 'TX', the state of 48453"),
    ],
)
def test_a_bad_line_is_refused_and_nothing_changes(
    data: Path, capsys: pytest.CaptureFixture[str], line: str, message: str
) -> None:
    assert main([file(data, "73301,Travis County,TX,48453,H1", line)]) == 1
    assert message in capsys.readouterr().err
    with pytest.raises(geography.UnknownZip):
        geography.counties_of_zip("73301")


def test_a_file_without_the_columns_or_without_rows_or_that_is_missing_is_refused(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = data / "other.csv"
    other.write_text("zip,county\n03301,33013\n")
    assert main([str(other)]) == main([file(data)]) == main([str(data / "none.csv")]) == 1
    said = capsys.readouterr().err
    assert "other.csv has no column ZIP" in said
    assert "it has no rows" in said
    assert "none.csv cannot be read" in said


def test_the_public_table_of_all_states_imports(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(shared("data", "geo", "zip_county_fips_2017.csv"))]) == 0
    assert capsys.readouterr().out == (
        "ZIP codes: 39,456; of them in several counties: 10,354; states and territories: 54\n"
    )
    assert [one.name for one in geography.counties_of_zip("30165")] == ["Chattooga County", "Floyd County"]
