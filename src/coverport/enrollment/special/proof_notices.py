"""The letter of a choice that waits for proof of what happened: which papers, until when, and what is chosen meanwhile."""

from collections.abc import Iterable
from datetime import date

import msgspec
from django.utils.translation import gettext as _

from coverport.core.dates import long_date
from coverport.enrollment import words as told_words
from coverport.enrollment.models import Enrollment, EventPaper, EventProof
from coverport.enrollment.queries import told
from coverport.enrollment.recipients import recipient
from coverport.enrollment.special.law import papers_of
from coverport.exchanges.models import Exchange
from coverport.notices.actions import send_notice
from coverport.notices.blocks import Block, Bullets, Callout, Heading, Letter, Paragraph, Strong, words
from coverport.notices.kinds import Must, build, kind
from coverport.notices.letters import Recipient, compose

EVENT_PROOF = "event_proof"


class Context(msgspec.Struct, frozen=True):
    """event: of event_names.yaml; papers: names of those that show it. refused: a file that was not enough, and why."""

    exchange: Exchange
    to: Recipient
    on: date
    reference: str
    plan: str
    issuer: str
    start: date
    event: str
    event_date: date
    papers: tuple[str, ...]
    due_on: date
    refused: tuple[str, str] | None = None
    dental: bool = False


def post_event_proof(proof: EventProof, enrollment: Enrollment, *, on: date, refused: EventPaper | None = None) -> None:
    """Post what is needed, in the transaction of the choice, or of a paper that was not enough."""
    context = context_of(proof, enrollment, on=on, refused=refused)
    letter = build(EVENT_PROOF, context, language=context.to.language)
    decision = refused.reference if refused else f"{enrollment.reference} {proof.due_on.isoformat()}"
    send_notice(
        EVENT_PROOF, exchange=context.exchange, to=context.to, about=enrollment.reference, decision=decision, letter=letter, on=on
    )  # fmt: skip


def context_of(proof: EventProof, enrollment: Enrollment, *, on: date, refused: EventPaper | None = None) -> Context:
    """What the letter is made from."""
    story, period = told(enrollment), proof.period
    return Context(
        exchange=enrollment.exchange, to=recipient(enrollment), on=on, reference=enrollment.reference,
        plan=story.plan.name, issuer=story.issuer, start=enrollment.start, event=period.event, event_date=period.event_date,
        papers=papers_of(period, enrollment.application.state), due_on=proof.due_on,
        refused=(refused.name, refused.note) if refused else None, dental=story.dental,
    )  # fmt: skip


def _must(context: Context) -> Iterable[str]:
    return [context.reference, long_date(context.due_on), long_date(context.start)]


@kind(
    EVENT_PROOF,
    must=[Must("what is needed, until when, and from when coverage would start", "45 CFR 155.420(g)", _must)],
)
def event_proof(context: Context) -> Letter:
    """We need a paper before you can be covered."""
    due, start = Strong(long_date(context.due_on)), Strong(long_date(context.start))
    first = words(
        _("Send us a paper that shows it by %(due)s. Once we have seen it, you can be covered from %(start)s."),
        due=due, start=start,
    )  # fmt: skip
    blocks: tuple[Block, ...] = (
        Callout(first, tone="wait"),
        *_refused(context),
        Heading(2, _("What we need")),
        Paragraph(
            words(
                _("You told us: %(event)s, on %(day)s. One of these shows it:"),
                event=told_words.event(context.event), day=long_date(context.event_date),
            )
        ),
        Bullets(tuple(told_words.proof(each) for each in context.papers)),
        Paragraph(_("A picture that can be read will do. Sign in on our website and open “My plan”, or mail us a copy.")),
        Heading(2, _("Meanwhile")),
        Paragraph(
            words(
                _("%(plan)s of %(issuer)s is kept for you under the number %(reference)s. You pay nothing yet."),
                plan=context.plan, issuer=context.issuer, reference=context.reference,
            )
        ),
        Paragraph(
            _(
                "If it is proven only after that day, coverage still starts on it, and the months since then are due at once. “My plan” "
                "then lets you choose to start later instead."
            )
        ),
        Paragraph(_("If no paper comes by then, the plan is canceled as if it had never been chosen.")),
        Heading(2, _("If you have none of these")),
        Paragraph(
            words(
                _("Call us at %(phone)s (TTY %(tty)s). We help you to find another way."),
                phone=context.exchange.profile.phone, tty=context.exchange.profile.tty,
            )
        ),
    )  # fmt: skip
    title = (
        _("Before your dental plan covers you: show us what happened")
        if context.dental
        else _("Before you are covered: show us what happened")
    )
    return compose(exchange=context.exchange, to=context.to, title=title, blocks=blocks, on=context.on)


def _refused(context: Context) -> tuple[Block, ...]:
    if context.refused is None:
        return ()
    name, why = context.refused
    sentence = _("The file %(name)s is not enough: %(why)s")
    return (Paragraph(words(sentence, name=Strong(name), why=why)),)
