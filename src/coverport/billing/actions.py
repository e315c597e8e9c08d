"""The verbs of money: make out the first bill, take its payment. Only where the exchange bills."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from coverport.billing.adapters import processor
from coverport.billing.events import InvoiceIssued, PaymentReceived
from coverport.billing.models import Invoice, Payment
from coverport.core.access import Actor, Permission
from coverport.core.dates import day_before, long_date
from coverport.core.errors import Refusal
from coverport.core.events import record
from coverport.core.money import display
from coverport.enrollment.actions import await_payment, effectuate
from coverport.enrollment.models import Enrollment

BILLING = Actor.system("billing")


class NotBilledHere(Refusal):
    """The insurer collects this enrollment's payments, or there is nothing to pay."""

    code = "not_billed_here"


class PaymentTooLate(Refusal):
    """The last day of the first payment is over."""

    code = "payment_too_late"


class WrongAmount(Refusal):
    """Only the whole bill can be paid."""

    code = "wrong_amount"


class NoLongerOpen(Refusal):
    """The choice was taken back, so that nothing is owed."""

    code = "no_longer_open"


@transaction.atomic
def issue_invoice(*, actor: Actor, enrollment: Enrollment, on: date) -> Invoice:
    """The first bill of an enrollment: made out once, the same one ever after. Raises NotAllowed, NotBilledHere."""
    actor.require(Permission.PAY, enrollment)
    # The handler and the pay page may come at once: the second waits here and finds the first one's bill.
    locked = Enrollment.objects.select_for_update(of=("self",)).select_related("exchange").get(pk=enrollment.pk)
    if locked.biller != "exchange" or locked.net_cents == 0:
        raise NotBilledHere(_("We do not collect this payment."))
    invoice, created = Invoice.objects.get_or_create(
        enrollment=locked,
        defaults={
            "exchange": locked.exchange, "amount_cents": locked.net_cents, "issued_on": on,
            "due_on": locked.pay_by or day_before(locked.start),
        },
    )  # fmt: skip
    if created:
        fact = InvoiceIssued(invoice=invoice.reference, enrollment=locked.reference)
        record(fact, by=actor, on=on, exchange=locked.exchange.slug, subject=locked.reference, purpose="first payment")
        if locked.waiting:
            await_payment(actor=BILLING, enrollment=locked, on=on)
    return invoice


@transaction.atomic
def record_payment(
    *, actor: Actor, invoice: Invoice, amount: int, method: str, on: date, via: str = "simulated"
) -> Payment:
    """Take the whole amount of a bill; coverage is then sure. Sent twice, it is paid once.

    Raises NotAllowed, PaymentTooLate, WrongAmount, NoLongerOpen, Declined.
    """
    actor.require(Permission.PAY, invoice)
    locked = Invoice.objects.select_for_update(of=("self",)).select_related("enrollment__exchange").get(pk=invoice.pk)
    if paid := Payment.objects.filter(invoice=locked).first():
        return paid
    _check(locked, amount, on)
    through = processor(via)
    charged = through.charge(amount=amount, key=locked.reference, method=method)
    payment = Payment.objects.create(
        invoice=locked, amount_cents=amount, processor=through.name, confirmation=charged.confirmation, paid_on=on
    )
    enrollment = locked.enrollment
    fact = PaymentReceived(payment=payment.reference, invoice=locked.reference, enrollment=enrollment.reference)
    record(
        fact, by=actor, on=on, exchange=enrollment.exchange.slug, subject=enrollment.reference, purpose="first payment"
    )
    effectuate(actor=BILLING, enrollment=enrollment, on=on)
    return payment


def _check(invoice: Invoice, amount: int, on: date) -> None:
    if not invoice.enrollment.waiting:
        raise NoLongerOpen(_("This plan was canceled. There is nothing to pay."))
    if on > invoice.due_on:
        raise PaymentTooLate(
            _("The last day to pay was %(day)s. We can no longer take this payment.")
            % {"day": long_date(invoice.due_on)}
        )
    if amount != invoice.amount_cents:
        raise WrongAmount(
            _("The first bill must be paid in full: %(amount)s.") % {"amount": display(invoice.amount_cents)}
        )
