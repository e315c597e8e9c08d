"""The file of what the post brought back: CSV with a row for each letter, and the new address where there is one. All or nothing."""

import csv
import io
from datetime import date
from typing import TYPE_CHECKING

import msgspec
from django.db import transaction

from coverport.core.errors import Refusal
from coverport.notices import postal
from coverport.notices.delivery import note_returned
from coverport.notices.models import Notice

if TYPE_CHECKING:
    from coverport.exchanges.models import Exchange

COLUMNS = ("reference", "reason", "street", "unit", "city", "state", "zip")


class Row(msgspec.Struct, frozen=True):
    """A letter that came back. lines: the new address, or nothing."""

    line: int
    reference: str
    reason: str
    lines: tuple[str, ...]


class CannotRead(Refusal):
    """The file is not as it should be; nothing of it was taken over. One sentence for each line that is wrong."""

    code = "returned_mail"


def read(text: str) -> tuple[Row, ...]:
    """The rows of a file. Raises CannotRead with everything that is wrong."""
    rows = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    if missing := [name for name in COLUMNS if name not in (rows.fieldnames or ())]:
        raise CannotRead(f"The first line must name the columns {', '.join(COLUMNS)}; missing: {', '.join(missing)}.")
    found: list[Row] = []
    wrong: list[str] = []
    for number, cells in enumerate(rows, start=2):
        try:
            found.append(_row(number, {name: (cells.get(name) or "").strip() for name in COLUMNS}))
        except ValueError as fault:
            wrong.append(f"Line {number}: {fault}.")
    seen: dict[str, int] = {}
    for row in found:
        if row.reference in seen:
            wrong.append(f"Line {row.line}: {row.reference} stands in line {seen[row.reference]} already.")
        seen.setdefault(row.reference, row.line)
    if wrong:
        raise CannotRead(" ".join(wrong))
    return tuple(found)


def _row(number: int, cells: dict[str, str]) -> Row:
    if not cells["reference"]:
        raise ValueError("there is no reference of a letter")
    if not cells["reason"]:
        raise ValueError("there is no reason, such as the post's code ANK or NSN")
    if not "".join(cells.values()).isprintable():
        raise ValueError("a cell has a line break or another sign that cannot be printed")
    lines: tuple[str, ...] = ()
    if cells["street"] or cells["city"] or cells["zip"]:
        last = f"{cells['city']} {cells['state'].upper()} {cells['zip']}"
        lines = tuple(filter(None, (cells["street"], cells["unit"], last)))
        try:
            postal.read("somebody", lines)
        except postal.Undeliverable as fault:
            raise ValueError(f"the new address cannot be used, {fault}") from fault
    return Row(line=number, reference=cells["reference"].upper(), reason=cells["reason"], lines=lines)


@transaction.atomic
def take_over(*, exchange: "Exchange", text: str, on: date) -> tuple[int, int]:
    """Note every letter of a file; answers how many go again and how many wait for an address. Raises CannotRead."""
    rows = read(text)
    letters = {
        one.reference: one
        for one in Notice.objects.filter(exchange=exchange.slug, reference__in=[row.reference for row in rows])
    }
    if unknown := [
        f"Line {row.line}: {exchange.profile.name} sent no letter {row.reference}."
        for row in rows
        if row.reference not in letters
    ]:
        raise CannotRead(" ".join(unknown))
    for row in sorted(rows, key=lambda row: row.reference):
        note_returned(letters[row.reference], why=row.reason, on=on, lines=row.lines)
    again = sum(bool(row.lines) for row in rows)
    return again, len(rows) - again
