"""`coverport slcsp`: the second-lowest-cost silver plan of each ZIP code of a list, on files written here and on the public exercise."""

import csv
import subprocess
import sys
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coverport.plans.slcsp.command import main
from coverport.plans.slcsp.ranking import second_lowest
from tests.shared import shared

PLANS = "plan_id,state,metal_level,rate,rate_area"
ZIPS = "zipcode,state,county_code,name,rate_area"
LIST = "zipcode,rate"

# Area 1 has two plans of one price, area 2 a single silver plan, area 3 none; 04401 lies in two areas, 04005 in two counties of one.
SOLD = (
    "A1,ME,Silver,197.3,1", "A2,ME,Silver,197.3,1", "A3,ME,Silver,201.1,1", "A4,ME,Bronze,100,1",
    "B1,ME,Silver,250.125,2", "B2,ME,Gold,260,2", "C1,ME,Bronze,90,3", "D1,NH,Silver,300,1", "D2,NH,silver,325.2650000,1",
)  # fmt: skip
WHERE = (
    "04001,ME,23031,York,1", "04005,ME,23031,York,1", "04005,ME,23005,Cumberland,1", "04101,ME,23005,Cumberland,2",
    "04401,ME,23019,Penobscot,1", "04401,ME,23019,Penobscot,2", "04730,ME,23003,Aroostook,3", "03301,NH,33013,Merrimack,1",
    "03579,NH,33007,Coos,1", "03579,ME,23017,Oxford,1",
)  # fmt: skip


class Files:
    """Three files in a folder; each may be given other lines."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.write("plans.csv", PLANS, *SOLD)
        self.write("zips.csv", ZIPS, *WHERE)

    def write(self, name: str, *lines: str, end: str = "\n", start: str = "", encoding: str = "utf-8") -> Path:
        path = self.folder / name
        path.write_bytes((start + "".join(line + end for line in lines)).encode(encoding))
        return path

    def run(self, *zip_codes: str, rank: str | None = None) -> int:
        listed = self.write("list.csv", LIST, *(f"{code}," for code in zip_codes))
        return self.run_list(listed, rank=rank)

    def run_list(self, listed: Path, rank: str | None = None) -> int:
        more = ["--rank", rank] if rank else []
        plans, zips = self.folder / "plans.csv", self.folder / "zips.csv"
        return main([str(listed), "--plans", str(plans), "--zips", str(zips), *more])


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path)


def test_plans_are_ranked_as_the_regulation_does(files: Files, capsys: pytest.CaptureFixture[str]) -> None:
    assert files.run("03301", "04001", "04101", "04730") == 0
    assert capsys.readouterr().out.splitlines() == [
        "zipcode,rate",
        "03301,325.27",
        "04001,197.30",
        "04101,250.13",
        "04730,",
    ]


def test_distinct_rates_are_ranked_when_asked(files: Files, capsys: pytest.CaptureFixture[str]) -> None:
    assert files.run("03301", "04001", "04101", "04730", rank="rate") == 0
    assert capsys.readouterr().out.splitlines() == ["zipcode,rate", "03301,325.27", "04001,201.10", "04101,", "04730,"]


def test_where_there_cannot_be_one_answer_the_rate_stays_blank(
    files: Files, capsys: pytest.CaptureFixture[str]
) -> None:
    # two areas of a state; area 1 of two states; unknown; two counties of one area do have one
    assert files.run("04401", "03579", "99999", "04005") == 0
    assert capsys.readouterr().out.splitlines()[1:] == ["04401,", "03579,", "99999,", "04005,197.30"]


def test_order_header_doubles_and_other_columns_of_the_list_stay(
    files: Files, capsys: pytest.CaptureFixture[str]
) -> None:
    listed = files.write("list.csv", 'note,rate,zipcode,"a, b"', 'x,9.99,04001,"1, 2"', ",,03301,", "y,,04001,")
    assert files.run_list(listed) == 0
    assert (
        capsys.readouterr().out == 'note,rate,zipcode,"a, b"\nx,197.30,04001,"1, 2"\n,325.27,03301,\ny,197.30,04001,\n'
    )


def test_a_byte_order_mark_carriage_returns_blank_lines_and_no_last_line_end_are_read(
    files: Files, capsys: pytest.CaptureFixture[str]
) -> None:
    files.write("plans.csv", PLANS, *SOLD, end="\r\n", start="\ufeff")
    files.write("zips.csv", ZIPS, "", *WHERE, "", end="\r\n", start="\ufeff")
    listed = files.write("list.csv", "\r\n".join(["\ufeffzipcode,rate", "04001,", "", "03301,"]), end="")
    assert files.run_list(listed) == 0
    assert capsys.readouterr().out == "zipcode,rate\n04001,197.30\n03301,325.27\n"


def test_a_list_without_rows_gives_its_header(files: Files, capsys: pytest.CaptureFixture[str]) -> None:
    assert files.run() == 0
    assert capsys.readouterr().out == "zipcode,rate\n"


@pytest.mark.parametrize(
    ("name", "lines", "message"),
    [
        ("list.csv", ["zip,rate", "04001,"], "list.csv, line 1, column zipcode: found no such column; expected zipcode, rate"),
        ("list.csv", ["zipcode", "04001"], "list.csv, line 1, column rate: found no such column"),
        ("list.csv", ["zipcode,rate,rate", "04001,,"], "list.csv, line 1, column rate: found two columns of that name"),
        ("list.csv", [], "list.csv, line 1: found nothing; expected the names of the columns"),
        ("list.csv", [LIST, "04001,", "4001,"], "line 3, column zipcode: found '4001'; expected five digits, leading zeros"),
        ("list.csv", [LIST, "04001-1234,"], "line 2, column zipcode: found '04001-1234'; expected five digits"),
        ("list.csv", [LIST, "٠٤٠٠١,"], "line 2, column zipcode: found '٠٤٠٠١'; expected five digits"),
        ("list.csv", [LIST, ","], "line 2, column zipcode: found nothing; expected five digits"),
        ("list.csv", [LIST, "04001"], "list.csv, line 2: found 1 of 2 fields; expected all that the first line names"),
        ("list.csv", [LIST, '"04001,'], "list.csv, line 2: found unexpected end of data; expected CSV"),
        ("zips.csv", [ZIPS.replace("rate_area", "area"), WHERE[0]], "zips.csv, line 1, column rate_area: found no such column"),
        ("zips.csv", [ZIPS, "4001,ME,23031,York,1"], "zips.csv, line 2, column zipcode: found '4001'; expected five digits, lead"),
        ("zips.csv", [ZIPS, "04001,Maine,23031,York,1"], "zips.csv, line 2, column state: found 'Maine'; expected two capital"),
        ("zips.csv", [ZIPS, "04001,ME,23031,York,x"], "zips.csv, line 2, column rate_area: found 'x'; expected the number"),
        ("plans.csv", [PLANS, "A1,ME,Silver,-1,1"], "plans.csv, line 2, column rate: found '-1'; expected dollars a month, over 0"),
        ("plans.csv", [PLANS, "A1,ME,Gold,0,1"], "plans.csv, line 2, column rate: found '0'; expected dollars a month"),
        ("plans.csv", [PLANS, "A1,ME,Silver,,1"], "plans.csv, line 2, column rate: found nothing; expected dollars a month"),
        ("plans.csv", [PLANS, "A1,ME,Silver,NaN,1"], "plans.csv, line 2, column rate: found 'NaN'; expected dollars a month"),
        ("plans.csv", [PLANS, "A1,ME,Silver,1e2,1"], "plans.csv, line 2, column rate: found '1e2'; expected dollars a month"),
        ("plans.csv", [PLANS, "A1,ME,Silver,100000,1"], "found '100000'; expected dollars a month, over 0 and under 100,000"),
        ("plans.csv", [PLANS, "A1,ME,197.3,Silver,1"], "plans.csv, line 2, column metal_level: found '197.3'; expected Silver"),
        ("plans.csv", [PLANS, *SOLD, SOLD[1]], "plans.csv, line 11, column plan_id: found 'A2'; expected another plan than that of"),
        ("plans.csv", [PLANS, ",ME,Silver,197.3,1"], "plans.csv, line 2, column plan_id: found nothing; expected a plan"),
        ("plans.csv", [PLANS, *SOLD[:2], "A3,ME,Sil"], "plans.csv, line 4: found 3 of 5 fields; expected all that the first line names"),
    ],
)  # fmt: skip
def test_a_mistake_is_one_line_with_file_line_and_column(
    files: Files, capsys: pytest.CaptureFixture[str], name: str, lines: list[str], message: str
) -> None:
    listed = files.write("list.csv", LIST, "04001,")
    files.write(name, *lines)
    assert files.run_list(listed) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("coverport slcsp: ")
    assert message in said.err
    assert said.err.count("\n") == 1


def test_unreadable_bytes_missing_files_and_wrong_options_are_one_line(
    files: Files, capsys: pytest.CaptureFixture[str]
) -> None:
    listed = files.write("list.csv", LIST, "04001,")
    files.write("zips.csv", ZIPS, *WHERE, "88001,NM,35013,Doña Ana,1", encoding="latin-1")
    assert files.run_list(listed) == 1
    assert capsys.readouterr().err == (
        "coverport slcsp: zips.csv, line 12: found bytes that are no UTF-8; expected text in UTF-8\n"
    )
    assert files.run_list(files.folder / "none.csv") == 1
    assert main(["list.csv"]) == main(["list.csv", "--plans", "x", "--zips", "y", "--rank", "both"]) == 1
    assert capsys.readouterr().err.count("\n") == 3


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.sampled_from(["plans.csv", "zips.csv", "list.csv"]),
    place=st.floats(0, 1),
    taken=st.integers(0, 30),
    put=st.binary(max_size=6) | st.text(max_size=6),
)
def test_whatever_happens_to_the_bytes_there_is_an_answer_or_one_line(
    files: Files, capsys: pytest.CaptureFixture[str], name: str, place: float, taken: int, put: bytes | str
) -> None:
    files.write("plans.csv", PLANS, *SOLD)
    files.write("zips.csv", ZIPS, *WHERE)
    listed = files.write("list.csv", LIST, "04001,", "03301,")
    whole = (files.folder / name).read_bytes()
    start = int(place * len(whole))
    put = put.encode() if isinstance(put, str) else put
    (files.folder / name).write_bytes(whole[:start] + put + whole[start + taken :])
    code = files.run_list(listed)
    said = capsys.readouterr()
    assert (bool(said.out), said.err.count("\n")) == ((True, 0) if code == 0 else (False, 1))


@given(st.lists(st.decimals(min_value=1, max_value=999, places=7), max_size=6))
def test_the_two_ranks_differ_only_in_plans_of_one_price(rates: list[Decimal]) -> None:
    by_plan, by_rate = second_lowest(rates, "plan"), second_lowest(rates, "rate")
    assert (by_plan is None) == (not rates)
    assert (by_rate is None) == (len(set(rates)) < 2)
    if by_plan is not None and by_rate is not None:
        assert min(rates) <= by_plan <= by_rate
        assert sum(rate < by_rate for rate in set(rates)) == 1
        assert sum(rate < by_plan for rate in rates) <= 1
    assert second_lowest(rates[::-1], "plan") == by_plan


def independent(rank: str) -> dict[str, str]:
    """Every ZIP code's answer by the standard library alone."""
    silver: dict[tuple[str, str], list[Decimal]] = {}
    with shared("data", "slcsp", "plans.csv").open(newline="") as file:
        for row in csv.DictReader(file):
            if row["metal_level"] == "Silver":
                silver.setdefault((row["state"], row["rate_area"]), []).append(Decimal(row["rate"]))
    places: dict[str, set[tuple[str, str]]] = {}
    with shared("data", "slcsp", "zips.csv").open(newline="") as file:
        for row in csv.DictReader(file):
            places.setdefault(row["zipcode"], set()).add((row["state"], row["rate_area"]))
    found = {}
    for zip_code, there in places.items():
        rates = silver.get(min(there), []) if len(there) == 1 else []
        if rank == "rate":
            rates = list(set(rates))
        ranked = sorted(rates)[:2]
        answer = ranked[1:] or (ranked if rank == "plan" else [])
        found[zip_code] = str(answer[0].quantize(Decimal("0.01"), ROUND_HALF_UP)) if answer else ""
    return found


@pytest.mark.parametrize(("rank", "answered"), [("plan", 25_930), ("rate", 25_207)])
def test_every_zip_code_of_the_public_exercise_is_answered_as_by_sorting(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], rank: str, answered: int
) -> None:
    expected = independent(rank)
    assert len(expected) == 38_804
    listed = tmp_path / "all.csv"
    listed.write_text("zipcode,rate\n" + "".join(f"{zip_code},\n" for zip_code in expected))
    folder = shared("data", "slcsp")
    arguments = [str(listed), "--plans", str(folder / "plans.csv"), "--zips", str(folder / "zips.csv"), "--rank", rank]
    assert main(arguments) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines == ["zipcode,rate", *(f"{zip_code},{rate}" for zip_code, rate in expected.items())]
    assert sum(not line.endswith(",") for line in lines[1:]) == answered


def test_the_exercises_own_list_gives_its_known_answers(capsys: pytest.CaptureFixture[str]) -> None:
    folder = shared("data", "slcsp")
    options = ["--plans", str(folder / "plans.csv"), "--zips", str(folder / "zips.csv"), "--rank", "rate"]
    assert main([str(folder / "slcsp.csv"), *options]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 52
    assert lines[:8] == [
        "zipcode,rate", "64148,245.20", "67118,212.35", "40813,", "18229,231.48", "51012,252.76", "79168,243.68", "54923,",
    ]  # fmt: skip


def test_it_loads_neither_django_nor_numpy(files: Files) -> None:
    listed = files.write("list.csv", LIST, "04001,")
    code = (
        "import sys; from coverport.command import main; "
        f"code = main(['slcsp', {str(listed)!r}, '--plans', {str(files.folder / 'plans.csv')!r}, "
        f"'--zips', {str(files.folder / 'zips.csv')!r}]); "
        "sys.exit(code or bool({'django', 'numpy', 'polars', 'psycopg'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=30)
    assert (done.returncode, done.stdout, done.stderr) == (0, "zipcode,rate\n04001,197.30\n", "")
