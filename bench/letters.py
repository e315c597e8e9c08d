"""Letters on one core: tagged PDF/UA-1 of two sheets or so, each another, beside an empty tagged page of the same compiler."""

import os
import resource
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import typst

from bench.table import note, report

LETTERS = 300
WARM = 30
EMPTY = '#set document(title: "Empty", date: none)\n#set page(paper: "us-letter")\nWords.\n'


def measure() -> None:
    """The goal is 40 two-page letters a second and core; memory may not grow with their number."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coverport.config.settings")
    os.environ["COVERPORT_COLLECTING"] = "1"  # settings without a database
    import django

    django.setup()
    del os.environ["COVERPORT_COLLECTING"]  # what is started after this serves with its own files
    from coverport.notices import fonts, typeset
    from coverport.notices.taglines import TEXTS

    made = [letter(number) for number in range(LETTERS)]
    typeset.pdf(made[0])
    for each in made[:WARM]:
        typeset.pdf(each)
    before = _memory()
    pages, a_second = _rate(lambda each: typeset.pages_of(typeset.pdf(each)), made)
    grown = _memory() - before
    bare = _empty_pages_a_second()
    set_in = len(TEXTS) - len(fonts.missing())
    note(
        f"{LETTERS} letters of {pages / LETTERS:.1f} pages with {set_in} of {len(TEXTS)} taglines; load {os.getloadavg()[0]:.1f}"
    )
    note(
        f"memory grew by {grown / 1024:.1f} MB over {LETTERS} letters; 100,000 on two cores: {100_000 / a_second / 2 / 3600:.1f} hours"
    )
    report(
        "letters to tagged PDF, one core",
        f"{a_second:,.0f} letters/s",
        "an empty tagged page",
        f"{bare:,.0f} /s",
        a_second / bare,
    )


def _empty_pages_a_second() -> float:
    """What the compiler itself costs."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "empty.typ"
        source.write_text(EMPTY)
        compiler = typst.Compiler(source)
        began = time.process_time()
        for _ in range(LETTERS):
            compiler.compile(format="pdf", pdf_standards=["ua-1"])
        return LETTERS / (time.process_time() - began)


def _rate(work: Callable[[Any], int], things: list[Any]) -> tuple[int, float]:
    """The sum of what the work answers, and how many a second of this core."""
    began = time.process_time()
    total = sum(work(each) for each in things)
    return total, len(things) / (time.process_time() - began)


def _memory() -> int:
    """The most memory that this process ever had, KB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def letter(number: int) -> Any:
    """An eligibility letter of Vermont for one person, like no other."""
    from coverport.exchanges.models import Exchange
    from coverport.notices.kinds import build
    from coverport.notices.kinds.eligibility import Decided, Outcome, Why
    from coverport.notices.letters import Recipient

    on = date(2013, 11, 1) + timedelta(days=number % 60)
    credit = 200_00 + number * 37
    reason = Why(f"Your yearly income of ${30_000 + number * 11:,} is within the limits.", "26 USC 36B(c)(1)(A)")
    person = Outcome(
        name=f"Ana {number}", age=20 + number % 40, sentence="Ana can get tax credit.", helped=True, start=date(2014, 1, 1),
        credit=credit, reasons=(reason,),
    )  # fmt: skip
    to = Recipient(
        user_id=1, name=f"Ana Rivera {number}", address=(f"{number + 1} Church Street", "Burlington VT 05401")
    )
    case = Decided(exchange=Exchange(slug="vt"), to=to, on=on, reference=f"K7QP-{2000 + number}", people=(person,))
    return build("eligibility", case, language="en")
