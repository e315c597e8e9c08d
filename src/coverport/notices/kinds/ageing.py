"""The letter before somebody can have Medicare by age: a plan and its tax credit go on by themselves, and should not."""

from datetime import date

from django.utils.translation import gettext as _

from coverport.core.dates import long_date
from coverport.notices.blocks import Block, Bullets, Callout, Heading, Letter, Paragraph, words
from coverport.notices.kinds import Must, kind
from coverport.notices.kinds.parts import CONTACT, Case, call_us, day, letter, titled

MEDICARE = "medicare_ahead"
# Whom to ask: the Social Security Administration, ssa.gov/agency/contact.
SIGN_UP_PHONE, SIGN_UP_TTY = "1-800-772-1213", "1-800-325-0778"


def title_words() -> str:
    return _("%(name)s can have Medicare from %(day)s.")


def sign_up_words() -> str:
    return _("Sign up for Medicare between %(first)s and %(last)s, best before %(begins)s: then no month is lost.")


class Medicare(Case, frozen=True, kw_only=True):
    """name: who reaches the age; begins: the first day of Medicare; sign_up: the first and the last day to sign up in time.

    credit: whether tax credit is paid for the plan; others: whether somebody else is on it.
    """

    name: str
    begins: date
    sign_up: tuple[date, date]
    credit: bool
    others: bool


@kind(
    MEDICARE,
    must=[
        Must("when Medicare can begin", "42 USC 426(a)", lambda case: [long_date(case.begins)]),
        Must("until when to sign up", "42 CFR 407.14", lambda case: [long_date(each) for each in case.sign_up]),
        Must(
            "what becomes of the tax credit",
            "26 CFR 1.36B-2(c)(2)",
            lambda case: [credit_ends(case.name)[0]] if case.credit else [],
        ),
        CONTACT,
    ],
)
def medicare_ahead(case: Medicare) -> Letter:
    """Somebody on a plan can soon have Medicare."""
    first, last = case.sign_up
    title = titled(title_words(), name=case.name, day=long_date(case.begins))
    todo = words(sign_up_words(), first=day(first), last=day(last), begins=day(case.begins))
    return letter(
        case,
        title,
        Callout(todo, tone="wait"),
        Paragraph(ask()),
        *_credit(case),
        Heading(2, _("Your plan with us")),
        Bullets(tuple(_plan(case))),
        call_us(case, _("For help call %(phone)s (TTY %(tty)s).")),
    )


def ask() -> str:
    """Whom to call, and why in time."""
    return _(
        "To sign up, call Social Security at %(phone)s (TTY %(tty)s). Signing up late can mean a higher monthly premium for as long as "
        "a person has Medicare."
    ) % {"phone": SIGN_UP_PHONE, "tty": SIGN_UP_TTY}


def _credit(case: Medicare) -> tuple[Block, ...]:
    if not case.credit:
        return ()
    return (Heading(2, _("Your tax credit")), *map(Paragraph, credit_ends(case.name)))


def credit_ends(name: str) -> tuple[str, str]:
    """What becomes of the credit of who is on the plan, and when it can go on, 26 CFR 1.36B-2(c)(2)."""
    ends = _(
        "Once %(name)s can have Medicare without paying for it, there is no tax credit for %(name)s, also if %(name)s does not sign up. "
        "What is paid after that may have to be paid back at tax time."
    )
    paid = _("If %(name)s has to pay for hospital insurance (Part A), tell us: then the credit can go on.")
    return ends % {"name": name}, paid % {"name": name}


def _plan(case: Medicare) -> list[str]:
    told = [
        _("It does not end by itself for %(name)s.") % {"name": case.name},
        _("When Medicare begins, sign in, open “My plan”, and report from when on %(name)s has other coverage.")
        % {"name": case.name},
    ]
    return [*told, _("Whoever else is on the plan stays on it.")] if case.others else told
