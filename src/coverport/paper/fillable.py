"""From boxes to fields: the links of the set form become widgets in their place, order and structure, as screen readers need them."""

import io
from typing import Any
from urllib.parse import unquote

from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)

MARK = "field:"
APPEARANCE = "/Helv 10 Tf 0 g"


def fillable(pdf: bytes) -> bytes:
    """The same pages with fields. ValueError for a box whose link is not ours to read."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf)))
    fields = ArrayObject()
    for page in writer.pages:
        for reference in page.get("/Annots", ArrayObject()):
            link = reference.get_object()
            uri = str(link.get("/A", DictionaryObject()).get("/URI", ""))
            if uri.startswith(MARK):
                _become_field(writer, link, page, unquote(uri.removeprefix(MARK)))
                fields.append(reference)
        page[NameObject("/Tabs")] = NameObject("/S")  # by structure
    _links_become_forms(writer.root_object.get("/StructTreeRoot"))
    writer.root_object[NameObject("/AcroForm")] = DictionaryObject({
        NameObject("/Fields"): fields, NameObject("/DR"): _resources(), NameObject("/DA"): TextStringObject(APPEARANCE),
        NameObject("/NeedAppearances"): BooleanObject(True),
    })  # fmt: skip
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def _resources() -> DictionaryObject:
    font = DictionaryObject({
        NameObject("/Type"): NameObject("/Font"), NameObject("/Subtype"): NameObject("/Type1"),
        NameObject("/BaseFont"): NameObject("/Helvetica"), NameObject("/Encoding"): NameObject("/WinAnsiEncoding"),
    })  # fmt: skip
    return DictionaryObject({NameObject("/Font"): DictionaryObject({NameObject("/Helv"): font})})


def _become_field(writer: PdfWriter, link: Any, page: Any, told: str) -> None:
    kind, _, rest = told.partition(":")
    name, _, words = rest.partition("|")
    if kind not in {"text", "tick"} or not name:
        raise ValueError(f"a box of the form says {told!r}")
    del link["/A"]
    link.update({
        NameObject("/Subtype"): NameObject("/Widget"), NameObject("/F"): NumberObject(4), NameObject("/P"): page.indirect_reference,
        NameObject("/T"): TextStringObject(name.replace(".", "_")), NameObject("/TU"): TextStringObject(words),
        NameObject("/Contents"): TextStringObject(words),
    })  # fmt: skip
    if kind == "text":
        link.update({NameObject("/FT"): NameObject("/Tx"), NameObject("/DA"): TextStringObject(APPEARANCE)})
        return
    off = NameObject("/Off")
    looks = DictionaryObject({
        NameObject("/Yes"): _look(writer, link, "q 1 w 1.5 1.5 m 7.5 7.5 l 1.5 7.5 m 7.5 1.5 l S Q"), off: _look(writer, link, ""),
    })  # fmt: skip
    link.update({
        NameObject("/FT"): NameObject("/Btn"), NameObject("/V"): off, NameObject("/AS"): off,
        NameObject("/AP"): DictionaryObject({NameObject("/N"): looks}),
    })  # fmt: skip


def _look(writer: PdfWriter, link: Any, drawn: str) -> Any:
    """How a tick looks: two strokes, without a font."""
    left, bottom, right, top = (float(each) for each in link["/Rect"])
    look = StreamObject()
    look.set_data(drawn.encode())
    look.update({
        NameObject("/Type"): NameObject("/XObject"), NameObject("/Subtype"): NameObject("/Form"),
        NameObject("/BBox"): ArrayObject([FloatObject(each) for each in (0, 0, right - left, top - bottom)]),
    })  # fmt: skip
    return writer._add_object(look)


def _links_become_forms(node: Any) -> None:
    """The structure says Form where it said Link, for every element that holds one of our boxes. The form has no other links."""
    waiting = [node]
    while waiting:
        held = waiting.pop()
        held = held.get_object() if hasattr(held, "get_object") else held
        if isinstance(held, ArrayObject):
            waiting.extend(held)
        elif isinstance(held, DictionaryObject):
            if held.get("/S") == "/Link":
                held[NameObject("/S")] = NameObject("/Form")
            if "/K" in held:
                waiting.append(held["/K"])
