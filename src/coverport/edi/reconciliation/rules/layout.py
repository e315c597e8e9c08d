"""A layout as data: columns in their order, how each is written, what an empty one means. Pure.

Inside, every value is text in one spelling: days as 2014-01-31, amounts as 1234.50, codes as ours; empty where nothing is said.
"""

from datetime import datetime
from typing import Literal

import msgspec

from coverport.core.money import cents, dollars


class Column(msgspec.Struct, frozen=True):
    """of: policy columns stand on the subscriber's line alone. blank: silent (nothing is said) or empty (there is none).

    spelled: our code -> the partner's. A filler is written empty and not read.
    """

    name: str
    of: Literal["policy", "member"] = "member"
    kind: Literal["text", "words", "code", "day", "amount", "zip", "filler"] = "text"
    most: int = 50
    needed: bool = False
    blank: Literal["silent", "empty"] = "silent"
    codes: tuple[str, ...] = ()
    spelled: dict[str, str] = {}


class Layout(msgspec.Struct, frozen=True):
    """layout: its name and version, which stands in each file. largest_part: lines of people in one file."""

    layout: str
    delimiter: str
    days: str
    marks: dict[str, str]
    largest_part: int
    columns: tuple[Column, ...]
    answer: tuple[str, ...]

    def column(self, name: str) -> Column:
        return next(each for each in self.columns if each.name == name)

    def of(self, what: str) -> tuple[Column, ...]:
        return tuple(each for each in self.columns if each.of == what and each.kind != "filler")


class WrongValue(ValueError):
    """A column says what it cannot say. The message never has the value, which may be personal data. rule: for machines."""

    def __init__(self, column: Column, rule: str, what: str) -> None:
        super().__init__(f"{column.name} {what}")
        self.column, self.rule = column.name, rule


def parsed(column: Column, text: str, days: str) -> str:
    """A value as we spell it. Raises WrongValue."""
    text = text.strip()
    if not text:
        if column.needed:
            raise WrongValue(column, "value_missing", "is empty")
        return ""
    if len(text) > column.most or not text.isprintable():
        raise WrongValue(column, "value_signs", f"has more than {column.most} signs, or one that cannot be printed")
    if column.kind == "day":
        return _day(column, text, days)
    if column.kind == "amount":
        return _amount(column, text)
    if column.kind == "code":
        return _code(column, text)
    return text


def written(column: Column, value: str, days: str) -> str:
    """A value as the partner spells it."""
    if not value or column.kind == "filler":
        return ""
    if column.kind == "day":
        return datetime.strptime(value, "%Y-%m-%d").strftime(days)  # noqa: DTZ007  a day has no time zone
    return column.spelled.get(value, value)


def _day(column: Column, text: str, days: str) -> str:
    try:
        return datetime.strptime(text, days).date().isoformat()  # noqa: DTZ007  a day has no time zone
    except ValueError:
        raise WrongValue(column, "value_day", "is no day") from None


def _amount(column: Column, text: str) -> str:
    try:
        amount = cents(text)
    except ValueError:
        raise WrongValue(column, "value_amount", "is no amount of dollars and cents") from None
    if amount < 0:
        raise WrongValue(column, "value_negative", "is below zero")
    return dollars(amount)


def _code(column: Column, text: str) -> str:
    ours = {theirs: mine for mine, theirs in column.spelled.items()}
    code = ours.get(text, text)
    if code not in column.codes:
        raise WrongValue(
            column, "value_code", f"is none of {', '.join(column.spelled.get(one, one) for one in column.codes)}"
        )
    return code
