"""A person's way to the processor's page and back. What they bring back is not believed: the processor is asked."""

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from coverport.billing.adapters import NotThere, Processor, Session, Unclear
from coverport.billing.invoicing import catch_up, issue_invoice, owes_with
from coverport.billing.ledger import chain_of
from coverport.billing.models import PaymentAttempt
from coverport.billing.receiving import record_payment
from coverport.billing.refusals import NothingOwed, PaymentTooLate, WrongAmount
from coverport.core import switches
from coverport.core.access import Actor, Permission
from coverport.core.dates import long_date
from coverport.core.money import Cents, display
from coverport.enrollment.ending import locked_enrollment
from coverport.enrollment.models import Enrollment

Status = PaymentAttempt.Status
UNFINISHED = (Status.OPEN, Status.UNCLEAR)


@transaction.atomic
def begin_payment(*, actor: Actor, enrollment: Enrollment, amount: Cents, on: date) -> PaymentAttempt:
    """Set out to pay what is owed now; a way that is not finished is gone on with. amount: as the page showed it.

    Raises NotAllowed, NothingOwed, PaymentTooLate, WrongAmount.
    """
    actor.require(Permission.PAY, enrollment)
    locked = locked_enrollment(enrollment)
    catch_up(enrollment=locked, on=on)
    due = owes_with(locked, chain_of(locked))
    _check(locked, amount, due, on)
    unfinished = PaymentAttempt.objects.filter(enrollment=locked, status__in=UNFINISHED).order_by("-id").first()
    if unfinished is None:
        return PaymentAttempt.objects.create(enrollment=locked, amount_cents=amount, begun_on=on)
    # Two ways at once could both be paid: while one is not clear, no other one begins.
    if unfinished.status == Status.OPEN and unfinished.amount_cents == amount:
        return unfinished
    raise WrongAmount(
        _("A payment that you began is not finished. We ask the processor about it; try again in some minutes.")
    )


def _check(locked: Enrollment, amount: Cents, due: Cents, on: date) -> None:
    if due <= 0:
        raise NothingOwed(_("There is nothing to pay now."))
    if locked.waiting:
        last = issue_invoice(actor=Actor.system("billing"), enrollment=locked, on=on).due_on
        owner = locked.application.household.owner_id
        # Who came in time and found payments switched off is in time.
        if switches.counted_from(locked.exchange_id, owner, switches.PAYMENTS, locked.year, on=on) > last:
            raise PaymentTooLate(
                _("The last day to pay was %(day)s. We can no longer take this payment.") % {"day": long_date(last)}
            )
    if amount != due:
        raise WrongAmount(_("What is owed now is %(amount)s.") % {"amount": display(due)})


def finish_payment(*, attempt: PaymentAttempt, processor: Processor, on: date) -> PaymentAttempt:
    """Ask the processor what became of it and book that; asked again, nothing is booked twice. Raises Unreachable."""
    if attempt.status not in UNFINISHED:
        return attempt
    try:
        found = processor.session(attempt.reference)
        if found.amount != attempt.amount_cents:
            raise Unclear(_("The payment processor gave an answer that cannot be right."))
    except NotThere:
        return _set_aside(attempt, Status.DECLINED, "")
    except Unclear as unclear:
        return _set_aside(attempt, Status.UNCLEAR, unclear.message)
    return _book(attempt, found, processor.name, on=on)


@transaction.atomic
def _book(attempt: PaymentAttempt, found: Session, name: str, *, on: date) -> PaymentAttempt:
    enrollment = locked_enrollment(attempt.enrollment)
    locked = PaymentAttempt.objects.select_for_update().get(pk=attempt.pk)
    if locked.status not in UNFINISHED or found.status == "open":
        return locked
    if found.status == "paid":
        locked.payment = record_payment(
            actor=Actor.system("billing"), exchange=enrollment.exchange, enrollment=enrollment, amount=found.amount,
            method=found.method, processor=name, confirmation=found.confirmation,
            # The processor keeps a page open for minutes: who set out yesterday paid then, also where we could ask only later.
            paid_on=locked.begun_on if on <= locked.begun_on + timedelta(days=1) else on, on=on,
        )  # fmt: skip
    locked.status, locked.told = found.status, ""
    locked.save(update_fields=["payment", "status", "told"])
    return locked


@transaction.atomic
def _set_aside(attempt: PaymentAttempt, status: str, told: str) -> PaymentAttempt:
    """Nothing is booked: the processor never had it, or a human must look."""
    locked = PaymentAttempt.objects.select_for_update().get(pk=attempt.pk)
    if locked.status in UNFINISHED:
        locked.status, locked.told = status, told[:200]
        locked.save(update_fields=["status", "told"])
    return locked
