"""Bills: the first one with the choice, then one a month. A month for which nothing is owed has none."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from coverport.billing.charging import charge, months_of, next_due, recharge
from coverport.billing.events import InvoiceIssued
from coverport.billing.ledger import asked_with, chain_of, charges, posted, settle, unapplied
from coverport.billing.models import Invoice
from coverport.billing.notices import post_bill
from coverport.billing.refusals import NotBilledHere
from coverport.billing.rules.allocation import owed
from coverport.billing.rules.calendar import months_to_bill
from coverport.billing.thresholds import first_payment_spare
from coverport.core.access import Actor, Permission
from coverport.core.dates import first_of_month
from coverport.core.events import record
from coverport.core.money import Cents
from coverport.enrollment.actions import await_payment, effectuate
from coverport.enrollment.ending import locked_enrollment
from coverport.enrollment.models import Enrollment
from coverport.enrollment.rules.transitions import ACTIVE, STANDING, WAITING

BILLING = Actor.system("billing")


@transaction.atomic
def issue_invoice(*, actor: Actor, enrollment: Enrollment, on: date) -> Invoice:
    """The first bill of an enrollment: made out once, the same one ever after. Raises NotAllowed, NotBilledHere."""
    actor.require(Permission.PAY, enrollment)
    # The handler and the pay page may come at once: the second waits here and finds the first one's bill.
    locked = locked_enrollment(enrollment)
    month = first_of_month(locked.start)
    if there := first_bill(locked):
        return there
    premium, credit = months_of(locked).get(month, (0, 0))
    if locked.biller != "exchange" or premium == credit:
        raise NotBilledHere(_("We do not collect this payment."))
    invoice = _issue(locked, month, locked.pay_by or next_due(locked, month, on=on), actor=actor, on=on)
    assert invoice is not None
    if locked.waiting:
        await_payment(actor=BILLING, enrollment=locked, on=on)
        _sure_where_nothing_is_open(locked, on=on)
    return invoice


def first_bill(enrollment: Enrollment) -> Invoice | None:
    """The bill of its first month; none where nothing was owed for that month, so that no payment was waited for."""
    return Invoice.objects.filter(enrollment=enrollment, month=first_of_month(enrollment.start)).first()


@transaction.atomic
def bill_months(*, enrollment: Enrollment, on: date) -> list[Invoice]:
    """Charge every month that should have been billed by a day and was not. Done again it finds none. `tell_of_bills` writes of them."""
    locked = locked_enrollment(enrollment)
    if locked.biller != "exchange" or locked.status not in {*STANDING, "terminated", "expired"}:
        return []
    there = posted(locked)
    missing = [month for month in months_to_bill(locked.start, locked.end, on=on) if month not in there]
    issued = [_issue(locked, month, next_due(locked, month, on=on), actor=BILLING, on=on) for month in missing]
    return [invoice for invoice in issued if invoice is not None]


def tell_of_bills(issued: Sequence[Invoice], *, on: date) -> None:
    """The letters of a day's bills, once the day has ended what was not paid: nobody is asked for a month that is not covered."""
    for invoice in issued:
        invoice.enrollment.refresh_from_db(fields=["status", "end"])
        if invoice.enrollment.end >= invoice.month:
            post_bill(invoice, on=on)


def _issue(locked: Enrollment, month: date, due: date, *, actor: Actor, on: date) -> Invoice | None:
    """The month into the ledger, and a bill where it costs anything. What the people paid too much before pays for it first."""
    charge(locked, [month], due, on=on, about=locked.reference)
    chain = chain_of(locked)
    settle(chain, on=on, about=locked.reference)
    premium, credit = months_of(locked)[month]
    if premium == credit:
        return None
    invoice = Invoice.objects.create(
        exchange=locked.exchange, enrollment=locked, month=month, amount_cents=premium - credit, to_pay_cents=owes_with(locked, chain),
        issued_on=on, due_on=due,
    )  # fmt: skip
    fact = InvoiceIssued(invoice=invoice.reference, enrollment=locked.reference)
    record(fact, by=actor, on=on, exchange=locked.exchange.slug, subject=locked.reference, purpose="premium")
    return invoice


def owes(chain: Sequence[Enrollment]) -> Cents:
    """All that is asked and not paid, with what a bounced payment left."""
    return owed(charges(chain)) + max(0, -unapplied(chain))


def owes_with(enrollment: Enrollment, chain: Sequence[Enrollment]) -> Cents:
    """The same as the bills and pages of one of a chain ask for it."""
    return owed(charges(asked_with(enrollment, chain))) + max(0, -unapplied(chain))


@transaction.atomic
def follow_changes(*, enrollment: Enrollment, on: date) -> None:
    """Bring the ledger to what the months of an enrollment are by now, and its money to where it belongs."""
    locked = locked_enrollment(enrollment)
    if locked.biller == "exchange":
        recharge(locked, on=on)
        chain = chain_of(locked)
        settle(chain, on=on, about=locked.reference)
        # Also of another choice, to which the money of this one went.
        for each in chain:
            _sure_where_nothing_is_open(each, on=on)


def catch_up(*, enrollment: Enrollment, on: date) -> None:
    """Of coverage that ended a moment ago billing may not have heard yet: nobody is asked for, or pays, what they no longer owe."""
    if enrollment.status not in ACTIVE:
        follow_changes(enrollment=enrollment, on=on)


def _sure_where_nothing_is_open(enrollment: Enrollment, *, on: date) -> None:
    """Coverage is sure where more credit, or money that was there before, leaves nothing of the first bill to pay."""
    waiting = Enrollment.objects.filter(pk=enrollment.pk, status__in=WAITING).exists()
    if not waiting or first_bill(enrollment) is None:
        return
    if owed(charges([enrollment])) <= first_payment_spare(enrollment, on=on):
        effectuate(actor=BILLING, enrollment=enrollment, on=on)
