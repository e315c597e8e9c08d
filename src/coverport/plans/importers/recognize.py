"""What a file is, by what stands in it and not by its name."""

from collections.abc import Callable

import msgspec

from coverport.plans.importers import (
    directory,
    landscape_columns,
    table_reader,
    template_areas,
    template_plans,
    template_rates,
    workbook,
    xml_reader,
)
from coverport.plans.importers.records import Reading
from coverport.plans.importers.source import Source
from coverport.plans.importers.tables import Table
from coverport.plans.importers.tables_areas import (
    MA_SERVICE_AREA_ZIPS,
    MA_SERVICE_AREAS,
    RATING_AREA_ZIPS,
    SERVICE_AREAS,
    ZIPS_BY_ISSUER,
)
from coverport.plans.importers.tables_massachusetts import MA_PRODUCTS
from coverport.plans.importers.tables_plans import BENEFITS, COVERED_BENEFITS, EXCLUSIONS, PLAN_ATTRIBUTES, PLAN_EXTRACT
from coverport.plans.importers.tables_rates import MA_RATE, RATE
from coverport.plans.importers.tables_references import (
    BUSINESS_RULES,
    CROSSWALK,
    MACHINE_READABLE,
    NETWORKS,
    QUALITY,
    TRANSPARENCY,
)
from coverport.plans.importers.tables_vermont import VERMONT_RATES

# Those with more columns stand before those that have some of the same.
TABLES: tuple[Table, ...] = (
    RATE, PLAN_ATTRIBUTES, BENEFITS, SERVICE_AREAS, BUSINESS_RULES, CROSSWALK, NETWORKS, QUALITY, TRANSPARENCY, MACHINE_READABLE,
    MA_RATE, MA_PRODUCTS, MA_SERVICE_AREA_ZIPS, MA_SERVICE_AREAS, RATING_AREA_ZIPS, VERMONT_RATES, ZIPS_BY_ISSUER, PLAN_EXTRACT,
    EXCLUSIONS, COVERED_BENEFITS,
)  # fmt: skip
EXPECTED = "a format of docs/reference/plan-files.md"


class Landscape(msgspec.Struct, frozen=True):
    """A QHP landscape: read whole, because its rows are checked against each other."""

    source: Source
    columns: landscape_columns.Columns


Open = Callable[[int | None], Reading | directory.Listing]
Known = Landscape | Open


def recognize(source: Source) -> Known:
    """How to read a file; call it with the year that was asked for, if any. Raises UnreadableFile for a file of no known format."""
    if workbook.is_workbook(source):
        return _workbook(source)
    head = source.head()
    if not head.strip():
        raise source.refuse("nothing in it", EXPECTED)
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"<"):
        return _xml(source, source.head(1 << 20))
    if start.startswith((b"[", b"{")):
        return _json(source, head)
    return _table(source)


def _workbook(source: Source) -> Known:
    first = next(iter(workbook.sheets(source)), None)
    rows = list(workbook.rows(source, first)) if first else []
    if template_areas.is_template(rows):
        return lambda year: template_areas.read(source, rows, year=year)
    for row in rows[:5]:
        for table in TABLES:
            if table.columns(list(row.cells.values())) is not None:
                return _of_sheet(source, table, rows, row)
    raise source.refuse("a workbook with other titles than those that are read", EXPECTED)


def _of_sheet(source: Source, table: Table, rows: list[workbook.Row], header: workbook.Row) -> Open:
    return lambda year: table_reader.read_table(
        source, table, year=year, rows_of=table_reader.workbook_sheet(source, rows, header)
    )


def _xml(source: Source, head: bytes) -> Known:
    if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
        raise source.refuse(
            "a document type or entities of its own", "XML without them, as the template's own export writes it"
        )
    root = xml_reader.root_of(head)
    if root == template_plans.ROOT:
        return lambda year: template_plans.read(source, year=year)
    if root == template_rates.ROOT:
        return lambda year: template_rates.read(source, year=year)
    raise source.refuse(f"XML that begins with {root!r}" if root else "text that is no XML", EXPECTED)


def _json(source: Source, head: bytes) -> Known:
    kind = directory.kind_of(head)
    if kind is None:
        raise source.refuse("JSON of another schema", EXPECTED)
    return lambda year: directory.read(source, kind)


def _table(source: Source) -> Known:
    header = table_reader.header_of(source)
    columns = landscape_columns.generation_of(header)
    if columns is not None:
        return Landscape(source, columns)
    for table in TABLES:
        if table.columns(header) is not None:
            return _of_table(source, table)
    raise _unknown(source, header)


def _of_table(source: Source, table: Table) -> Open:
    return lambda year: table_reader.read_table(source, table, year=year)


def _unknown(source: Source, header: list[str]) -> Exception:
    """Name the nearest format and what it has that this header lacks."""
    if b"\0" in source.head(512):
        return source.refuse("bytes that are no text", EXPECTED)
    lacking = {table.format: table.missing(header) for table in TABLES}
    nearest = min(
        TABLES, key=lambda table: len(lacking[table.format]) / sum(one.required for one in table.fields.values())
    )
    landscape = min(landscape_columns.GENERATIONS, key=lambda one: len(set(one.required()) - set(header)))
    if len(set(landscape.required()) - set(header)) / len(landscape.required()) < len(lacking[nearest.format]) / max(
        sum(one.required for one in nearest.fields.values()), 1
    ):
        missing = [name for name in landscape.required() if name not in header]
        return source.refuse(
            f"no column {missing[0]}", f"the header of the {landscape.name} landscape, which has it, or {EXPECTED}"
        )
    return source.refuse(
        f"no column {', '.join(lacking[nearest.format][:3])}",
        f"the header of {nearest.format}, which has it, or {EXPECTED}",
    )
