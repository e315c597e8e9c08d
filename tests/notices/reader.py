"""A second look at a PDF that shares no code with its maker: words, where they stand, tags, fonts, colors."""

import decimal
import io
import re
from collections.abc import Iterator
from typing import Any

import msgspec
import pikepdf
import pypdf


class Word(msgspec.Struct, frozen=True):
    """A run of text: inches of its baseline from the left and from the top of the sheet, and its size in points."""

    text: str
    x: float
    y: float
    size: float


def squeezed(text: str) -> str:
    """Without any space, so that line breaks make no difference."""
    return re.sub(r"\s", "", text)


def pages(pdf: bytes) -> list[str]:
    """The text of each page."""
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]


def placed(pdf: bytes, page: int = 0) -> list[Word]:
    """Every run of text on a page and where it stands."""
    found: list[Word] = []

    def visit(text: str, cm: list[float], tm: list[float], _font: Any, size: float) -> None:
        if text.strip():
            x = cm[0] * tm[4] + cm[2] * tm[5] + cm[4]
            y = cm[1] * tm[4] + cm[3] * tm[5] + cm[5]
            found.append(Word(text.strip(), round(x / 72, 3), round((792 - y) / 72, 3), size))

    pypdf.PdfReader(io.BytesIO(pdf)).pages[page].extract_text(visitor_text=visit)
    return found


def opened(pdf: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(pdf))


class Element(msgspec.Struct, frozen=True):
    """A structure element: its tag, that of what it stands in, its own language, and whether anything is in it."""

    tag: str
    within: str
    language: str
    filled: bool


def elements(pdf: bytes) -> list[Element]:
    """Every structure element in reading order."""
    document = opened(pdf)
    return list(_below(document.Root.StructTreeRoot, ""))


def tags(pdf: bytes) -> list[str]:
    return [element.tag for element in elements(pdf)]


def _below(parent: Any, within: str) -> Iterator[Element]:
    children = parent.get("/K")
    for child in children if isinstance(children, pikepdf.Array) else [children]:
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            tag = str(child.S)[1:]
            yield Element(tag, within, str(child.get("/Lang", "")), "/K" in child)
            yield from _below(child, tag)


def fonts(pdf: bytes) -> dict[str, bool]:
    """The fonts of all pages, and whether each is inside with a map back to its signs."""
    document = opened(pdf)
    found: dict[str, bool] = {}
    for page in document.pages:
        for font in page.Resources.Font.values():
            says = font.DescendantFonts[0].FontDescriptor
            inside = "/FontFile2" in says or "/FontFile3" in says
            found[str(says.FontName).split("+")[-1]] = inside and "/ToUnicode" in font
    return found


def painted(pdf: bytes, page: int = 0) -> list[tuple[str, tuple[float, ...]]]:
    """The drawing operators of a page with their numbers, in order."""
    document = opened(pdf)
    return [
        (str(operator), tuple(float(each) for each in operands if isinstance(each, int | float | decimal.Decimal)))
        for operands, operator in pikepdf.parse_content_stream(document.pages[page])
    ]
