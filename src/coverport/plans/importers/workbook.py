"""Sheets of an .xlsx workbook, row by row. No macros, no formulas of its own, nothing unpacked beyond its bounds."""

import re
import zipfile
from collections.abc import Iterator
from pathlib import PurePosixPath

import msgspec

from coverport.plans.importers import xml_reader
from coverport.plans.importers.problems import Problem
from coverport.plans.importers.source import Source

MOST_STRINGS = 2_000_000
_MACROS = ("vbaproject.bin", "macrosheets/", "dialogsheets/", "activex/")
_REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})$")
_NUMBER = re.compile(r"[0-9]{1,7}")


class Row(msgspec.Struct, frozen=True):
    """A row of a sheet. number: as the screen shows it. cells: column letter -> text, without the empty ones."""

    sheet: str
    number: int
    cells: dict[str, str]

    def get(self, column: str) -> str:
        """The text of a cell, "" where it is empty."""
        return self.cells.get(column, "")

    def place(self, column: str) -> str:
        """The cell for a message: "Service Areas!D14"."""
        return f"{self.sheet}!{column}{self.number}"


def is_workbook(source: Source) -> bool:
    """Whether the file is a zip with the parts of a workbook."""
    if source.member is not None:
        return False
    try:
        with zipfile.ZipFile(source.path) as archive:
            return "xl/workbook.xml" in archive.namelist()
    except (OSError, zipfile.BadZipFile):
        return False


def sheets(source: Source) -> list[tuple[str, str]]:
    """(name, part) of each sheet in order. Raises UnreadableFile for a workbook with macros."""
    with zipfile.ZipFile(source.path) as archive:
        parts = archive.namelist()
    if macro := next((part for part in parts if any(word in part.lower() for word in _MACROS)), None):
        raise source.refuse(f"a workbook with macros ({macro})", "the workbook saved as .xlsx, without macros")
    targets = {}
    for relation in _part(source, "xl/_rels/workbook.xml.rels", "Relationship", attributes=("Id", "Target")):
        targets[relation["Id"]] = relation["Target"]
    found = []
    for sheet in _part(source, "xl/workbook.xml", "sheet", attributes=("name", "id")):
        target = targets.get(sheet["id"], "")
        part = target.lstrip("/") if target.startswith("/") else str(PurePosixPath("xl") / target)
        found.append((sheet["name"], part))
    return [(name, part) for name, part in found if part in parts]


def rows(source: Source, sheet: tuple[str, str]) -> Iterator[Row]:
    """The rows of a sheet that have anything in them."""
    strings = _strings(source)
    name, part = sheet
    for node in xml_reader.records(Source(source.path, part), "row"):
        cells = {}
        for cell in node.all("c"):
            found = _REFERENCE.match(cell.reference)
            text = _text(cell, strings) if found else ""
            if found and text:
                cells[found[1]] = text
        if cells:
            yield Row(name, _number(source, node.reference), cells)


def _number(source: Source, written: str) -> int:
    """Of a row; 0 where the workbook does not say it."""
    if written and not _NUMBER.fullmatch(written):
        raise source.refuse(f"a row with the number {written[:20]!r}", "the workbook saved as .xlsx")
    return int(written or 0)


def _strings(source: Source) -> list[str]:
    with zipfile.ZipFile(source.path) as archive:
        if "xl/sharedStrings.xml" not in archive.namelist():
            return []
    found = []
    for node in xml_reader.records(Source(source.path, "xl/sharedStrings.xml"), "si"):
        found.append(_joined(node))
        if len(found) > MOST_STRINGS:
            raise source.refuse(f"more than {MOST_STRINGS:,} texts", "a template or a list")
    return found


def _joined(node: xml_reader.Node) -> str:
    """The text of a shared or inline string, its runs put together."""
    if node.tag == "t":
        return node.text
    return "".join(_joined(child) for child in node.children if child.tag in ("t", "r", "is"))


def _text(cell: xml_reader.Node, strings: list[str]) -> str:
    if cell.kind == "inlineStr":
        return _joined(cell).strip()
    value = cell.value("v")
    if cell.kind == "s":
        return strings[int(value)].strip() if value.isdigit() and int(value) < len(strings) else ""
    # Excel writes whole numbers such as a ZIP code or an issuer id as 12345 or 12345.0.
    return value.removesuffix(".0")


def _part(source: Source, part: str, tag: str, *, attributes: tuple[str, ...]) -> list[dict[str, str]]:
    """The attributes of each element of a name in one of the workbook's own parts."""
    nodes = xml_reader.records(Source(source.path, part), tag)
    return [{name: node.attributes.get(name, "") for name in attributes} for node in nodes]


def refuse_cell(row: Row, column: str, title: str, expected: str) -> Problem:
    """A mistake in a cell."""
    return Problem(None, title, repr(row.get(column)) if row.get(column) else "nothing", expected, row.place(column))
