"""Lines of a part, read and written one after the other: a header, a line for each person of each policy, a trailer that counts. Pure."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping

import msgspec

from coverport.core.money import Cents, cents, dollars
from coverport.edi.reconciliation.rules.layout import Layout, WrongValue, parsed, written

Row = Mapping[str, str]
# Of an issuer's month: HDR|layout|exchange|issuer|month|made at|part|Y where it is the last one.
HEADER = 8
# TRL|lines|total premiums|credits.
TRAILER = 4


class Header(msgspec.Struct, frozen=True):
    """month: its first day, such as 2014-03-01. made_at: with its time zone; all parts of one month's view have the same."""

    layout: str
    exchange: str
    issuer: str
    month: str
    made_at: str
    part: int
    last: bool


class Fault(msgspec.Struct, frozen=True):
    """What is wrong with a line, in plain words without personal data. rule: for machines; column: by its name in the layout."""

    line: int
    rule: str
    message: str
    column: str = ""

    def __str__(self) -> str:
        return f"line {self.line}{f', {self.column}' if self.column else ''}: {self.rule}: {self.message}"


class Totals(msgspec.Struct):
    """What a trailer counts."""

    lines: int = 0
    premiums: Cents = 0
    credits: Cents = 0

    def add(self, row: Row) -> None:
        self.lines += 1
        self.premiums += cents(row.get("total_premium") or "0")
        self.credits += cents(row.get("credit") or "0")


def header_of(content: str, layout: Layout) -> Header | None:
    """The header of a part; None where the first line is none of this layout."""
    first = content.splitlines()[:1]
    fields = first[0].split(layout.delimiter) if first else []
    if fields[:2] != [layout.marks["header"], layout.layout] or len(fields) != HEADER:
        return None
    if not (fields[6].isascii() and fields[6].isdigit() and fields[7] in {"Y", "N"}):
        return None
    name, exchange, issuer, month, made_at = fields[1:6]
    return Header(name, exchange, issuer, month, made_at, int(fields[6]), fields[7] == "Y")


def write_part(header: Header, rows: Iterable[Row], layout: Layout) -> Iterator[str]:
    """The lines of a part, each with its end."""
    totals = Totals()
    last = "Y" if header.last else "N"
    said = (header.layout, header.exchange, header.issuer, header.month, header.made_at, str(header.part), last)
    yield _line(layout, "header", said)
    for row in rows:
        totals.add(row)
        yield _line(layout, "detail", (written(each, row.get(each.name, ""), layout.days) for each in layout.columns))
    yield _line(layout, "trailer", (str(totals.lines), dollars(totals.premiums), dollars(totals.credits)))


def write_answer(header: Header, rows: Iterable[Row], layout: Layout) -> Iterator[str]:
    """The answer to a month: a line for each thing that differs."""
    count = 0
    said = (header.layout, header.exchange, header.issuer, header.month, header.made_at, str(header.part), "Y")
    yield _line(layout, "header", said)
    for count, row in enumerate(rows, start=1):  # noqa: B007  counted for the trailer
        yield _line(layout, "answer", (row.get(name, "") for name in layout.answer))
    yield _line(layout, "trailer", (str(count), "0.00", "0.00"))


def read_part(content: str, layout: Layout) -> Iterator[Row | Fault]:
    """Rows in their order, and what is wrong: totals, values, order, size. The first line is the header, which is read already."""
    totals, before, ended = Totals(), ("", ""), False
    for number, fields in _lines(content, layout):
        if isinstance(fields, Fault):
            yield fields
            return
        if number == 1 or not fields:
            continue
        if ended:
            yield Fault(number, "trailer_followed", "nothing may follow the trailer")
            return
        if fields[0] == layout.marks["trailer"]:
            ended = True
            yield from _trailer(number, fields, totals)
            continue
        row = _row(number, fields, layout)
        if isinstance(row, Fault):
            yield row
            continue
        key = (row["policy"], row["member"])
        if key < before:
            yield Fault(
                number,
                "line_order",
                "lines are ordered by policy and person, by the bytes of their numbers; this one is too late",
            )
        before = max(before, key)
        totals.add(row)
        if totals.lines > layout.largest_part:
            yield Fault(
                number,
                "part_too_large",
                f"a part has at most {layout.largest_part} lines of people; send the rest as another part",
            )
            return
        yield row
    if not ended:
        yield Fault(totals.lines + 2, "trailer_missing", "the trailer is missing: the file is cut off")


def _lines(content: str, layout: Layout) -> Iterator[tuple[int, list[str] | Fault]]:
    number = 0
    reader = csv.reader(io.StringIO(content), delimiter=layout.delimiter, strict=True)
    try:
        for number, fields in enumerate(reader, start=1):
            yield number, fields
    except csv.Error as error:
        yield number + 1, Fault(number + 1, "line_unreadable", f"the line cannot be taken apart: {error}")


def _row(number: int, fields: list[str], layout: Layout) -> Row | Fault:
    if fields[0] != layout.marks["detail"]:
        return Fault(number, "line_mark", f"a line of a person begins with {layout.marks['detail']}")
    if len(fields) != len(layout.columns) + 1:
        wanted = len(layout.columns) + 1
        return Fault(number, "line_columns", f"a line of a person has {wanted} columns, this one {len(fields)}")
    pairs = zip(layout.columns, fields[1:], strict=True)
    try:
        return {each.name: parsed(each, text, layout.days) for each, text in pairs if each.kind != "filler"}
    except WrongValue as wrong:
        return Fault(number, wrong.rule, str(wrong), wrong.column)


def _trailer(number: int, fields: list[str], totals: Totals) -> Iterator[Fault]:
    said = [str(totals.lines), dollars(totals.premiums), dollars(totals.credits)]
    if len(fields) != TRAILER:
        yield Fault(number, "trailer_columns", f"the trailer has {TRAILER} columns")
        return
    for name, told, counted in zip(("lines", "total premiums", "credits"), fields[1:], said, strict=True):
        if told.strip() != counted:
            yield Fault(number, "trailer_counts", f"the trailer counts other {name} than stand in the file")


def _line(layout: Layout, mark: str, fields: Iterable[str]) -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=layout.delimiter, lineterminator="\n").writerow([layout.marks[mark], *fields])
    return text.getvalue()
