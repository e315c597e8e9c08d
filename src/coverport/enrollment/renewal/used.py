"""What a renewal's letter says of the data that was used, 45 CFR 155.335(c)(1)-(2)."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from coverport.core.money import display
from coverport.enrollment.renewal.context import Context
from coverport.enrollment.renewal.telling import Return, Story
from coverport.notices.blocks import Block, Bullets, Heading, Paragraph, words


def used(context: Context) -> Iterator[Block]:
    story = context.story
    heading, people, law = context.alike(lambda: _around_used(story.year), "used")
    yield heading
    yield Paragraph(context.income)
    if story.returns:
        yield Bullets(tuple(_return(story, each) for each in story.returns))
        yield Paragraph(words(_("Covered: %(people)s."), people=_covered(story)))
    else:
        yield Paragraph(words(people, size=str(story.size), people=_covered(story)))
    yield law


def _return(story: Story, each: Return) -> str:
    """Letters show no tax data: 26 USC 6103(l)(21)."""
    named = {"people": each.people, "size": each.size, "income": display(each.income or 0)}
    if each.income is None or story.has("tax_data"):
        return _("The return of %(people)s: people on it: %(size)s.") % named
    return _("The return of %(people)s: people on it: %(size)s, a yearly income of %(income)s.") % named


def _around_used(year: int) -> tuple[Heading, str, Paragraph]:
    people = _("People on the tax return: %(size)s. Covered: %(people)s.")
    law = _("The poverty guideline, the table and the benchmark plan are those of %(year)s.") % {"year": year}
    return Heading(2, _("What we used")), people, Paragraph(law)


def _covered(story: Story) -> str:
    return "; ".join(dict.fromkeys(offer.people for offer in story.offers)) or _("nobody")
