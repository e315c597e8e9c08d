"""How the pages of an envelope belong together, by the code that each page of the form carries."""

import re
from collections import Counter
from collections.abc import Sequence

import msgspec

UNREADABLE, TWICE, TWO_CODES = "unreadable", "twice", "two_codes"
_CODE = re.compile(r"CP1 ([2-9B-DF-HJKMNP-TV-Z]{4}-[2-9B-DF-HJKMNP-TV-Z]{4}) (\d{1,2}) (\d{1,2}) ([a-z]{2})")


class Code(msgspec.Struct, frozen=True):
    """Which copy of the form a page is of, which page of it, how many it has, and in which language it was printed."""

    serial: str
    page: int
    of: int
    language: str = "en"


class Joined(msgspec.Struct, frozen=True):
    """codes: by position, None where there is none to go by; trouble: by position, why a person must look.

    serials: the copies of the form in the envelope, in the order in which they come, each with its language.
    """

    codes: tuple[Code | None, ...]
    trouble: dict[int, str]
    serials: dict[str, str]

    @property
    def needs_person(self) -> bool:
        """A page that nobody can place, or two applications in one envelope."""
        return bool(self.trouble) or len(self.serials) != 1


def code_text(code: Code) -> str:
    """What stands in a page's barcode. It tells nothing of anybody."""
    return f"CP1 {code.serial} {code.page} {code.of} {code.language}"


def code_of(text: str) -> Code | None:
    """The code that a barcode holds; None for another kind of barcode."""
    found = _CODE.fullmatch(text.strip())
    if found is None or not 1 <= int(found[2]) <= int(found[3]):
        return None
    return Code(found[1], int(found[2]), int(found[3]), found[4])


def join(pages: Sequence[Sequence[str]]) -> Joined:
    """Sort an envelope's pages. pages: the texts of the barcodes found on each."""
    read = [sorted(filter(None, map(code_of, texts)), key=code_text) for texts in pages]
    codes = tuple(found[0] if len(set(found)) == 1 else None for found in read)
    times = Counter(code for code in codes if code is not None)
    trouble = {
        position: TWO_CODES if len(found) > 1 else UNREADABLE
        for position, (found, code) in enumerate(zip(read, codes, strict=True))
        if code is None
    }
    trouble |= {position: TWICE for position, code in enumerate(codes) if code is not None and times[code] > 1}
    return Joined(codes, trouble, {code.serial: code.language for code in codes if code is not None})
