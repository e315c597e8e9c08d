"""`coverport fetch_geography`: from a publisher's server, here one of our own, to a table; all of it or nothing."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from coverport.plans import geography
from coverport.plans.geography import lookup
from coverport.plans.geography.fetch_command import main
from coverport.plans.geography.importing.fetch import CannotFetch, addresses

CENSUS_2010 = "ZCTA5,STATE,COUNTY,GEOID,POPPT\n04005,23,031,23031,100\n83702,16,001,16001,100\n"
CENSUS_2020 = (
    "\ufeffOID_ZCTA5_20|GEOID_ZCTA5_20|OID_COUNTY_20|GEOID_COUNTY_20\n"
    "||27590|23031\n"
    "8611|04005|27590|23031\n"
    "8611|04005|27591|23005\n"
)


def page(state: str, *rows: tuple[str, str, str]) -> str:
    """As CMS prints a state's rating areas."""
    body = "".join(
        f"<tr>\n<td><p>{area}</p></td><td>{county}<br></td>\n<td>&nbsp;{prefix}</td></tr>"
        for area, county, prefix in rows
    )
    return (
        f"<!DOCTYPE html>\n<html><head><title>{state} Geographic Rating Areas | CMS</title></head><body>"
        f"<h1>{state} Geographic Rating Areas: Including State Specific Geographic Divisions</h1><table>"
        f"<tr><th>Rating Area ID</th><th>County Name</th><th>3-Digit Zip Code (if applicable)</th></tr>{body}</table></body>"
    )


MAINE = page("Maine", ("Rating Area 1", "York", ""), ("Rating Area 2", "Cumberland\n County", ""))
IDAHO = page("Idaho", ("Rating Area 6", "", "837"), ("Rating Area 7", "", "838"))


class Publisher:
    """A server of files by path; a status in place of a text is answered as such."""

    def __init__(self) -> None:
        self.files: dict[str, str | int] = {
            "/zcta_2010.txt": CENSUS_2010,
            "/zcta_2020.txt": CENSUS_2020,
            "/me-gra": MAINE,
            "/id-gra": IDAHO,
        }
        self.asked: list[str] = []
        publisher = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                publisher.asked.append(self.path)
                found = publisher.files.get(self.path, 404)
                body = b"" if isinstance(found, int) else found.encode()
                self.send_response(found if isinstance(found, int) else 200)
                self.send_header("Content-Length", str(len(body) + (100 if self.path == "/broken" else 0)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    made = Publisher()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def sources(publisher: Publisher, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COVERPORT_DATA", str(tmp_path / "data"))
    path = tmp_path / "sources.txt"
    path.write_text(
        "# ours\n\n"
        f"zips_2010 2010 {publisher.url}/zcta_2010.txt\n"
        f"zips_2020 2020 {publisher.url}/zcta_2020.txt\n"
        f"areas_me - {publisher.url}/me-gra\n"
        f"areas_id - {publisher.url}/id-gra\n"
    )
    return path


def test_what_publishers_send_is_there_at_once(sources: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--year", "2014", "--sources", str(sources)]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "zips_2010: ZIP code areas and counties from 2010, 2 rows",
        "zips_2020: ZIP code areas and counties from 2020, 3 rows, 1 passed over",
        "areas_me: a state's page of rating areas (ME) from 2014, 2 rows",
        "areas_id: a state's page of rating areas (ID) from 2014, 2 rows",
        "ZIP codes: 2; of them in several counties: 1; states and territories: 2; rating areas: 4",
    ]
    assert [one.fips for one in geography.counties_of_zip("04005", 2019)] == ["23031"]
    assert [one.fips for one in geography.counties_of_zip("04005", 2020)] == ["23005", "23031"]
    assert [geography.rating_area(fips, None, 2014).number for fips in ("23031", "23005")] == [1, 2]
    assert geography.rating_area("16001", "83702", 2020).number == 6
    assert main(["--year", "2014", "--sources", str(sources)]) == 0
    assert capsys.readouterr().out.splitlines()[-1].endswith("nothing was changed")


def test_only_what_is_named_is_fetched_and_a_dry_run_changes_nothing(
    publisher: Publisher, sources: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--year", "2014", "--sources", str(sources), "--only", "areas", "--dry-run"]) == 0
    assert publisher.asked == ["/me-gra", "/id-gra"]
    assert not lookup.imported_table().exists()
    assert main(["--year", "2014", "--sources", str(sources), "--only", "area"]) == 1
    assert "has no 'area'" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (404, "areas_id: http://127.0.0.1"),
        (503, "answered 503"),
        ("<html><title>Access denied</title></html>", "found no heading"),
        (page("Idaho"), "it has no rows"),
        (page("Idaho", ("Rating Area 6", "", "83")), "column 3-Digit ZIP Code: found '83'"),
        (page("Idaho", ("Rating Area 6", "Ada", "")), "column County: found 'Ada County'; expected three digits"),
        (page("Maine", ("Rating Area 6", "", "041")), "the areas of ME do not follow ZIP codes"),
        (
            page("Maine", ("Rating Area 6", "Yorck", "")),
            "line 2, column County: found 'Yorck'; expected a county of ME.",
        ),
    ],
)
def test_nothing_changes_when_one_file_does_not_arrive_or_is_wrong(
    publisher: Publisher, sources: Path, capsys: pytest.CaptureFixture[str], answer: str | int, message: str
) -> None:
    publisher.files["/id-gra"] = answer
    assert main(["--year", "2014", "--sources", str(sources)]) == 1
    said = capsys.readouterr().err
    assert message in said
    assert "areas_id" in said
    assert not lookup.imported_table().exists()


def test_an_answer_that_breaks_off_and_a_server_that_is_not_there_are_said_so(
    publisher: Publisher, sources: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    publisher.files["/broken"] = CENSUS_2010
    for url, message in ((f"{publisher.url}/broken", "broke off"), ("http://127.0.0.1:1/x", "did not answer")):
        sources.write_text(f"zips 2010 {url}\n")
        assert main(["--year", "2014", "--sources", str(sources)]) == 1
        assert message in capsys.readouterr().err


def test_the_packaged_addresses_are_the_publishers_own_with_a_page_for_every_state_and_dc() -> None:
    listed = addresses()
    assert len(listed) == 2 + 51
    assert all(one.url.startswith(("https://www2.census.gov/", "https://www.cms.gov/")) for one in listed)
    assert {one.name[-2:] for one in listed[2:]} >= {"vt", "nh", "ma", "dc"}


@pytest.mark.parametrize(
    "line",
    ["zips 2010", "zips soon https://example.org/x", "zips 2010 file:///etc/passwd", "zips 2010 ftp://example.org/x"],
)
def test_a_list_of_addresses_with_a_mistake_names_the_line(line: str) -> None:
    with pytest.raises(CannotFetch, match="line 2: expected a name, a year or -, and an http address"):
        addresses(f"# ours\n{line}\n")
