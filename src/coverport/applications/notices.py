"""The letters of this room: what we still need, by when; that it is settled; and what was decided because it never came."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

import msgspec
from django.utils.translation import gettext as _

from coverport.applications.cards import leads
from coverport.applications.decision import cards_of
from coverport.applications.determining import result_of
from coverport.applications.models import Applicant, Application
from coverport.applications.verification import words as proof
from coverport.applications.verification.models import Document, Inconsistency, Redetermination
from coverport.core.dates import long_date
from coverport.exchanges.models import Exchange
from coverport.law import last_day_to_appeal
from coverport.notices.actions import send_notice
from coverport.notices.blocks import Block, Bullets, Callout, Heading, Letter, Paragraph, Strong, words
from coverport.notices.kinds import Must, build, kind
from coverport.notices.letters import Recipient, compose

NEEDED, SETTLED, REMINDER, REFUSED, MORE_TIME, EXPIRED = (
    "proof_needed", "proof_settled", "proof_reminder", "proof_refused", "proof_more_time", "proof_expired",
)  # fmt: skip


class Context(msgspec.Struct, frozen=True):
    """What all of them are made from. document: the one that was refused; made: the decision by the sources."""

    exchange: Exchange
    to: Recipient
    on: date
    rows: tuple[Inconsistency, ...]
    application: Application
    document: Document | None = None
    made: Redetermination | None = None


def post_proof_needed(application: Application, rows: Sequence[Inconsistency], *, on: date) -> None:
    """Tell of new tasks, 45 CFR 155.315(f)(2)(i), in the transaction that opens them."""
    _post(NEEDED, application, rows, decision=rows[0].reference, on=on)


def post_proof_settled(application: Application, rows: Sequence[Inconsistency], *, on: date) -> None:
    """Tell that nothing more is needed."""
    _post(SETTLED, application, rows, decision=rows[0].reference, on=on)


def post_proof_reminder(application: Application, rows: Sequence[Inconsistency], *, on: date) -> None:
    """Remind of what has not come."""
    _post(REMINDER, application, rows, decision=f"{rows[0].reference} {on}", on=on)


def post_proof_refused(application: Application, row: Inconsistency, document: Document, *, on: date) -> None:
    """Tell why a document was not enough."""
    _post(REFUSED, application, (row,), decision=document.reference, on=on, document=document)


def post_more_time(application: Application, row: Inconsistency, *, on: date) -> None:
    """Tell the new last day."""
    _post(MORE_TIME, application, (row,), decision=f"{row.reference} {row.due_on}", on=on)


def post_proof_expired(application: Application, made: Redetermination, *, on: date) -> None:
    """Tell the decision by the sources, 45 CFR 155.310(g), 155.315(f)(5)(i)."""
    rows = tuple(made.inconsistencies.select_related("person"))
    _post(EXPIRED, application, rows, decision=made.determination.reference, on=on, made=made)


def _post(
    name: str,
    application: Application,
    rows: Sequence[Inconsistency],
    *,
    decision: str,
    on: date,
    document: Document | None = None,
    made: Redetermination | None = None,
) -> None:
    to = recipient(application)
    context = Context(application.exchange, to, on, tuple(rows), application, document, made)
    letter = build(name, context, language=to.language)
    send_notice(
        name, exchange=application.exchange, to=to, about=application.reference, decision=decision, letter=letter, on=on
    )


def recipient(application: Application) -> Recipient:
    """The person who signed, at the address that they gave."""
    return recipients([application])[application.pk]


def recipients(applications: Sequence[Application]) -> dict[int, Recipient]:
    """By application, as `recipient`, in one statement for the people."""
    found = Applicant.objects.select_related("person").filter(application__in=applications, relationship="self")
    names = {one.application_id: one.person.name for one in found.order_by()}
    return {each.pk: _recipient(each, names[each.pk]) for each in applications}


def _recipient(application: Application, name: str) -> Recipient:
    owner = application.household.owner
    last = f"{application.city} {application.state} {application.zip}"
    lines = (application.street, application.unit, last)
    return Recipient(user_id=owner.pk, name=name, address=tuple(filter(None, lines)), language=owner.language or "en")


def _last_days(context: Context) -> Iterable[str]:
    return [long_date(row.due_on) for row in context.rows]


def _each(context: Context) -> Iterable[str]:
    return [proof.title(row) for row in context.rows]


def _why_refused(context: Context) -> Iterable[str]:
    return [context.document.note] if context.document else []


def _from_when(context: Context) -> Iterable[str]:
    return [long_date(context.made.effective_on)] if context.made else []


def _appeal_by(context: Context) -> Iterable[str]:
    return [long_date(last_day_to_appeal(context.on))]


_TOLD = [
    Must("what is not confirmed", "45 CFR 155.315(f)(2)(i)", _each),
    Must("the last day for each", "45 CFR 155.315(f)(2)(ii)", _last_days),
]


@kind(NEEDED, must=_TOLD)
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
    blocks = (Callout(to_do, "wait"), *_tasks(context), _help_with_papers())
    return _letter(context, _("We need papers from you"), blocks)


@kind(REMINDER, must=_TOLD)
def proof_reminder(context: Context) -> Letter:
    """They have not come yet."""
    days = {row.due_on for row in context.rows}
    to_do = words(
        _("We have nothing from you yet. The last day is %(day)s.")
        if len(days) == 1
        else _("We have nothing from you yet. Send what is listed here, each by its own day. The first is %(day)s."),
        day=Strong(long_date(min(days))),
    )
    blocks = (Callout(to_do, "wait"), *_tasks(context), _help_with_papers())
    return _letter(context, _("A reminder: we still need papers from you"), blocks)


@kind(MORE_TIME, must=_TOLD)
def proof_more_time(context: Context) -> Letter:
    """There is more time."""
    day = Strong(long_date(context.rows[0].due_on))
    blocks = (Callout(words(_("You now have until %(day)s."), day=day), "wait"), *_tasks(context), _help_with_papers())
    return _letter(context, _("You have more time to send papers"), blocks)


@kind(SETTLED, must=[Must("what is settled", "45 CFR 155.310(g)", _each)])
def proof_settled(context: Context) -> Letter:
    """Nothing more is needed for these."""
    blocks = (
        Callout(_("You need not do anything. This is confirmed now:")),
        Bullets(tuple(proof.title(row) for row in context.rows)),
        Paragraph(_("Our decision about your help stands as it is.")),
    )
    return _letter(context, _("Your answers are confirmed"), blocks)


@kind(REFUSED, must=[*_TOLD, Must("why", "45 CFR 155.315(f)(1)", _why_refused)])
def proof_refused(context: Context) -> Letter:
    """A document was not enough; why, and what to send instead."""
    row, document = context.rows[0], context.document
    assert document is not None, "only a document is refused"
    to_do = words(_("Please send another document by %(day)s."), day=Strong(long_date(row.due_on)))
    why = words(
        _("We looked at %(file)s. It does not prove it: %(why)s"), file=document.name, why=document.note
    )  # fmt: skip
    blocks = (Callout(to_do, "wait"), Paragraph(why), *_tasks(context), _help_with_papers())
    return _letter(context, _("We need another document from you"), blocks)


@kind(
    EXPIRED,
    must=[
        Must("what could not be confirmed", "45 CFR 155.315(f)(5)(i)", _each),
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
    return _letter(context, _("Your help changes, because papers did not come"), blocks)


def _now(context: Context, made: Redetermination) -> Iterator[str]:
    yield from leads(cards_of(context.application, made.determination), result_of(made.determination))


def _tasks(context: Context) -> Iterator[Block]:
    """Each task: what and why, by when, and the papers of which one is enough."""
    for row in context.rows:
        yield Heading(2, proof.title(row))
        by = words(_("Send one of these by %(day)s:"), day=Strong(long_date(row.due_on)))
        yield Paragraph(f"{proof.reason(row)} {proof.meanwhile(row)} {proof.otherwise(row)}")
        yield Paragraph(by)
        yield Bullets(proof.proofs(row))


def _help_with_papers() -> Block:
    return Paragraph(
        _("If you cannot get any of these, tell us why. Where no paper can be had, we can often take your word for it.")
    )


def _letter(context: Context, title: str, blocks: tuple[Block, ...]) -> Letter:
    return compose(exchange=context.exchange, to=context.to, title=title, blocks=blocks, on=context.on)
