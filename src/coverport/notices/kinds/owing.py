"""Premiums that are owed: late, in the grace period, or after a payment that came back. `billing` sends these letters."""

from datetime import date

from django.utils.translation import gettext as _

from coverport.core.dates import day_before, long_date
from coverport.core.money import Cents, display
from coverport.notices.blocks import Callout, Letter, Paragraph, Strong, Text, words
from coverport.notices.kinds import Must, kind
from coverport.notices.kinds.parts import APPEAL, CONTACT, appeal, day, letter, titled, why
from coverport.notices.kinds.paying import Owing, amounts, how, month_name, owing_figures, wrong, your_plan

LATE, GRACE, RETURNED = "payment_late", "grace_period", "payment_returned"
OWED = (
    Must(
        "what is owed, by the month",
        "45 CFR 155.240, 156.270(f)",
        lambda case: [case.plan, case.enrollment, *amounts(owing_figures(case))],
    ),
)


class Late(Owing, frozen=True, kw_only=True):
    """The last day of a bill went by. month: that it is for, with which the grace period would begin."""

    month: date

    @property
    def pay_by(self) -> date:
        return day_before(self.month)


def _grace_follows(case: Late) -> str:
    sentence = _(
        "If it is not here by then, a grace period begins on %(day)s. When that ends unpaid, you lose your coverage."
    )
    return titled(sentence, day=long_date(case.month))


@kind(
    LATE,
    must=[
        *OWED,
        CONTACT,
        Must("by when it does no harm", "45 CFR 156.270(f)", lambda case: [case.payee, long_date(case.pay_by)]),
        Must("what follows without payment", "45 CFR 156.270(d), (f)", lambda case: [_grace_follows(case)]),
    ],
)
def payment_late(case: Late) -> Letter:
    """A payment is late, and the month that it is for has not begun."""
    sentence = _(
        "Your payment for %(month)s has not come. Pay %(amount)s to %(payee)s by %(day)s, and nothing changes."
    )
    todo = words(
        sentence,
        month=month_name(case.month),
        amount=Strong(display(case.due)),
        payee=case.payee,
        day=day(case.pay_by),
    )
    return letter(
        case,
        _("Your payment is late."),
        Callout(todo, tone="wait"),
        Paragraph(_grace_follows(case)),
        Paragraph(_("If you have paid in these days, you do not have to do anything.")),
        *your_plan(case, owing_figures(case)),
        *how(case),
        *wrong(case),
    )


class Grace(Owing, frozen=True, kw_only=True):
    """The time to pay all that is owed. began: the first unpaid month's first day; pay_by: its last day, None until a notice names it;
    ends: the last day of coverage if it stays unpaid. paid_claims_until: of who has credit, the last day whose care the insurer pays
    in any case; None where all care is paid. citation: the law that sets the period.
    """

    began: date
    pay_by: date | None
    ends: date
    paid_claims_until: date | None
    citation: str


def _pending(case: Grace) -> str:
    assert case.paid_claims_until is not None
    sentence = _(
        "The insurer pays for care until %(day)s. For care after that it can wait with paying; if you do not pay, you may have to pay "
        "for that care yourself."
    )
    return titled(sentence, day=long_date(case.paid_claims_until))


def _give_back() -> str:
    return _("For the month in which you were covered without paying, you may have to pay tax credit back.")


@kind(
    GRACE,
    must=[
        *OWED,
        CONTACT,
        Must("the rule", "45 CFR 155.230(a)(3)", lambda case: [case.citation]),
        *APPEAL,
        Must(
            "when the grace period began and ends",
            "45 CFR 156.270(d), (f)",
            lambda case: [long_date(case.began), *([long_date(case.pay_by)] if case.pay_by else [])],
        ),
        Must(
            "what happens to claims",
            "45 CFR 156.270(d)",
            lambda case: [_pending(case), _give_back()] if case.paid_claims_until else [],
        ),
        Must("on which day coverage ends", "45 CFR 156.270(g), 155.430(d)(4)", lambda case: [long_date(case.ends)]),
    ],
)
def grace_period(case: Grace) -> Letter:
    """A month has begun unpaid: until when all can be paid, and what happens otherwise."""
    credit = tuple(map(Paragraph, (_pending(case), _give_back()) if case.paid_claims_until else ()))
    end = words(_("If not all is paid by then, your coverage ends, back to %(day)s."), day=day(case.ends))
    if case.pay_by is None or case.ends >= case.pay_by:
        end = words(_("If you do not, your coverage ends on %(day)s."), day=day(case.ends))
    return letter(
        case,
        _("Your payment is late. You are in a grace period."),
        _all_of_it(case),
        Paragraph(end),
        *_goes_on_there(case),
        Paragraph(_since(case)),
        *credit,
        *your_plan(case, owing_figures(case)),
        *how(case),
        *why(case.citation, _in_grace(case)),
        *appeal(case),
    )


def _goes_on_there(case: Grace) -> tuple[Paragraph, ...]:
    """What the insurer bills from the new year on is another account: it does not end with this one."""
    if case.handed_over is None:
        return ()
    start, issuer = case.handed_over
    sentence = _(
        "Your coverage from %(day)s on, which %(issuer)s bills, goes on all the same. Between these days you would have been without "
        "coverage."
    )
    return (Paragraph(words(sentence, day=day(start), issuer=issuer)),)


def _all_of_it(case: Grace) -> Callout:
    amount = Strong(display(case.due))
    if case.pay_by is None:
        at_once = _(
            "Pay all that you owe, now %(amount)s, at once. We write to you by which day it must be here at the latest."
        )
        return Callout(words(at_once, amount=amount), tone="wait")
    sentence = _("Pay all that you owe, now %(amount)s, by %(day)s. Months that become due until then are owed, too.")
    return Callout(words(sentence, amount=amount, day=day(case.pay_by)), tone="wait")


def _since(case: Grace) -> Text:
    if case.pay_by is None:
        return words(_("Your grace period began on %(began)s."), began=day(case.began))
    sentence = _("Your grace period began on %(began)s and ends on %(day)s.")
    return words(sentence, began=day(case.began), day=day(case.pay_by))


def _in_grace(case: Grace) -> str:
    if case.paid_claims_until:
        return _("You have tax credit, you had paid at least one month in full, and a payment is missing.")
    return _("A payment is missing.")


class Returned(Owing, frozen=True, kw_only=True):
    """A payment that the bank took back."""

    amount: Cents
    paid_on: date


@kind(
    RETURNED,
    must=[
        Must(
            "which payment", "45 CFR 155.240(c)", lambda case: [display(case.amount), long_date(case.paid_on)]
        ),
        *OWED,
        CONTACT,
    ],
)  # fmt: skip
def payment_returned(case: Returned) -> Letter:
    """The bank took a payment back."""
    sentence = _("Your bank took back your payment of %(amount)s of %(day)s. You owe %(owes)s now.")
    first = words(
        sentence, amount=Strong(display(case.amount)), day=long_date(case.paid_on), owes=Strong(display(case.due))
    )
    return letter(
        case,
        _("Your payment came back"),
        Callout(first, tone="wait"),
        *your_plan(case, owing_figures(case)),
        *how(case),
        *wrong(case),
    )
