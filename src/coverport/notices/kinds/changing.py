"""Coverage over time: a plan that is no longer sold, an end, a change that came in."""

from datetime import date

from django.utils.translation import gettext as _

from coverport.core.dates import long_date
from coverport.notices.blocks import Block, Callout, Heading, Letter, Paragraph, Strong, words
from coverport.notices.kinds import Must, kind
from coverport.notices.kinds.parts import (
    APPEAL,
    CONTACT,
    Case,
    appeal,
    call_us,
    cites,
    day,
    letter,
    nothing_to_do,
    titled,
    why,
)

DISCONTINUED, ENDED, CHANGE = "plan_discontinued", "termination", "change_received"


class Discontinued(Case, frozen=True, kw_only=True):
    """A plan that is no longer sold. last: its last day; successor: the plan that comes without any action, or none; choose_by."""

    plan: str
    last: date
    successor: str
    choose_by: date


@kind(
    DISCONTINUED,
    must=[
        Must(
            "the plan and its last day",
            "45 CFR 147.106(c)(1), 156.290(b)",
            lambda case: [case.plan, long_date(case.last)],
        ),
        Must(
            "what comes instead, and the right to choose another",
            "45 CFR 155.335(j), 147.106(c)(2)",
            lambda case: [case.successor, long_date(case.choose_by)],
        ),
        Must("that a special enrollment period is open", "45 CFR 155.420(d)(1)", lambda case: [_window_open()]),
        cites("45 CFR 155.335(j)"),
        CONTACT,
        *APPEAL,
    ],
)
def plan_discontinued(case: Discontinued) -> Letter:
    """The insurer no longer sells a plan."""
    return letter(
        case,
        titled(_("%(plan)s ends on %(day)s."), plan=case.plan, day=long_date(case.last)),
        *_instead(case),
        Paragraph(_window_open()),
        *why("45 CFR 155.335(j)", _("The insurer no longer sells this plan where you live.")),
        *appeal(case),
    )


def _instead(case: Discontinued) -> tuple[Block, ...]:
    if case.successor:
        sentence = _("If you do nothing, you get %(plan)s instead. To have another plan, choose it by %(day)s.")
        return (Callout(words(sentence, plan=Strong(case.successor), day=day(case.choose_by))),)
    todo = words(_("Choose another plan by %(day)s, so that you have no gap."), day=day(case.choose_by))
    none = _("No plan comes instead by itself. Without a choice you are not covered.")
    return (Callout(todo, tone="wait"), Paragraph(none))


def _window_open() -> str:
    return _("You may also choose a plan outside open enrollment, because you are losing coverage.")


class Ended(Case, frozen=True, kw_only=True):
    """Coverage that ends. last: its last day; reason: as a sentence; citation: the rule behind it. more: what follows for money, or
    for others of the household.
    """

    people: str
    plan: str
    enrollment: str
    last: date
    reason: str
    citation: str
    more: tuple[Block, ...] = ()


@kind(
    ENDED,
    must=[
        Must(
            "who, which plan, and the last day",
            "45 CFR 155.430(b), 156.270(b)",
            lambda case: [case.people, case.plan, long_date(case.last)],
        ),
        Must(
            "the reason and its rule",
            "45 CFR 156.270(b)(1), 155.230(a)(2)-(3)",
            lambda case: [case.reason, case.citation],
        ),
        CONTACT,
        *APPEAL,
    ],
)
def termination(case: Ended) -> Letter:
    """Coverage ends."""
    ends = words(
        _("%(plan)s ends for %(people)s. The last day of coverage is %(day)s. Enrollment number %(number)s."),
        plan=case.plan,
        people=case.people,
        day=day(case.last),
        number=case.enrollment,
    )
    other = _("Do you need coverage? Ask us at %(phone)s (TTY %(tty)s) what you can have, and until when.")
    return letter(
        case,
        titled(_("Your coverage ends on %(day)s."), day=long_date(case.last)),
        Callout(ends),
        *case.more,
        call_us(case, other),
        *why(case.citation, case.reason),
        *appeal(case),
    )


class Change(Case, frozen=True, kw_only=True):
    """A reported change. change: in words; happened: its day; reference: of the report. people: whom it is about, if that was told.

    waits: why we have to look at it ourselves, as a sentence; sign: whether changed answers are to be signed; agree: whether the person
    has to agree to what was worked out. counts: from when changed help would count if it were finished on the letter's day; less_counts:
    where less help would count later than that.
    """

    change: str
    happened: date
    received: date
    reference: str
    people: str = ""
    waits: str = ""
    sign: bool = False
    agree: bool = False
    counts: date | None = None
    less_counts: date | None = None


def _needed(case: Change) -> str:
    if case.sign:
        return _(
            "It is not finished: look at your answers again and sign them. Sign in and open “My plan”, or call us."
        )
    if case.agree:
        return _("It is not finished: look at what it changes and agree to it. Sign in and open “My plan”, or call us.")
    return _("You do not have to do anything.")


def _next(case: Change) -> str:
    if case.sign or case.agree:
        return _(
            "Until you finish it, your coverage and your help stay as they are. If this is not right any more, take it back there."
        )
    return _follows()


@kind(
    CHANGE,
    must=[
        Must(
            "what came, and when",
            "45 CFR 155.330(b)-(c), 155.230(a)(1)",
            lambda case: [case.change, long_date(case.happened), long_date(case.received), case.people, case.waits],
        ),
        Must("what is still needed", "45 CFR 155.330(b)-(c)", lambda case: [_needed(case)]),
        Must(
            "what follows, and from when it counts",
            "45 CFR 155.330(e)(1), (f), 155.310(g)",
            lambda case: [_next(case), *(long_date(each) for each in (case.counts, case.less_counts) if each)],
        ),
        CONTACT,
    ],
)
def change_received(case: Change) -> Letter:
    """We have the change that you told us."""
    came = words(
        _("We were told on %(day)s: %(change)s, on %(happened)s. The report has the number %(number)s."),
        day=Strong(long_date(case.received)),
        change=case.change,
        happened=long_date(case.happened),
        number=case.reference,
    )
    unfinished = case.sign or case.agree
    return letter(
        case,
        _("We have the change that you told us."),
        Callout(_needed(case), tone="wait") if unfinished else nothing_to_do(),
        Heading(2, _("What you told us")),
        Paragraph(came),
        *((Paragraph(words(_("It is about: %(people)s."), people=case.people)),) if case.people else ()),
        Heading(2, _("What happens next")),
        *((Paragraph(case.waits),) if case.waits else ()),
        Paragraph(_next(case)),
        *_from_when(case),
        call_us(case, _("Is this not what you told us? Call %(phone)s (TTY %(tty)s).")),
    )


def _from_when(case: Change) -> tuple[Block, ...]:
    if case.counts is None:
        return ()
    sentence = _("Finished on the day of this letter, it counts from %(day)s. Finished later, it may count later.")
    return (Paragraph(words(sentence, day=day(case.counts))), *_less_from_when(case))


def _less_from_when(case: Change) -> tuple[Block, ...]:
    """After the 15th, 45 CFR 155.330(f)(3)."""
    if case.less_counts is None:
        return ()
    sentence = _("If all it does is lower the tax credit or change the extra savings, it counts from %(day)s.")
    return (Paragraph(words(sentence, day=day(case.less_counts))),)


def _follows() -> str:
    return _("We look at what it changes and write to you. Until then your coverage and your help stay as they are.")
