"""The three files: plans.csv, zips.csv and the list. Plain UTF-8 CSV; the first mistake is said with its line and column."""

import csv
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from coverport.core.errors import Refusal
from coverport.plans.slcsp.ranking import Area

METAL_LEVELS = {"platinum", "gold", "silver", "bronze", "expanded bronze", "catastrophic"}
HIGHEST = Decimal(100_000)  # dollars a month; more is a mistake
_RATE = re.compile(r"\d{1,9}(\.\d+)?", re.ASCII)
_STATE = re.compile(r"[A-Z]{2}")
_AREA = re.compile(r"\d{1,3}", re.ASCII)
_ZIP = re.compile(r"\d{5}", re.ASCII)

Line = tuple[int, list[str]]


class UnreadableTable(Refusal):
    """One of the files has a mistake. The message is one line: file, line, column, what was found, what is expected."""

    code = "unreadable_file"


def wrong(path: Path, line: int, column: str, found: str, expected: str) -> UnreadableTable:
    """A mistake in a cell."""
    shown = repr(found if len(found) <= 40 else found[:37] + "...") if found else "nothing"
    return UnreadableTable(f"{path.name}, line {line}, column {column}: found {shown}; expected {expected}")


def lines(path: Path) -> Iterator[Line]:
    """(number of the line, fields), the header first; all as long as the header. Raises UnreadableTable."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield from _lines(path, csv.reader(file, strict=True))
    except UnicodeDecodeError:
        raise UnreadableTable(
            f"{path.name}, line {_undecodable(path)}: found bytes that are no UTF-8; expected text in UTF-8"
        ) from None
    except OSError as error:
        raise UnreadableTable(f"{path.name} cannot be read: {error.strerror or error}") from error


def _lines(path: Path, rows: Any) -> Iterator[Line]:
    width = 0
    try:
        for fields in rows:
            width = width or len(fields)
            if len(fields) == width:
                yield rows.line_num, fields
            elif fields:
                raise UnreadableTable(
                    f"{path.name}, line {rows.line_num}: found {len(fields)} of {width} fields; "
                    f"expected all that the first line names, and no more"
                )
    except csv.Error as error:
        raise UnreadableTable(f"{path.name}, line {rows.line_num}: found {error}; expected CSV") from error
    if not width:
        raise UnreadableTable(f"{path.name}, line 1: found nothing; expected the names of the columns")


def _undecodable(path: Path) -> int:
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            try:
                line.decode()
            except UnicodeDecodeError:
                return number
    return number


def places(path: Path, header: Sequence[str], names: Sequence[str]) -> list[int]:
    """Where columns stand. Raises UnreadableTable for one that is missing or there twice."""
    bare = [name.strip() for name in header]
    for name in names:
        if bare.count(name) != 1:
            found = "no such column" if name not in bare else "two columns of that name"
            raise UnreadableTable(f"{path.name}, line 1, column {name}: found {found}; expected {', '.join(names)}")
    return [bare.index(name) for name in names]


def _columns(path: Path, names: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    """(number of the line, texts of these columns in this order)."""
    rows = lines(path)
    wanted = places(path, next(rows)[1], names)
    for line, fields in rows:
        yield line, [fields[place].strip() for place in wanted]


def zip_code(path: Path, line: int, text: str) -> str:
    """Five digits. Lost leading zeros are not put back: a number of four digits may as well be a wrong one of five."""
    if _ZIP.fullmatch(text):
        return text
    lost = text.isdigit() and len(text) in (3, 4)
    raise wrong(path, line, "zipcode", text, "five digits" + (", leading zeros included" if lost else ""))


def _area(path: Path, line: int, state: str, number: str) -> Area:
    if not _STATE.fullmatch(state):
        raise wrong(path, line, "state", state, "two capital letters")
    if not _AREA.fullmatch(number):
        raise wrong(path, line, "rate_area", number, "the number of a rating area")
    return state, int(number)


def _rate(path: Path, line: int, text: str) -> Decimal:
    rate = Decimal(text) if _RATE.fullmatch(text) else Decimal(0)
    if 0 < rate < HIGHEST:
        return rate
    raise wrong(path, line, "rate", text, f"dollars a month, over 0 and under {HIGHEST:,}")


def silver_rates(path: Path) -> dict[Area, list[Decimal]]:
    """The rates of the silver plans of each area. Raises UnreadableTable, also for a plan that is there twice in an area."""
    made: dict[Area, list[Decimal]] = {}
    first: dict[tuple[str, Area], int] = {}
    for line, (plan, state, metal, rate, area) in _columns(
        path, ("plan_id", "state", "metal_level", "rate", "rate_area")
    ):
        where, level = _area(path, line, state, area), metal.lower()
        if level not in METAL_LEVELS:
            raise wrong(path, line, "metal_level", metal, "Silver or another metal level")
        known = first.setdefault((plan, where), line)
        if not plan or known != line:
            raise wrong(path, line, "plan_id", plan, f"another plan than that of line {known}" if plan else "a plan")
        price = _rate(path, line, rate)
        if level == "silver":
            made.setdefault(where, []).append(price)
    return made


def areas_of_zips(path: Path) -> dict[str, set[Area]]:
    """The rating areas that each ZIP code reaches into. Raises UnreadableTable."""
    made: dict[str, set[Area]] = {}
    for line, (text, state, area) in _columns(path, ("zipcode", "state", "rate_area")):
        made.setdefault(zip_code(path, line, text), set()).add(_area(path, line, state, area))
    return made
