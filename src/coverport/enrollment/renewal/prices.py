"""Prices in the letters of a renewal: this year's beside next year's, and the plans that cost least."""

from collections.abc import Iterator
from functools import partial

import msgspec
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from coverport.core.dates import long_date
from coverport.core.money import Cents, display
from coverport.enrollment.renewal.context import Context
from coverport.enrollment.renewal.telling import Offer, Story, step_words
from coverport.notices.blocks import Block, Heading, Paragraph, Strong, Table, Text, sums, words

LEVELS = {
    "catastrophic": gettext_noop("Catastrophic"), "bronze": gettext_noop("Bronze"), "silver": gettext_noop("Silver"),
    "gold": gettext_noop("Gold"), "platinum": gettext_noop("Platinum"), "high": gettext_noop("High"), "low": gettext_noop("Low"),
}  # fmt: skip


def offers(context: Context) -> Iterator[Block]:
    story, labels = context.story, context.alike(_labels, "labels")
    for offer in story.offers:
        yield (
            Heading(2, labels.own % {"people": offer.people})
            if offer.own
            else (labels.dental if offer.kind == "dental" else labels.health)
        )
        if offer.reference:
            yield Paragraph(
                words(
                    labels.enrolled, plan=Strong(offer.plan), issuer=offer.issuer, people=offer.people, reference=offer.reference
                )
            )  # fmt: skip
        if offer.same_plan and not offer.own:
            yield context.alike(partial(_step, offer, story.year), "same plan")
        elif not offer.own:
            yield _step(offer, story.year)
        yield _table(offer, story, labels)
        if offer.parts > 1 and offer.together is not None:
            yield Paragraph(
                _("All of these policies together, beside your plan of %(year)s:") % {"year": story.year - 1}
            )
            yield _beside(offer, story, labels, *offer.together)


def _step(offer: Offer, year: int) -> Paragraph:
    return Paragraph(step_words(offer, year))


class _Labels(msgspec.Struct, frozen=True):
    """What stands around the sums of every letter. own: the heading of a child's own policy; enrolled: a sentence; rows: full price,
    credit, to pay."""

    health: Heading
    dental: Heading
    own: str
    enrolled: str
    caption: str
    what: str
    amount: str
    rows: tuple[str, str, str]


def _labels() -> _Labels:
    rows = _("Full price each month"), _("Tax credit that we pay for you"), _("You pay each month")
    health, dental = Heading(2, _("Your plan")), Heading(2, _("Dental plan"))
    enrolled = _("%(plan)s of %(issuer)s, for %(people)s. Your enrollment number is %(reference)s.")
    return _Labels(
        health, dental, _("The policy of %(people)s"), enrolled, _("Your monthly price"), _("What"), _("Amount"), rows
    )


def _table(offer: Offer, story: Story, labels: _Labels) -> Table:
    """This year's price beside next year's. Of a policy for some of the people there is no price of this year."""
    if not offer.own and offer.parts == 1:
        return _beside(offer, story, labels, offer.premium, offer.credit)
    new = [display(cents) for cents in (offer.premium, -offer.credit, offer.net)]
    return sums(labels.caption, (labels.what, labels.amount), tuple(zip(labels.rows, new, strict=True)))


def _beside(offer: Offer, story: Story, labels: _Labels, premium: Cents, credit: Cents) -> Table:
    new = [display(cents) for cents in (premium, -credit, premium - credit)]
    old = [display(cents) for cents in (offer.old_premium, -offer.old_credit, offer.old_net)]
    head = (labels.what, str(story.year - 1), str(story.year))
    cells: tuple[tuple[Text, ...], ...] = tuple(zip(labels.rows, old, new, strict=True))
    return Table(caption=labels.caption, head=head, rows=cells, figures=True, result=True)


def compared(context: Context) -> Iterator[Block]:
    story = context.story
    if not story.choices and story.season.opens is None:
        return
    yield from context.alike(lambda: tuple(_when_to_compare(story)), "when to compare")
    if not story.choices:
        return
    if story.choices_for:
        yield Paragraph(_("What they would cost for %(choices_for)s.") % {"choices_for": story.choices_for})
    if not story.with_credit:
        yield Paragraph(_("These prices are with the tax credit that you can have once you have answered."))
    caption, head, levels = context.alike(_around_choices, "choices")
    rows = tuple((f"{each.plan} ({each.issuer})", levels[each.level], display(each.net)) for each in story.choices)
    yield Table(caption=caption, head=head, rows=rows, figures=True)


def _when_to_compare(story: Story) -> Iterator[Block]:
    yield Heading(2, _("Other plans"))
    if story.season.opens and story.season.closes:
        sentence = _("You can choose another plan from %(opens)s to %(closes)s.")
        if story.season.over:
            sentence = _(
                "Plans could be chosen from %(opens)s to %(closes)s. Now another plan can be chosen only after some events, such as a move "
                "or the loss of other coverage: ask us."
            )
        yield Paragraph(
            words(sentence, opens=Strong(long_date(story.season.opens)), closes=Strong(long_date(story.season.closes)))
        )


def _around_choices() -> tuple[str, tuple[str, str, str], dict[str, str]]:
    head = _("Plan"), _("Level"), _("You pay each month")
    return _("Plans that cost you least"), head, {level: level_words(level) for level in LEVELS}


def level_words(level: str) -> str:
    """A metal level on paper."""
    return _(LEVELS[level])
