"""When coverage ended: its months are taken back, what is over goes back to the people; a first bill that nobody paid."""

from datetime import date

from django.db import transaction

from coverport.billing.charging import ask_again, next_bill_due
from coverport.billing.grace import close_for_ended
from coverport.billing.invoicing import BILLING, first_bill, follow_changes
from coverport.billing.ledger import chain_of, charges
from coverport.billing.models import GracePeriod, Payment
from coverport.billing.refunds import keep_refunds, refund_what_is_over
from coverport.billing.rules.allocation import owed
from coverport.billing.thresholds import first_payment_spare
from coverport.core.dates import day_before
from coverport.enrollment.ending import end_coverage, locked_enrollment
from coverport.enrollment.models import Enrollment
from coverport.enrollment.rules.transitions import STANDING


@transaction.atomic
def follow_end(*, enrollment: Enrollment, on: date) -> None:
    """Take back what is no longer owed; owe back what is over. Done again it changes nothing."""
    follow_changes(enrollment=enrollment, on=on)
    chain = chain_of(locked_enrollment(enrollment))
    close_for_ended(chain, on=on)
    refund_what_is_over(chain, on=on)


@transaction.atomic
def follow_return(*, enrollment: Enrollment, on: date) -> None:
    """Coverage came back: its months are owed again, with what a period of grace that ran out left open, by the next bill.

    Money that was to go back and is not out yet pays for them. Done again it changes nothing.
    """
    locked = locked_enrollment(enrollment)
    if locked.biller != "exchange":
        return
    chain = chain_of(locked)
    keep_refunds(Payment.objects.filter(enrollment__in=chain), chain[0], on=on)
    follow_changes(enrollment=locked, on=on)
    ran_out = GracePeriod.objects.filter(enrollment__in=chain, status=GracePeriod.Status.EXHAUSTED).order_by(
        "-closed_on"
    )
    if (grace := ran_out.first()) is not None and grace.closed_on is not None:
        ask_again(chain, grace.closed_on, next_bill_due(locked, on=on), on=on)


@transaction.atomic
def cancel_unpaid(*, enrollment: Enrollment, on: date) -> bool:
    """Cancel a choice whose first bill stayed unpaid to its last day, or was paid by money that bounced; answers whether it did.

    Never a termination: nobody was covered.
    """
    locked = locked_enrollment(enrollment)
    first = first_bill(locked)
    if first is None or first.due_on >= on or not (locked.waiting or locked.status in STANDING):
        return False
    mine = [charge for charge in charges([locked]) if charge.due_on <= first.due_on]
    unpaid = owed(mine) > first_payment_spare(locked, on=first.due_on)
    if not unpaid or (not locked.waiting and _goes_on(locked)):
        return False
    end_coverage(actor=BILLING, enrollment=locked, cause="nonpayment", last=day_before(locked.start), on=on)
    follow_end(enrollment=locked, on=on)
    return True


def _goes_on(locked: Enrollment) -> bool:
    """Whether it went on from coverage with the same insurer that was sure: then no first payment was waited for."""
    return any(each.pk < locked.pk and each.effectuated_on is not None for each in chain_of(locked))
