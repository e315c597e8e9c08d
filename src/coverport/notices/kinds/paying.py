"""Premiums: a month's bill, the first one still missing, late, the grace period, a payment that came back. `billing` sends them."""

from collections.abc import Iterable
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from coverport.core.dates import day_before, long_date
from coverport.core.money import Cents, display
from coverport.notices.blocks import Block, Callout, Heading, Letter, Paragraph, Strong, Text, sums, words
from coverport.notices.kinds import Must, kind
from coverport.notices.kinds.parts import APPEAL, CONTACT, Case, appeal, call_us, day, letter, titled, why

DUE, NOT_COVERED_YET, LATE, GRACE, RETURNED = (
    "payment_due",
    "not_covered_until_paid",
    "payment_late",
    "grace_period",
    "payment_returned",
)


class Money(Case, frozen=True, kw_only=True):
    """Whose plan it is about, and who takes the money. enrollment: its number; people: their names in a row."""

    plan: str
    issuer: str
    people: str
    enrollment: str
    payee: str


class Bill(Money, frozen=True, kw_only=True):
    """A month's bill in cents. before: owed from earlier months; less than nothing: paid ahead. start: of coverage."""

    month: date
    premium: Cents
    credit: Cents
    before: Cents
    pay_by: date
    start: date

    @property
    def due(self) -> Cents:
        return self.premium - self.credit + self.before


class Owing(Money, frozen=True, kw_only=True):
    """All that is owed: month -> cents still open, and what a returned payment left beside them."""

    months: tuple[tuple[date, Cents], ...]
    returned: Cents = 0

    @property
    def due(self) -> Cents:
        return sum(cents for _month, cents in self.months) + self.returned


def _month(first: date) -> str:
    return date_format(first, "YEAR_MONTH_FORMAT")


def _bill_figures(case: Bill) -> tuple[tuple[Text, str], ...]:
    rows: list[tuple[Text, str]] = [
        (_("Full price in %(month)s") % {"month": _month(case.month)}, display(case.premium)),
        (_("Tax credit that we pay for you"), display(-case.credit)),
    ]
    if case.before:
        rows.append((_("Owed from before") if case.before > 0 else _("Paid before"), display(case.before)))
    return (*rows, (_("You pay"), display(case.due)))


def _owing_figures(case: Owing) -> tuple[tuple[Text, str], ...]:
    rows: list[tuple[Text, str]] = [(_month(month), display(cents)) for month, cents in case.months]
    if case.returned:
        rows.append((_("A payment that came back"), display(case.returned)))
    return (*rows, (_("You owe now"), display(case.due)))


def _your_plan(case: Bill | Owing, figures: tuple[tuple[Text, str], ...]) -> tuple[Block, ...]:
    plan = words(
        _("%(plan)s of %(issuer)s, for %(people)s. Your enrollment number is %(reference)s."),
        plan=Strong(case.plan),
        issuer=case.issuer,
        people=case.people,
        reference=case.enrollment,
    )
    return (
        Heading(2, _("What it is for")),
        Paragraph(plan),
        sums(_("Your bill") if isinstance(case, Bill) else _("What you owe"), (_("What"), _("Amount")), figures),
    )


def _how(case: Money) -> tuple[Block, ...]:
    online = _(
        "To pay by card or from a bank account, sign in on our website and open “My plan”. You can also call us."
    )
    check = words(
        _("To pay by check or money order, write the number %(reference)s on it and send it to us. What you owe longest is paid first."),
        reference=Strong(case.enrollment),
    )  # fmt: skip
    return (Heading(2, _("How to pay")), Paragraph(online), Paragraph(check))


def _wrong(case: Case) -> tuple[Block, ...]:
    sentence = _("Is an amount wrong? Call %(phone)s (TTY %(tty)s) before you pay.")
    return (Heading(2, _("If you think this is wrong")), call_us(case, sentence))


def _said(figures: Iterable[tuple[Text, str]]) -> list[str]:
    return [amount for _what, amount in figures]


SUM = (
    Must(
        "the amount and how it is made up",
        "45 CFR 155.240, 155.400(e)",
        lambda case: [case.plan, *_said(_bill_figures(case))],
    ),
    Must(
        "to whom and by when, and the enrollment number",
        "45 CFR 155.400(e)",
        lambda case: [case.enrollment, *([case.payee, long_date(case.pay_by)] if case.due else [])],
    ),
)
OWED = (
    Must(
        "what is owed, by the month",
        "45 CFR 155.240, 156.270(f)",
        lambda case: [case.plan, case.enrollment, *_said(_owing_figures(case))],
    ),
)


@kind(DUE, must=[*SUM, CONTACT])
def payment_due(case: Bill) -> Letter:
    """A month's bill."""
    if case.due == 0:
        todo = Callout(_("You do not have to pay anything. Money that you paid before pays this bill."))
        return letter(
            case,
            titled(_("Your bill for %(month)s is paid already"), month=_month(case.month)),
            todo,
            *_your_plan(case, _bill_figures(case)),
            *_wrong(case),
        )
    sentence = _("Pay %(due)s to %(payee)s by %(day)s.")
    todo = Callout(words(sentence, due=Strong(display(case.due)), payee=case.payee, day=day(case.pay_by)), tone="wait")
    title = titled(_("Your bill: %(due)s by %(day)s"), due=display(case.due), day=long_date(case.pay_by))
    return letter(case, title, todo, *_your_plan(case, _bill_figures(case)), *_how(case), *_wrong(case))


def _canceled() -> str:
    return _("If you do not pay by then, the plan is canceled as if it had never started.")


@kind(
    NOT_COVERED_YET,
    must=[
        *SUM,
        CONTACT,
        Must(
            "that coverage begins only with the payment, and what happens without it",
            "45 CFR 155.400(e)",
            lambda case: [long_date(case.start), _canceled()],
        ),
    ],
)
def not_covered_until_paid(case: Bill) -> Letter:
    """The first payment is still missing, a few days before its last day."""
    todo = words(
        _("Pay %(due)s to %(payee)s by %(day)s. Then you are covered from %(start)s."),
        due=Strong(display(case.due)),
        payee=case.payee,
        day=day(case.pay_by),
        start=day(case.start),
    )
    return letter(
        case,
        _("You are not covered until you pay."),
        Callout(todo, tone="wait"),
        Paragraph(_canceled()),
        Paragraph(_("If you have paid in these days, you do not have to do anything.")),
        *_your_plan(case, _bill_figures(case)),
        *_how(case),
        *_wrong(case),
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
        month=_month(case.month),
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
        *_your_plan(case, _owing_figures(case)),
        *_how(case),
        *_wrong(case),
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
        Paragraph(_since(case)),
        *credit,
        *_your_plan(case, _owing_figures(case)),
        *_how(case),
        *why(case.citation, _in_grace(case)),
        *appeal(case),
    )


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
        *_your_plan(case, _owing_figures(case)),
        *_how(case),
        *_wrong(case),
    )
