"""Whether somebody may choose a plan outside open enrollment, 45 CFR 155.305(b), 155.420. `enrollment` sends it."""

from collections.abc import Iterable, Iterator
from datetime import date

from django.utils.translation import gettext as _

from coverport.core.dates import long_date
from coverport.notices.blocks import Block, Bullets, Callout, Heading, Letter, Paragraph, words
from coverport.notices.kinds import Must, kind
from coverport.notices.kinds.parts import APPEAL, CONTACT, Case, appeal, day, letter, titled, why

SPECIAL = "special_enrollment"


class Special(Case, frozen=True, kw_only=True):
    """Whether a person may choose because of an event. event: in words; window: first and last day, or None where it is refused.

    by_us: whether staff set it, so that nobody told it by themselves. starts: the first day of coverage of a plan that is chosen on
    the letter's day; levels, papers: metal levels and proofs in words, none where all are open or nothing shows it. Where it is
    refused: still_open, whether plans can be chosen for another reason; opens: (plan year, first day) on which everybody can next.
    """

    event: str
    happened: date
    window: tuple[date, date] | None
    reason: str
    citation: str
    by_us: bool = False
    starts: date | None = None
    levels: str = ""
    papers: tuple[str, ...] = ()
    still_open: bool = False
    opens: tuple[int, date] | None = None


def _what_it_allows(case: Special) -> Iterable[str]:
    return [*((long_date(case.starts),) if case.starts else ()), case.levels, *case.papers]


@kind(
    SPECIAL,
    must=[
        Must("the event and its day", "45 CFR 155.230(a)(2)", lambda case: [case.event, long_date(case.happened)]),
        Must(
            "from when to when a plan can be chosen",
            "45 CFR 155.420(c)",
            lambda case: [long_date(one) for one in case.window or ()],
        ),
        Must("from when it covers, which levels, and what to prove", "45 CFR 155.420(a)(4), (b), (g)", _what_it_allows),
        Must(
            "the reason and its rule", "45 CFR 155.230(a)(2)-(3), 155.420(d)", lambda case: [case.reason, case.citation]
        ),
        CONTACT,
        *APPEAL,
    ],
)
def special_enrollment(case: Special) -> Letter:
    """A special enrollment period was given or refused."""
    sentence = _("This is about: %(event)s, on %(day)s.") if case.by_us else _("You told us: %(event)s, on %(day)s.")
    told = words(sentence, event=case.event, day=long_date(case.happened))
    body = _refused(case) if case.window is None else _given(case, *case.window)
    title = _("You cannot choose a plan because of this.") if case.window is None else _title_of(case, case.window[0])
    # Whose decision about help it is stands on the website; this one is appealed by telephone or mail.
    return letter(case, title, *body, *why(case.citation, told, case.reason), *appeal(case, online=False))


def _title_of(case: Special, first: date) -> str:
    if first > case.on:
        return titled(_("You can choose a plan from %(day)s."), day=long_date(first))
    return _("You can choose a plan now.")


def _given(case: Special, first: date, last: date) -> Iterator[Block]:
    yield Callout(words(_("Choose a plan between %(first)s and %(last)s."), first=day(first), last=day(last)))
    if case.starts is not None:
        starts = _(
            "A plan that you choose on the day of this letter covers you from %(day)s. Chosen later, it may start later."
        )
        yield Paragraph(words(starts, day=day(case.starts)))
    if case.levels:
        kept = _("You have a plan already, so you can choose among these levels now: %(levels)s.")
        yield Paragraph(words(kept, levels=case.levels))
    if case.papers:
        yield Heading(2, _("What shows it"))
        yield Paragraph(_("Keep one of these ready. We may ask for it, and coverage may wait until we have seen it:"))
        yield Bullets(case.papers)


def _refused(case: Special) -> Iterator[Block]:
    yield Callout(_("If you have proof, send it to us, and we look at it again. You can also appeal."))
    if case.still_open:
        yield Paragraph(
            _("For another reason you can choose a plan now: sign in and open “When you can choose a plan”.")
        )
    elif case.opens is not None:
        year, first = case.opens
        everybody = _("Everybody can choose a plan for %(year)s from %(day)s.")
        yield Paragraph(words(everybody, year=str(year), day=day(first)))


def also_choose(case_event: str, window: tuple[date, date], levels: str, citation: str) -> tuple[Block, ...]:
    """The same in the letter of a change that opens it, so that one letter says both. case_event: in words."""
    first, last = window
    because = words(
        _("Because of this change (%(event)s) you may also choose another plan between %(first)s and %(last)s."),
        event=case_event, first=day(first), last=day(last),
    )  # fmt: skip
    kept = words(_("You have a plan already, so you can choose among these levels now: %(levels)s."), levels=levels)
    rule = words(_("The rule: %(citation)s."), citation=citation)
    more = (Paragraph(kept),) if levels else ()
    return (Heading(2, _("You may choose another plan")), Paragraph(because), *more, Paragraph(rule))
