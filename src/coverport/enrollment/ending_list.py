"""An insurer's list of policies that end, as CSV: read whole, with every fault and its line, before anything is taken in."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date

import msgspec
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from coverport.enrollment.choice.refusals import ListRefused
from coverport.exchanges import profiles
from coverport.exchanges.profiles import NoExchange

COLUMNS = (
    "insurer", "policy_number", "last_day", "first_name", "last_name", "birth_date", "street", "unit", "city", "state", "zip",
    "language", "email",
)  # fmt: skip
MUST = frozenset(COLUMNS) - {"unit", "language", "email"}
LONGEST = {"insurer": 120, "policy_number": 40, "email": 254}
LANGUAGES = ("", "en", "es")
# A spreadsheet takes the zero off 05401; a letter to 5401 does not arrive.
ZIP = re.compile(r"[0-9]{5}(-[0-9]{4})?")


class Row(msgspec.Struct, frozen=True):
    """One person. exchange: that serves the state on the day after the policy."""

    line: int
    exchange: str
    insurer: str
    policy_number: str
    last_day: date
    first_name: str
    last_name: str
    birth_date: date
    street: str
    unit: str
    city: str
    state: str
    zip: str
    language: str
    email: str


def read_list(content: bytes) -> tuple[Row, ...]:
    """Every row. Raises ListRefused with all faults; a list is for one exchange."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ListRefused(((1, "the file is not text in UTF-8"),)) from None
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    rows: list[Row] = []
    faults: list[tuple[int, str]] = []
    try:
        if tuple(reader.fieldnames or ()) != COLUMNS:
            raise ListRefused(((1, f"the first line must be: {','.join(COLUMNS)}"),))
        for found in reader:
            problems = list(_problems(found))
            faults += [(reader.line_num, problem) for problem in problems]
            rows += [] if problems else [_row(reader.line_num, found)]
    except csv.Error as error:
        faults.append((reader.line_num, str(error)))
    faults += _in_the_whole(rows)
    if not rows and not faults:
        faults.append((1, "the file has no people"))
    if faults:
        raise ListRefused(tuple(sorted(faults)))
    return tuple(rows)


def _problems(found: Mapping[str, str | None]) -> Iterator[str]:
    if None in found or any(found[name] is None for name in COLUMNS):
        yield f"there must be {len(COLUMNS)} columns"
        return
    given = {name: (found[name] or "").strip() for name in COLUMNS}
    for name in COLUMNS:
        if name in MUST and not given[name]:
            yield f"{name} is missing"
        if len(given[name]) > LONGEST.get(name, 80):
            yield f"{name} is longer than {LONGEST.get(name, 80)} characters"
        if any(unicodedata.category(each) == "Cc" for each in given[name]):
            yield f"{name} has a line break or another control character"
    if given["zip"] and not ZIP.fullmatch(given["zip"]):
        yield f"zip {given['zip']!r} has not five digits"
    yield from _bad_days(given)
    if given["email"] and not _is_address(given["email"]):
        yield f"email {given['email']!r} is not an address"
    if given["language"] not in LANGUAGES:
        yield f"language {given['language']!r} is none of en, es"


def _is_address(email: str) -> bool:
    try:
        validate_email(email)
    except ValidationError:
        return False
    return True


def _bad_days(given: Mapping[str, str]) -> Iterator[str]:
    days: dict[str, date] = {}
    for name in ("last_day", "birth_date"):
        try:
            days[name] = date.fromisoformat(given[name])
        except ValueError:
            yield f"{name} {given[name]!r} is not a date such as 2013-12-31"
    if days.get("birth_date", date.min) > days.get("last_day", date.max):
        yield "birth_date lies after last_day"
    if days.get("last_day") == date.max:
        yield f"last_day {given['last_day']!r} has no day after it"
    elif "last_day" in days:
        try:
            profiles.for_state(given["state"].upper(), date.fromordinal(days["last_day"].toordinal() + 1).year)
        except NoExchange as none:
            yield none.message


def _row(line: int, found: Mapping[str, str | None]) -> Row:
    given = {name: (found[name] or "").strip() for name in COLUMNS} | {"state": (found["state"] or "").strip().upper()}
    last = date.fromisoformat(given["last_day"])
    serves = profiles.for_state(given["state"], date.fromordinal(last.toordinal() + 1).year)
    born = date.fromisoformat(given["birth_date"])
    words = {name: value for name, value in given.items() if name not in {"last_day", "birth_date"}}
    return Row(line=line, exchange=serves.slug, last_day=last, birth_date=born, **words)


def _in_the_whole(rows: list[Row]) -> list[tuple[int, str]]:
    faults: list[tuple[int, str]] = []
    seen: dict[tuple[object, ...], int] = {}
    for row in rows:
        key = (row.insurer, row.policy_number, row.first_name.casefold(), row.last_name.casefold(), row.birth_date)
        if (before := seen.setdefault(key, row.line)) != row.line:
            faults.append((row.line, f"the same person of the same policy stands in line {before}"))
        if row.exchange != rows[0].exchange:
            faults.append(
                (
                    row.line,
                    f"{row.state} is served by {row.exchange}, line {rows[0].line} by {rows[0].exchange}: send a list each",
                )
            )
    return faults
