"""ZIP codes and counties: literal places, and every name and ZIP code of the public files."""

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coverport.plans import geography
from coverport.plans.geography import table
from tests.shared import shared


def test_a_zip_code_within_one_county_gives_that_county() -> None:
    (found,) = geography.counties_of_zip("03301", year=2014)
    assert (found.fips, found.name, found.state) == ("33013", "Merrimack County", "NH")


def test_a_zip_code_across_a_county_line_gives_every_county() -> None:
    counties = [county.name for county in geography.counties_of_zip("03104")]
    assert counties == ["Hillsborough County", "Merrimack County", "Rockingham County"]


@pytest.mark.parametrize(
    ("zip_code", "message"),
    [
        ("99999", "We do not know the counties of ZIP code 99999 (Alaska)."),
        ("00001", "We do not know the ZIP code 00001."),
        ("0330", "A ZIP code has five digits."),
        ("033011", "A ZIP code has five digits."),
        ("O3301", "A ZIP code has five digits."),
        ("０３３０１", "A ZIP code has five digits."),
        ("", "A ZIP code has five digits."),
        ("\n0330", "A ZIP code has five digits."),
    ],
)
def test_an_unknown_zip_code_is_refused_in_words(zip_code: str, message: str) -> None:
    with pytest.raises(geography.UnknownZip) as refused:
        geography.counties_of_zip(zip_code)
    assert refused.value.message == message
    assert refused.value.field == "zip"


def test_an_unknown_zip_code_still_names_its_state() -> None:
    with pytest.raises(geography.UnknownZip) as refused:
        geography.counties_of_zip("73301")
    assert (refused.value.code, refused.value.state) == ("unknown_zip", "TX")


@pytest.mark.parametrize(
    ("zip_code", "state"),
    [
        ("03031", "NH"),
        ("05401", "VT"),
        ("05501", "MA"),
        ("06390", "NY"),
        ("02134", "MA"),
        ("20001", "DC"),
        ("83414", "WY"),
        ("00907", "PR"),
        ("09012", None),
        ("34099", None),
        ("00000", None),
        ("5401", None),
    ],
)
def test_the_first_three_digits_tell_the_state(zip_code: str, state: str | None) -> None:
    assert geography.state_of_zip(zip_code) == state


@pytest.mark.parametrize(
    ("state", "name", "fips"),
    [
        ("NH", "MERRIMACK", "33013"),
        ("LA", "ST JOHN THE BAPTIST", "22095"),
        ("LA", "ST. JOHN BAPTIST", "22095"),
        ("IL", "DE KALB", "17037"),
        ("IN", "LA PORTE", "18091"),
        ("MO", "STE. GENEVIEVE", "29186"),
        ("MD", "Prince George's County", "24033"),
        ("VA", "FAIRFAX", "51059"),
        ("VA", "FAIRFAX CITY", "51600"),
        ("VA", "CHARLES CITY", "51036"),
        ("VA", "JAMES CITY", "51095"),
        ("VA", "POQUOSON", "51735"),
        ("AK", "YUKON-KOYUKUK", "02290"),
        ("AK", "NORTHWEST ARTIC", "02188"),
        ("AK", "JUNEAU", "02110"),
        ("NV", "CARSON CITY", "32510"),
        ("PR", "San Juan", "72127"),
        ("NM", "DONA ANA", "35013"),
    ],
)
def test_a_county_is_found_as_plan_files_spell_it(state: str, name: str, fips: str) -> None:
    assert geography.county_by_name(state, name).fips == fips


@pytest.mark.parametrize(
    ("state", "name", "message"),
    [
        ("NH", "MERIMACK", "NH has no county 'MERIMACK'. Nearest: Merrimack County."),
        ("NH", "", "NH has no county ''."),
        ("ZZ", "MERRIMACK", "There is no state 'ZZ'."),
    ],
)
def test_an_unknown_county_is_refused_with_the_nearest_names(state: str, name: str, message: str) -> None:
    with pytest.raises(geography.UnknownCounty) as refused:
        geography.county_by_name(state, name)
    assert refused.value.message == message


@pytest.mark.parametrize("fips", ["33021", "99001", "3301", "", "NH001", "33013 "])
def test_an_unknown_county_code_is_refused(fips: str) -> None:
    with pytest.raises(geography.UnknownCounty):
        geography.county(fips)


def test_every_state_has_a_name_and_new_hampshire_ten_counties() -> None:
    assert geography.state_name("VT") == "Vermont"
    assert len(geography.counties_of_state("NH")) == 10
    assert len(geography.counties_of_state("VT")) == 14
    assert len(geography.states()) == 56  # 50 states, DC and 5 territories


def test_connecticut_has_eight_counties_until_2021_and_nine_planning_regions_from_2022() -> None:
    assert [one.fips for one in geography.counties_of_state("CT", 2021)] == [f"0900{n}" for n in (1, 3, 5, 7, 9)] + [
        "09011", "09013", "09015",
    ]  # fmt: skip
    regions = geography.counties_of_state("CT", 2022)
    assert [one.fips for one in regions] == [f"091{n}0" for n in range(1, 10)]
    assert geography.county_by_name("CT", "Western Connecticut") == regions[-1] == geography.county("09190")
    assert geography.county("09001").name == "Fairfield County"


@pytest.mark.parametrize(("year", "fips"), [(2014, "46113"), (2015, "46102")])
def test_a_county_that_was_renamed_is_listed_under_the_code_of_the_year(year: int, fips: str) -> None:
    listed = {one.fips for one in geography.counties_of_state("SD", year)}
    assert listed & {"46113", "46102"} == {fips}


@pytest.mark.parametrize(
    ("fips", "zip_code", "area"),
    [
        ("33013", "03301", 1),
        ("33013", None, 1),
        ("50007", "05401", 1),
        ("25015", "01002", 1),
        ("25027", "01602", 2),
        ("25017", "01701", 3),
        ("25017", "01852", 4),
        ("25017", "02138", 5),
        ("25023", "02360", 6),
        ("25001", "02601", 7),
    ],
)
def test_the_rating_area_of_a_place(fips: str, zip_code: str | None, area: int) -> None:
    for year in (2014, 2026, 2027):
        found = geography.rating_area(fips, zip_code, year)
        assert (found.number, found.name, found.state) == (area, f"Rating Area {area}", geography.county(fips).state)


def test_a_zip_code_of_two_counties_has_a_rating_area_in_each() -> None:
    places = geography.places_of_zip("01002", 2027)
    assert [(place.county.name, place.rating_area) for place in places] == [
        ("Franklin County", geography.RatingArea("MA", 1)),
        ("Hampshire County", geography.RatingArea("MA", 1)),
    ]
    (hampshire, maine) = sorted(geography.places_of_zip("03579", 2014), key=lambda place: place.county.state)[::-1]
    assert hampshire.rating_area == geography.RatingArea("NH", 1)
    assert maine.rating_area is None  # Maine's areas come with coverport import_geography


@pytest.mark.parametrize(
    ("fips", "zip_code", "year", "code", "message"),
    [
        ("25017", None, 2014, "needs_zip", "In Middlesex County, Massachusetts, the rating area follows the ZIP code."),
        ("16001", None, 2014, "needs_zip", "In Ada County, Idaho, the rating area follows the ZIP code."),
        (
            "25009", "05501", 2014, "unknown_rating_area",
            "ZIP code 05501 is in no rating area of Essex County, Massachusetts, in 2014: none has the first digits 055.",
        ),
        (
            "23005", "04101", 2014, "unknown_rating_area",
            "We do not know the rating area of Cumberland County, Maine, in 2014.",
        ),
        (
            "33013", "03301", 2013, "unknown_rating_area",
            "We do not know the rating area of Merrimack County, New Hampshire, in 2013.",
        ),
        (
            "09110", "06103", 2023, "unknown_rating_area",
            "We do not know the rating area of Capitol Planning Region, Connecticut, in 2023.",
        ),
    ],
)  # fmt: skip
def test_an_unknown_rating_area_is_refused_in_words(
    fips: str, zip_code: str | None, year: int, code: str, message: str
) -> None:
    with pytest.raises(geography.UnknownRatingArea) as refused:
        geography.rating_area(fips, zip_code, year)
    assert (refused.value.code, refused.value.message) == (code, message)


def test_a_place_that_is_none_is_refused() -> None:
    with pytest.raises(geography.UnknownCounty):
        geography.rating_area("33021", "03301", 2014)
    with pytest.raises(geography.UnknownZip):
        geography.rating_area("33013", "0330", 2014)


def test_massachusetts_rating_areas_are_those_of_the_health_connectors_table() -> None:
    with shared("data", "ma_shop_2017_2018", "rating_area_zips.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 1396
    for row in rows:
        fips = geography.county_by_name("MA", row["county"]).fips
        found = geography.rating_area(fips, row["zip"], int(row["year"]))
        assert f"R-MA{found.number:03d}" == row["rating_area"]


@given(
    rows=st.dictionaries(
        st.tuples(st.integers(0, 99_999), st.integers(0, 2100)), st.sets(st.integers(1, 99_999), min_size=1, max_size=4)
    ),
    asked=st.integers(0, 99_999),
)
def test_a_table_gives_back_what_went_in(rows: dict[tuple[int, int], set[int]], asked: int) -> None:
    section = table.of_rows({"zip_counties": rows}).zip_counties
    assert section.rows() == rows
    for key in {asked, *(key for key, _ in rows)}:
        expected = {year: tuple(sorted(values)) for (one, year), values in sorted(rows.items()) if one == key}
        assert section.dated(key) == expected
        assert list(section.dated(key)) == sorted(expected)


def test_every_county_of_the_2014_landscape_is_found_by_its_printed_name() -> None:
    with shared("data", "geo", "landscape_2014_county_fips.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 2589
    wrong = [row for row in rows if geography.county_by_name(row["state"], row["county"]).fips != row["county_fips"]]
    assert wrong == []


def test_county_codes_and_names_are_those_of_the_census_list() -> None:
    with shared("data", "geo", "fips_counties.csv").open() as file:
        listed = {
            (row["fips_county"], row["county_name"], row["state_code"])
            for row in csv.DictReader(file)
            if row["state_code"] != "UM"
        }
    ours = {
        (one.fips, one.name, one.state) for state in geography.states() for one in geography.counties_of_state(state)
    }
    assert ours == listed


def test_zip_codes_of_the_three_sample_states_and_prefixes_of_all_agree_with_the_public_table() -> None:
    with shared("data", "geo", "zip_county_fips_2017.csv").open() as file:
        public = list(csv.DictReader(file))
    pairs: dict[str, set[str]] = {}
    for row in public:
        pairs.setdefault(row["ZIP"], set()).add(row["STCOUNTYFP"])
    # The table gives each ZIP code to one state; these two reach from New Hampshire into Oxford County, Maine.
    beyond = {"03579": {"23017"}, "03813": {"23017"}}
    sample = {row["ZIP"] for row in public if row["STATE"] in ("MA", "NH", "VT")}
    assert len(sample) == 1229
    for zip_code in sample:
        found = {county.fips for county in geography.counties_of_zip(zip_code)}
        assert found == pairs[zip_code] | beyond.get(zip_code, set())
    # 03804 is Portsmouth, New Hampshire, for the Postal Service; the table has it in Maine.
    misplaced = {row["ZIP"] for row in public if geography.state_of_zip(row["ZIP"]) != row["STATE"]}
    crossing = {zip_code for zip_code, codes in pairs.items() if len({code[:2] for code in codes}) > 1}
    assert misplaced - crossing == {"03804"}
