"""Money that comes in: booked once, to the oldest charge first; money of which nobody knows whose it is; money that bounced."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from coverport.billing.charging import months_of
from coverport.billing.ending import follow_return, money_of
from coverport.billing.events import PaymentBounced, PaymentReceived
from coverport.billing.grace import look_after
from coverport.billing.invoicing import BILLING, first_bill
from coverport.billing.ledger import Kind, Line, chain_of, charges, post, settle
from coverport.billing.models import Account, Invoice, Payment, PaymentFile
from coverport.billing.notices import post_returned
from coverport.billing.refunds import keep_refunds, refund_what_is_over
from coverport.billing.refusals import CannotBounce, OtherPayment, WrongAmount
from coverport.billing.rules.allocation import owed
from coverport.billing.thresholds import first_payment_spare
from coverport.core.access import Actor
from coverport.core.errors import NotAllowed
from coverport.core.events import Fact, record
from coverport.core.money import Cents
from coverport.enrollment.actions import effectuate, reinstate_coverage
from coverport.enrollment.choice.refusals import WrongState
from coverport.enrollment.ending import locked_enrollment
from coverport.enrollment.models import Enrollment
from coverport.exchanges.models import Exchange


@transaction.atomic
def record_payment(
    *, actor: Actor, exchange: Exchange, enrollment: Enrollment | None, amount: Cents, method: str, processor: str,
    confirmation: str, paid_on: date, on: date, file: PaymentFile | None = None, marked: str = "",
) -> Payment:  # fmt: skip
    """Book money that arrived; booked twice under one number, it is booked once. enrollment: none where nobody knows whose it is.

    paid_on: the day that counts for the payer. Raises NotAllowed, WrongAmount, OtherPayment.
    """
    _only_the_system(actor)
    if amount <= 0:
        raise WrongAmount(_("A payment is more than nothing."))
    locked = locked_enrollment(enrollment) if enrollment is not None else None
    if there := Payment.objects.filter(exchange=exchange, processor=processor, confirmation=confirmation).first():
        return _the_same(there, amount, locked)
    payment = Payment.objects.create(
        exchange=exchange, enrollment=locked, file=file, amount_cents=amount, method=method, processor=processor,
        confirmation=confirmation, marked=marked[:40], paid_on=paid_on,
    )  # fmt: skip
    owner = Line(Account.SUSPENSE, -amount) if locked is None else _to(locked, -amount)
    lines = [Line(Account.CASH, amount), owner]
    post(Kind.PAYMENT, lines, exchange=exchange, on=on, about=payment.reference)
    _say(PaymentReceived(payment.reference, locked.reference if locked else ""), payment, actor, on)
    if locked is not None:
        _apply(locked, payment, on=on)
    return payment


@transaction.atomic
def assign_payment(*, actor: Actor, payment: Payment, enrollment: Enrollment, on: date) -> Payment:
    """Say whose money it is that nobody knew. Raises NotAllowed, OtherPayment where it is somebody's already."""
    _only_the_system(actor)
    locked = locked_enrollment(enrollment)
    found = Payment.objects.select_for_update(of=("self",)).select_related("exchange").get(pk=payment.pk)
    if found.enrollment_id == locked.pk:
        return found
    if found.enrollment_id is not None or found.bounced_on or found.exchange_id != locked.exchange_id:
        raise OtherPayment(_("This payment is somebody’s already, or it has bounced."))
    found.enrollment = locked
    found.save(update_fields=["enrollment"])
    lines = [Line(Account.SUSPENSE, found.amount_cents), _to(locked, -found.amount_cents)]
    post(Kind.FOUND, lines, exchange=found.exchange, on=on, about=found.reference)
    _apply(locked, found, on=on)
    return found


@transaction.atomic
def bounce_payment(*, actor: Actor, payment: Payment, on: date) -> Payment:
    """The bank took it back: what it had paid is owed again. Raises NotAllowed, CannotBounce."""
    _only_the_system(actor)
    locked = locked_enrollment(payment.enrollment) if payment.enrollment else None
    found = Payment.objects.select_for_update(of=("self",)).select_related("exchange", "enrollment").get(pk=payment.pk)
    if found.bounced_on is not None:
        raise CannotBounce(_("This payment has bounced already."))
    found.bounced_on = on
    found.save(update_fields=["bounced_on"])
    if locked is not None:
        keep_refunds([found], chain_of(locked)[0], on=on)
    owner = Line(Account.SUSPENSE, found.amount_cents) if locked is None else _to(locked, found.amount_cents)
    lines = [Line(Account.CASH, -found.amount_cents), owner]
    post(Kind.BOUNCE, lines, exchange=found.exchange, on=on, about=found.reference)
    _say(PaymentBounced(found.reference, locked.reference if locked else ""), found, actor, on)
    if locked is not None:
        settle(chain_of(locked), on=on, about=found.reference)
        post_returned(found, on=on)
    return found


def _apply(locked: Enrollment, payment: Payment, *, on: date) -> None:
    """What the money does: it pays the oldest charge, starts coverage, ends a period of grace; what is over goes back."""
    chain = chain_of(locked)
    # Money of after the last day of grace does not bring back what ended that day.
    look_after(chain, on=payment.paid_on)
    settle(chain, on=on, about=payment.reference)
    for enrollment in chain:
        _start(enrollment, chain, payment, on=on)
    look_after(chain_of(locked), on=on)
    refund_what_is_over(chain_of(locked), on=on)


def _start(enrollment: Enrollment, chain: Sequence[Enrollment], payment: Payment, *, on: date) -> None:
    """Coverage is sure once the first bill is paid by its day, to the threshold (45 CFR 155.400(e), (g)); also where heard of later.

    Also by money that named the choice of before: its number is on the bill that the household had.
    """
    first = first_bill(enrollment)
    if first is None or payment.paid_on > first.due_on:
        return
    locked = locked_enrollment(enrollment)
    spare = first_payment_spare(locked, on=payment.paid_on)
    if locked.waiting and owed(charges([locked])) <= spare:
        effectuate(actor=BILLING, enrollment=locked, on=on)
    elif locked.status == "canceled" and locked.end_cause == "nonpayment":
        came = money_of([each for each in chain if each.status == "canceled"], by=first.due_on)
        _back(locked, first, came + spare, on=on)


def _back(canceled: Enrollment, first: Invoice, covers: Cents, *, on: date) -> None:
    """Bring it back where what came in time covers the first month: what its bill asked, or less where a change has made it less."""
    try:
        with transaction.atomic():
            reinstate_coverage(actor=BILLING, enrollment=canceled, on=on)
            premium, credit = months_of(canceled)[first.month]
            if covers < min(first.amount_cents, premium - credit):
                raise _TooLittle
    except (WrongState, _TooLittle):
        return  # Where somebody has another plan by now, too: the money goes back.
    follow_return(enrollment=canceled, on=on)


class _TooLittle(Exception):
    """What came in time is not enough, so that nothing of the return is kept."""


def _to(enrollment: Enrollment, cents: Cents) -> Line:
    return Line(Account.UNAPPLIED, cents, chain_of(enrollment)[0].pk)


def _the_same(there: Payment, amount: Cents, enrollment: Enrollment | None) -> Payment:
    if there.amount_cents != amount or (enrollment is not None and there.enrollment_id != enrollment.pk):
        raise OtherPayment(
            _("A payment with the number %(number)s came before, with another amount or for somebody else.")
            % {"number": there.confirmation}
        )
    return there


def _only_the_system(actor: Actor) -> None:
    if actor.kind != "system":
        raise NotAllowed("money is booked by what a processor, a bank or the office says")


def _say(fact: Fact, payment: Payment, actor: Actor, on: date) -> None:
    subject = payment.enrollment.reference if payment.enrollment else payment.reference
    record(fact, by=actor, on=on, exchange=payment.exchange.slug, subject=subject, purpose="premium")
