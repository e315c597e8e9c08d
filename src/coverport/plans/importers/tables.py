"""A table with a header, as CSV or as a sheet of a workbook: which columns it has, how each must look, what a row becomes."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import msgspec

from coverport.plans.importers.records import Reading, Record
from coverport.plans.importers.sheet import Sheet

Row = dict[str, Any]  # text by column, and the line under LINE
Rows = Iterator[Row]
LINE = " line"


class Field(msgspec.Struct, frozen=True):
    """A column. spellings: what files call it, the first one in messages; case, blanks and punctuation do not matter.

    pattern: what every cell must match; expected: the same in words.
    """

    spellings: tuple[str, ...]
    pattern: str | None = None
    expected: str = ""
    required: bool = True


class Table(msgspec.Struct, frozen=True):
    """A known table. format: its name; years: of the files that are known to have this header; fields: ours -> column.

    convert: rows under our names -> records, or by column a piece of the table and ours -> its column -> records.
    check: more than a pattern can say of a piece of the table.
    wide: every other column is a row's own fact, under the file's name for it.
    """

    format: str
    kind: str
    fields: Mapping[str, Field]
    convert: Callable[[Reading, Rows], Iterator[Record]] | None
    years: str
    check: Callable[[Reading, Sheet, Mapping[str, str]], None] | None = None
    wide: bool = False
    by_column: Callable[[Reading, Sheet, Mapping[str, str]], Iterator[Record]] | None = None

    def columns(self, header: list[str]) -> dict[str, str] | None:
        """Ours -> the header's own name; None when a required column is missing."""
        printed = {spelled(name): name for name in reversed(header) if name.strip()}
        found = {}
        for ours, field in self.fields.items():
            name = next((printed[key] for word in field.spellings if (key := spelled(word)) in printed), None)
            if name is not None:
                found[ours] = name
            elif field.required:
                return None
        return found

    def missing(self, header: list[str]) -> list[str]:
        """Required columns that a header lacks, by their first spelling."""
        there = {spelled(name) for name in header}
        return [
            field.spellings[0]
            for field in self.fields.values()
            if field.required and not any(spelled(word) in there for word in field.spellings)
        ]


def spelled(name: str) -> str:
    """What two spellings of a column have in common."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


def field(*spellings: str, pattern: str | None = None, expected: str = "", required: bool = True) -> Field:
    """A column that a table must have."""
    return Field(spellings, pattern, expected, required)


def maybe(*spellings: str, pattern: str | None = None, expected: str = "") -> Field:
    """A column that a table may have; an empty cell always passes."""
    return Field(spellings, pattern and f"^$|{pattern}", expected, required=False)


PLAN_PATTERN = r"^[0-9]{5}[A-Za-z]{2}[0-9]{7}$"
VARIANT_PATTERN = r"^[0-9]{5}[A-Za-z]{2}[0-9]{7}-[0-9]{2}$"
PLAN_WORDS = "14 characters: five digits, the state, seven digits"
VARIANT_WORDS = f"{PLAN_WORDS}, then a hyphen and two digits"
YES_NO = r"^(?i:yes|no|y|n|true|false|1|0|1\.0|0\.0)$"


def year_field(*spellings: str) -> Field:
    """The plan year."""
    return field(*spellings, pattern=r"^20[0-9]{2}$", expected="a plan year such as 2026")


def year_if_said(*spellings: str) -> Field:
    """The plan year where the file says it; else it comes with --year."""
    return maybe(*spellings, pattern=r"^20[0-9]{2}$", expected="a plan year such as 2026")


def state_field(*spellings: str) -> Field:
    return field(*spellings, pattern=r"^[A-Z]{2}$", expected="a state by its two letters")


def issuer_field(*spellings: str) -> Field:
    return field(*spellings, pattern=r"^[0-9]{5}(\.0)?$", expected="an issuer's five digits")


def plan_field(*spellings: str) -> Field:
    return field(*spellings, pattern=PLAN_PATTERN, expected=PLAN_WORDS)


def yes(text: str | None) -> bool | None:
    """Yes or no; None where the file says neither."""
    low = (text or "").strip().lower()
    if low in {"yes", "y", "true", "1", "1.0"}:
        return True
    return False if low in {"no", "n", "false", "0", "0.0"} else None


def whole(text: str) -> str:
    """A number that a spreadsheet wrote as 29027.0."""
    return text.removesuffix(".0")
