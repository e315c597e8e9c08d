"""Delimiters, and the patterns that a value of a type must match. The same patterns judge one element and, joined, a whole loop."""

import re
from functools import cache

import msgspec

from coverport.edi.x12.guide import Element

# Every day that there is from 1800 to 2199, leap years and all: the calendar as a pattern, so that no date is parsed twice.
_COMMON = r"(?:1[89]|2[01])\d\d(?:(?:0[13578]|1[02])(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)(?:0[1-9]|[12]\d|30)|02(?:0[1-9]|1\d|2[0-8]))"
# Most days are before the 29th, and are found first.
_EARLY = r"(?:1[89]|2[01])\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|1\d|2[0-8])"
DATE = rf"(?:{_EARLY}|{_COMMON}|(?:(?:1[89]|2[01])(?:0[48]|[2468][048]|[13579][26])|2000)0229)"
SHORT_DATE = r"\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
TIME = r"(?:[01]\d|2[0-3])[0-5]\d"


class Delimiters(msgspec.Struct, frozen=True):
    """As ISA says them: its 4th, 83rd, 105th and 106th characters."""

    element: str = "*"
    repetition: str = "^"
    component: str = ":"
    segment: str = "~"

    @property
    def all(self) -> str:
        return self.element + self.repetition + self.component + self.segment


@cache
def text(marks: Delimiters) -> str:
    """One sign of data: printable, of the extended character set, no delimiter."""
    return "[" + "".join(re.escape(sign) for sign in map(chr, range(0x20, 0x7F)) if sign not in marks.all) + "]"


@cache
def value(element: Element, marks: Delimiters) -> str:
    """The pattern of an element's value, all of it."""
    if element.parts:
        parts = tuple(value(part, marks) for part in element.parts)
        needed = max((at for at, part in enumerate(element.parts) if part.usage == "R"), default=0)
        one = _joined(parts, [part.usage == "R" for part in element.parts], needed, re.escape(marks.component))
        more = element.repeats - 1
        return rf"(?:{one}(?:{re.escape(marks.repetition)}{one}){{0,{more}}})" if more else f"(?:{one})"
    if element.codes:
        return "(?:" + "|".join(map(re.escape, element.codes)) + ")"
    if element.number == "I65":
        return re.escape(marks.repetition)
    if element.number == "I15":
        return re.escape(marks.component)
    return _TYPES[element.kind](element, marks)


def _joined(parts: tuple[str, ...], required: list[bool], last: int, mark: str) -> str:
    """Parts up to the last that is required, the others nested behind, each only with those before it."""
    front = mark.join(part if must else f"(?:{part})?" for part, must in zip(parts[: last + 1], required, strict=False))
    back = ""
    for part in reversed(parts[last + 1 :]):
        back = f"(?:{mark}(?:{part})?{back})?"
    return front + back


_TYPES = {
    "AN": lambda one, marks: f"{text(marks)}{{{one.low},{one.high}}}",
    "ID": lambda one, marks: f"{text(marks)}{{{one.low},{one.high}}}",
    "N0": lambda one, marks: rf"-?\d{{{one.low},{one.high}}}",
    "N2": lambda one, marks: rf"-?\d{{{one.low},{one.high}}}",
    "R": lambda one, marks: rf"-?(?:\d{{1,{one.high}}}(?:\.\d{{1,{one.high}}})?|\.\d{{1,{one.high}}})",
    "D8": lambda one, marks: DATE,
    "DP": lambda one, marks: f"(?:{DATE}(?:-{DATE})?)",
    "D6": lambda one, marks: SHORT_DATE,
    "TM": lambda one, marks: rf"{TIME}(?:[0-5]\d(?:\d{{1,2}})?)?",
    "T4": lambda one, marks: TIME,
}


@cache
def judge(element: Element, marks: Delimiters) -> re.Pattern[str]:
    """Matches all of a right value."""
    return re.compile(value(element, marks))


@cache
def sign(marks: Delimiters) -> re.Pattern[str]:
    """Matches text that is of the character set; delimiters between parts included."""
    return re.compile(r"[ -~]*")
