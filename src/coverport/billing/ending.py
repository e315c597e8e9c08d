"""When coverage ended: its months are taken back, what is over goes back to the people; a first bill that nobody paid."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.db.models import Sum

from coverport.billing.charging import ask_again, next_bill_due
from coverport.billing.grace import close_for_ended
from coverport.billing.invoicing import BILLING, first_bill, follow_changes
from coverport.billing.ledger import chain_of, charges
from coverport.billing.models import GracePeriod, Payment, Refund
from coverport.billing.refunds import keep_refunds, refund_what_is_over
from coverport.billing.rules.allocation import owed
from coverport.billing.thresholds import first_payment_spare
from coverport.core.dates import day_before
from coverport.core.money import Cents
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
    if first is None or first.due_on >= on or not (locked.waiting or locked.status in {*STANDING, "terminated"}):
        return False
    mine = [charge for charge in charges([locked]) if charge.due_on <= first.due_on]
    unpaid = owed(mine) > first_payment_spare(locked, on=first.due_on)
    if not unpaid or (not locked.waiting and _goes_on(locked)):
        return False
    end_coverage(actor=BILLING, enrollment=locked, cause="nonpayment", last=day_before(locked.start), on=on)
    follow_end(enrollment=locked, on=on)
    return True


def _goes_on(locked: Enrollment) -> bool:
    """Whether it went on from coverage with the same insurer that was sure: then no first payment was waited for.

    What it took the place of before that began was sure by its first payment alone: not where that has bounced, nor where there was
    nothing to pay.
    """
    chain = chain_of(locked)
    sure = [each for each in chain if each.pk < locked.pk and each.effectuated_on is not None]
    return any(each.status != "canceled" or _first_paid(each, chain) for each in sure)


def _first_paid(canceled: Enrollment, chain: Sequence[Enrollment]) -> bool:
    first = first_bill(canceled)
    return first is not None and money_of(chain) >= first.amount_cents - first_payment_spare(canceled, on=first.due_on)


def money_of(chain: Sequence[Enrollment], *, by: date = date.max) -> Cents:
    """What was paid for the enrollments of a chain, whichever of their numbers it named, and is still here. by: the last day of it."""
    paid = Payment.objects.filter(enrollment__in=chain, bounced_on=None, paid_on__lte=by)
    gone = Refund.objects.filter(payment__in=paid, status=Refund.Status.SENT)
    came, went = (rows.aggregate(all=Sum("amount_cents", default=0))["all"] for rows in (paid, gone))
    return int(came - went)
