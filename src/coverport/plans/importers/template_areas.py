"""The Service Area template, a workbook of CMS: versions 6 (2017) to 11 (2022) have the same rows under the same titles."""

import re
from collections.abc import Iterator
from typing import Any

from coverport.plans import geography
from coverport.plans.importers import workbook
from coverport.plans.importers.problems import UnreadableFile
from coverport.plans.importers.records import SERVICE_AREA, Reading, Record
from coverport.plans.importers.source import Source
from coverport.plans.importers.tables import spelled, yes
from coverport.plans.importers.tables_areas import AREA_PATTERN, AREA_WORDS
from coverport.plans.importers.workbook import Row

_TITLES = {
    "id": "serviceareaid", "name": "serviceareaname", "entire": "state", "county": "countyname", "partial": "partialcounty",
    "zips": "serviceareazipcodes",
}  # fmt: skip
_NAMED = re.compile(r"^(.*?)\s*-\s*(\d{5})$")


def is_template(rows: list[Row]) -> bool:
    """Whether a sheet's first rows are those of the template."""
    return any(row.get("A").startswith("HIOS Issuer ID") for row in rows[:12]) and _header(rows) is not None


def _header(rows: list[Row]) -> Row | None:
    return next((row for row in rows[:20] if spelled(row.get("A")) == "serviceareaid"), None)


def read(source: Source, rows: list[Row], *, year: int | None) -> Reading:
    """A Service Area workbook as records. Raises UnreadableFile while they are read."""
    reading = Reading(source, _version(rows), SERVICE_AREA, iter(()))
    reading.records = _records(reading, rows, year)
    return reading


def _version(rows: list[Row]) -> str:
    found = re.search(r"v\d+(\.\d+)?", rows[0].get("A")) if rows else None
    return f"Service Area template {found[0]}" if found else "Service Area template"


def _records(reading: Reading, rows: list[Row], year: int | None) -> Iterator[Record]:
    said = re.search(r"20\d\d", rows[0].get("A"))
    of_year = int(said[0]) if said else year
    first = rows[0]
    if of_year is None or (year is not None and of_year != year):
        expected = f"the template of {year}" if of_year else "the year in the title; or give --year"
        raise _refusal(reading, first, "A", "title", expected)
    issuer = next(row for row in rows if row.get("A").startswith("HIOS Issuer ID"))
    state = next((row for row in rows if row.get("A").startswith("Issuer State")), issuer)
    if not re.match(r"^\d{5}$", issuer.get("B")):
        raise _refusal(reading, issuer, "B", "HIOS Issuer ID", "five digits")
    if state.get("B") not in geography.states():
        raise _refusal(reading, state, "B", "Issuer State", "a state by its two letters")
    header = _header(rows)
    assert header is not None  # the sheet was recognized
    columns = {
        ours: letter
        for letter, title in header.cells.items()
        for ours, words in _TITLES.items()
        if spelled(title) == words
    }
    for row in (row for row in rows if row.number > header.number and not row.get("A").startswith("Required")):
        reading.rows += 1
        details = _details(reading, row, columns, state.get("B"))
        key = (row.get(columns["id"]), details["county"], details["entire_state"])
        if key in reading.seen:
            reading.note("rows that repeat a county of the same service area")
            continue
        reading.seen[key] = row.number
        yield Record(SERVICE_AREA, of_year, state.get("B"), issuer.get("B"), row.get(columns["id"]), details)
    if not reading.rows:
        raise reading.source.refuse("no service area in it", "a template with at least one service area")
    reading.counts["service areas"] = len({key[0] for key in reading.seen})  # type: ignore[index]


def _refusal(reading: Reading, row: Row, column: str, title: str, expected: str) -> UnreadableFile:
    return UnreadableFile(reading.source.shown, [workbook.refuse_cell(row, column, title, expected)])


def _details(reading: Reading, row: Row, columns: dict[str, str], state: str) -> dict[str, Any]:
    text = {ours: row.get(letter) for ours, letter in columns.items()}
    if not re.match(AREA_PATTERN, text["id"]):
        raise _refusal(reading, row, columns["id"], "Service Area ID", AREA_WORDS)
    everywhere = yes(text["entire"])
    if everywhere is None:
        raise _refusal(reading, row, columns["entire"], "State", "Yes or No")
    county = text.get("county", "")
    if everywhere and county:
        reading.note("rows for the whole state that also name a county; the whole state counts")
    zips = re.findall(r"\d{5}", text.get("zips", "")) if yes(text.get("partial")) else []
    if yes(text.get("partial")) and not zips and not everywhere:
        raise _refusal(
            reading,
            row,
            columns.get("zips", "F"),
            "Service Area Zip Code(s)",
            "the ZIP codes of the part that is served",
        )
    return {
        "id": text["id"],
        "name": text["name"],
        "entire_state": everywhere,
        "county": "" if everywhere else _county(reading, row, columns["county"], county, state),
        "zips": [] if everywhere else sorted(set(zips)),
        "market": "",
        "dental": None,
    }


def _county(reading: Reading, row: Row, column: str, text: str, state: str) -> str:
    """The county of "Hampden - 25013". Where one of name and code is wrong the other one counts, and that is said."""
    named = _NAMED.match(text)
    by_code = {county.fips: county for county in geography.counties_of_state(state)}
    code = named[2] if named else text
    try:
        by_name = geography.county_by_name(state, named[1] if named else text)
    except geography.UnknownCounty:
        by_name = None
    if code in by_code:
        if by_name is None:
            reading.note(f"county {text!r}: no such name in {state}; the code counts ({by_code[code].name})")
        elif by_name.fips != code:
            raise _refusal(
                reading,
                row,
                column,
                "County Name",
                f"{by_name.name} - {by_name.fips}, or {by_code[code].name} - {code}",
            )
        return code
    if by_name is None:
        raise _refusal(
            reading, row, column, "County Name", f"a county of {state} with its code, such as {_such_as(by_code)}"
        )
    reading.note(f"county {text!r}: no such code in {state}; the name counts ({by_name.fips})")
    return by_name.fips


def _such_as(counties: dict[str, geography.County]) -> str:
    first = next(iter(counties.values()))
    return f"{first.name.removesuffix(' County')} - {first.fips}"
