"""The public files of geography, each known by its columns, and how each is read."""

import csv
import io
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import msgspec

from coverport.plans.geography.counties import state_name, state_of_fips, states
from coverport.plans.geography.importing.page import is_page, read_page
from coverport.plans.geography.importing.source import FIRST_YEAR, Source, UnreadableGeography
from coverport.plans.geography.lookup import rated_by_zip
from coverport.plans.geography.table import BY_ZIP
from coverport.plans.geography.zips import state_of_prefix, state_of_zip

Row = dict[str, Any]  # texts


class Format(msgspec.Struct, frozen=True):
    """What a file holds, in words; the columns that tell it; how a row is taken."""

    words: str
    columns: tuple[str, ...]
    take: Callable[[Source, int, Row], None]


def read(source: Source) -> str:
    """Read a file into its rows; what it holds, in words. Raises UnreadableGeography with every mistake."""
    text = source.text()
    start = text.lstrip()[:1]
    if is_page(text):
        words = read_page(source, text)
    elif start in ("[", "{"):
        words = _read_json(source, text)
    else:
        words = _read_table(source, text)
    source.stop_if_wrong()
    return words


def _read_table(source: Source, text: str) -> str:
    first = text.partition("\n")[0]
    rows = csv.reader(io.StringIO(text, newline=""), delimiter="|" if "|" in first else ",", strict=True)
    try:
        header = [name.strip() for name in next(rows, [])]
        form = _form_of(source, header)
        for fields in rows:
            if fields:
                _take(source, form, rows.line_num, header, fields)
    except csv.Error as error:
        raise UnreadableGeography(f"{source.path.name} cannot be read: line {rows.line_num}: {error}.") from error
    return form.words


def _take(source: Source, form: Format, line: int, header: Sequence[str], fields: Sequence[str]) -> None:
    source.read += 1
    if len(fields) != len(header):
        found = f"{len(fields)} field" + ("" if len(fields) == 1 else "s")
        source.note(line, f": found {found}; expected {len(header)} as in the first line")
        return
    form.take(source, line, dict(zip(header, (field.strip() for field in fields), strict=True)))


def _form_of(source: Source, header: Sequence[str]) -> Format:
    for form in FORMATS:
        if set(form.columns) <= set(header):
            return form
    near = max(FORMATS, key=lambda form: len(set(form.columns) & set(header)) / len(form.columns))
    missing = [name for name in near.columns if name not in header]
    raise UnreadableGeography(
        f"{source.path.name} has no column {missing[0]}; its first line must name {', '.join(near.columns)} "
        f"({near.words}), or the columns of another file that docs/reference/geography.md lists."
    )


def _same_state(source: Source, line: int, column: str, text: str | None, state: str, why: str) -> None:
    if text not in (None, state):
        source.wrong(line, column, text or "", f"{state!r}, the state of {why}")


def _pair(zip_column: str, county_column: str, state_column: str = "") -> Callable[[Source, int, Row], None]:
    """Rows of a ZIP code and a county code."""

    def take(source: Source, line: int, row: Row) -> None:
        zip_code = source.zip(line, zip_column, row[zip_column])
        found = source.county(line, county_column, row[county_column])
        if found and state_column:
            _same_state(source, line, state_column, row.get(state_column), found.state, found.fips)
        if zip_code and found:
            source.add_pair(line, zip_code, found.fips)

    return take


_census_2020 = _pair("GEOID_ZCTA5_20", "GEOID_COUNTY_20")


def _census_part(source: Source, line: int, row: Row) -> None:
    """The Census Bureau has a row, too, for each part of a county that lies in no ZIP code area."""
    if row["GEOID_ZCTA5_20"]:
        _census_2020(source, line, row)
    else:
        source.passed_over += 1


def _town(source: Source, line: int, row: Row) -> None:
    _named_pair(source, line, ("postcode", "county"), state_of_zip(row["postcode"]), (row["postcode"], row["county"]))


def _named_pair(source: Source, line: int, columns: tuple[str, str], state: str | None, texts: tuple[str, str]) -> None:
    """A ZIP code and the name of a county of a state."""
    zip_code = source.zip(line, columns[0], texts[0])
    if zip_code and state is None:
        source.wrong(line, columns[0], texts[0], "a ZIP code of a state")
    elif zip_code and state and (found := source.county_named(line, columns[1], state, texts[1])):
        source.add_pair(line, zip_code, found.fips)


def _county_area(source: Source, line: int, row: Row) -> None:
    """CMS prints codes without leading zeros, and no area where ZIP codes decide."""
    found = source.county(line, "countyfip", row["countyfip"].zfill(5))
    if not found:
        return
    if row["state"] not in (found.state, state_name(found.state)):
        source.wrong(line, "state", row["state"], f"{state_name(found.state)!r}, the state of {found.fips}")
    by_zip = not row["ratingarea"] and int(found.fips) in rated_by_zip(found.state, source.from_year())
    area = BY_ZIP if by_zip else source.area(line, "ratingarea", row["ratingarea"])
    if area is not None:
        source.add_county_area(line, "ratingarea", found.fips, area)


def _prefix_area(source: Source, line: int, row: Row) -> None:
    state = state_of_fips(row["statefip"].zfill(2))
    if state is None:
        source.wrong(line, "statefip", row["statefip"], "the code of a state")
        return
    _same_state(source, line, "state", row.get("state"), state_name(state), row["statefip"])
    _add_prefix(source, line, ("zip3", "ratingarea"), state, row)


def _state_prefix_area(source: Source, line: int, row: Row) -> None:
    state = state_of_prefix(row["zip3"])
    if state is None:
        source.wrong(line, "zip3", row["zip3"], "the first three digits of a state's ZIP codes")
        return
    _add_prefix(source, line, ("zip3", "rating_area"), state, row)


def _add_prefix(source: Source, line: int, columns: tuple[str, str], state: str, row: Row) -> None:
    prefix = source.prefix(line, columns[0], row[columns[0]])
    area = source.area(line, columns[1], row[columns[1]])
    if not rated_by_zip(state, source.from_year()):
        source.wrong(
            line, columns[0], row[columns[0]], f"a state whose areas follow ZIP codes; those of {state} do not"
        )
    elif prefix and area:
        source.add_prefix_area(line, columns[1], state, prefix, area)


def _county_or_prefix(source: Source, line: int, row: Row) -> None:
    """California: a county, or three digits within Los Angeles County."""
    if row["zip3"]:
        _state_prefix_area(source, line, row)
        return
    found = source.county(line, "fips_county", row["fips_county"])
    area = source.area(line, "rating_area", row["rating_area"])
    if found and area:
        source.add_county_area(line, "rating_area", found.fips, area)


def _landscape_county(source: Source, line: int, row: Row) -> None:
    """Plan files give one area to a county that is rated by ZIP code; it is passed over."""
    found = source.county(line, "county_fips", row["county_fips"])
    area = source.area(line, "rating_area", row["rating_area"])
    if found:
        _same_state(source, line, "state", row["state"], found.state, found.fips)
    if found and int(found.fips) in rated_by_zip(found.state, source.from_year()):
        source.passed_over += 1
    elif found and area:
        source.add_county_area(line, "rating_area", found.fips, area)


def _zip_area(source: Source, line: int, row: Row) -> None:
    """Massachusetts: the area of each ZIP code's part of a county, by year."""
    zip_code = source.zip(line, "zip", row["zip"])
    found = source.county_named(line, "county", row["state"], row["county"])
    area = source.area(line, "rating_area", row["rating_area"])
    if not (row["year"].isdigit() and FIRST_YEAR <= int(row["year"]) < 2100):
        source.wrong(line, "year", row["year"], f"a year from {FIRST_YEAR} on")
    elif zip_code and found and area:
        source.add_pair(line, zip_code, found.fips, dated=False)
        source.add_zip_area(line, "rating_area", zip_code, found.fips, int(row["year"]), area)


def _zip_county_area(source: Source, line: int, row: Row) -> None:
    zip_code = source.zip(line, "zipcode", row["zipcode"])
    found = source.county(line, "county_code", row["county_code"])
    area = source.area(line, "rate_area", row["rate_area"])
    if found:
        _same_state(source, line, "state", row["state"], found.state, found.fips)
    if zip_code and found and area:
        source.add_pair(line, zip_code, found.fips, dated=False)
        source.add_zip_area(line, "rate_area", zip_code, found.fips, source.from_year(), area)


def _county_name(source: Source, line: int, row: Row) -> None:
    """A list of counties is compared with ours; nothing of it is kept."""
    if row["state_code"] not in states():
        source.passed_over += 1
    elif found := source.county(line, "fips_county", row["fips_county"]):
        _same_state(source, line, "state_code", row["state_code"], found.state, found.fips)
        if row["county_name"] != found.name:
            source.wrong(line, "county_name", row["county_name"], repr(found.name))


# The first that fits has the word.
FORMATS = (
    Format("ZIP codes and counties", ("ZIP", "STCOUNTYFP"), _pair("ZIP", "STCOUNTYFP", "STATE")),
    Format("ZIP code areas and counties", ("GEOID_ZCTA5_20", "GEOID_COUNTY_20"), _census_part),
    Format("ZIP code areas and counties", ("ZCTA5", "GEOID"), _pair("ZCTA5", "GEOID")),
    Format("ZIP codes and counties", ("ZIP", "COUNTY", "RES_RATIO"), _pair("ZIP", "COUNTY")),
    Format("rating areas by county", ("state", "countyfip", "ratingarea"), _county_area),
    Format("rating areas by three digits", ("statefip", "ratingarea", "zip3"), _prefix_area),
    Format("rating areas by county and by three digits", ("rating_area", "zip3", "fips_county"), _county_or_prefix),
    Format("rating areas by ZIP code", ("year", "rating_area", "state", "county", "zip"), _zip_area),
    Format("rating areas by ZIP code", ("zipcode", "state", "county_code", "rate_area"), _zip_county_area),
    Format("rating areas by county", ("state", "county", "county_fips", "rating_area"), _landscape_county),
    Format("rating areas by three digits", ("rating_area", "zip3"), _state_prefix_area),
    Format("ZIP codes and counties by name", ("postcode", "county"), _town),
    Format("names of counties", ("fips_county", "state_code", "county_name"), _county_name),
)


def _read_json(source: Source, text: str) -> str:
    source.place = "entry"
    try:
        content = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        raise UnreadableGeography(f"{source.path.name} cannot be read: {error}.") from error
    entries = list(_entries(content))
    state = _state_of_most(zip_code for zip_code, _ in entries)
    for number, (zip_code, entry) in enumerate(entries, 1):
        source.read += 1
        if not isinstance(zip_code, str) or not isinstance(entry, dict) or not _known(entry):
            source.note(number, ": expected zipCode and county, or a ZIP code with fips")
        elif "fips" in entry:
            row = {"ZIP": zip_code, "fips": entry["fips"], "state": entry.get("state")}
            _pair("ZIP", "fips", "state")(source, number, row)
        else:
            _named_pair(source, number, ("zipCode", "county"), state, (zip_code, entry["county"]))
    return "ZIP codes and counties by name" if isinstance(content, list) else "ZIP codes and counties"


def _entries(content: Any) -> Iterator[tuple[Any, Any]]:
    """(ZIP code, the rest) of a list of objects, or of an object by ZIP code."""
    if isinstance(content, dict):
        yield from content.items()
    else:
        for entry in content:
            yield (entry.get("zipCode") if isinstance(entry, dict) else None), entry


def _state_of_most(zip_codes: Iterable[Any]) -> str | None:
    """A list that names counties without a state is of one state; a few of its ZIP codes may begin as a neighbour's do."""
    counts = Counter(state_of_zip(one) for one in zip_codes if isinstance(one, str))
    return counts.most_common(1)[0][0] if counts else None


def _known(entry: dict[str, Any]) -> bool:
    return isinstance(entry.get("fips", entry.get("county")), str)
