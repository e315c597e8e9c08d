"""The letters that a paper, or what somebody wrote, is not enough: why, what happens next, by when, and how to appeal."""

from collections.abc import Iterable, Iterator
from datetime import date

from django.utils.translation import gettext as _

from coverport.applications.models import Application
from coverport.applications.proof_letters import TOLD, Context, help_with_papers, post, proof_letter, tasks
from coverport.applications.queries import determination_of
from coverport.applications.verification import words as proof
from coverport.applications.verification.models import Document, Inconsistency
from coverport.core.dates import long_date
from coverport.law import last_day_to_appeal
from coverport.notices.blocks import Block, Callout, Heading, Letter, Paragraph, Strong, words
from coverport.notices.kinds import Must, kind

REFUSED, WORDS_REFUSED = "proof_refused", "proof_words_refused"


def post_proof_refused(application: Application, row: Inconsistency, document: Document, *, on: date) -> None:
    """Tell why a document was not enough."""
    post(REFUSED, application, (row,), decision=document.reference, on=on, document=document)


def post_words_refused(application: Application, row: Inconsistency, *, on: date) -> None:
    """Tell why their own words were not enough. Other words may be refused, too, also on the same day."""
    post(WORDS_REFUSED, application, (row,), decision=f"{row.reference} {row.words_refused}", on=on)


def _why_refused(context: Context) -> Iterable[str]:
    return [context.document.note] if context.document else []


def _why_words_refused(context: Context) -> Iterable[str]:
    return [context.rows[0].words_note]


def _appeal_of_before(context: Context) -> Iterable[str]:
    last = _last_day_to_appeal_now(context)
    return [long_date(last)] if last else []


def _last_day_to_appeal_now(context: Context) -> date | None:
    """Of the decision that stands; None where it has passed."""
    decided = determination_of(context.application)
    last = last_day_to_appeal(decided.on) if decided else None
    return last if last and context.on <= last else None


_MAY_APPEAL = Must("until when the decision that stands can be appealed", "45 CFR 155.520(b)", _appeal_of_before)


@kind(REFUSED, must=[*TOLD, Must("why", "45 CFR 155.315(f)(1)", _why_refused), _MAY_APPEAL])
def proof_refused(context: Context) -> Letter:
    """A document was not enough; why, and what to send instead."""
    row, document = context.rows[0], context.document
    assert document is not None, "only a document is refused"
    why = words(
        _("We looked at %(file)s. It does not prove it: %(why)s"), file=document.name, why=document.note
    )  # fmt: skip
    if context.on > row.due_on:
        blocks = (_over(), Paragraph(why), *_facts(context), *_wrong(context))
        return proof_letter(context, _("Your document is not enough"), blocks)
    to_do = words(_("Please send another document by %(day)s."), day=Strong(long_date(row.due_on)))
    blocks = (Callout(to_do, "wait"), Paragraph(why), *tasks(context), help_with_papers(), *_wrong(context))
    return proof_letter(context, _("We need another document from you"), blocks)


@kind(WORDS_REFUSED, must=[*TOLD, Must("why", "45 CFR 155.315(f)(1), (g)", _why_words_refused), _MAY_APPEAL])
def proof_words_refused(context: Context) -> Letter:
    """Their own words were not enough; why, and what to send instead."""
    row = context.rows[0]
    why = words(_("We read what you wrote to us. It is not enough: %(why)s"), why=row.words_note)
    if context.on > row.due_on:
        blocks = (_over(), Paragraph(why), *_facts(context), *_wrong(context))
        return proof_letter(context, _("What you wrote is not enough"), blocks)
    to_do = words(_("Please send one of the papers listed here by %(day)s."), day=Strong(long_date(row.due_on)))
    more = _("If there is something that you have not told us yet, you can write to us again until that day.")
    blocks = (Callout(to_do, "wait"), Paragraph(why), *tasks(context), Paragraph(more), *_wrong(context))
    return proof_letter(context, _("We need a paper from you"), blocks)


def _over() -> Block:
    said = _(
        "The time to prove this is over. Next we decide by what the records say, and write to you about it. A paper that comes before "
        "we have decided still counts."
    )
    return Callout(said, "wait")


def _facts(context: Context) -> Iterator[Block]:
    """What it was about, where there is no more time for it."""
    for row in context.rows:
        yield Heading(2, proof.title(row))
        last = words(_("The last day was %(day)s."), day=Strong(long_date(row.due_on)))
        yield Paragraph(f"{proof.reason(row)} {proof.otherwise(row)}")
        yield Paragraph(last)


def _wrong(context: Context) -> Iterator[Block]:
    """Where to turn. What the records decide later has its own letter, with its own days to appeal."""
    numbers = {"phone": context.exchange.profile.phone, "tty": context.exchange.profile.tty}
    yield Heading(2, _("If you think this is wrong"))
    if last := _last_day_to_appeal_now(context):
        text = _(
            "Call us at %(phone)s (TTY %(tty)s). You can appeal the decision about your help that stands now until %(day)s."
        )
        yield Paragraph(words(text, **numbers, day=Strong(long_date(last))))
    else:
        yield Paragraph(words(_("Call us at %(phone)s (TTY %(tty)s)."), **numbers))
    yield Paragraph(
        _(
            "If we decide by the records, a letter says so. You can appeal that decision, too; the letter says until when."
        )
    )
