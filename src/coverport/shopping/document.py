"""The list of plans as PDF/UA-1: what the page's table says, and whom and when it is for."""

import threading
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import typst
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from coverport.core.dates import long_date
from coverport.core.money import display, display_whole
from coverport.exchanges.profiles import Profile
from coverport.notices import fonts
from coverport.notices.letters import COLORS
from coverport.notices.typeset import BUILT_IN, FAMILY, spelled, undisplayable
from coverport.plans import geography
from coverport.shopping.estimate import estimate, people_words
from coverport.shopping.filters import Chosen, sorted_by
from coverport.shopping.rows import marks_of
from coverport.shopping.table import HEADS, TableRow, table_rows
from coverport.shopping.visit import Visit
from coverport.shopping.yearly_cost.spending import spending

TEMPLATE = Path(__file__).with_name("plans.typ")
_alone = threading.Lock()


def pdf(found: Visit, chosen: Chosen, *, exchange: Profile) -> bytes:
    """The plans that pass the filters, in the order asked for."""
    on = datetime(found.today.year, found.today.month, found.today.day, tzinfo=UTC)
    return typeset(told(found, chosen, exchange), on)


def typeset(told: dict[str, Any], on: datetime) -> bytes:
    """What is told, set. on: the day that the file names as its own, so that the same list has the same bytes."""
    text = msgspec.json.encode(told).decode()
    unknown: set[str] = set()
    while True:
        try:
            return _compiled(text, on)
        except typst.TypstError as error:
            # A sign in an insurer's name that the font lacks is set as its number.
            signs = undisplayable(str(error)) - unknown
            if not signs:
                raise
            unknown |= signs
            text = spelled(text, signs)


def _compiled(text: str, on: datetime) -> bytes:
    compiler, families = _compiler()
    # One document at a time: the compiler is shared by the threads of a process.
    with _alone:
        made = compiler.compile(
            format="pdf", sys_inputs={"told": text, "families": families}, pdf_standards=["ua-1"], timestamp=on
        )
    assert isinstance(made, bytes)
    return made


@cache
def _compiler() -> tuple[typst.Compiler, str]:
    """The process's compiler, and the families that it sets with as JSON."""
    fetched = fonts.are_there()
    at_hand = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=not fetched, font_paths=[fonts.HOME] if fetched else []
    )
    families = msgspec.json.encode([FAMILY if fetched else BUILT_IN]).decode()
    return typst.Compiler(TEMPLATE, root=TEMPLATE.parent, font_paths=at_hand), families


def told(found: Visit, chosen: Chosen, exchange: Profile) -> dict[str, Any]:
    """Everything that the document says."""
    table = _table(found, chosen)
    year = found.answers.year
    return {
        "title": _("Plans for %(people)s in %(year)s") % {"people": people_words(found.quote, found.application), "year": year},
        "exchange": exchange.name, "color": COLORS[exchange.theme], "day": [found.today.year, found.today.month, found.today.day],
        "language": (get_language() or "en").partition("-")[0], "page": _("Page {page} of {pages}"),
        "lines": _lines(found, exchange.name), "sorted": sorted_by(chosen.sort),
        "heads": [_(words) for words, _order, _end in HEADS], "figures": [end for _words, _order, end in HEADS],
        "rows": [{"name": row.name, "insurer": row.insurer, "cells": [words for words, _end in row.cells]} for row in table],
        "nothing": _("No plan passes these filters."), "notes": _notes(found),
    }  # fmt: skip


def _table(found: Visit, chosen: Chosen) -> list[TableRow]:
    if found.result is None:
        return []
    positions = chosen.search(found.result, whole=True).positions.tolist()
    return table_rows(found.result, positions, found.quote.at(positions), url=lambda _price: "")


def _lines(found: Visit, exchange: str) -> list[str]:
    answers, said = found.answers, estimate(found.quote, found.application)
    ages = ", ".join(str(person.age) for person in answers.people)
    where = f"{found.county.name}, {geography.state_name(found.county.state)} ({answers.zip})"
    who = ngettext("age %(ages)s", "ages %(ages)s", len(answers.people)) % {"ages": ages}
    income = "" if answers.income is None else _("income %(income)s a year") % {"income": display_whole(answers.income)}
    made = _("%(exchange)s, %(day)s. This is an estimate until you apply.") % {
        "exchange": exchange,
        "day": long_date(found.today),
    }
    return [
        " · ".join(filter(None, (where, who, income))),
        " ".join(filter(None, (said.strong, said.text, *said.others, said.medicare))),
        made,
    ]


def _notes(found: Visit) -> list[str]:
    shown = found.quote.at(found.quote.priced.cheapest_first.tolist()) if found.quote.priced else ()
    method = _("Expected and bad years: premiums after credit and the care of such a year, at prices of %(year)s.") % {
        "year": spending().year
    }
    credit = found.quote.aptc
    off = [_("Prices are after a tax credit of %(amount)s a month.") % {"amount": display(credit)}] if credit else []
    return [*off, method, *marks_of(shown)]
