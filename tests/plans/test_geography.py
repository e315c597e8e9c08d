"""ZIP codes and counties: literal places, and every name and ZIP code of the public files."""

import csv

import pytest

from coverport.plans import geography
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


def test_zip_codes_of_the_two_sample_states_and_prefixes_of_all_agree_with_the_public_table() -> None:
    with shared("data", "geo", "zip_county_fips_2017.csv").open() as file:
        table = list(csv.DictReader(file))
    pairs: dict[str, set[str]] = {}
    for row in table:
        pairs.setdefault(row["ZIP"], set()).add(row["STCOUNTYFP"])
    for zip_code in {row["ZIP"] for row in table if row["STATE"] in ("NH", "VT")}:
        assert {county.fips for county in geography.counties_of_zip(zip_code)} == pairs[zip_code]
    # 03804 is Portsmouth, New Hampshire, for the Postal Service; the table has it in Maine.
    misplaced = {row["ZIP"] for row in table if geography.state_of_zip(row["ZIP"]) != row["STATE"]}
    crossing = {zip_code for zip_code, codes in pairs.items() if len({code[:2] for code in codes}) > 1}
    assert misplaced - crossing == {"03804"}
