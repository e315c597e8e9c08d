"""The letters of a renewal: what happens if you do nothing, before open enrollment; and what was done, after the days to answer."""

from collections.abc import Iterable, Iterator

import msgspec
from django.utils.translation import gettext as _

from coverport.core.dates import long_date
from coverport.core.money import display
from coverport.enrollment.renewal.context import Context
from coverport.enrollment.renewal.drafting import Note
from coverport.enrollment.renewal.prices import compared, offers
from coverport.enrollment.renewal.telling import (
    Offer,
    Story,
    ending_words,
    first_bill_words,
    note_words,
)
from coverport.enrollment.renewal.used import used
from coverport.notices.blocks import Block, Callout, Heading, Letter, Paragraph, Stationery, Strong, words
from coverport.notices.kinds import Must, kind
from coverport.notices.kinds.parts import APPEAL, CONTACT, appeal, cites
from coverport.notices.letters import compose, stationery

RENEWAL, RENEWED = "renewal", "renewed"


def _must_amounts(context: Context) -> Iterable[str]:
    return [word for offer in context.story.offers for word in (offer.plan, display(offer.premium), display(offer.net))]


def _must_day(context: Context) -> Iterable[str]:
    return [long_date(context.story.season.answer_by)]


def _must_season(context: Context) -> Iterable[str]:
    season = context.story.season
    return context.alike(lambda: tuple(long_date(day) for day in (season.opens, season.closes) if day), "season")


def _must_data(context: Context) -> Iterable[str]:
    return [context.income]


def _must_start(context: Context) -> Iterable[str]:
    day: str = context.alike(lambda: _first_day(context), "must start")
    return [day, *(offer.reference for offer in context.story.offers)]


def _printed(must: Must) -> Must:
    """What all letters of a run say in the same words stands on their paper."""
    return msgspec.structs.replace(must, printed=True)


PRINTED = tuple(map(_printed, (cites("45 CFR 155.335"), CONTACT, *APPEAL)))


@kind(
    RENEWAL,
    must=[
        Must("the data used", "45 CFR 155.335(c)(1)-(2)", _must_data),
        Must("the projected help and price", "45 CFR 155.335(c)(3)", _must_amounts),
        Must("until when to say what is wrong", "45 CFR 155.335(e)", _must_day, printed=True),
        Must("when another plan can be chosen", "45 CFR 155.335(c), 155.410(d)", _must_season),
        *PRINTED,
    ],
)
def renewal(context: Context) -> Letter:
    """What happens for the next year if the household does nothing, and what it may do."""
    story, some = context.story, "offers" if context.story.offers else "no offers"
    blocks: tuple[Block, ...] = (
        *_if_nothing(context),
        *used(context),
        *offers(context),
        *_reasons(context),
        *compared(context),
    )
    paper = context.alike(lambda: _paper(context, _to_do(context)), "told on", some, story.assumed)
    title = context.alike(lambda: _ahead_title(story), "title", some)
    return compose(exchange=context.exchange, to=context.to, title=title, blocks=blocks, on=context.on, paper=paper)


@kind(
    RENEWED,
    must=[
        Must("from when, and the enrollment numbers", "45 CFR 155.335(j)", _must_start),
        Must("the plan and its price", "45 CFR 155.400", _must_amounts),
        *PRINTED,
    ],
)
def renewed(context: Context) -> Letter:
    """Enrolled again: from when, in which plan, and what is left to do."""
    story = context.story
    title = context.alike(lambda: _("Your coverage goes on in %(year)s") % {"year": story.year}, "done title")
    blocks: tuple[Block, ...] = (
        *(_what_next(context, offer) for offer in story.offers),
        *offers(context),
        *_reasons(context),
        *_endings(story),
    )
    paper = context.alike(lambda: _paper(context, _still(story)), "done on", story.assumed)
    return compose(exchange=context.exchange, to=context.to, title=title, blocks=blocks, on=context.on, paper=paper)


def _paper(context: Context, to_do: Iterator[Block]) -> Stationery:
    """What all say last: what is left to do, the rule, how to ask for an appeal, and which law is only assumed."""
    closing = (*to_do, *_rule(context.story), *appeal(context), *_assumed(context.story))
    return stationery(context.exchange, context.to.language, closing)


def _ahead_title(story: Story) -> str:
    if story.offers:
        return _("Your coverage in %(year)s: what happens if you do nothing") % {"year": story.year}
    return _("Your coverage ends on %(day)s. Choose a plan for %(year)s.") % {
        "day": long_date(story.season.last_day), "year": story.year,
    }  # fmt: skip


def _if_nothing(context: Context) -> Iterator[Block]:
    sentence = context.alike(
        lambda: _("If you do nothing, %(plan)s of %(issuer)s covers %(people)s from %(day)s. You pay %(net)s a month."),
        "if nothing",
    )
    for offer in context.story.offers:
        yield Callout(words(sentence, **_named(context, offer)))
        if _to_be_paid(offer):
            said = first_bill_words(offer.people, _payee(context.story, offer), context.story.season.pay_by)
            yield Callout(said, tone="wait")
    if context.story.offers and context.story.season.handed_over:
        yield context.alike(lambda: _handed_over(context.story), "handed over")
    yield from _endings(context.story)


def _to_be_paid(offer: Offer) -> bool:
    """Whether nobody is covered by it before a first payment."""
    return not offer.same_issuer and offer.net > 0


def _payee(story: Story, offer: Offer) -> str:
    return story.season.payee if story.season.exchange_bills else offer.issuer


def _named(context: Context, offer: Offer) -> dict[str, str | Strong]:
    day = context.alike(lambda: Strong(_first_day(context)), "first day")
    net = Strong(display(offer.net))
    return {"plan": offer.plan, "issuer": offer.issuer, "people": offer.people, "day": day, "net": net}


def _first_day(context: Context) -> str:
    return long_date(context.story.season.first_day)


def _endings(story: Story) -> Iterator[Block]:
    for ending in story.endings:
        yield Callout(ending_words(ending, story.year), tone="wait")


def _reasons(context: Context) -> Iterator[Block]:
    story = context.story
    said = [sentence for note in story.notes if (sentence := _noted(context, note))]
    if said:
        yield context.alike(lambda: Heading(2, _("What is different")), "different")
        yield from (Paragraph(sentence) for sentence in said)


def _noted(context: Context, note: Note) -> str:
    """Notes on the household, and not on one person, are the same for all."""
    story = context.story
    if note.person:
        return note_words(note, story.names, story.year)
    return context.alike(lambda: note_words(note, {}, story.year), "note", note.code)


def _to_do(context: Context) -> Iterator[Block]:
    story, profile = context.story, context.exchange.profile
    yield Heading(2, _("What you can do"))
    yield Paragraph(
        words(
            _(
                "Is an income, a person, an address or other coverage wrong, or will it change in %(year)s? Tell us by %(day)s: sign in on "
                "our website, or call %(phone)s (TTY %(tty)s)."
            ),
            year=str(story.year), day=Strong(long_date(story.season.answer_by)), phone=profile.phone, tty=profile.tty,
        )
    )  # fmt: skip
    if story.offers:
        pays = any(map(_to_be_paid, story.offers))
        yield Paragraph(
            _(
                "Is everything right, and do you want this plan? Then you only pay the first bill of the new policy, when it comes."
            )
            if pays
            else _("Is everything right, and do you want this plan? Then you do not have to do anything.")
        )
    yield Paragraph(
        _("If you choose a plan yourself, it takes the place of this one. If you want no coverage, tell us.")
    )


def _what_next(context: Context, offer: Offer) -> Callout:
    named, story = _named(context, offer), context.story
    if not offer.net:
        return Callout(words(context.alike(_nothing_to_pay, "nothing to pay"), **named))
    if offer.same_issuer:
        sentence = context.alike(_goes_on_there if story.season.handed_over else _goes_on, "goes on")
        return Callout(words(sentence, **named))
    payee = _payee(story, offer)
    by = Strong(long_date(story.season.pay_by)) if story.season.pay_by else _("the day on the bill")
    return Callout(
        words(
            _("Pay the first bill of %(net)s to %(payee)s by %(by)s. Then %(plan)s of %(issuer)s covers %(people)s from %(day)s."),
            payee=payee, by=by, **named,
        ),
        tone="wait",
    )  # fmt: skip


def _goes_on() -> str:
    return _(
        "%(plan)s of %(issuer)s covers %(people)s from %(day)s. There is no new first payment: go on paying your "
        "bills, %(net)s a month from January on."
    )


def _nothing_to_pay() -> str:
    """A net premium of nothing needs no payment, also of another insurer."""
    return _(
        "%(plan)s of %(issuer)s covers %(people)s from %(day)s. There is nothing to pay: the tax credit pays all of it."
    )


def _goes_on_there() -> str:
    return _(
        "%(plan)s of %(issuer)s covers %(people)s from %(day)s. There is no new first payment. From January on %(issuer)s bills "
        "you, %(net)s a month: pay %(issuer)s then, and not us."
    )


def _handed_over(story: Story) -> Paragraph:
    """Source: info.healthconnect.vermont.gov/premiums (2021)."""
    sentence = _(
        "In %(before)s you paid us. From January %(year)s on your insurer bills you, and you pay your insurer. What you still owe for "
        "%(before)s is paid to us; what you paid us too much goes back to you."
    )
    return Paragraph(sentence % {"before": story.year - 1, "year": story.year})


def _still(story: Story) -> Iterator[Block]:
    if story.season.handed_over:
        yield Heading(2, _("Whom you pay"))
        yield _handed_over(story)
    yield Heading(2, _("What you can do"))
    if story.season.closes and not story.season.over:
        yield Paragraph(
            words(
                _("You can still choose another plan until %(closes)s. It takes the place of this one."),
                closes=Strong(long_date(story.season.closes)),
            )
        )
    yield Paragraph(
        _("Tell us soon when your income, your address or your household changes. Your help may change, too.")
    )


def _rule(story: Story) -> tuple[Block, ...]:
    citation = story.season.citation
    if "45 CFR 155.335" not in citation:
        citation = f"45 CFR 155.335; {citation}"
    return (Paragraph(words(_("The rule: %(citation)s."), citation=citation)),)


def _assumed(story: Story) -> tuple[Block, ...]:
    """Law that is only assumed is said on every letter."""
    if not story.assumed:
        return ()
    sentence = _("This is a sample. These rules that we used have not been confirmed for this date: %(values)s.")
    return (Paragraph(words(sentence, values=story.assumed)),)
