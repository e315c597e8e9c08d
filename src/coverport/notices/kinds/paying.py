"""Premiums: a month's bill, and the first one still missing; and what every letter of money says. Those of debt stand in owing.py."""

from collections.abc import Iterable
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from coverport.core.dates import long_date
from coverport.core.money import Cents, display
from coverport.notices.blocks import Block, Callout, Heading, Letter, Paragraph, Strong, Text, sums, words
from coverport.notices.kinds import Must, kind
from coverport.notices.kinds.parts import CONTACT, Case, call_us, day, letter, titled

DUE, NOT_COVERED_YET = "payment_due", "not_covered_until_paid"


class Money(Case, frozen=True, kw_only=True):
    """Whose plan it is about, and who takes the money. enrollment: its number; people: their names in a row."""

    plan: str
    issuer: str
    people: str
    enrollment: str
    payee: str


class Bill(Money, frozen=True, kw_only=True):
    """A month's bill in cents. before: owed from earlier months; less than nothing: paid ahead. start: of coverage;
    until: its last day, where another plan comes after it.
    """

    month: date
    premium: Cents
    credit: Cents
    before: Cents
    pay_by: date
    start: date
    until: date | None = None

    @property
    def due(self) -> Cents:
        return self.premium - self.credit + self.before


class Owing(Money, frozen=True, kw_only=True):
    """All that is owed: month -> cents still open, and what a returned payment left beside them.

    handed_over: from when on the insurer bills what goes on from it, and which insurer; None where it does not.
    """

    months: tuple[tuple[date, Cents], ...]
    returned: Cents = 0
    handed_over: tuple[date, str] | None = None

    @property
    def due(self) -> Cents:
        return sum(cents for _month, cents in self.months) + self.returned


def month_name(first: date) -> str:
    return date_format(first, "YEAR_MONTH_FORMAT")


def _bill_figures(case: Bill) -> tuple[tuple[Text, str], ...]:
    rows: list[tuple[Text, str]] = [
        (_("Full price in %(month)s") % {"month": month_name(case.month)}, display(case.premium)),
        (_("Tax credit that we pay for you"), display(-case.credit)),
    ]
    if case.before:
        rows.append((_("Owed from before") if case.before > 0 else _("Paid before"), display(case.before)))
    return (*rows, (_("You pay"), display(case.due)))


def owing_figures(case: Owing) -> tuple[tuple[Text, str], ...]:
    rows: list[tuple[Text, str]] = [(month_name(month), display(cents)) for month, cents in case.months]
    if case.returned:
        rows.append((_("A payment that came back"), display(case.returned)))
    return (*rows, (_("You owe now"), display(case.due)))


def your_plan(case: Bill | Owing, figures: tuple[tuple[Text, str], ...]) -> tuple[Block, ...]:
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


def how(case: Money) -> tuple[Block, ...]:
    online = _(
        "To pay by card or from a bank account, sign in on our website and open “My plan”. You can also call us."
    )
    check = words(
        _("To pay by check or money order, write the number %(reference)s on it and send it to us. What you owe longest is paid first."),
        reference=Strong(case.enrollment),
    )  # fmt: skip
    there = case.handed_over if isinstance(case, Owing) else None
    elsewhere = (Paragraph(not_paid_there(*there)),) if there else ()
    return (Heading(2, _("How to pay")), Paragraph(online), Paragraph(check), *elsewhere)


def not_paid_there(since: date, issuer: str) -> Text:
    sentence = _("%(issuer)s bills your coverage from %(day)s on. What you pay there does not pay what you owe here.")
    return words(sentence, issuer=issuer, day=day(since))


def wrong(case: Case) -> tuple[Block, ...]:
    sentence = _("Is an amount wrong? Call %(phone)s (TTY %(tty)s) before you pay.")
    return (Heading(2, _("If you think this is wrong")), call_us(case, sentence))


def amounts(figures: Iterable[tuple[Text, str]]) -> list[str]:
    return [amount for _what, amount in figures]


SUM = (
    Must(
        "the amount and how it is made up",
        "45 CFR 155.240, 155.400(e)",
        lambda case: [case.plan, *amounts(_bill_figures(case))],
    ),
    Must(
        "to whom and by when, and the enrollment number",
        "45 CFR 155.400(e)",
        lambda case: [case.enrollment, *([case.payee, long_date(case.pay_by)] if case.due else [])],
    ),
)


@kind(DUE, must=[*SUM, CONTACT])
def payment_due(case: Bill) -> Letter:
    """A month's bill."""
    if case.due == 0:
        todo = Callout(_("You do not have to pay anything. Money that you paid before pays this bill."))
        return letter(
            case,
            titled(_("Your bill for %(month)s is paid already"), month=month_name(case.month)),
            todo,
            *your_plan(case, _bill_figures(case)),
            *wrong(case),
        )
    sentence = _("Pay %(due)s to %(payee)s by %(day)s.")
    todo = Callout(words(sentence, due=Strong(display(case.due)), payee=case.payee, day=day(case.pay_by)), tone="wait")
    title = titled(_("Your bill: %(due)s by %(day)s"), due=display(case.due), day=long_date(case.pay_by))
    return letter(case, title, todo, *your_plan(case, _bill_figures(case)), *how(case), *wrong(case))


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
            lambda case: [long_date(case.start), *([long_date(case.until)] if case.until else []), _canceled()],
        ),
    ],
)
def not_covered_until_paid(case: Bill) -> Letter:
    """The first payment is still missing, a few days before its last day."""
    sentence = (
        _("Pay %(due)s to %(payee)s by %(day)s. Then you are covered from %(start)s to %(until)s.")
        if case.until
        else _("Pay %(due)s to %(payee)s by %(day)s. Then you are covered from %(start)s.")
    )
    until = {"until": day(case.until)} if case.until else {}
    todo = words(
        sentence, due=Strong(display(case.due)), payee=case.payee, day=day(case.pay_by), start=day(case.start), **until
    )
    return letter(
        case,
        _("You are not covered until you pay."),
        Callout(todo, tone="wait"),
        Paragraph(_canceled()),
        Paragraph(_("If you have paid in these days, you do not have to do anything.")),
        *your_plan(case, _bill_figures(case)),
        *how(case),
        *wrong(case),
    )
