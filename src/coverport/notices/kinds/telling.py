"""Letters that decide nothing: open enrollment, a deadline ahead, the 1095-A, an employer, and the safety of an account."""

from datetime import date

from django.utils.translation import gettext as _

from coverport.core.dates import long_date
from coverport.notices.blocks import Bullets, Callout, Heading, Letter, Paragraph, words
from coverport.notices.kinds import Must, kind
from coverport.notices.kinds.parts import (
    APPEAL,
    CONTACT,
    Case,
    appeal_ways,
    call_us,
    cites,
    day,
    letter,
    titled,
    why,
)

OPEN, DEADLINE, FORM_1095A, EMPLOYER, SECURITY = (
    "open_enrollment",
    "deadline_reminder",
    "form_1095a_cover",
    "employer_notice",
    "account_security",
)


class Season(Case, frozen=True, kw_only=True):
    """Open enrollment of a plan year. first_by: the last day to choose for coverage from its first day."""

    year: int
    first: date
    last: date
    first_by: date
    start: date


@kind(
    OPEN,
    must=[
        Must(
            "when plans can be chosen",
            "45 CFR 155.410(d)-(e)",
            lambda case: [long_date(case.first), long_date(case.last)],
        ),
        Must(
            "until when for coverage from its first day",
            "45 CFR 155.410(f)",
            lambda case: [long_date(case.first_by), long_date(case.start)],
        ),
        CONTACT,
    ],
)
def open_enrollment(case: Season) -> Letter:
    """Plans of the next year can be chosen."""
    title = titled(_("You can choose a plan for %(year)s."), year=str(case.year))
    todo = words(
        _("Choose between %(first)s and %(last)s. For coverage from %(start)s, choose by %(by)s."),
        first=day(case.first),
        last=day(case.last),
        start=day(case.start),
        by=day(case.first_by),
    )
    new = _("Prices, plans and tax credits are new each year. Compare before you stay.")
    return letter(
        case, title, Callout(todo), Paragraph(new), call_us(case, _("For help call %(phone)s (TTY %(tty)s)."))
    )


class Deadline(Case, frozen=True, kw_only=True):
    """A day that comes near. action: what to do, as a sentence; otherwise: what happens without it."""

    by: date
    action: str
    otherwise: str


@kind(
    DEADLINE,
    must=[
        Must(
            "what to do, by when, and what happens otherwise",
            "45 CFR 155.205(d), 155.410(d)",
            lambda case: [case.action, long_date(case.by), case.otherwise],
        ),
        CONTACT,
    ],
)
def deadline_reminder(case: Deadline) -> Letter:
    """A last day comes near."""
    title = titled(_("Your last day is %(day)s."), day=long_date(case.by))
    todo = words(_("%(action)s Your last day is %(day)s."), action=case.action, day=day(case.by))
    return letter(
        case,
        title,
        Callout(todo, tone="wait"),
        Paragraph(case.otherwise),
        call_us(case, _("For help call %(phone)s (TTY %(tty)s).")),
    )


class TaxForm(Case, frozen=True, kw_only=True):
    """The page before a Form 1095-A. corrected: whether it replaces another; void: whether it takes one back."""

    year: int
    policy: str
    corrected: bool = False
    void: bool = False


def _use_it() -> str:
    return _(
        "You need it for Form 8962, which you file with your federal tax return. "
        "There you compare the credit that we paid with your income."
    )


@kind(
    FORM_1095A,
    must=[
        Must("the year and the policy", "26 CFR 1.36B-5(c), (f)", lambda case: [str(case.year), case.policy]),
        Must("what it is for", "26 CFR 1.36B-4, 1.6011-8", lambda case: [_use_it()]),
        CONTACT,
    ],
)
def form_1095a_cover(case: TaxForm) -> Letter:
    """The page that comes with a Form 1095-A."""
    if case.void:
        what, do = _("Your Form 1095-A for %(year)s was sent in error."), _("Do not use the form that we sent before.")
    elif case.corrected:
        what, do = (
            _("Your corrected Form 1095-A for %(year)s"),
            _(
                "Use this form instead of the one that we sent before. If you have filed already, ask whether you must amend your return."
            ),
        )
    else:
        what, do = (
            _("Your Form 1095-A for %(year)s"),
            _("Keep this form, and use it when you file your federal tax return."),
        )
    title = titled(what, year=str(case.year))
    policy = words(_("It is about the policy %(policy)s in %(year)s."), policy=case.policy, year=str(case.year))
    return letter(
        case,
        title,
        Callout(do),
        Paragraph(policy),
        Paragraph(_use_it()),
        call_us(case, _("Is something on it wrong? Call %(phone)s (TTY %(tty)s). We send a corrected one.")),
    )


class Employee(Case, frozen=True, kw_only=True):
    """To an employer: an employee has tax credit and a plan. No income or other tax data may stand in it. employee: the name."""

    employee: str
    employer: str
    year: int


def _gets_credit(year: int) -> str:
    sentence = _(
        "We found that the employee has no affordable coverage of minimum value from you. The employee has a plan through us in %(year)s, "
        "and a tax credit that is paid in advance."
    )
    return titled(sentence, year=str(year))


def _may_owe() -> str:
    return _(
        "An employer with 50 or more full-time employees may have to make a payment to the IRS under 26 USC 4980H. "
        "Only the IRS decides that."
    )


def _no_retaliation() -> str:
    return _("You may not dismiss or treat an employee worse because the employee has tax credit (29 USC 218c).")


@kind(
    EMPLOYER,
    must=[
        Must("who the employee is", "45 CFR 155.310(h)(1)", lambda case: [case.employee, case.employer]),
        Must(
            "that the employee gets credit, and is enrolled",
            "45 CFR 155.310(h)(2)",
            lambda case: [_gets_credit(case.year)],
        ),
        Must("that a payment may be owed", "45 CFR 155.310(h)(3)", lambda case: [_may_owe()]),
        Must("that no employee may be treated worse for it", "29 USC 218c", lambda case: [_no_retaliation()]),
        cites("45 CFR 155.310(h)"),
        CONTACT,
        Must(
            "the right to appeal, until when and how",
            "45 CFR 155.310(h)(4), 155.555(b)-(c)",
            lambda case: [word for must in APPEAL[:2] for word in must.words(case)],
        ),
    ],
)
def employer_notice(case: Employee) -> Letter:
    """To the employer of a person with tax credit."""
    about = words(_("%(employee)s named %(employer)s as employer."), employee=case.employee, employer=case.employer)
    right = _("If you offered affordable coverage that meets the minimum value, you can appeal.")
    return letter(
        case,
        _("An employee of yours gets tax credit for health insurance."),
        Callout(_("You do not have to pay anything now.")),
        *why("45 CFR 155.310(h)", about, _gets_credit(case.year), _may_owe(), _no_retaliation(), right),
        *appeal_ways(case),
    )


class Security(Case, frozen=True, kw_only=True):
    """Something happened to an account. event: a sentence; at: when, in words, in the exchange's time."""

    event: str
    at: str


def security_event(what: str, device: str = "") -> str:
    """What happened to an account, by the code of accounts/changes.py, as a sentence."""
    said = {
        "password_set": _("A password was set for your account."),
        "password_changed": _("The password of your account was changed."),
        "password_reset": _("The password of your account was reset with a link from an email."),
        "password_dropped": _(
            "Somebody had set a password for your account before anybody had shown that its address or number is theirs. "
            "You have shown it, so that password does not work any more. You can set a new one."
        ),
        "email_changed": _("The email address of your account was changed."),
        "phone_changed": _("The telephone number of your account was changed."),
        "step_added": _("A second step for signing in was added to your account."),
        "step_removed": _("A second step for signing in was removed from your account."),
        "codes_renewed": _("New recovery codes were made for your account. The old ones no longer work."),
        "new_device": _("Somebody signed in to your account on a device that was not used for it before."),
    }[what]
    return f"{said} ({device})" if device else said


@kind(
    SECURITY,
    must=[
        Must("what happened, and when", "45 CFR 155.260(a)(3)(vi)-(vii)", lambda case: [case.event, case.at]),
        Must(
            "what to do if it was somebody else",
            "45 CFR 155.260(a)(4)",
            lambda case: [case.exchange.profile.phone, *_if_not_you()],
        ),
        CONTACT,
    ],
)
def account_security(case: Security) -> Letter:
    """Something about your account changed."""
    return letter(
        case,
        _("Was this you? Something happened in your account."),
        Callout(_("If it was you, you do not have to do anything.")),
        Paragraph(case.event),
        Paragraph(words(_("When: %(at)s"), at=case.at)),
        Heading(2, _("If it was not you")),
        Bullets(_if_not_you()),
        call_us(case, _("Call %(phone)s (TTY %(tty)s) at once. We never ask for your password.")),
    )


def _if_not_you() -> tuple[str, ...]:
    return (
        _("Change your password, and that of your email."),
        _("Sign out everywhere in your account."),
        _("Look whether your address, your plan or your bank details were changed."),
    )
