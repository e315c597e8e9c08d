"""Values as an 834 or 820 has them: human text in the character set, as long as the standard lets it be, and notes of what was lost."""

import re
from datetime import date
from functools import lru_cache

import msgspec

from coverport.edi.rules.characters import to_x12, unmapped
from coverport.edi.rules.partner import Delimiters

# The standard's own longest values; what is longer is written as far as it goes, and noted.
LONGEST = {
    "N102": 60, "NM103": 60, "NM104": 35, "NM105": 25, "NM107": 10, "N301": 55, "N302": 55, "N401": 30, "PER04": 256, "REF02": 50,
}  # fmt: skip
# Most text needs nothing done to it.
_AS_IT_IS = re.compile(r"(?:[A-Za-z0-9'.,&/()#@_-]+(?: [A-Za-z0-9'.,&/()#@_-]+)*)?")


class Note(msgspec.Struct, frozen=True):
    """Something that could not be written as it is. enrollment: its control number; element: where; what: "shortened" or signs."""

    enrollment: int
    element: str
    what: str


class Texts:
    """Writes text for one set of delimiters and collects the notes."""

    def __init__(self, marks: Delimiters) -> None:
        spoken_for = (marks.element, marks.repetition, marks.component, marks.segment)
        # A delimiter never stands inside data.
        self._signs = dict(zip(spoken_for, "+'.-", strict=True))
        self._usual = not any(_AS_IT_IS.fullmatch(mark) for mark in spoken_for)
        self.notes: list[Note] = []
        self.enrollment = 0

    def write(self, value: str, element: str) -> str:
        """Human text for an element."""
        longest = LONGEST[element]
        if self._usual and len(value) <= longest and _AS_IT_IS.fullmatch(value):
            return value
        written = to_x12(value, self._signs)
        if lost := unmapped(value) if "?" in written else ():
            self.notes.append(Note(self.enrollment, element, " ".join(f"U+{ord(sign):04X}" for sign in lost)))
        if len(written) > longest:
            self.notes.append(Note(self.enrollment, element, "shortened"))
            written = written[:longest].rstrip()
        return written


@lru_cache(maxsize=65536)
def d8(day: date) -> str:
    """20140101."""
    return f"{day.year:04d}{day.month:02d}{day.day:02d}"
