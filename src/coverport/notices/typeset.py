"""A letter's PDF by typst: tagged PDF/UA-1, and the same letter has the same bytes.

The letter goes in as JSON, so that whatever it says is text and never markup. The compiler refuses a page that would not be
accessible. Fonts are our own (coverport.notices.fonts); the machine's are asked only for signs that ours lack, and it is logged.
"""

import re
import threading
import unicodedata
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import structlog
import typst
from django.utils import translation
from django.utils.translation import gettext as _

from coverport.core.dates import long_date
from coverport.notices import blocks, fonts

log = structlog.get_logger()

TEMPLATE = Path(__file__).with_name("letter.typ")
FAMILY = "Open Sans"
# What typst brings itself, for a house whose fonts were not fetched; then the machine's, for signs that Open Sans lacks.
BUILT_IN = "Libertinus Serif"
ELSEWHERE = ("Noto Sans", "Noto Sans Hebrew", "DejaVu Sans")
LANGUAGE_NAMES = {
    "en": "English", "es": "Español", "ht": "Kreyòl Ayisyen", "pt": "Português", "vi": "Tiếng Việt", "zh-Hant": "繁體中文", "ar": "العربية",
}  # fmt: skip
# They have no shape of their own: they join or vary the signs beside them.
JOINERS = "\u200d\ufe0e\ufe0f"
# Bidirectional overrides, embeddings and isolates: the words after them could be made to read otherwise.
TURNING = frozenset({"LRE", "LRO", "RLE", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"})

_alone = threading.Lock()


WINDOW_POINTS = 72.0  # the height of the envelope's window


class Sheets(msgspec.Struct, frozen=True):
    """A letter on paper. fits_window: whether its whole address shows in the window of the envelope."""

    pdf: bytes
    pages: int
    fits_window: bool


def pdf(letter: blocks.Letter, *, large: bool = False) -> bytes:
    """The letter as PDF/UA-1. large: set in 18 pt, reflowed."""
    return sheets(letter, large=large).pdf


def sheets(letter: blocks.Letter, *, large: bool = False) -> Sheets:
    """The letter as PDF/UA-1, and what its printer has to know of it."""
    letter = _without_scripts_that_are_not_here(letter)
    inputs = {
        "letter": msgspec.json.encode(_settable(msgspec.to_builtins(letter))).decode(),
        "labels": msgspec.json.encode(_labels(letter)).decode(),
        "size": "large" if large else "standard",
    }
    at = datetime(letter.date.year, letter.date.month, letter.date.day, tzinfo=UTC)
    try:
        return _compile(inputs, at, machine_fonts=False)
    except typst.TypstError as error:
        if "could not be displayed" not in str(error):
            raise
    return _with_other_fonts(inputs, at, letter)


def pages_of(pdf: bytes) -> int:
    """How many pages one of our PDFs has. typst writes one flat page tree, uncompressed."""
    count = re.search(rb"/Type/Pages/Count (\d+)", pdf)
    if count is None:
        raise ValueError("this PDF was not set by our compiler: it has no page count")
    return int(count[1])


def _without_scripts_that_are_not_here(letter: blocks.Letter) -> blocks.Letter:
    """Rather no tagline than one of numbers in brackets. A print run refuses such a machine."""
    paper = letter.stationery
    here = tuple(one for one in paper.taglines if fonts.can_set(one.language))
    if len(here) == len(paper.taglines):
        return letter
    log.warning("letter_lacks_taglines_without_a_font", languages=fonts.missing(), see="docs/reference/letters.md")
    return msgspec.structs.replace(letter, stationery=msgspec.structs.replace(paper, taglines=here))


def _with_other_fonts(inputs: dict[str, str], at: datetime, letter: blocks.Letter) -> Sheets:
    """Signs that our fonts lack: the machine's fonts, else their number in brackets. Nothing of a name is left out."""
    log.warning("letter_set_with_the_machines_fonts", letter=letter.reference)
    unknown: set[str] = set()
    while True:
        try:
            return _compile(inputs, at, machine_fonts=True)
        except typst.TypstError as error:
            signs = undisplayable(str(error)) - unknown
            if not signs:
                raise
            unknown |= signs
            inputs["letter"] = spelled(inputs["letter"], signs)
            log.warning("letter_has_signs_without_a_font", letter=letter.reference, signs=sorted(map(ascii, signs)))


def spelled(text: str, signs: set[str]) -> str:
    """Each of these signs, with what joins it to others, as its number in brackets."""
    one_of = "|".join(map(re.escape, signs))
    return re.sub(f"[{JOINERS}]*({one_of})[{JOINERS}]*", lambda sign: f"[U+{ord(sign[1]):04X}]", text)


def undisplayable(said: str) -> set[str]:
    """The signs that typst names in its complaint, itself or as \\u{e000}."""
    found = re.search(r"text `\"(.+)\"` could not be displayed", said, re.DOTALL)
    named = re.sub(r"\\u\{([0-9a-f]+)\}", lambda number: chr(int(number[1], 16)), found[1]) if found else ""
    return {sign for sign in named if ord(sign) > 126 and sign not in JOINERS}


def _compile(inputs: dict[str, str], at: datetime, *, machine_fonts: bool) -> Sheets:
    compiler, families = _compiler(machine_fonts)
    inputs = {**inputs, "families": msgspec.json.encode(families).decode()}
    # One page at a time: the compiler is shared by the threads of a process.
    with _alone:
        made = compiler.compile(format="pdf", sys_inputs=inputs, pdf_standards=["ua-1"], timestamp=at)
        height = float(compiler.query("<address>", field="value", one=True))  # of what was compiled last; nearly free
    assert isinstance(made, bytes)
    return Sheets(pdf=made, pages=pages_of(made), fits_window=height <= WINDOW_POINTS)


@cache
def _compiler(machine_fonts: bool) -> tuple[typst.Compiler, tuple[str, ...]]:
    """The process's compiler and the families that it sets with."""
    fetched = fonts.are_there()
    if not fetched:
        log.warning("letters_are_set_in_a_substitute_font", run="python -m coverport.notices.fonts")
    at_hand = typst.Fonts(
        include_system_fonts=machine_fonts,
        include_embedded_fonts=not fetched,
        font_paths=[*([fonts.HOME] if fetched else []), fonts.folder_of_scripts()],
    )
    families = (
        FAMILY if fetched else BUILT_IN,
        *fonts.scripts(),
        *(name for name in ELSEWHERE if machine_fonts and name in at_hand.families()),
    )
    return typst.Compiler(TEMPLATE, root=TEMPLATE.parent, font_paths=at_hand), families


def _labels(letter: blocks.Letter) -> dict[str, str]:
    with translation.override(letter.language):
        return {
            "date": long_date(letter.date),
            "language": LANGUAGE_NAMES.get(letter.language, letter.language),
            "reference": _("Reference %(reference)s") % {"reference": letter.reference},
            "page": _("Page {page} of {pages}"),
        }


def _settable(value: Any) -> Any:
    """The same value with texts that can be set: without signs that have no shape."""
    if isinstance(value, str):
        # As nearly every text is: neither control signs nor such as turn what follows them are printable.
        return value if value.isprintable() else "".join(map(_shown, value))
    if isinstance(value, dict):
        return {key: _settable(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_settable(inner) for inner in value]
    return value


def _shown(sign: str) -> str:
    """A control sign is a space; one that turns the order of what follows it, as no name does, is nothing."""
    if unicodedata.category(sign) == "Cc":
        return " "
    return "" if unicodedata.bidirectional(sign) in TURNING else sign
