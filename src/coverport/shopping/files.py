"""The list of plans to take along: a file for a spreadsheet, and a document to print or send."""

import csv
import io
from collections.abc import Iterable

import msgspec
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from coverport.shopping import document, table
from coverport.shopping.choosing import chosen_by
from coverport.shopping.faces import public_face
from coverport.shopping.views import answered
from coverport.shopping.visit import Visit


@require_safe
def as_csv(request: HttpRequest) -> HttpResponse:
    """Every plan that passes the filters, in the order of the page."""
    found = answered(request, public_face())
    if isinstance(found, HttpResponse):
        return found
    lines = csv_of(_records(request, found))
    return _saved(lines.encode("utf-8-sig"), "text/csv; charset=utf-8", f"{_name(found)}.csv")


@require_safe
def as_pdf(request: HttpRequest) -> HttpResponse:
    """The same as a tagged document."""
    found = answered(request, public_face())
    if isinstance(found, HttpResponse):
        return found
    chosen = chosen_by(request, found)
    made = document.pdf(found, chosen, exchange=request.exchange.profile)  # type: ignore[attr-defined]
    return _saved(made, "application/pdf", f"{_name(found)}.pdf")


def _records(request: HttpRequest, found: Visit) -> list[table.Record]:
    if found.result is None:
        return []
    positions = chosen_by(request, found).search(found.result, whole=True).positions.tolist()
    return [
        table.record(found.result, position, price)
        for position, price in zip(positions, found.quote.at(positions), strict=True)
    ]


def csv_of(records: Iterable[table.Record]) -> str:
    """Names of columns, then a line for each plan."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(table.Record.__struct_fields__)
    writer.writerows([_safe(value) for value in msgspec.structs.astuple(one)] for one in records)
    return text.getvalue()


def _safe(text: str) -> str:
    """A name that begins like a formula must not run in a spreadsheet."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text


def _name(found: Visit) -> str:
    plans = _("plans")  # words within an f-string are not gathered for translation
    return f"{plans}-{found.answers.year}-{found.county.fips}"


def _saved(data: bytes, kind: str, name: str) -> HttpResponse:
    answer = HttpResponse(data, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "no-store"
    return answer
