"""Files that are cut off, doubled, swapped, of another year, hostile or endless: each is refused with its place and the way out."""

import gzip
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coverport.plans.importers import json_stream, source, workbook
from coverport.plans.importers.directory import Listing
from coverport.plans.importers.problems import UnreadableFile
from coverport.plans.importers.recognize import Landscape, recognize
from coverport.plans.importers.source import sources
from tests.plans import public_files
from tests.plans.public_files import PLAN_A, PLAN_B, table


def read(path: Path, year: int | None = None) -> int:
    """Read every record of a file's sources; how many there were."""
    count = 0
    for one in sources([path]):
        known = recognize(one)
        assert not isinstance(known, Landscape)
        opened = known(year)
        count += sum(1 for _ in (opened.entries if isinstance(opened, Listing) else opened.records))
    return count


def refused(path: Path, year: int | None = None) -> str:
    with pytest.raises(UnreadableFile) as error:
        read(path, year)
    return error.value.message


RATE = public_files.rates()[1]  # line 3 of the file, age 15


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            {"IndividualRate": "-201.00"},
            "line 3, column IndividualRate: found '-201.00'; expected dollars from 1.00 to 20000.00",
        ),
        ({"IndividualRate": "20000.01"}, "line 3, column IndividualRate: found '20000.01'; expected dollars from"),
        ({"IndividualRate": "0.50"}, "line 3, column IndividualRate: found '0.50'; expected dollars from"),
        ({"IndividualRate": ""}, "line 3, column IndividualRate: found nothing; expected dollars from"),
        ({"IndividualRate": "1e3"}, "line 3, column IndividualRate: found '1e3'; expected dollars from"),
        ({"IndividualRate": "201.005"}, "line 3, column IndividualRate: found '201.005'; expected dollars from"),
        ({"IndividualTobaccoRate": "-1"}, "line 3, column IndividualTobaccoRate: found '-1'; expected dollars from"),
        ({"Age": "-3"}, "line 3, column Age: found '-3'; expected an age such as 21, 0-14 or 64 and over"),
        ({"Age": "201.00", "IndividualRate": "15"}, "line 3, column Age: found '201.00'; expected an age"),
        ({"PlanId": "9999NH0010001"}, "line 3, column PlanId: found '9999NH0010001'; expected 14 characters"),
        ({"RatingAreaId": "Area 1"}, "line 3, column RatingAreaId: found 'Area 1'; expected a rating area"),
        ({"BusinessYear": "202"}, "line 3, column BusinessYear: found '202'; expected a plan year"),
        ({"BusinessYear": "BusinessYear"}, "line 3, column BusinessYear: found 'BusinessYear'; expected a plan year"),
        (
            {"Age": "0-14"},
            f"line 3, column Age: found '{PLAN_A}, Rating Area 1, 0-14'; expected each once; line 2 has it",
        ),
    ],
)
def test_a_bad_rate_is_refused_by_line_and_column(tmp_path: Path, change: dict[str, str], message: str) -> None:
    path = table(tmp_path / "rates.csv", [public_files.rates()[0], RATE | change])
    assert message in refused(path)


def test_a_file_of_another_year_is_refused(tmp_path: Path) -> None:
    path = table(tmp_path / "rates.csv", public_files.rates(year=2019))
    assert "line 2, column BusinessYear: found '2019'; expected 2020, the year that was asked for" in refused(
        path, 2020
    )
    xml = public_files.rates_xml(tmp_path / "r.xml")
    assert "cell Rate_Table-B.8, line 1, column effectiveDate: found '2020-01-01'; expected a day of 2021" in refused(
        xml, 2021
    )
    plans = public_files.plans_xml(tmp_path / "p.xml")
    assert (
        "cell Benefits_Package_1-AA.9, line 1, column planEffectiveDate: found '1/1/2020'; expected a day of 2021"
        in refused(plans, 2021)
    )
    book = public_files.service_area_workbook(tmp_path / "s.xlsx")
    assert (
        "cell Service Areas!A1, column title: found '2020 Service Area v9.0'; expected the template of 2021"
        in refused(book, 2021)
    )


def test_a_doubled_file_and_a_plan_id_used_twice_are_refused(tmp_path: Path) -> None:
    rows = public_files.rates()
    doubled = table(tmp_path / "a.csv", [*rows, *rows])
    assert (
        f"line {len(rows) + 2}, column Age: found '{PLAN_A}, Rating Area 1, 0-14'; expected each once; line 2 has it"
        in refused(doubled)
    )
    glued = tmp_path / "b.csv"
    glued.write_bytes(table(tmp_path / "c.csv", rows).read_bytes() * 2)
    assert f"line {len(rows) + 2}, column BusinessYear: found 'BusinessYear'" in refused(glued)
    plans = table(
        tmp_path / "d.csv", [public_files.attributes(), public_files.attributes(PLAN_B), public_files.attributes()]
    )
    assert f"line 4, column PlanId: found '{PLAN_A}-01'; expected each once; line 2 has it already" in refused(plans)


def test_a_swapped_column_is_seen_by_what_stands_in_it(tmp_path: Path) -> None:
    plan = public_files.attributes()
    swapped = plan | {"MetalLevel": plan["PlanType"], "PlanType": plan["MetalLevel"]}
    assert "line 2, column MetalLevel: found 'HMO'; expected one of catastrophic, bronze" in refused(
        table(tmp_path / "a.csv", [swapped])
    )
    area = public_files.service_area()
    swapped = area | {"ServiceAreaId": area["ServiceAreaName"], "ServiceAreaName": area["ServiceAreaId"]}
    assert "line 2, column ServiceAreaId: found 'Somewhere'; expected a service area" in refused(
        table(tmp_path / "b.csv", [swapped])
    )
    benefit = public_files.benefit(IsCovered="Yes, mostly")
    assert "line 2, column IsCovered: found 'Yes, mostly'; expected Covered or Not Covered" in refused(
        table(tmp_path / "c.csv", [benefit])
    )


@pytest.mark.parametrize("kind", ["csv", "gz", "zip", "xml", "json", "xlsx"])
def test_files_that_end_early_are_refused(tmp_path: Path, kind: str) -> None:
    whole = {
        "csv": lambda path: table(path, public_files.rates()),
        "gz": lambda path: _gzipped(path, table(tmp_path / "x.csv", public_files.rates()).read_bytes()),
        "zip": lambda path: public_files.packed(
            path, {"a.csv": table(tmp_path / "x.csv", public_files.rates()).read_bytes()}
        ),
        "xml": public_files.rates_xml,
        "json": lambda path: public_files.as_json(path, public_files.providers()),
        "xlsx": public_files.service_area_workbook,
    }[kind](tmp_path / f"whole.{kind}").read_bytes()
    for share in (0.98, 0.6, 0.3):
        path = tmp_path / f"cut.{kind}"
        path.write_bytes(whole[: int(len(whole) * share)])
        message = refused(path)
        assert "has 1 mistake" in message or "mistakes" in message
        assert "expected" in message


def _gzipped(path: Path, data: bytes) -> Path:
    path.write_bytes(gzip.compress(data))
    return path


@pytest.mark.parametrize(
    "before",
    [
        '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>',
        '<!DOCTYPE x SYSTEM "file:///etc/passwd">',
        '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1/x.dtd"> %p;]>',
        "<!-- " + "x" * 70_000 + ' --><!DOCTYPE x [<!ENTITY a "ha">]>',
    ],
)
def test_xml_with_entities_or_a_document_type_is_refused(tmp_path: Path, before: str) -> None:
    path = public_files.rates_xml(tmp_path / "r.xml", before=before)
    assert "found a document type or entities of its own; expected XML without them" in refused(path)


def test_a_workbook_with_macros_or_of_the_old_kind_is_refused(tmp_path: Path) -> None:
    book = public_files.service_area_workbook(tmp_path / "s.xlsm", more={"xl/vbaProject.bin": b"x"})
    assert (
        "found a workbook with macros (xl/vbaProject.bin); expected the workbook saved as .xlsx, without macros"
        in refused(book)
    )
    old = tmp_path / "old.xls"
    old.write_bytes(b"\xd0\xcf\x11\xe0" + b"\0" * 600)
    assert "expected a workbook saved as .xlsx without a password" in refused(old)
    entity = b'<!DOCTYPE x [<!ENTITY a "ha">]><worksheet/>'
    hostile = public_files.service_area_workbook(tmp_path / "e.xlsx", more={"xl/worksheets/sheet1.xml": entity})
    assert "document type or entities" in refused(hostile)


@pytest.mark.parametrize("lacking", ["xl/_rels/workbook.xml.rels", "xl/worksheets/sheet1.xml"])
def test_a_workbook_that_lacks_a_part_is_refused(tmp_path: Path, lacking: str) -> None:
    book, damaged = public_files.service_area_workbook(tmp_path / "s.xlsx"), tmp_path / "damaged.xlsx"
    with zipfile.ZipFile(book) as whole, zipfile.ZipFile(damaged, "w") as some:
        for part in whole.namelist():
            if part != lacking:
                some.writestr(part, whole.read(part))
    assert "expected" in refused(damaged)


@pytest.mark.parametrize(
    "number", [b"x", b"", b"-1", b"1.5", "١".encode(), b"9" * 5000], ids=lambda one: one[:4].decode()
)
def test_a_row_without_a_number_is_read_or_refused(tmp_path: Path, number: bytes) -> None:
    sheet = (
        b"<worksheet><sheetData><row r='"
        + number
        + b"'><c r='A1' t='inlineStr'><is><t>x</t></is></c></row></sheetData></worksheet>"
    )
    assert "expected" in refused(
        public_files.service_area_workbook(tmp_path / "s.xlsx", more={"xl/worksheets/sheet1.xml": sheet})
    )


def test_a_workbooks_mistakes_are_named_by_their_cell(tmp_path: Path) -> None:
    def message(*row: str) -> str:
        return refused(public_files.service_area_workbook(tmp_path / "s.xlsx", [row]))

    assert (
        "cell Service Areas!D13, column County Name: found 'Nowhere - 99013'; expected a county of NH with its code"
        in message("NHS001", "Somewhere", "No", "Nowhere - 99013", "No")
    )
    assert "expected Merrimack County - 33013, or Belknap County - 33001" in message(
        "NHS001", "x", "No", "Merrimack - 33001", "No"
    )
    assert "cell Service Areas!A13, column Service Area ID: found 'Somewhere'; expected a service area" in message(
        "Somewhere", "NHS001", "No"
    )
    assert "cell Service Areas!F13, column Service Area Zip Code(s): found nothing; expected the ZIP codes" in message(
        "NHS001", "x", "No", "Merrimack - 33013", "Yes"
    )
    assert "cell Service Areas!C13, column State: found 'Perhaps'; expected Yes or No" in message(
        "NHS001", "x", "Perhaps"
    )


def _rate(
    *, area: str = "Rating Area 1", age: str = "15", price: str = "3.00", times: int = 1
) -> Callable[[Path], Path]:
    return lambda path: public_files.rates_xml(path, [(PLAN_A, area, age, price)] * times)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (_rate(price="-3.00"), "cell Rate_Table-E.14, line 1, column primaryEnrollee: found '-3.00'; expected dollars"),
        (_rate(area="1"), "cell Rate_Table-B.14, line 1, column rateAreaId: found '1'; expected a rating area"),
        (_rate(age="old"), "cell Rate_Table-D.14, line 1, column ageNumber: found 'old'; expected an age"),
        (_rate(times=2), "cell Rate_Table-D.15, line 1, column ageNumber"),
        (partial(public_files.rates_xml, issuer="11111"), "found '99999NH0010001'; expected a plan of issuer 11111"),
        (partial(public_files.plans_xml, issuer="11111"), "found '99999NH0010001'; expected a plan of issuer 11111"),
        (partial(public_files.plans_xml, metal="Tin"), "cell Benefits_Package_1-J.9, line 1, column metalLevel: found 'Tin'"),
        (partial(public_files.plans_xml, plan="short"), "cell Benefits_Package_1-A.9, line 1, column standardComponentID"),
    ],
)  # fmt: skip
def test_a_templates_mistakes_are_named_by_their_cell(
    tmp_path: Path, make: Callable[[Path], Path], message: str
) -> None:
    assert message in refused(make(tmp_path / "t.xml"))


def test_bad_directory_entries_are_named_by_their_line(tmp_path: Path) -> None:
    def message(**change: object) -> str:
        return refused(
            public_files.as_json(
                tmp_path / "p.json", [public_files.providers()[0], public_files.providers()[0] | change]
            )
        )

    assert "line 34: found npi '12345', not ten digits" in message(npi="12345")
    assert "line 34: found a provider without a name" in message(name=None)
    assert "line 34: found plan_id 'XX', not 14 characters of HIOS" in message(plans=[{"plan_id": "XX"}])
    assert "line 34: found Invalid enum value 'ROBOT'" in message(type="ROBOT")
    document = public_files.documents()
    document[0]["formulary"][0]["cost_sharing"][0]["coinsurance_rate"] = 20
    assert "coinsurance_rate 20.0, not between 0 and 1" in refused(public_files.as_json(tmp_path / "d.json", document))
    path = tmp_path / "deep.json"
    path.write_text('[{"npi": ' + "[" * 100_000)
    assert "expected" in refused(path)


def test_a_zip_bomb_is_refused_while_it_is_read_and_costs_no_memory(tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.zip"
    header, row = _long_rows(100_000)
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("a.csv", "w") as member:
        member.write(header)
        for _ in range(600):
            member.write(row)
    assert bomb.stat().st_size < 1 << 20
    message, megabytes = _in_a_process(bomb)
    assert "expected a file that unpacks to its like" in message
    assert megabytes < 400
    book = public_files.service_area_workbook(
        tmp_path / "b.xlsx", more={"xl/sharedStrings.xml": b"<sst>" + b" " * (80 << 20) + b"</sst>"}
    )
    assert "expected a file that unpacks to its like" in refused(book)


def test_a_hundred_megabytes_are_read_piece_by_piece(tmp_path: Path) -> None:
    path = tmp_path / "big.csv"
    header, row = _long_rows(3000)
    with path.open("wb") as file:
        file.write(header)
        while file.tell() < 100 << 20:
            file.write(row)
    message, megabytes = _in_a_process(path)
    print(f"{path.stat().st_size >> 20} MB of CSV: {message} records, {megabytes} MB of memory at most")
    assert int(message) > 0
    assert megabytes < 400


def _long_rows(length: int) -> tuple[bytes, bytes]:
    """(header, row) of a benefits file with a long explanation."""
    row = public_files.benefit(Explanation="x" * length)
    return (",".join(row) + "\n").encode(), (",".join(f'"{value}"' for value in row.values()) + "\n").encode()


def _in_a_process(path: Path) -> tuple[str, int]:
    """(records read, or the refusal; MB of memory at most), in a process of its own."""
    program = (
        "import re, sys\n"
        "from pathlib import Path\n"
        "from tests.plans.test_bad_files import read\n"
        "from coverport.plans.importers.problems import UnreadableFile\n"
        "try:\n    print(read(Path(sys.argv[1])))\n"
        "except UnreadableFile as error:\n    print(error.message)\n"
        # Of this program alone: what getrusage tells begins with the memory of the process that started it.
        "print(int(re.search(r'VmHWM:\\s+(\\d+)', Path('/proc/self/status').read_text())[1]) // 1024)\n"
    )
    run = subprocess.run([sys.executable, "-c", program, str(path)], capture_output=True, text=True, check=True)
    *words, megabytes = run.stdout.splitlines()
    return "\n".join(words), int(megabytes)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "found nothing in it"),
        (b"   \n", "found nothing in it"),
        (b"a,b\n1,2\n", "expected the header of"),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "found bytes that are no text"),
        (b"<html></html>", "found XML that begins with 'html'"),
        (b"{}", "found JSON of another schema"),
        (b"[]", "found JSON of another schema"),
    ],
)
def test_other_files_are_refused_and_the_formats_named(tmp_path: Path, data: bytes, message: str) -> None:
    path = tmp_path / "x"
    path.write_bytes(data)
    assert message in refused(path)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    assert "found no such file" in refused(tmp_path / "none.csv")


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.sampled_from(["csv", "xml", "json", "xlsx"]), st.floats(0, 1), st.integers(0, 60), st.binary(max_size=12))
def test_whatever_happens_to_the_bytes_a_file_is_read_or_refused_in_words(
    tmp_path: Path, kind: str, where: float, removed: int, put: bytes
) -> None:
    path = tmp_path / f"x.{kind}"
    {
        "csv": lambda: table(path, public_files.rates()[:4]),
        "xml": lambda: public_files.rates_xml(path, [(PLAN_A, "Rating Area 1", "15", "3.00")]),
        "json": lambda: public_files.as_json(path, public_files.providers()),
        "xlsx": lambda: public_files.service_area_workbook(path),
    }[kind]()
    data = path.read_bytes()
    at = int(where * len(data))
    path.write_bytes(data[:at] + put + data[at + removed :])
    try:
        read(path)
    except UnreadableFile as error:
        message = error.message
    else:
        return
    assert "expected" in message


def test_json_is_split_into_entries_wherever_the_pieces_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.json"
    path.write_text('[ {"é": "x]}\\""},\n\n 12,\n "two" , [1, [2]] ]\n')
    for piece in (1, 2, 3, 7, 1000):
        monkeypatch.setattr(source, "PIECE", piece)
        assert list(json_stream.entries(source.Source(path))) == [
            (1, {"é": 'x]}"'}),
            (3, 12),
            (4, "two"),
            (4, [1, [2]]),
        ]


def rows_of(path: Path) -> Iterator[workbook.Row]:
    one = source.Source(path)
    return workbook.rows(one, workbook.sheets(one)[0])


def test_a_workbooks_shared_strings_and_numbers_are_read(tmp_path: Path) -> None:
    cells = '<c r="B2" t="s"><v>1</v></c><c r="AA2"><v>3301.0</v></c><c r="C2"/>'
    sheet = f'<worksheet><sheetData><row r="2">{cells}</row></sheetData></worksheet>'
    strings = "<sst><si><t>no</t></si><si><r><t>Rating </t></r><r><t>Area 1</t></r></si></sst>"
    more = {"xl/worksheets/sheet1.xml": sheet.encode(), "xl/sharedStrings.xml": strings.encode()}
    found = list(rows_of(public_files.workbook(tmp_path / "w.xlsx", [], more=more)))
    assert [(row.number, row.cells) for row in found] == [(2, {"B": "Rating Area 1", "AA": "3301"})]
