"""The letters of this room: what we still need, by when; that it is settled; and what was decided because it never came."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from django.utils.translation import gettext as _

from coverport.applications.cards import leads
from coverport.applications.decision import cards_of
from coverport.applications.determining import result_of
from coverport.applications.models import Application
from coverport.applications.proof_letters import (
    TOLD,
    Context,
    each_title,
    help_with_papers,
    post,
    proof_letter,
    recipient,
    recipients,
    tasks,
)
from coverport.applications.verification import words as proof
from coverport.applications.verification.models import Inconsistency, Redetermination
from coverport.core.dates import long_date
from coverport.law import last_day_to_appeal
from coverport.notices.blocks import Bullets, Callout, Heading, Letter, Paragraph, Strong, words
from coverport.notices.kinds import Must, kind

__all__ = ["Context", "recipient", "recipients"]
NEEDED, SETTLED, REMINDER, MORE_TIME, EXPIRED = (
    "proof_needed", "proof_settled", "proof_reminder", "proof_more_time", "proof_expired",
)  # fmt: skip


def post_proof_needed(application: Application, rows: Sequence[Inconsistency], *, on: date) -> None:
    """Tell of new tasks, 45 CFR 155.315(f)(2)(i), in the transaction that opens them."""
    post(NEEDED, application, rows, decision=rows[0].reference, on=on)


def post_proof_settled(application: Application, rows: Sequence[Inconsistency], *, on: date) -> None:
    """Tell that nothing more is needed."""
    post(SETTLED, application, rows, decision=rows[0].reference, on=on)


def post_proof_reminder(application: Application, rows: Sequence[Inconsistency], *, on: date) -> None:
    """Remind of what has not come."""
    post(REMINDER, application, rows, decision=f"{rows[0].reference} {on}", on=on)


def post_more_time(application: Application, row: Inconsistency, *, on: date) -> None:
    """Tell the new last day."""
    post(MORE_TIME, application, (row,), decision=f"{row.reference} {row.due_on}", on=on)


def post_proof_expired(application: Application, made: Redetermination, *, on: date) -> None:
    """Tell the decision by the sources, 45 CFR 155.310(g), 155.315(f)(5)(i)."""
    rows = tuple(made.inconsistencies.select_related("person"))
    post(EXPIRED, application, rows, decision=made.determination.reference, on=on, made=made)


def _from_when(context: Context) -> Iterable[str]:
    return [long_date(context.made.effective_on)] if context.made else []


def _appeal_by(context: Context) -> Iterable[str]:
    return [long_date(last_day_to_appeal(context.on))]


@kind(NEEDED, must=TOLD)
def proof_needed(context: Context) -> Letter:
    """We could not confirm some answers; what to send, by when."""
    days = {row.due_on for row in context.rows}
    to_do = words(
        _("Send us what is listed here by %(day)s. Sign in and choose “What we still need”, or mail copies to us.")
        if len(days) == 1
        else _(
            "Send us what is listed here, each by its own day. The first is %(day)s. Sign in and choose “What we still need”, or mail "
            "copies to us."
        ),
        day=Strong(long_date(min(days))),
    )
    blocks = (Callout(to_do, "wait"), *tasks(context), help_with_papers())
    return proof_letter(context, _("We need papers from you"), blocks)


@kind(REMINDER, must=TOLD)
def proof_reminder(context: Context) -> Letter:
    """They have not come yet."""
    days = {row.due_on for row in context.rows}
    to_do = words(
        _("We have nothing from you yet. The last day is %(day)s.")
        if len(days) == 1
        else _("We have nothing from you yet. Send what is listed here, each by its own day. The first is %(day)s."),
        day=Strong(long_date(min(days))),
    )
    blocks = (Callout(to_do, "wait"), *tasks(context), help_with_papers())
    return proof_letter(context, _("A reminder: we still need papers from you"), blocks)


@kind(MORE_TIME, must=TOLD)
def proof_more_time(context: Context) -> Letter:
    """There is more time."""
    day = Strong(long_date(context.rows[0].due_on))
    blocks = (Callout(words(_("You now have until %(day)s."), day=day), "wait"), *tasks(context), help_with_papers())
    return proof_letter(context, _("You have more time to send papers"), blocks)


@kind(SETTLED, must=[Must("what is settled", "45 CFR 155.310(g)", each_title)])
def proof_settled(context: Context) -> Letter:
    """Nothing more is needed for these."""
    blocks = (
        Callout(_("You need not do anything. This is confirmed now:")),
        Bullets(tuple(proof.title(row) for row in context.rows)),
        Paragraph(_("Our decision about your help stands as it is.")),
    )
    return proof_letter(context, _("Your answers are confirmed"), blocks)


@kind(
    EXPIRED,
    must=[
        Must("what could not be confirmed", "45 CFR 155.315(f)(5)(i)", each_title),
        Must("from when the decision counts", "45 CFR 155.315(f)(5)(ii)", _from_when),
        Must("the last day to appeal", "45 CFR 155.520(b)", _appeal_by),
    ],
)
def proof_expired(context: Context) -> Letter:
    """The time ran out; what was decided by the sources, from when, and how to set it right."""
    made = context.made
    assert made is not None, "it tells of a decision"
    decided = words(
        _("We made a new decision about your help. It counts from %(day)s."), day=Strong(long_date(made.effective_on))
    )
    blocks = (
        Callout(decided, "wait"),
        Paragraph(_("The time to prove these answers is over, so we went by what the records say:")),
        Bullets(tuple(f"{proof.title(row)}. {proof.reason(row)}" for row in context.rows)),
        Heading(2, _("What you can have now")),
        Bullets(tuple(_now(context, made))),
        Heading(2, _("If you think this is wrong")),
        Paragraph(
            words(
                _(
                    "You can still send papers: sign in, choose “Change your answers” and sign again. You can ask for an appeal "
                    "until %(day)s. Call %(phone)s (TTY %(tty)s) or write to us."
                ),
                day=Strong(long_date(last_day_to_appeal(context.on))),
                phone=context.exchange.profile.phone,
                tty=context.exchange.profile.tty,
            )
        ),
    )
    return proof_letter(context, _("Your help changes, because papers did not come"), blocks)


def _now(context: Context, made: Redetermination) -> Iterator[str]:
    yield from leads(cards_of(context.application, made.determination), result_of(made.determination))
