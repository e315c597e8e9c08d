"""Tables piece by piece: CSV of any length, or a sheet of a workbook, checked column by column and turned into records."""

import csv
from collections.abc import Iterator, Mapping
from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray

from coverport.plans.importers import workbook
from coverport.plans.importers.problems import Problem, UnreadableFile
from coverport.plans.importers.records import Reading, Record
from coverport.plans.importers.sheet import Sheet
from coverport.plans.importers.source import Source
from coverport.plans.importers.source_file import last_end
from coverport.plans.importers.source_file import records as shape_of
from coverport.plans.importers.tables import LINE, Rows, Table

PIECE = 8 << 20
LONGEST_ROW = 4 << 20
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def header_of(source: Source) -> list[str]:
    """The names in the first line of a text file."""
    head = source.head().removeprefix(_BYTE_ORDER_MARK)
    first = _text(head.split(b"\n", 1)[0]).decode().rstrip("\r")
    try:
        return [name.strip() for name in next(csv.reader([first]), [])]
    except csv.Error:
        return []


def read_table(source: Source, table: Table, *, year: int | None, rows_of: Iterator[Sheet] | None = None) -> Reading:
    """A table as records; year: what it must say, or what it is where it says none."""
    reading = Reading(source, table.format, table.kind, iter(()))
    reading.records = _records(reading, table, year, rows_of or csv_sheets(source, table))
    return reading


def _records(reading: Reading, table: Table, year: int | None, sheets: Iterator[Sheet]) -> Iterator[Record]:
    for sheet in sheets:
        names = table.columns(sheet.frame.columns)
        assert names is not None  # the header was recognized
        _check(sheet, table, names, year)
        if table.check is not None:
            table.check(reading, sheet, names)
        sheet.stop_if_wrong()
        reading.rows += len(sheet)
        if table.by_column is not None:
            yield from table.by_column(reading, sheet, names)
        elif table.convert is not None:
            yield from table.convert(reading, _rows(sheet, table, names, year))


def _rows(sheet: Sheet, table: Table, names: Mapping[str, str], year: int | None) -> Rows:
    """Each row under our names, with its line; "" for a column that the file lacks; in a wide table the other columns, too."""
    frame = sheet.frame if table.wide else sheet.frame.select(names.values())
    frame = frame.rename({name: ours for ours, name in names.items()})
    empty = dict.fromkeys((ours for ours in table.fields if ours not in names), "")
    said = {} if "year" in names or year is None else {"year": str(year)}
    for line, row in zip(sheet.lines.tolist(), frame.iter_rows(named=True), strict=True):
        yield {**empty, **row, **said, LINE: line}


def _check(sheet: Sheet, table: Table, names: Mapping[str, str], year: int | None) -> None:
    for ours, name in names.items():
        field = table.fields[ours]
        if field.pattern is not None:
            sheet.refuse(~sheet.text(name).str.contains(field.pattern), name, field.expected)
    if year is not None and "year" in names:
        sheet.refuse(sheet.text(names["year"]) != str(year), names["year"], f"{year}, the year that was asked for")
    if "year" not in names and "year" in table.fields and year is None:
        found = f"no column {table.fields['year'].spellings[0]}"
        raise UnreadableFile(sheet.path, [Problem(None, None, found, "the plan year, given with --year")])


def csv_sheets(source: Source, table: Table | None = None) -> Iterator[Sheet]:
    """A CSV file as sheets of some megabytes; only whole records in each, and of a known table what it reads. Raises UnreadableFile."""
    header: list[str] = []
    line, seen = 1, 0
    for piece in _whole_records(source):
        text = _text(piece)
        shape = shape_of(text)
        lines = shape.lines + (line - 1)
        line += piece.count(b"\n")
        if not header:
            header = _header(source, text)
            text, lines, fields = text[text.index(b"\n") + 1 :] if b"\n" in text else b"", lines[1:], shape.fields[1:]
        else:
            fields = shape.fields
        if not len(lines):
            continue
        _refuse_other_shapes(source, lines, fields, len(header), unclosed=shape.unclosed_quote)
        seen += len(lines)
        yield Sheet(source.shown, _frame(source, text, header, len(lines), table), lines)
    if not seen:
        raise source.refuse("a header alone" if header else "nothing in it", "a header and at least one row")


def _whole_records(source: Source) -> Iterator[bytes]:
    buffer = bytearray()
    started = False
    for piece in source.pieces():
        buffer += piece if started else piece.removeprefix(_BYTE_ORDER_MARK)
        started = True
        if len(buffer) >= PIECE:
            cut = _last_end(buffer)
            if cut < 0:
                raise source.refuse("a quotation mark that is never closed", "a whole file")
            yield bytes(buffer[: cut + 1])
            del buffer[: cut + 1]
    if buffer.strip():
        yield bytes(buffer)


def _last_end(buffer: bytearray) -> int:
    """Where the last whole record of a buffer ends; -1 where none does within LONGEST_ROW of its end."""
    end = last_end(buffer)
    return end if end >= 0 and len(buffer) - end <= LONGEST_ROW else -1


def _text(piece: bytes) -> bytes:
    """The bytes as UTF-8: CMS's files of the first years are in the code page of Windows."""
    try:
        piece.decode()
    except UnicodeDecodeError:
        return piece.decode("cp1252", errors="replace").encode()
    return piece


def _header(source: Source, text: bytes) -> list[str]:
    first = text.split(b"\n", 1)[0].decode().rstrip("\r")
    try:
        names = [name.strip() for name in next(csv.reader([first]), [])]
    except csv.Error as error:
        raise source.refuse(f"a header that is no CSV ({error})", "the names of the columns") from error
    doubled = {name for name in names if name and names.count(name) > 1}
    if doubled:
        problem = Problem(1, min(doubled), "the column twice", "every column once")
        raise UnreadableFile(source.shown, [problem])
    return [name or f" {place}" for place, name in enumerate(names)]


def _refuse_other_shapes(
    source: Source, lines: NDArray[np.int64], fields: NDArray[np.int64], expected: int, *, unclosed: bool
) -> None:
    wrong = np.flatnonzero(fields != expected)
    problems = [Problem(int(lines[at]), None, f"{fields[at]} fields", f"{expected} as in the header") for at in wrong]
    if unclosed:
        last = Problem(int(lines[-1]), None, "a quotation mark that is never closed", "a whole file")
        problems = [*problems[:-1], last] if problems else [last]
    if problems:
        raise UnreadableFile(source.shown, problems)


def _frame(source: Source, text: bytes, header: list[str], count: int, table: Table | None) -> pl.DataFrame:
    try:
        frame = pl.read_csv(text, has_header=False, new_columns=header, infer_schema=False, empty_string_is_null=False)
    except pl.exceptions.PolarsError as error:
        raise source.refuse(str(error).splitlines()[0], "CSV") from error
    if len(frame) != count:
        raise source.refuse(f"{len(frame)} rows where {count} lines begin", "quotation marks around whole fields alone")
    names = None if table is None or table.wide else table.columns(header)
    wanted = frame if names is None else frame.select(list(dict.fromkeys(names.values())))
    return wanted.fill_null("").with_columns(pl.all().str.strip_chars())


def workbook_sheet(source: Source, rows: list[workbook.Row], header: workbook.Row) -> Iterator[Sheet]:
    """A sheet of a workbook below its header row. Its "lines" are the sheet's own row numbers."""
    columns = {column: name.strip() for column, name in header.cells.items()}
    below = [row for row in rows if row.number > header.number]
    if not below:
        raise source.refuse("a header alone", "a header and at least one row")
    frame = pl.DataFrame({name: [row.get(column) for row in below] for column, name in columns.items()})
    yield Sheet(source.shown, frame, np.array([row.number for row in below], dtype=np.int64))


def year_of(text: str) -> int | None:
    """The year of a date as templates write it: 2018-10-01, 1/1/2019."""
    for part in (text[:4], text[-4:]):
        if len(part) == 4 and part.isdigit() and 2010 <= int(part) <= date.max.year:
            return int(part)
    return None
