"""The form as a file: tagged, with a code on each page, and fields that can be filled in on a screen."""

from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import typst
from django.utils import translation
from django.utils.translation import gettext as _

from coverport.exchanges.models import Exchange
from coverport.notices import fonts
from coverport.notices.letters import COLORS
from coverport.notices.typeset import BUILT_IN, FAMILY, pages_of
from coverport.paper import images
from coverport.paper.fillable import fillable
from coverport.paper.questions import sections
from coverport.paper.rules.joining import Code, code_text

TEMPLATE = Path(__file__).with_name("form.typ")


def form(exchange: Exchange, *, year: int, language: str, serial: str) -> bytes:
    """One copy of the form as PDF/UA-1. serial: its own number, by which its pages find together."""
    with translation.override(language):
        told = _told(exchange, year, language, serial)
    of_year, month, of_month = told["day"]
    day = datetime(of_year, month, of_month, tzinfo=UTC)
    count = _pages(msgspec.json.encode(told).decode(), day)
    codes = [images.code_picture(code_text(Code(serial, page, count, language))) for page in range(1, count + 1)]
    return fillable(_set(told, codes, day))


def _told(exchange: Exchange, year: int, language: str, serial: str) -> dict[str, Any]:
    profile, today = exchange.profile, exchange.today()
    return {
        "title": _("Application for health coverage and help with its costs, %(year)s") % {"year": year},
        "lead": _("Mail this form to: %(address)s. Questions? Call %(phone)s (TTY %(tty)s); interpreters are free.")
        % {"address": ", ".join(profile.address), "phone": profile.phone, "tty": profile.tty},
        "foot": _("Please do not write on the code at the top of a page."),
        "page": _("page {page}"), "sender": profile.name, "serial": serial, "language": language, "color": COLORS[profile.theme],
        "day": [today.year, today.month, today.day], "sections": msgspec.to_builtins(sections(exchange, year=year)),
    }  # fmt: skip


@cache
def _counted() -> dict[str, int]:
    """How many pages a form has, by all that it says but its number. A number does not change how lines break."""
    return {}


def _pages(told: str, day: datetime) -> int:
    known = _counted()
    asked = msgspec.json.decode(told)
    key = msgspec.json.encode({**asked, "serial": ""}, order="deterministic").decode()
    if key not in known:
        known[key] = pages_of(_set(asked, [], day))
    return known[key]


def _set(told: dict[str, Any], codes: list[str], day: datetime) -> bytes:
    compiler, families = _compiler()
    inputs = {
        "form": msgspec.json.encode(told).decode(), "codes": msgspec.json.encode(codes).decode(),
        "families": msgspec.json.encode(families).decode(),
    }  # fmt: skip
    made = compiler.compile(format="pdf", sys_inputs=inputs, pdf_standards=["ua-1"], timestamp=day)
    assert isinstance(made, bytes)
    return made


def _compiler() -> tuple[typst.Compiler, tuple[str, ...]]:
    """A compiler with our own fonts; one a form, so that no thread waits for another."""
    fetched = fonts.are_there()
    at_hand = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=not fetched, font_paths=[fonts.HOME] if fetched else []
    )
    return typst.Compiler(TEMPLATE, root=TEMPLATE.parent, font_paths=at_hand), (FAMILY if fetched else BUILT_IN,)
