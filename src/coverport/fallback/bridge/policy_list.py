"""An insurer's list of policies that it sold directly, as CSV, and its answers about credit: read whole, with every fault and its line."""

import csv
import io
from collections.abc import Iterator, Mapping
from datetime import date

import msgspec

from coverport.core.errors import Refusal
from coverport.core.money import Cents, cents

COLUMNS = (
    "policy_number", "plan_id", "first_day", "paid_through", "premium", "first_name", "last_name", "birth_date",
)  # fmt: skip
ANSWERS = ("policy_number", "credited")
OF_POLICY = COLUMNS[:5]
LONGEST = 100
PLAN_ID = 14


class ListRefused(Refusal):
    """A list with faults; nothing of it is taken in. faults: (line, what is wrong)."""

    code = "list_refused"

    def __init__(self, faults: tuple[tuple[int, str], ...]) -> None:
        self.faults = faults
        super().__init__("; ".join(f"line {line}: {wrong}" for line, wrong in faults[:20]))


class Listed(msgspec.Struct, frozen=True):
    """One policy. people: (first name, last name, birth date as ISO)."""

    line: int
    number: str
    plan_id: str
    first: date
    paid_through: date
    premium: Cents
    people: tuple[tuple[str, str, str], ...]


class Answer(msgspec.Struct, frozen=True):
    """What an insurer says of one policy."""

    line: int
    credited: Cents


Row = tuple[int, dict[str, str]]


def read_policies(content: bytes) -> tuple[Listed, ...]:
    """Every policy of a list, in its order. A row for each person; the rows of a policy stand together. Raises ListRefused."""
    rows = _rows(content, COLUMNS)
    faults = [(line, wrong) for line, row in rows for wrong in _problems(row)]
    faults += list(_in_the_whole(rows))
    if faults:
        raise ListRefused(tuple(sorted(faults)))
    groups: dict[str, list[Row]] = {}
    for line, row in rows:
        groups.setdefault(row["policy_number"], []).append((line, row))
    return tuple(_listed(each) for each in groups.values())


def read_answers(content: bytes) -> dict[str, Answer]:
    """What an insurer says that it gave back, by policy number. Raises ListRefused."""
    rows = _rows(content, ANSWERS)
    faults: list[tuple[int, str]] = []
    found: dict[str, Answer] = {}
    for line, row in rows:
        wrong = [*_wrong_cells(row, ANSWERS), *_wrong_money("credited", row["credited"], least=0)]
        if row["policy_number"] in found:
            wrong.append(f"policy {row['policy_number']} is there twice")
        faults += [(line, each) for each in wrong]
        found[row["policy_number"]] = Answer(line, 0 if wrong else cents(row["credited"]))
    if faults:
        raise ListRefused(tuple(faults))
    return found


def _rows(content: bytes, columns: tuple[str, ...]) -> list[Row]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ListRefused(((1, "the file is not text in UTF-8"),)) from None
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    rows: list[Row] = []
    try:
        if tuple(reader.fieldnames or ()) != columns:
            raise ListRefused(((1, f"the first line must be: {','.join(columns)}"),))
        for found in reader:
            if None in found or None in found.values():
                raise ListRefused(((reader.line_num, f"there must be {len(columns)} columns"),))
            rows.append((reader.line_num, {name: found[name].strip() for name in columns}))
    except csv.Error as error:
        raise ListRefused(((reader.line_num, str(error)),)) from error
    if not rows:
        raise ListRefused(((1, "the list is empty"),))
    return rows


def _wrong_cells(row: Mapping[str, str], columns: tuple[str, ...]) -> Iterator[str]:
    for name in columns:
        if not row[name]:
            yield f"{name} is missing"
        elif len(row[name]) > LONGEST or not row[name].isprintable():
            yield f"{name} is not one line of at most {LONGEST} characters"


def _problems(row: Mapping[str, str]) -> Iterator[str]:
    yield from _wrong_cells(row, COLUMNS)
    if row["policy_number"] and len(row["policy_number"]) > 40:
        yield "policy_number is longer than 40 characters"
    if row["plan_id"] and not (
        len(row["plan_id"]) == PLAN_ID and row["plan_id"].isascii() and row["plan_id"].isalnum()
    ):
        yield f"plan_id {row['plan_id']!r} is not an identifier of {PLAN_ID} letters and digits"
    yield from _wrong_money("premium", row["premium"], least=1)
    yield from _wrong_days(row)


def _wrong_money(name: str, text: str, *, least: Cents) -> Iterator[str]:
    try:
        if text and cents(text) < least:
            yield f"{name} {text} is too little"
    except ValueError:
        yield f"{name} {text!r} is not an amount such as 1234.50"


def _wrong_days(row: Mapping[str, str]) -> Iterator[str]:
    days: dict[str, date] = {}
    for name in ("first_day", "paid_through", "birth_date"):
        try:
            days[name] = date.fromisoformat(row[name])
        except ValueError:
            yield f"{name} {row[name]!r} is not a date such as 2014-01-01" if row[name] else f"{name} is no date"
    if days.get("birth_date", date.min) > days.get("first_day", date.max):
        yield "birth_date lies after first_day"
    if days.get("paid_through", date.max) < days.get("first_day", date.min):
        yield "paid_through lies before first_day"


def _in_the_whole(rows: list[Row]) -> Iterator[tuple[int, str]]:
    """A policy tells the same in all its rows, which stand together; nobody is on it twice."""
    first: dict[str, Row] = {}
    people: set[tuple[str, ...]] = set()
    before = ""
    for line, row in rows:
        number = row["policy_number"]
        known_line, known = first.setdefault(number, (line, row))
        if known_line != line and before != number:
            yield line, f"policy {number} stands also in line {known_line}: its people one after the other"
        yield from (
            (line, f"{name} differs from line {known_line} of the same policy")
            for name in OF_POLICY
            if row[name] != known[name]
        )
        person = (number, row["first_name"].casefold(), row["last_name"].casefold(), row["birth_date"])
        if person in people:
            yield line, "the same person is on the policy twice"
        people.add(person)
        before = number


def _listed(rows: list[Row]) -> Listed:
    line, first = rows[0]
    return Listed(
        line=line, number=first["policy_number"], plan_id=first["plan_id"], first=date.fromisoformat(first["first_day"]),
        paid_through=date.fromisoformat(first["paid_through"]), premium=cents(first["premium"]),
        people=tuple((row["first_name"], row["last_name"], row["birth_date"]) for _line, row in rows),
    )  # fmt: skip
