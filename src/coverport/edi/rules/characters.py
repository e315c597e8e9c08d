"""Human text within the X12 extended character set: accents are taken off, no letter is dropped, no delimiter gets through."""

import re
import unicodedata
from functools import cache

# Letters that Unicode does not take apart.
BY_HAND = {
    "ß": "ss", "ẞ": "SS", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D",
    "þ": "th", "Þ": "Th", "ł": "l", "Ł": "L", "ħ": "h", "Ħ": "H", "ŧ": "t", "Ŧ": "T", "ŋ": "ng", "Ŋ": "Ng", "ı": "i", "ĸ": "k",
    "ə": "e", "Ə": "E", "ɓ": "b", "ɗ": "d", "ƙ": "k", "ƴ": "y", "ʻ": "'", "ʼ": "'", "‘": "'", "’": "'", "‚": "'", "‛": "'", "´": "'",
    "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "–": "-", "—": "-", "‐": "-", "‑": "-", "−": "-", "…": "...", "·": ".",
    "•": "-", "¿": "", "¡": "", "№": "No.", "ª": "a", "º": "o", "ẚ": "a'", "ẜ": "s", "ẝ": "s", "ẟ": "d",
    "Ỻ": "LL", "ỻ": "ll", "Ỽ": "V", "ỽ": "v", "Ỿ": "Y", "ỿ": "y", "ʾ": "'", "ʿ": "'", "½": "1/2", "¼": "1/4", "¾": "3/4",
    "\u00a0": " ", "\u200b": "", "\u200c": "", "\u200d": "", "\ufeff": "", "\u00ad": "", "\t": " ", "\n": " ", "\r": " ",
}  # fmt: skip
# As a Russian passport's name is read in English; the letters that only Ukrainian has, as in Ukrainian.
CYRILLIC = dict(
    zip(
        "абвгґдеєёжзиіїйклмнопрстуфхцчшщъыьэюя",
        "a b v g g d e ye yo zh z i i yi y k l m n o p r s t u f kh ts ch sh shch _ y _ e yu ya".replace(
            "_", "'"
        ).split(" "),
        strict=True,
    )
)
GREEK = dict(
    zip("αβγδεζηθικλμνξοπρσςτυφχψω", "a v g d e z i th i k l m n x o p r s s t y f ch ps o".split(" "), strict=True)
)
UNKNOWN = "?"
# Delimiters never stand inside data. They are signs, not letters.
SIGNS = {"*": "+", "^": "'", "~": "-", ":": "."}
_EASY = re.compile(r"[A-Za-z0-9 '.,&/()#@_-]*")
_ALLOWED = re.compile(r"""[A-Za-z0-9 !"&'()+,\-./;?=%@\[\]_{}\\|<>#$`]""")


def stands_in_names(sign: str) -> bool:
    """Whether a sign is common in names and addresses, so that it cannot be a delimiter."""
    return _EASY.fullmatch(sign) is not None


def to_x12(text: str, signs: dict[str, str] = SIGNS) -> str:
    """The text in the extended character set, with single spaces. A sign that nobody can map becomes `?`: see `unmapped`."""
    if not _EASY.fullmatch(text):
        composed = unicodedata.normalize("NFC", text)
        text = "".join(map(_mapped, composed)).translate({ord(sign): plain for sign, plain in signs.items()})
    return " ".join(text.split())


def unmapped(text: str) -> tuple[str, ...]:
    """The signs of a text that became `?`, for the note to staff."""
    return tuple(
        sorted({sign for sign in unicodedata.normalize("NFC", text) if sign != UNKNOWN and UNKNOWN in _mapped(sign)})
    )


@cache
def _mapped(sign: str) -> str:
    if sign.isascii() and (_ALLOWED.fullmatch(sign) or sign in SIGNS):
        return sign
    if sign in BY_HAND:
        return BY_HAND[sign]
    for table in (CYRILLIC, GREEK):
        if (lower := sign.lower()) in table:
            return table[lower] if sign == lower else table[lower].capitalize()
    if unicodedata.combining(sign):
        return ""
    taken_apart = unicodedata.normalize("NFKD", sign)
    if taken_apart != sign:
        return "".join(map(_mapped, taken_apart))
    return UNKNOWN
