"""The letters of a renewal: what happens if you do nothing, before open enrollment; and what was done, after the days to answer."""

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from coverport.core.dates import long_date
from coverport.core.money import display
from coverport.enrollment.renewal.telling import (
    Offer,
    Story,
    ending_words,
    income_words,
    note_words,
    step_words,
)
from coverport.notices.blocks import Block, Callout, Heading, Letter, Paragraph, Strong, Table, Text, sums, words
from coverport.notices.kinds import Must, kind
from coverport.notices.kinds.parts import APPEAL, CONTACT, Case, appeal, cites
from coverport.notices.letters import compose

RENEWAL, RENEWED = "renewal", "renewed"
LEVELS = {
    "catastrophic": gettext_noop("Catastrophic"), "bronze": gettext_noop("Bronze"), "silver": gettext_noop("Silver"),
    "gold": gettext_noop("Gold"), "platinum": gettext_noop("Platinum"), "high": gettext_noop("High"), "low": gettext_noop("Low"),
}  # fmt: skip


class Context(Case, frozen=True, kw_only=True):
    """What both letters are made from."""

    story: Story


def _must_amounts(context: Context) -> Iterable[str]:
    return [word for offer in context.story.offers for word in (offer.plan, display(offer.premium), display(offer.net))]


def _must_day(context: Context) -> Iterable[str]:
    return [long_date(context.story.answer_by)]


def _must_season(context: Context) -> Iterable[str]:
    return [long_date(day) for day in (context.story.opens, context.story.closes) if day]


def _must_data(context: Context) -> Iterable[str]:
    return [income_words(context.story)]


def _must_start(context: Context) -> Iterable[str]:
    return [long_date(context.story.first_day), *(offer.reference for offer in context.story.offers)]


@kind(
    RENEWAL,
    must=[
        Must("the data used", "45 CFR 155.335(c)(1)-(2)", _must_data),
        Must("the projected help and price", "45 CFR 155.335(c)(3)", _must_amounts),
        Must("until when to say what is wrong", "45 CFR 155.335(e)", _must_day),
        Must("when another plan can be chosen", "45 CFR 155.335(c), 155.410(d)", _must_season),
        cites("45 CFR 155.335"),
        CONTACT,
        *APPEAL,
    ],
)
def renewal(context: Context) -> Letter:
    """What happens for the next year if the household does nothing, and what it may do."""
    story = context.story
    blocks: tuple[Block, ...] = (
        *_if_nothing(story),
        Heading(2, _("What we used")),
        *_used(story),
        *_offers(story),
        *_reasons(story),
        *_compared(story),
        Heading(2, _("What you can do")),
        *_to_do(context),
        *_rule(story),
        *appeal(context),
        *_assumed(story),
    )
    return compose(exchange=context.exchange, to=context.to, title=_ahead_title(story), blocks=blocks, on=context.on)


@kind(
    RENEWED,
    must=[
        Must("from when, and the enrollment numbers", "45 CFR 155.335(j)", _must_start),
        Must("the plan and its price", "45 CFR 155.400", _must_amounts),
        cites("45 CFR 155.335"),
        CONTACT,
        *APPEAL,
    ],
)
def renewed(context: Context) -> Letter:
    """Enrolled again: from when, in which plan, and what is left to do."""
    story = context.story
    title = _("Your coverage goes on in %(year)s") % {"year": story.year}
    blocks: tuple[Block, ...] = (
        *(_what_next(story, offer) for offer in story.offers),
        *_offers(story),
        *_reasons(story),
        *_endings(story),
        Heading(2, _("What you can do")),
        *_still(context),
        *_rule(story),
        *appeal(context),
        *_assumed(story),
    )
    return compose(exchange=context.exchange, to=context.to, title=title, blocks=blocks, on=context.on)


def _ahead_title(story: Story) -> str:
    if story.offers:
        return _("Your coverage in %(year)s: what happens if you do nothing") % {"year": story.year}
    return _("Your coverage ends on %(day)s. Choose a plan for %(year)s.") % {
        "day": long_date(story.last_day), "year": story.year,
    }  # fmt: skip


def _if_nothing(story: Story) -> Iterator[Block]:
    for offer in story.offers:
        sentence = _(
            "If you do nothing, %(plan)s of %(issuer)s covers %(people)s from %(day)s. You pay %(net)s a month."
        )
        yield Callout(
            words(
                sentence, plan=offer.plan, issuer=offer.issuer, people=offer.people,
                day=Strong(long_date(story.first_day)), net=Strong(display(offer.net)),
            )
        )  # fmt: skip
    yield from _endings(story)


def _endings(story: Story) -> Iterator[Block]:
    for ending in story.endings:
        yield Callout(ending_words(ending, story.year), tone="wait")


def _used(story: Story) -> Iterator[Block]:
    yield Paragraph(income_words(story))
    yield Paragraph(
        words(
            _("People on the tax return: %(size)s. Covered: %(people)s."), size=str(story.size), people=_covered(story)
        )
    )
    yield Paragraph(
        _("The poverty guideline, the table and the benchmark plan are those of %(year)s.") % {"year": story.year}
    )


def _covered(story: Story) -> str:
    return ", ".join(dict.fromkeys(offer.people for offer in story.offers)) or _("nobody")


def _offers(story: Story) -> Iterator[Block]:
    for offer in story.offers:
        yield Heading(2, _("Dental plan") if offer.kind == "dental" else _("Your plan"))
        if offer.reference:
            yield Paragraph(
                words(
                    _("%(plan)s of %(issuer)s, for %(people)s. Your enrollment number is %(reference)s."),
                    plan=Strong(offer.plan), issuer=offer.issuer, people=offer.people, reference=offer.reference,
                )
            )  # fmt: skip
        if not offer.own:
            yield Paragraph(step_words(offer, story.year))
        yield _table(offer, story)


def _table(offer: Offer, story: Story) -> Table:
    """This year's price beside next year's. Of a child's own policy there is no price of this year."""
    rows: tuple[tuple[str, int, int], ...] = (
        (_("Full price each month"), offer.old_premium, offer.premium),
        (_("Tax credit that we pay for you"), -offer.old_credit, -offer.credit),
        (_("You pay each month"), offer.old_net, offer.net),
    )
    if offer.own:
        return sums(
            _("Your monthly price"), (_("What"), _("Amount")), tuple((what, display(new)) for what, _old, new in rows)
        )
    head = (_("What"), str(story.year - 1), str(story.year))
    cells: tuple[tuple[Text, ...], ...] = tuple((what, display(old), display(new)) for what, old, new in rows)
    return Table(caption=_("Your monthly price"), head=head, rows=cells, figures=True, result=True)


def _reasons(story: Story) -> Iterator[Block]:
    said = [sentence for note in story.notes if (sentence := note_words(note, story.names, story.year))]
    if said:
        yield Heading(2, _("What is different"))
        yield from (Paragraph(sentence) for sentence in said)


def _compared(story: Story) -> Iterator[Block]:
    if not story.choices and story.opens is None:
        return
    yield Heading(2, _("Other plans"))
    if story.opens and story.closes:
        sentence = _("You can choose another plan from %(opens)s to %(closes)s.")
        yield Paragraph(words(sentence, opens=Strong(long_date(story.opens)), closes=Strong(long_date(story.closes))))
    if not story.choices:
        return
    if not story.with_credit:
        yield Paragraph(_("These prices are with the tax credit that you can have once you have answered."))
    rows = tuple((f"{each.plan} ({each.issuer})", level_words(each.level), display(each.net)) for each in story.choices)
    yield Table(
        caption=_("Plans that cost you least"),
        head=(_("Plan"), _("Level"), _("You pay each month")),
        rows=rows,
        figures=True,
    )


def level_words(level: str) -> str:
    """A metal level on paper."""
    return _(LEVELS[level])


def _to_do(context: Context) -> Iterator[Block]:
    story, profile = context.story, context.exchange.profile
    yield Paragraph(
        words(
            _(
                "Is an income, a person, an address or other coverage wrong, or will it change in %(year)s? Tell us by %(day)s: sign in on "
                "our website, or call %(phone)s (TTY %(tty)s)."
            ),
            year=str(story.year), day=Strong(long_date(story.answer_by)), phone=profile.phone, tty=profile.tty,
        )
    )  # fmt: skip
    if story.offers:
        yield Paragraph(_("Is everything right, and do you want this plan? Then you do not have to do anything."))
    yield Paragraph(
        _("If you choose a plan yourself, it takes the place of this one. If you want no coverage, tell us.")
    )


def _what_next(story: Story, offer: Offer) -> Callout:
    named: dict[str, str | Strong] = {
        "plan": offer.plan, "issuer": offer.issuer, "people": offer.people, "net": Strong(display(offer.net)),
        "day": Strong(long_date(story.first_day)),
    }  # fmt: skip
    if offer.same_issuer:
        return Callout(
            words(
                _(
                    "%(plan)s of %(issuer)s covers %(people)s from %(day)s. There is no new first payment: go on paying your "
                    "bills, %(net)s a month from January on."
                ),
                **named,
            )
        )
    payee = story.payee if story.exchange_bills else offer.issuer
    by = Strong(long_date(story.pay_by)) if story.pay_by else _("the day on the bill")
    return Callout(
        words(
            _("Pay the first bill of %(net)s to %(payee)s by %(by)s. Then %(plan)s of %(issuer)s covers %(people)s from %(day)s."),
            payee=payee, by=by, **named,
        ),
        tone="wait",
    )  # fmt: skip


def _still(context: Context) -> Iterator[Block]:
    story = context.story
    if story.opens and story.closes:
        yield Paragraph(
            words(
                _("You can still choose another plan until %(closes)s. It takes the place of this one."),
                closes=Strong(long_date(story.closes)),
            )
        )
    yield Paragraph(
        _("Tell us soon when your income, your address or your household changes. Your help may change, too.")
    )


def _rule(story: Story) -> tuple[Block, ...]:
    citation = story.citation if "45 CFR 155.335" in story.citation else f"45 CFR 155.335; {story.citation}"
    return (Paragraph(words(_("The rule: %(citation)s."), citation=citation)),)


def _assumed(story: Story) -> tuple[Block, ...]:
    """Law that is only assumed is said on every letter."""
    if not story.assumed:
        return ()
    sentence = _("This is a sample. These rules that we used have not been confirmed for this date: %(values)s.")
    return (Paragraph(words(sentence, values=story.assumed)),)
