"""Coverage over time: a plan that is no longer sold, an end, a special enrollment period, a change that came in."""

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

DISCONTINUED, ENDED, SPECIAL, CHANGE = (
    "plan_discontinued",
    "termination",
    "special_enrollment",
    "change_received",
)


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
        *why("45 CFR 155.335(j)", _("The insurer no longer sells this plan.")),
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


class Special(Case, frozen=True, kw_only=True):
    """Whether a person may choose outside open enrollment. event: in words; window: first and last day, or None where it is refused."""

    event: str
    happened: date
    window: tuple[date, date] | None
    reason: str
    citation: str


@kind(
    SPECIAL,
    must=[
        Must("the event and its day", "45 CFR 155.230(a)(2)", lambda case: [case.event, long_date(case.happened)]),
        Must(
            "from when to when a plan can be chosen",
            "45 CFR 155.420(c)",
            lambda case: [long_date(one) for one in case.window or ()],
        ),
        Must(
            "the reason and its rule", "45 CFR 155.230(a)(2)-(3), 155.420(d)", lambda case: [case.reason, case.citation]
        ),
        CONTACT,
        *APPEAL,
    ],
)
def special_enrollment(case: Special) -> Letter:
    """A special enrollment period was given or refused."""
    told = words(_("You told us: %(event)s, on %(day)s."), event=case.event, day=long_date(case.happened))
    if case.window is None:
        title = _("You cannot choose a plan now.")
        todo = Callout(_("If you have proof, send it to us, and we look at it again. You can also appeal."))
    else:
        title = _("You can choose a plan now.")
        first, last = case.window
        todo = Callout(words(_("Choose a plan between %(first)s and %(last)s."), first=day(first), last=day(last)))
    return letter(case, title, todo, *why(case.citation, told, case.reason), *appeal(case))


class Change(Case, frozen=True, kw_only=True):
    """A reported change that is being looked at. change: in words; reference: of the report."""

    change: str
    received: date
    reference: str


@kind(
    CHANGE,
    must=[
        Must(
            "what came, and when",
            "45 CFR 155.330(b)-(c), 155.230(a)(1)",
            lambda case: [case.change, long_date(case.received)],
        ),
        Must("that a decision follows", "45 CFR 155.330(e)(1), 155.310(g)", lambda case: [_follows()]),
        CONTACT,
    ],
)
def change_received(case: Change) -> Letter:
    """We have the change that you told us."""
    came = words(
        _("You told us on %(day)s: %(change)s. Your report has the number %(number)s."),
        day=Strong(long_date(case.received)),
        change=case.change,
        number=case.reference,
    )
    return letter(
        case,
        _("We have the change that you told us."),
        nothing_to_do(),
        Heading(2, _("What you told us")),
        Paragraph(came),
        Paragraph(_follows()),
        call_us(case, _("Is this not what you told us? Call %(phone)s (TTY %(tty)s).")),
    )


def _follows() -> str:
    return _("We look at what it changes and write to you. Until then your coverage and your help stay as they are.")
