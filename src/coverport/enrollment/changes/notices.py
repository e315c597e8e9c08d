"""The letters of a change: what was done, that coverage ends or goes on again, what staff answered."""

from collections.abc import Iterable, Iterator
from datetime import date

import msgspec
from django.utils import translation
from django.utils.translation import gettext as _

from coverport.core.dates import long_date
from coverport.enrollment import words as told_words
from coverport.enrollment.changes import telling
from coverport.enrollment.changes.facts import Facts, facts_of
from coverport.enrollment.changes.previewing import Preview
from coverport.enrollment.changes.untouched import Untouched
from coverport.enrollment.models import Change, Enrollment
from coverport.enrollment.nothing_follows import NothingFollows, nothing_follows
from coverport.enrollment.queries import told
from coverport.enrollment.recipients import recipient
from coverport.enrollment.rules.kinds import KINDS
from coverport.enrollment.special.law import law_of
from coverport.enrollment.special.notices import ANY, levels_by
from coverport.exchanges.models import Exchange
from coverport.law import last_day_to_appeal
from coverport.notices.actions import send_notice
from coverport.notices.blocks import Block, Bullets, Callout, Heading, Letter, Paragraph, Strong, Table, words
from coverport.notices.kinds import Must, build, changing, kind, special
from coverport.notices.letters import Recipient, compose

CHANGED, REINSTATED, SETTLED = "coverage_changed", "coverage_reinstated", "change_settled"


class Context(msgspec.Struct, frozen=True):
    """What these letters are made from. preview: None where there is nothing to show; answer: of staff.

    start, last: of coverage that is back; no last day where it goes on. rule: of the special period that the change opens, where it opens
    one; levels: to which that holds, none for all. nothing: of coverage that is back after its year, and from which nothing goes on.
    """

    exchange: Exchange
    to: Recipient
    on: date
    reference: str
    facts: Facts
    preview: Preview | None = None
    answer: str = ""
    start: date | None = None
    last: date | None = None
    rule: str = ""
    levels: frozenset[str] = frozenset()
    nothing: NothingFollows | None = None

    @property
    def appeal_by(self) -> date:
        return last_day_to_appeal(self.on)


def post_change(change: Change, enrollment: Enrollment, *, on: date) -> None:
    """Post what was done, in the transaction that did it. enrollment: the one that goes on, or ended."""
    context = _with_rights(context_of(change, enrollment, on=on), change, enrollment)
    if context.preview is not None and context.preview.ends:
        _post_end(change, context, enrollment, context.preview)
        return
    _post(CHANGED, context, about=enrollment.reference, decision=change.reference)


def _with_rights(context: Context, change: Change, enrollment: Enrollment) -> Context:
    """With what the special period allows that the change opens: its letter stands for that period's own."""
    if context.preview is None or context.preview.window is None:
        return context
    application = enrollment.application
    law = law_of(KINDS[change.kind].event, application.state, context.on)
    return msgspec.structs.replace(
        context, rule=law.citation if law else ANY, levels=levels_by(change, application, on=context.on)
    )


def _post_end(change: Change, context: Context, enrollment: Enrollment, preview: Preview) -> None:
    with translation.override(context.to.language):
        case = changing.Ended(
            exchange=context.exchange, to=context.to, on=context.on, people=told(enrollment).people,
            enrollment=context.reference, plan=f"{context.facts.plan} ({context.facts.issuer})", last=preview.last,
            reason=telling.end_reason(preview.kind), citation=preview.authority,
            more=(*_found(context), *_amounts(context, preview), *_another_plan(context), *_untouched(context)),
        )  # fmt: skip
    letter = build(changing.ENDED, case, language=case.to.language)
    send_notice(
        changing.ENDED, exchange=case.exchange, to=case.to, about=case.enrollment, decision=change.reference, letter=letter,
        on=case.on,
    )  # fmt: skip


def post_reinstated(enrollment: Enrollment, *, on: date) -> None:
    """Post that coverage goes on as if it had not ended, or to the end that it had before."""
    story = told(enrollment)
    context = Context(
        exchange=enrollment.exchange, to=recipient(enrollment), on=on, reference=enrollment.reference,
        facts=Facts({}, story.plan.name, story.issuer), start=enrollment.start,
        last=enrollment.end if enrollment.status == Enrollment.Status.TERMINATED else None,
        nothing=nothing_follows(enrollment, on=on),
    )  # fmt: skip
    _post(REINSTATED, context, about=enrollment.reference, decision=f"{enrollment.reference} {on.isoformat()}")


def post_settled(change: Change, *, on: date) -> None:
    """Post what staff answered."""
    context = context_of(change, change.enrollment, on=on)
    _post(SETTLED, context, about=change.enrollment.reference, decision=change.reference)


def context_of(change: Change, enrollment: Enrollment, *, on: date) -> Context:
    """Of a change that is done or settled."""
    preview = msgspec.convert(change.outcome, Preview) if change.outcome else None
    return Context(
        exchange=enrollment.exchange, to=recipient(enrollment), on=on, reference=enrollment.reference,
        facts=facts_of(change, told(enrollment), preview), preview=preview, answer=change.answer,
    )  # fmt: skip


def _post(name: str, context: Context, *, about: str, decision: str) -> None:
    letter = build(name, context, language=context.to.language)
    send_notice(name, exchange=context.exchange, to=context.to, about=about, decision=decision, letter=letter, on=context.on)  # fmt: skip


def _must_changed(context: Context) -> Iterable[str]:
    assert context.preview is not None
    return [context.reference, *telling.sentences(context.preview, context.facts)]


def _must_say_why(context: Context) -> Iterable[str]:
    assert context.preview is not None
    return [telling.because(context.preview, context.facts)]


def _must_say_what_was_found(context: Context) -> Iterable[str]:
    return [context.answer] if context.answer else []


def _must_allow(context: Context) -> Iterable[str]:
    window = context.preview.window if context.preview is not None and context.rule else None
    return [*map(long_date, window), context.rule] if window else []


def _must_say_what_stays(context: Context) -> Iterable[str]:
    return [text for each in _left(context) for text in (each.words, each.todo)]


def _appeal_by(context: Context) -> Iterable[str]:
    return [long_date(context.appeal_by)]


@kind(
    CHANGED,
    must=[
        Must("who is covered from when to when, and the enrollment number", "45 CFR 155.310(g), 155.430(b)", _must_changed),
        Must("why an office did it", "45 CFR 155.230(a)(2), 155.525", _must_say_why),
        Must("what staff found", "45 CFR 155.310(g)", _must_say_what_was_found),
        Must("what goes on as it is, and what is still to be told", "45 CFR 155.330(b)-(c)", _must_say_what_stays),
        Must("until when another plan can be chosen, and by which rule", "45 CFR 155.420(c)-(d)", _must_allow),
        Must("the last day to appeal", "45 CFR 155.520(b)", _appeal_by),
    ],
)  # fmt: skip
def coverage_changed(context: Context) -> Letter:
    """What was agreed to, or what an office did."""
    assert context.preview is not None
    first, *rest = telling.sentences(context.preview, context.facts)
    because = telling.because(context.preview, context.facts)
    blocks: tuple[Block, ...] = (
        Callout(first),
        *((Paragraph(because),) if because else ()),
        *_found(context),
        *((Bullets(tuple(rest)),) if rest else ()),
        *_amounts(context, context.preview),
        *_another_plan(context),
        *_untouched(context),
        Heading(2, _("Your enrollment")),
        Paragraph(words(_("Your enrollment number is %(reference)s."), reference=context.reference)),
        Heading(2, _("If you think this is wrong")),
        _wrong(context),
    )
    return compose(
        exchange=context.exchange, to=context.to, title=telling.title(context.preview, context.facts), blocks=blocks,
        on=context.on,
    )  # fmt: skip


def _found(context: Context) -> tuple[Block, ...]:
    """What staff wrote when they carried it out, as their form says."""
    return (Paragraph(context.answer),) if context.answer else ()


def _amounts(context: Context, preview: Preview) -> tuple[Block, ...]:
    rows = telling.amount_rows(preview) if any(each.premium for each in preview.after) else ()
    if not rows:
        return ()
    head = (_("From"), _("Full price"), _("Tax credit"), _("You pay a month"))
    table = Table(_("What it costs by the month"), head, tuple((long_date(since), *rest) for since, *rest in rows))
    sums = telling.sums_words(context.facts)
    return (Heading(2, _("Your monthly price")), *((Paragraph(sums),) if sums else ()), table)


def _another_plan(context: Context) -> tuple[Block, ...]:
    """45 CFR 155.420: what the change allows beside."""
    preview = context.preview
    if preview is None or preview.window is None or not context.rule:
        return ()
    levels = told_words.levels(context.levels)
    return special.also_choose(telling.kind_words(preview.kind), preview.window, levels, context.rule)


def _untouched(context: Context) -> tuple[Block, ...]:
    """What the change does not reach, and how to tell it. Of the income of who died each year's health plan has a letter of its own."""
    numbers = {"phone": context.exchange.profile.phone, "tty": context.exchange.profile.tty}
    blocks: list[Block] = []
    for each in _left(context):
        todo = words(f"%(todo)s {each.how}", todo=each.todo, **numbers)
        blocks += [Heading(2, each.title), Paragraph(each.words), Paragraph(todo)]
    return tuple(blocks)


def _left(context: Context) -> tuple[Untouched, ...]:
    return tuple(each for each in context.facts.untouched if each.way != "income" or each.year == each.changed)


def _wrong(context: Context) -> Paragraph:
    return Paragraph(
        words(
            _("Call us at %(phone)s (TTY %(tty)s). You can appeal this decision until %(day)s."),
            phone=context.exchange.profile.phone,
            tty=context.exchange.profile.tty,
            day=Strong(long_date(context.appeal_by)),
        )
    )


def _must_reinstated(context: Context) -> Iterable[str]:
    assert context.start is not None
    return [context.reference, long_date(context.start)]


def _must_say_that_nothing_follows(context: Context) -> Iterable[str]:
    return context.nothing.sentences if context.nothing else []


@kind(
    REINSTATED,
    must=[
        Must("since when, and the enrollment number", "45 CFR 155.430(e)(3)", _must_reinstated),
        Must("that no plan goes on from it, and how to get one", "45 CFR 155.335(j)", _must_say_that_nothing_follows),
    ],
)
def coverage_reinstated(context: Context) -> Letter:
    """Coverage goes on as if it had not ended."""
    assert context.start is not None
    sentence = _("%(plan)s of %(issuer)s covers you again, without a gap, from %(start)s on.")
    day = Strong(long_date(context.start))
    blocks = (
        Callout(words(sentence, plan=context.facts.plan, issuer=context.facts.issuer, start=day)),
        Paragraph(words(_("Your enrollment number is %(reference)s."), reference=context.reference)),
        Paragraph(_("What is owed for months that were not paid is on your next bill.")),
        *_what_then(context),
        Heading(2, _("If you think this is wrong")),
        _wrong(context),
    )
    title = _("Your coverage is back") if context.last or context.nothing else _("Your coverage goes on")
    return compose(exchange=context.exchange, to=context.to, title=title, blocks=blocks, on=context.on)


def _what_then(context: Context) -> Iterator[Block]:
    if context.last:
        yield Paragraph(words(_("It ends after %(day)s, as we told you before."), day=Strong(long_date(context.last))))
    if context.nothing is not None:
        yield Heading(2, context.nothing.title)
        yield from map(Paragraph, context.nothing.sentences)


def _must_settled(context: Context) -> Iterable[str]:
    return [context.reference, context.answer]


@kind(
    SETTLED,
    must=[
        Must("what was found", "45 CFR 155.310(g)", _must_settled),
        Must("the last day to appeal", "45 CFR 155.520(b)", _appeal_by),
    ],
)
def change_settled(context: Context) -> Letter:
    """What staff answered to a change that a human had to look at."""
    blocks = (
        Callout(_("We looked at the change that you told us of. Your coverage stays as it is.")),
        Paragraph(context.answer),
        Paragraph(words(_("Your enrollment number is %(reference)s."), reference=context.reference)),
        Heading(2, _("If you think this is wrong")),
        _wrong(context),
    )
    title = _("Our answer about the change that you told us of")
    return compose(exchange=context.exchange, to=context.to, title=title, blocks=blocks, on=context.on)
