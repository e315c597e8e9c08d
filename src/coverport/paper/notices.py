"""The letter of this room: what is not on a paper application, until when to send it, and that its day stays."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from coverport.applications.models import Application
from coverport.applications.notices import recipient
from coverport.applications.pages import PAGES
from coverport.core.dates import long_date
from coverport.notices.actions import send_notice
from coverport.notices.blocks import Bullets, Callout, Heading, Letter, Paragraph, words
from coverport.notices.kinds import Must, build, kind
from coverport.notices.kinds.parts import CONTACT, Case, call_us, cites, day, letter
from coverport.paper.models import PaperApplication

MISSING = "paper_missing_answers"
RULE = "45 CFR 155.310(k)"


class Lacking(Case, frozen=True, kw_only=True):
    """steps: the parts of the form; note: what exactly; by: the last day; counts_from: the application's day; number: of the paper."""

    steps: tuple[str, ...]
    note: str
    by: date
    counts_from: date
    number: str


def _parts(case: Lacking) -> Iterable[str]:
    return [str(PAGES[step].title) for step in case.steps]


@kind(
    MISSING,
    must=[
        Must("what is missing", "45 CFR 155.310(k)(1)", lambda case: [*_parts(case), case.note]),
        Must("until when to send it", "45 CFR 155.310(k)(2)", lambda case: [long_date(case.by)]),
        Must("that the day of the application stays", "45 CFR 155.310(k)", lambda case: [long_date(case.counts_from)]),
        cites(RULE),
        CONTACT,
    ],
)
def missing_answers(case: Lacking) -> Letter:
    """A paper application lacks an answer."""
    todo = words(
        _("Send us the answer by %(day)s, or call us: we write it down for you. Give this number: %(number)s."),
        day=day(case.by), number=case.number,
    )  # fmt: skip
    kept = words(
        _("Your application counts from %(day)s. That day stays while you send what is missing."),
        day=day(case.counts_from),
    )
    return letter(
        case,
        _("We cannot decide yet: an answer is missing on your paper application."),
        Callout(todo, tone="wait"),
        Heading(2, _("What is missing")),
        Bullets(tuple(_parts(case))),
        Paragraph(case.note),
        Paragraph(kept),
        Paragraph(words(_("The rule: %(citation)s."), citation=RULE)),
        call_us(case, _("For help call %(phone)s (TTY %(tty)s).")),
    )


def post_missing_answers(paper: PaperApplication, application: Application, citation: str, *, on: date) -> None:
    """Post it in the transaction that asks."""
    assert paper.missing_by is not None
    to = recipient(application)
    case = Lacking(
        exchange=paper.exchange, to=to, on=on, steps=tuple(paper.missing_steps), note=paper.note, by=paper.missing_by,
        counts_from=application.started_on, number=paper.reference,
    )  # fmt: skip
    send_notice(
        MISSING, exchange=paper.exchange, to=to, about=paper.reference, decision=f"{paper.reference} {on}",
        letter=build(MISSING, case, language=to.language), on=on,
    )  # fmt: skip
