"""`coverport import_geography`: ZIP codes and rating areas of more states and years, into a table that needs no database."""

import gzip
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coverport.plans import geography
from coverport.plans.geography import lookup, table
from coverport.plans.geography.command import main
from coverport.plans.geography.importing import source
from tests.shared import shared

HEADER = "ZIP,COUNTYNAME,STATE,STCOUNTYFP,CLASSFP"
AUSTIN = "73301,Travis County,TX,48453,H1"
COUNTY_AREAS = "statefip,state,countyfip,county,ratingarea"
PREFIX_AREAS = "statefip,state,ratingarea,zip3"
PUBLIC = ("zip_county_fips_2017.csv", "county_rating_areas_2014.csv", "zip3_rating_areas_2014.csv")


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COVERPORT_DATA", str(tmp_path / "data"))
    return tmp_path


def file(folder: Path, *lines: str, name: str = "zips.csv", header: str = HEADER) -> str:
    path = folder / name
    path.write_text("".join(f"{line}\n" for line in (header, *lines)))
    return str(path)


def known(zip_code: str, year: int = 2014) -> list[str]:
    return [one.fips for one in geography.counties_of_zip(zip_code, year)]


def areas(zip_code: str, year: int) -> list[tuple[str, int | None]]:
    return [
        (place.county.fips, place.rating_area and place.rating_area.number)
        for place in geography.places_of_zip(zip_code, year)
    ]


def test_imported_zip_codes_are_known_at_once_and_the_packaged_ones_stay(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(geography.UnknownZip):
        geography.counties_of_zip("73301")
    assert main([file(data, AUSTIN, "73301,Hays County,TX,48209,H1")]) == 0
    assert known("73301") == ["48209", "48453"]
    assert known("03301") == ["33013"]
    assert capsys.readouterr().out.splitlines() == [
        "zips.csv: ZIP codes and counties, 2 rows",
        "ZIP codes: 1; of them in several counties: 1; states and territories: 1; rating areas: 0",
    ]


def test_a_second_file_adds_to_the_first_and_the_same_again_changes_nothing(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = file(data, AUSTIN)
    second = file(data, "04005,York County,ME,23031,H1", name="more.csv")
    assert main([first]) == main([second]) == 0
    before = lookup.imported_table().read_bytes()
    assert main([second, first]) == 0
    assert lookup.imported_table().read_bytes() == before
    assert known("73301") + known("04005") == ["48453", "23031"]
    assert capsys.readouterr().out.splitlines()[-1].endswith("rating areas: 0; nothing was changed")


def test_a_dry_run_checks_and_changes_nothing(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--dry-run", file(data, AUSTIN)]) == 0
    assert capsys.readouterr().out.splitlines()[-1].startswith("Dry run. ZIP codes: 1;")
    assert not (data / "data").exists()


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("7330,Travis County,TX,48453,H1", "line 3, column ZIP: found '7330'; expected five digits (leading zeros"),
        ("733010,Travis County,TX,48453,H1", "line 3, column ZIP: found '733010'; expected five digits\n"),
        (",Travis County,TX,48453,H1", "line 3, column ZIP: found nothing; expected five digits\n"),
        ("73302,Travis County,TX,48999,H1", "line 3, column STCOUNTYFP: found '48999'; expected the five-digit code"),
        ("73302,Travis County,ME,48453,H1", "line 3, column STATE: found 'ME'; expected 'TX', the state of 48453"),
        ("48453,Travis County,TX,73302,H1", "line 3, column STCOUNTYFP: found '73302'; expected the five-digit code"),
        ("73302,Travis Co", "line 3: found 2 fields; expected 5 as in the first line"),
    ],
)
def test_a_bad_line_is_refused_and_nothing_changes(
    data: Path, capsys: pytest.CaptureFixture[str], line: str, message: str
) -> None:
    good = file(data, "04005,York County,ME,23031,H1", name="good.csv")
    assert main([good, file(data, AUSTIN, line)]) == 1
    assert message in capsys.readouterr().err
    for zip_code in ("73301", "04005"):
        with pytest.raises(geography.UnknownZip):
            geography.counties_of_zip(zip_code)


def test_twenty_mistakes_are_shown_and_the_others_counted(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([file(data, *["x,Travis County,TX,48453,H1"] * 25)]) == 1
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 22
    assert said[-1] == "  and 5 more"


def test_a_file_without_the_columns_or_without_rows_or_that_is_missing_is_refused(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = data / "other.csv"
    other.write_text("zip,county\n03301,33013\n")
    (data / "empty.csv").write_text("")
    paths = [str(other), file(data), str(data / "none.csv"), str(data / "empty.csv")]
    assert [main([path]) for path in paths] == [1, 1, 1, 1]
    said = capsys.readouterr().err
    assert "other.csv has no column" in said
    assert "it has no rows" in said
    assert "none.csv cannot be read" in said
    assert "empty.csv has no column" in said


def test_bytes_that_are_no_text_cut_off_gzip_and_too_large_a_file_are_refused(
    data: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = Path(file(data, AUSTIN)).read_bytes()
    (data / "latin.csv").write_bytes(whole + "35.. Do\xf1a Ana".encode("latin-1"))
    (data / "cut.csv.gz").write_bytes(gzip.compress(whole)[:-9])
    (data / "bomb.csv.gz").write_bytes(gzip.compress(b"0" * 5000))
    monkeypatch.setattr(source, "LONGEST", 4000)
    assert [main([str(data / name)]) for name in ("latin.csv", "cut.csv.gz", "bomb.csv.gz")] == [1, 1, 1]
    said = capsys.readouterr().err.splitlines()
    assert "line 3: found bytes that are no UTF-8" in said[0]
    assert "cut.csv.gz cannot be read" in said[1]
    assert "bomb.csv.gz is larger than" in said[2]


def test_a_byte_order_mark_carriage_returns_gzip_and_a_table_of_bars_are_read(data: Path) -> None:
    lines = [
        "OID_ZCTA5_20|GEOID_ZCTA5_20|OID_COUNTY_20|GEOID_COUNTY_20|NAMELSAD_COUNTY_20",
        "||2759|48453|Travis County",
        "861|78701|2759|48453|Travis County",
    ]
    path = data / "census2020.txt"
    path.write_bytes(gzip.compress(b"\xef\xbb\xbf" + "\r\n".join(lines).encode()))
    assert main([str(path)]) == 0
    assert known("78701", 2021) == ["48453"]


def test_a_table_of_a_later_year_has_the_word_from_that_year_on(data: Path) -> None:
    assert main([file(data, AUSTIN, name="zips_2017.csv")]) == 0
    assert main([file(data, "73301,Hays County,TX,48209,H1", name="zips_2020.csv")]) == 0
    assert [known("73301", year) for year in (2014, 2017, 2019, 2020, 2027)] == [
        ["48453"], ["48453"], ["48453"], ["48209"], ["48209"],
    ]  # fmt: skip


def test_a_table_without_a_year_adds_unknown_zip_codes_and_parts_in_other_states(data: Path) -> None:
    dated = file(data, AUSTIN, name="zips_2017.csv")
    others = ["73301,Hays County,TX,48209,H1", "73301,Love County,OK,40085,H1", "78701,Travis County,TX,48453,H1"]
    assert main([file(data, *others, name="others.csv"), dated]) == 0
    assert known("73301") == ["40085", "48453"]
    assert known("78701") == ["48453"]


def test_connecticuts_planning_regions_come_with_a_table_that_names_them(data: Path) -> None:
    before = file(data, "06103,Hartford County,CT,09003,H1", name="zips_2017.csv")
    after = file(data, "06103,Capitol Planning Region,CT,09110,H4", name="zips_2022.csv")
    counties = file(data, "9,Connecticut,9003,Hartford,2", name="areas_2014.csv", header=COUNTY_AREAS)
    assert main([before, after, counties]) == 0
    assert known("06103", 2021) == ["09003"]
    assert known("06103", 2022) == ["09110"]
    assert areas("06103", 2021) == [("09003", 2)]
    assert areas("06103", 2022) == [("09110", None)]
    assert main([file(data, "9,Connecticut,9001,Fairfield,1", name="more_2014.csv", header=COUNTY_AREAS)]) == 0
    assert geography.rating_area("09120", None, 2022).number == 1  # Greater Bridgeport lies in Fairfield County


def test_an_area_by_county_is_in_force_from_its_year_until_a_later_one(data: Path) -> None:
    for year, area in ((2015, "1"), (2018, "3")):
        assert main([file(data, f"48,Texas,48453,Travis,{area}", name=f"areas_{year}.csv", header=COUNTY_AREAS)]) == 0
    with pytest.raises(geography.UnknownRatingArea) as refused:
        geography.rating_area("48453", "73301", 2014)
    assert refused.value.message == "We do not know the rating area of Travis County, Texas, in 2014."
    assert [geography.rating_area("48453", None, year).name for year in (2015, 2017, 2018)] == [
        "Rating Area 1", "Rating Area 1", "Rating Area 3",
    ]  # fmt: skip


def test_a_zip_code_has_an_area_of_its_own_where_one_splits_a_county(data: Path) -> None:
    header = "zipcode,state,county_code,name,rate_area"
    split = file(data, "73301,TX,48453,Travis,4", name="split.csv", header=header)
    assert main([split]) == 1  # from which year on?
    county = file(data, "48,Texas,48453,Travis,3", name="areas.csv", header=COUNTY_AREAS)
    assert main(["--year", "2015", split, county]) == 0
    assert geography.rating_area("48453", "73301", 2015).number == 4
    assert geography.rating_area("48453", "78701", 2015).number == 3
    assert geography.rating_area("48453", None, 2015).number == 3


@pytest.mark.parametrize(
    ("header", "lines", "message"),
    [
        (
            COUNTY_AREAS,
            ["48,Texas,48453,Travis,"],
            "line 2, column ratingarea: found nothing; expected the number of a",
        ),
        (COUNTY_AREAS, ["48,Texas,48453,Travis,0"], "line 2, column ratingarea: found '0'; expected the number of a"),
        (COUNTY_AREAS, ["48,Maine,48453,Travis,3"], "line 2, column state: found 'Maine'; expected 'Texas', the state"),
        (
            COUNTY_AREAS,
            ["48,Texas,48453,Travis,3", "48,Texas,48453,Travis,4"],
            "line 3, column ratingarea: found 'area 4'; expected area 3, as on line 2",
        ),
        (PREFIX_AREAS, ["48,Texas,3,733"], "line 2, column zip3: found '733'; expected a state whose areas follow ZIP"),
        (PREFIX_AREAS, ["16,Idaho,3,83"], "line 2, column zip3: found '83'; expected the first three digits"),
        (PREFIX_AREAS, ["99,Idaho,3,832"], "line 2, column statefip: found '99'; expected the code of a state"),
        ("rating_area,zip3", ["1,000"], "line 2, column zip3: found '000'; expected the first three digits of a state"),
        (
            "year,rating_area,state,county,zip",
            ["2013,R-MA001,MA,Berkshire,01201"],
            "line 2, column year: found '2013'; expected a year from 2014 on",
        ),
        (
            "year,rating_area,state,county,zip",
            ["2018,R-MA001,MA,Berkshir,01201"],
            "line 2, column county: found 'Berkshir'; expected a county of MA.",
        ),
        ("fips_county,state_code,county_name", ["33013,NH,Merimack County"], "line 2, column county_name: found"),
    ],
)
def test_a_bad_rating_area_is_refused_with_its_place(
    data: Path, capsys: pytest.CaptureFixture[str], header: str, lines: list[str], message: str
) -> None:
    assert main([file(data, *lines, name="areas_2014.csv", header=header)]) == 1
    assert message in capsys.readouterr().err
    assert not lookup.imported_table().exists()


SAMPLES = (
    f"{HEADER}\n{AUSTIN}\n04005,York County,ME,23031,H1\n",
    f"{COUNTY_AREAS}\n48,Texas,48453,Travis,3\n16,Idaho,16001,Ada,\n",
    f"{PREFIX_AREAS}\n16,Idaho,1,832\n",
    "year,rating_area,state,county,zip\n2018,R-MA001,MA,Berkshire,01201\n",
    '[{"zipCode": "04005", "county": "York"}]',
    "<!DOCTYPE html><title>Maine Geographic Rating Areas</title><table><tr><td>Rating Area 1<td>York<td></tr></table>",
)


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    sample=st.sampled_from(SAMPLES),
    place=st.floats(0, 1),
    taken=st.integers(0, 30),
    put=st.binary(max_size=6) | st.text(max_size=6),
)
def test_whatever_happens_to_the_bytes_a_file_is_read_or_refused_in_words(
    data: Path, capsys: pytest.CaptureFixture[str], sample: str, place: float, taken: int, put: bytes | str
) -> None:
    whole = sample.encode()
    start = int(place * len(whole))
    put = put.encode() if isinstance(put, str) else put
    path = data / "some_2014.csv"
    path.write_bytes(whole[:start] + put + whole[start + taken :])
    code = main(["--dry-run", str(path)])
    said = capsys.readouterr()
    assert bool(said.out) == (code == 0)
    assert bool(said.err) == (code == 1)


def test_two_files_that_differ_on_an_area_are_refused_with_both_places(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one = file(data, "48,Texas,48453,Travis,3", name="one_2014.csv", header=COUNTY_AREAS)
    header = "state,county,county_fips,rating_area"
    other = file(data, "TX,TRAVIS,48453,Rating Area 4", name="other_2014.csv", header=header)
    assert main([one, other]) == 1
    assert capsys.readouterr().err == (
        "Files differ on the rating area of county 48453 from 2014 on: one_2014.csv, line 2, says 3; "
        "other_2014.csv, line 2, says 4. Nothing was imported.\n"
    )


def test_lists_in_json_are_read_and_their_mistakes_counted_by_entry(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    listed = data / "me.json"
    entries = [{"zipCode": "04005", "county": "York"}, {"zipCode": "03579", "county": "Oxford"}]
    listed.write_text(json.dumps([*entries, {"zipCode": "04210", "county": "Androscoggin"}]))
    assert main([str(listed)]) == 0
    assert known("04005") == ["23031"]
    assert known("03579") == ["23017", "33007"]  # Oxford County, Maine; Coos County, New Hampshire
    by_zip = data / "zips.json"
    by_zip.write_text(json.dumps({"00802": {"fips": "78000", "state": "VI"}, "04005": "York"}))
    assert main([str(by_zip)]) == 1
    said = capsys.readouterr().err
    assert "entry 1, column fips: found '78000'; expected the five-digit code of a county" in said
    assert "entry 2: expected zipCode and county" in said
    by_zip.write_text("[{")
    assert main([str(by_zip)]) == 1


def test_a_damaged_table_is_said_to_be_so(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([file(data, AUSTIN)]) == 0
    path = lookup.imported_table()
    whole = path.read_bytes()
    for damaged in (whole[:-1], whole[:-1] + bytes([whole[-1] ^ 1]), b"", whole[:30]):
        path.write_bytes(damaged)
        with pytest.raises(table.BrokenTable, match="again"):
            geography.counties_of_zip("73301")
        assert main([file(data, AUSTIN)]) == 1
    assert "run `coverport import_geography` again" in capsys.readouterr().err


def test_the_public_files_of_all_states_import(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(shared("data", "geo", name)) for name in PUBLIC]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "zip_county_fips_2017.csv: ZIP codes and counties from 2017, 52,889 rows",
        "county_rating_areas_2014.csv: rating areas by county from 2014, 3,143 rows",
        "zip3_rating_areas_2014.csv: rating areas by three digits from 2014, 64 rows",
        "ZIP codes: 39,456; of them in several counties: 10,354; states and territories: 54; rating areas: 499",
    ]
    assert known("30165") == ["13055", "13115"]  # Chattooga and Floyd in Georgia
    assert areas("90012", 2014) == [("06037", 16)]  # Los Angeles County: by ZIP code
    assert areas("91711", 2014) == [("06037", 15)]
    assert areas("92335", 2014) == [("06071", 17)]  # San Bernardino County: by county
    assert areas("99701", 2014) == [("02090", 2)]
    assert areas("83702", 2014) == [("16001", 6), ("16015", 6)]
    assert areas("68102", 2014) == [("31055", 1)]
    assert (
        geography.rating_area("46102", None, 2016).number == 1
    )  # Oglala Lakota County, that was Shannon County, 46113
    assert main(["--year", "2014", str(shared("data", "slcsp", "zips.csv"))]) == 0
    assert areas("42223", 2014) == [("21047", 2), ("47125", 4)]  # Kentucky and Tennessee
    crossing = {code for code in _all_known() if len({fips[:2] for fips in known(code)}) > 1}
    assert (
        len(crossing) == 172
    )  # 137 across a state line, and 35 on whose state the two tables differ: the person is asked


def _all_known() -> list[str]:
    return [f"{code:05d}" for code in sorted(set(table.read(lookup.imported_table()).zip_counties.keys))]


def test_every_other_public_file_imports_and_the_one_that_is_wrong_says_where(
    capsys: pytest.CaptureFixture[str],
) -> None:
    folder = shared("data", "geo")
    wrong = folder / "atestu_zip2fips.json.gz"
    others = [*(str(path) for path in sorted(folder.iterdir()) if path != wrong)]
    others.append(str(shared("data", "ma_shop_2017_2018", "rating_area_zips.csv")))
    assert main(others) == 0
    assert "ca_rating_areas_2017.csv: rating areas by county and by three digits from 2017, 78 rows" in (
        capsys.readouterr().out
    )
    assert main([str(wrong)]) == 1
    said = capsys.readouterr().err.splitlines()
    assert said[1] == "  entry 115, column fips: found '78000'; expected the five-digit code of a county"
    assert said[-1] == "  and 205 more"


def test_all_zip_codes_and_areas_of_the_public_exercise_are_the_same_as_by_county() -> None:
    """Two sources of rating areas that share nothing: ZIP codes of the exercise, counties of CMS."""
    assert main([str(shared("data", "geo", name)) for name in PUBLIC]) == 0
    rows = shared("data", "slcsp", "zips.csv").read_text().splitlines()[1:]
    compared = 0
    for zip_code, state, fips, _, area in (row.split(",") for row in rows):
        if state != "PR":  # CMS's table of counties ends with the states
            assert geography.rating_area(fips, zip_code, 2014).number == int(area), (zip_code, fips)
            compared += 1
    print(f"{compared:,} pairs of ZIP code and county")
    assert compared > 51_000
