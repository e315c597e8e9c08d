"""Premiums: a bill, not covered until it is paid, late, and the grace period of who has tax credit."""

from datetime import date

from django.utils.translation import gettext as _

from coverport.core.dates import long_date
from coverport.core.money import Cents, display
from coverport.notices.blocks import Block, Callout, Heading, Letter, Paragraph, Strong, sums, words
from coverport.notices.kinds import Must, kind
from coverport.notices.kinds.parts import APPEAL, CONTACT, Case, appeal, call_us, cites, day, letter, why

DUE, NOT_COVERED_YET, LATE, GRACE = "payment_due", "not_covered_until_paid", "payment_late", "grace_period"


class Bill(Case, frozen=True, kw_only=True):
    """A month's bill. Amounts are cents a month; plan: its name with the insurer's; owed_before: of earlier months; start: of coverage."""

    plan: str
    enrollment: str
    payee: str
    premium: Cents
    credit: Cents
    owed_before: Cents
    pay_by: date
    start: date

    @property
    def due(self) -> Cents:
        return self.premium - self.credit + self.owed_before


def _figures(case: Bill) -> Block:
    before = ((_("Owed from before"), display(case.owed_before)),) if case.owed_before else ()
    rows = (
        (_("Full price each month"), display(case.premium)),
        (_("Tax credit that we pay for you"), display(-case.credit)),
        *before,
        (_("You pay"), display(case.due)),
    )
    return sums(_("Your bill"), (_("What"), _("Amount")), rows)


def _how(case: Bill) -> tuple[Block, ...]:
    number = words(
        _("%(plan)s. Your enrollment number is %(number)s; write it on your payment."),
        plan=case.plan,
        number=case.enrollment,
    )
    return (
        Heading(2, _("Your plan")),
        Paragraph(number),
        _figures(case),
        call_us(case, _("To pay, sign in on our website and open “My plan”. For help call %(phone)s (TTY %(tty)s).")),
    )


def _wrong_bill(case: Case) -> tuple[Block, ...]:
    sentence = _("Is an amount wrong? Call %(phone)s (TTY %(tty)s) before you pay.")
    return (Heading(2, _("If you think this is wrong")), call_us(case, sentence))


SUM = (
    Must(
        "the amount, how it is made up, and to whom",
        "45 CFR 155.240, 155.400(e)",
        lambda case: [case.payee, display(case.premium), display(-case.credit), display(case.due), case.plan],
    ),
    Must(
        "the last day to pay, and the enrollment number",
        "45 CFR 155.400(e)",
        lambda case: [long_date(case.pay_by), case.enrollment],
    ),
)


@kind(DUE, must=[*SUM, CONTACT])
def payment_due(case: Bill) -> Letter:
    """A month's bill."""
    todo = words(
        _("Pay %(due)s to %(payee)s by %(day)s."), due=Strong(display(case.due)), payee=case.payee, day=day(case.pay_by)
    )
    title = words(_("Your bill: %(due)s by %(day)s"), due=display(case.due), day=long_date(case.pay_by))
    assert isinstance(title, str)
    return letter(case, title, Callout(todo), *_how(case), *_wrong_bill(case))


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
    """The first payment is still missing."""
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
        *_how(case),
        *_wrong_bill(case),
    )


class Late(Bill, frozen=True, kw_only=True):
    """A late payment. ends: the last day of coverage if it stays unpaid."""

    ends: date


@kind(
    LATE,
    must=[
        *SUM,
        CONTACT,
        Must(
            "when coverage ends without payment",
            "45 CFR 156.270(f), 155.430(b)(2)(ii)",
            lambda case: [long_date(case.ends)],
        ),
    ],
)
def payment_late(case: Late) -> Letter:
    """A payment is late, of a person without tax credit; the state's law says how long they have."""
    end = words(_("If we do not have it by then, your coverage ends on %(day)s."), day=day(case.ends))
    return letter(
        case,
        _("Your payment is late. You can lose your coverage."),
        _pay_now(case),
        Paragraph(end),
        *_how(case),
        *_wrong_bill(case),
    )


def _pay_now(case: Bill) -> Callout:
    sentence = _("Pay all that you owe, %(due)s, to %(payee)s by %(day)s.")
    return Callout(words(sentence, due=Strong(display(case.due)), payee=case.payee, day=day(case.pay_by)), tone="wait")


class Grace(Late, frozen=True, kw_only=True):
    """The three months of who has tax credit. began: the first unpaid month's first day; paid_claims_until: the last day whose care the
    insurer pays in any case. ends is the last day of coverage if the months stay unpaid; pay_by the last day of the grace period."""

    began: date
    paid_claims_until: date


def _pending(case: Grace) -> str:
    sentence = _(
        "The insurer pays for care until %(day)s. For care after that it can wait with paying; if you do not pay, you may have to pay "
        "for that care yourself."
    )
    text = words(sentence, day=long_date(case.paid_claims_until))
    assert isinstance(text, str)
    return text


def _give_back() -> str:
    return _("For the month in which you were covered without paying, you may have to pay tax credit back.")


@kind(
    GRACE,
    must=[
        *SUM,
        CONTACT,
        cites("45 CFR 156.270(d)-(g)"),
        *APPEAL,
        Must(
            "when the grace period began and ends",
            "45 CFR 156.270(d), (f)",
            lambda case: [long_date(case.began), long_date(case.pay_by)],
        ),
        Must("what happens to claims", "45 CFR 156.270(d)", lambda case: [_pending(case)]),
        Must(
            "back to which day coverage ends", "45 CFR 156.270(g), 155.430(d)(4)", lambda case: [long_date(case.ends)]
        ),
    ],
)
def grace_period(case: Grace) -> Letter:
    """A payment is late, of a person with tax credit."""
    began = words(
        _("Your grace period began on %(began)s and ends on %(day)s."), began=day(case.began), day=day(case.pay_by)
    )
    end = words(_("If not all is paid by then, your coverage ends, back to %(day)s."), day=day(case.ends))
    return letter(
        case,
        _("Your payment is late. You are in a grace period."),
        _pay_now(case),
        Paragraph(began),
        Paragraph(_pending(case)),
        Paragraph(end),
        Paragraph(_give_back()),
        *_how(case),
        *why(
            "45 CFR 156.270(d)-(g)",
            _("You have tax credit, you had paid at least one month in full, and a payment is missing."),
        ),
        *appeal(case),
    )
