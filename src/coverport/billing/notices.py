"""The letters of this room: a bill, a bill that is late, a period of grace, coverage that ended unpaid, a payment that came back."""

from collections.abc import Iterable
from datetime import date

import msgspec
from django.utils.translation import gettext as _

from coverport.billing.ledger import chain_of, charges, unapplied
from coverport.billing.models import GracePeriod, Invoice, Payment, Refund
from coverport.billing.rules.allocation import owed
from coverport.billing.words import month_name
from coverport.core.dates import day_before, last_of_month, long_date
from coverport.core.money import Cents, display
from coverport.enrollment.models import Enrollment
from coverport.enrollment.notices import recipient
from coverport.enrollment.queries import Told, told
from coverport.exchanges.models import Exchange
from coverport.law import last_day_to_appeal
from coverport.notices.actions import send_notice
from coverport.notices.blocks import Block, Callout, Heading, Letter, Paragraph, Strong, sums, words
from coverport.notices.kinds import Must, build, kind
from coverport.notices.letters import Recipient, compose

BILL, LATE, GRACE, ENDED, RETURNED = (
    "bill", "bill_late", "grace_began", "coverage_ended_unpaid", "payment_returned",
)  # fmt: skip


class Context(msgspec.Struct, frozen=True):
    """What these letters are made from. owes: all that is owed on the day; back: what goes back to the person."""

    exchange: Exchange
    to: Recipient
    on: date
    told: Told
    owes: Cents
    back: Cents = 0
    invoice: Invoice | None = None
    grace: GracePeriod | None = None
    payment: Payment | None = None


def post_bill(invoice: Invoice, *, on: date) -> None:
    """A month's bill, with the transaction that made it out."""
    _post(BILL, invoice.enrollment, invoice.reference, on, invoice=invoice)


def post_late(invoice: Invoice, *, on: date) -> None:
    """Once for a bill that is late; the days after it are not told again."""
    from coverport.notices.models import Notice

    if not Notice.objects.filter(exchange=invoice.exchange.slug, decision=invoice.reference, kind=LATE).exists():
        _post(LATE, invoice.enrollment, invoice.reference, on, invoice=invoice)


def post_grace(grace: GracePeriod, *, on: date) -> None:
    """By when all must be paid, and what happens else. A day that is named later is a decision of its own."""
    named = grace.ends_on.isoformat() if grace.ends_on else "open"
    _post(GRACE, grace.enrollment, f"{grace.reference} {named}", on, grace=grace)


def post_ended(grace: GracePeriod, *, on: date) -> None:
    """Coverage ended because it was not paid."""
    _post(ENDED, grace.enrollment, grace.reference, on, grace=grace)


def post_returned(payment: Payment, *, on: date) -> None:
    """A payment that the bank took back."""
    assert payment.enrollment is not None
    _post(RETURNED, payment.enrollment, payment.reference, on, payment=payment)


def _post(
    name: str, enrollment: Enrollment, decision: str, on: date, *, invoice: Invoice | None = None,
    grace: GracePeriod | None = None, payment: Payment | None = None,
) -> None:  # fmt: skip
    fresh = Enrollment.objects.select_related("exchange", "application__household__owner", "catalog", "follows").get(
        pk=enrollment.pk
    )
    chain, to = chain_of(fresh), recipient(fresh)
    back = Refund.objects.filter(payment__enrollment__in=chain, status=Refund.Status.DUE)
    context = Context(
        exchange=fresh.exchange, to=to, on=on, told=told(fresh), invoice=invoice, grace=grace, payment=payment,
        owes=owed(charges(chain)) + max(0, -unapplied(chain)), back=sum(back.values_list("amount_cents", flat=True)),
    )  # fmt: skip
    letter = build(name, context, language=to.language)
    send_notice(name, exchange=fresh.exchange, to=to, about=fresh.reference, decision=decision, letter=letter, on=on)


# ---- The letters


def _must_bill(context: Context) -> Iterable[str]:
    invoice = context.invoice
    assert invoice is not None
    due = [long_date(invoice.due_on)] if invoice.to_pay_cents else []
    return [context.told.reference, display(invoice.to_pay_cents), *due]


@kind(BILL, must=[Must("the amount, its last day and the enrollment number", "45 CFR 155.240(c)", _must_bill)])
def bill(context: Context) -> Letter:
    """A month's bill."""
    invoice = context.invoice
    assert invoice is not None
    month = month_name(invoice.month)
    blocks: tuple[Block, ...] = (
        _due(invoice),
        *_reckoning(context, invoice),
        Heading(2, _("How to pay")),
        *_how(context),
    )
    title = _("Your bill for %(month)s") % {"month": month}
    return compose(exchange=context.exchange, to=context.to, title=title, blocks=blocks, on=context.on)


def _due(invoice: Invoice) -> Callout:
    if invoice.to_pay_cents == 0:
        return Callout(_("You do not have to pay anything. Money that you paid before pays this bill."))
    sentence = _("Pay %(amount)s by %(day)s.")
    amount, day = Strong(display(invoice.to_pay_cents)), Strong(long_date(invoice.due_on))
    return Callout(words(sentence, amount=amount, day=day), tone="wait")


def _reckoning(context: Context, invoice: Invoice) -> tuple[Block, ...]:
    other = invoice.to_pay_cents - invoice.amount_cents
    rows = [
        (_("%(month)s, after your tax credit") % {"month": month_name(invoice.month)}, display(invoice.amount_cents))
    ]
    if other:
        rows.append((_("Owed from before") if other > 0 else _("Paid before"), display(other)))
    rows.append((_("To pay"), display(invoice.to_pay_cents)))
    plan = words(
        _("%(plan)s of %(issuer)s, for %(people)s. Your enrollment number is %(reference)s."),
        plan=Strong(context.told.plan.name), issuer=context.told.issuer, people=context.told.people,
        reference=context.told.reference,
    )  # fmt: skip
    return (
        Heading(2, _("What it is for")),
        Paragraph(plan),
        sums(_("Your bill"), (_("What"), _("Amount")), tuple(rows)),
    )


def _how(context: Context) -> tuple[Block, ...]:
    online = Paragraph(
        _("To pay by card or from a bank account, sign in on our website and open “My plan”. You can also call us.")
    )
    check = words(
        _("To pay by check or money order, write the number %(reference)s on it and send it to us. What you owe longest is paid first."),
        reference=Strong(context.told.reference),
    )  # fmt: skip
    return (online, Paragraph(check))


def _must_late(context: Context) -> Iterable[str]:
    return [context.told.reference, display(context.owes)]


@kind(LATE, must=[Must("what is owed, and the enrollment number", "45 CFR 155.240(c)", _must_late)])
def payment_late(context: Context) -> Letter:
    """The last day of a bill went by."""
    invoice = context.invoice
    assert invoice is not None
    sentence = _("Your payment for %(month)s has not come. Pay %(amount)s by %(day)s, and nothing changes.")
    until = Strong(long_date(day_before(invoice.month)))
    blocks: tuple[Block, ...] = (
        Callout(words(sentence, month=month_name(invoice.month), amount=Strong(display(context.owes)), day=until), tone="wait"),
        Paragraph(words(_("Your enrollment number is %(reference)s."), reference=context.told.reference)),
        Paragraph(_("If you have paid in these days, you do not have to do anything.")),
        Heading(2, _("How to pay")),
        *_how(context),
    )  # fmt: skip
    title = _("Your payment is late")
    return compose(exchange=context.exchange, to=context.to, title=title, blocks=blocks, on=context.on)


def _must_grace(context: Context) -> Iterable[str]:
    grace = context.grace
    assert grace is not None
    day = [long_date(grace.ends_on)] if grace.ends_on else []
    return [context.told.reference, display(context.owes), long_date(grace.last_day), *day]


def _appeal_by(context: Context) -> Iterable[str]:
    return [long_date(last_day_to_appeal(context.on))]


@kind(
    GRACE,
    must=[Must("what is owed, by when, and what happens else", "45 CFR 156.270(f)", _must_grace)],
)
def grace_period(context: Context) -> Letter:
    """You did not pay; you have until a day."""
    grace = context.grace
    assert grace is not None
    if grace.ends_on:
        sentence = _(
            "Pay all that you owe, now %(amount)s, by %(day)s. Months that become due until then are owed, too."
        )
        first = words(sentence, amount=Strong(display(context.owes)), day=Strong(long_date(grace.ends_on)))
    else:
        sentence = _(
            "Pay all that you owe, now %(amount)s, at once. We write to you by which day it must be here at the latest."
        )
        first = words(sentence, amount=Strong(display(context.owes)))
    else_ends = words(_("If you do not, your coverage ends on %(day)s."), day=Strong(long_date(grace.last_day)))
    blocks: tuple[Block, ...] = (
        Callout(first, tone="wait"),
        Paragraph(else_ends),
        *_pending(grace),
        Paragraph(words(_("Your enrollment number is %(reference)s."), reference=context.told.reference)),
        Heading(2, _("How to pay")),
        *_how(context),
    )
    title = _("You have not paid for %(month)s. You can lose your coverage.") % {"month": month_name(grace.first_month)}
    return compose(exchange=context.exchange, to=context.to, title=title, blocks=blocks, on=context.on)


def _pending(grace: GracePeriod) -> tuple[Block, ...]:
    """What the insurer may do meanwhile, 45 CFR 156.270(d)."""
    if grace.pends_from is None:
        return ()
    sentence = _(
        "Your insurer pays for care until %(last)s. Bills for care from %(day)s on can wait until you have paid; if you do not pay, "
        "you may have to pay for that care yourself."
    )
    last = long_date(last_of_month(day_before(grace.pends_from)))
    return (Paragraph(words(sentence, last=last, day=long_date(grace.pends_from))),)


def _must_ended(context: Context) -> Iterable[str]:
    assert context.grace is not None
    return [context.told.reference, long_date(context.grace.last_day)]


@kind(
    ENDED,
    must=[
        Must("the last day, and the enrollment number", "45 CFR 156.270(b), 155.430(d)(4)", _must_ended),
        Must("the last day to appeal", "45 CFR 155.520(b)", _appeal_by),
    ],
)
def coverage_ended_unpaid(context: Context) -> Letter:
    """Coverage ended, because it was not paid."""
    grace = context.grace
    assert grace is not None
    day = Strong(long_date(grace.last_day))
    blocks: list[Block] = [
        Callout(words(_("You are covered until %(day)s and not after it, because you did not pay in time."), day=day))
    ]
    if grace.pends_from:
        blocks.append(Paragraph(_("The tax credit that we paid for the months after it goes back. You do not owe it.")))
    if context.owes:
        owes = _("For the months in which you were covered you still owe %(amount)s.")
        blocks.append(Paragraph(words(owes, amount=Strong(display(context.owes)))))
    if context.back:
        back = _("You paid %(amount)s too much. We send it back to you.")
        blocks.append(Paragraph(words(back, amount=Strong(display(context.back)))))
    blocks += [
        Paragraph(words(_("Your enrollment number is %(reference)s."), reference=context.told.reference)),
        Paragraph(
            _("Losing coverage because you did not pay does not let you choose a plan outside of open enrollment.")
        ),
        Heading(2, _("If you think this is wrong")),
        _wrong(context),
    ]
    title = _("Your coverage ended because it was not paid")
    return compose(exchange=context.exchange, to=context.to, title=title, blocks=tuple(blocks), on=context.on)


def _wrong(context: Context) -> Paragraph:
    return Paragraph(
        words(
            _("Call us at %(phone)s (TTY %(tty)s). You can appeal this decision until %(day)s."),
            phone=context.exchange.profile.phone,
            tty=context.exchange.profile.tty,
            day=Strong(long_date(last_day_to_appeal(context.on))),
        )
    )


def _must_returned(context: Context) -> Iterable[str]:
    assert context.payment is not None
    return [context.told.reference, display(context.payment.amount_cents), display(context.owes)]


@kind(RETURNED, must=[Must("which payment, and what is owed now", "45 CFR 155.240(c)", _must_returned)])
def payment_returned(context: Context) -> Letter:
    """The bank took a payment back."""
    payment = context.payment
    assert payment is not None
    sentence = _("Your bank took back your payment of %(amount)s of %(day)s. You owe %(owes)s now.")
    first = words(
        sentence, amount=Strong(display(payment.amount_cents)), day=long_date(payment.paid_on),
        owes=Strong(display(context.owes)),
    )  # fmt: skip
    blocks: tuple[Block, ...] = (
        Callout(first, tone="wait"),
        Paragraph(words(_("Your enrollment number is %(reference)s."), reference=context.told.reference)),
        Heading(2, _("How to pay")),
        *_how(context),
    )
    title = _("Your payment came back")
    return compose(exchange=context.exchange, to=context.to, title=title, blocks=blocks, on=context.on)
