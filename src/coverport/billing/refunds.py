"""Money that goes back: what is over once nobody of a chain is covered any more. Never more than a payment brought."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.db import transaction
from django.db.models import Q, Sum

from coverport.billing.adapters import Processor
from coverport.billing.events import RefundDue, RefundSent
from coverport.billing.ledger import Kind, Line, post, unapplied
from coverport.billing.models import Account, Entry, Payment, Refund
from coverport.core.access import Actor
from coverport.core.errors import NotAllowed
from coverport.core.events import record
from coverport.core.money import Cents
from coverport.enrollment.models import Enrollment
from coverport.enrollment.rules.transitions import ACTIVE

BILLING = Actor.system("billing")


def refund_what_is_over(chain: Sequence[Enrollment], *, on: date) -> list[Refund]:
    """Owe back the money that pays nothing, once no coverage of the chain goes on. Called within the verb's transaction."""
    goes_on = any(each.status in {*ACTIVE, "terminated"} and each.end >= on for each in chain)
    over = unapplied(chain)
    if goes_on or over <= 0:
        return []
    return [_owe(payment, part, chain[0], on=on) for payment, part in _out_of(chain, over)]


def _out_of(chain: Sequence[Enrollment], over: Cents) -> list[tuple[Payment, Cents]]:
    """The newest payments first, as far as each brought money that is still here."""
    left = Sum("refunds__amount_cents", filter=~Q(refunds__status=Refund.Status.KEPT), default=0)
    paid = Payment.objects.filter(enrollment__in=chain, bounced_on=None).annotate(gone=left).order_by("-id")
    parts: list[tuple[Payment, Cents]] = []
    for payment in paid.select_related("exchange"):
        part = min(over, payment.amount_cents - payment.gone)
        over -= part
        if part:
            parts.append((payment, part))
    return parts


def _owe(payment: Payment, part: Cents, root: Enrollment, *, on: date) -> Refund:
    refund = Refund.objects.create(exchange=root.exchange, payment=payment, amount_cents=part, due_on=on)
    lines = [Line(Account.UNAPPLIED, part, root.pk), Line(Account.REFUNDS, -part, root.pk)]
    post(Kind.REFUND, lines, exchange=root.exchange, on=on, about=refund.reference)
    fact = RefundDue(refund.reference, root.reference)
    record(fact, by=BILLING, on=on, exchange=root.exchange.slug, subject=root.reference, purpose="premium")
    return refund


def keep_refunds(payments: Iterable[Payment], root: Enrollment, *, on: date) -> None:
    """What was to go back and is not out yet stays here: it is not there any more, or it is owed again. Within the verb's transaction."""
    for refund in Refund.objects.filter(payment__in=payments, status=Refund.Status.DUE).order_by("id"):
        refund.status = Refund.Status.KEPT
        refund.save(update_fields=["status"])
        lines = [
            Line(Account.REFUNDS, refund.amount_cents, root.pk),
            Line(Account.UNAPPLIED, -refund.amount_cents, root.pk),
        ]
        post(Kind.REFUND, lines, exchange=refund.exchange, on=on, about=refund.reference)


def send_refund(refund: Refund, processor: Processor, *, on: date) -> Refund:
    """Have the processor that took the money give it back; its own key makes that once. Raises Unreachable, Declined, Unclear."""
    confirmation = processor.refund(
        key=refund.reference, confirmation=refund.payment.confirmation, amount=refund.amount_cents
    )
    return refund_sent(actor=BILLING, refund=refund, confirmation=confirmation, on=on)


@transaction.atomic
def refund_sent(*, actor: Actor, refund: Refund, confirmation: str, on: date) -> Refund:
    """The money is out: by the processor, or by a check with its number. Said twice, it is said once. Raises NotAllowed."""
    if actor.kind != "system":
        raise NotAllowed("the processor or the treasurer says that money went back")
    locked = Refund.objects.select_for_update(of=("self",)).select_related("exchange", "payment").get(pk=refund.pk)
    if locked.status != Refund.Status.DUE:
        return locked
    locked.status, locked.sent_on, locked.confirmation = Refund.Status.SENT, on, confirmation
    locked.save(update_fields=["status", "sent_on", "confirmation"])
    root = _account_of(locked)
    lines = [Line(Account.REFUNDS, locked.amount_cents, root), Line(Account.CASH, -locked.amount_cents)]
    post(Kind.REFUND_SENT, lines, exchange=locked.exchange, on=on, about=locked.reference)
    fact = RefundSent(locked.reference)
    record(fact, by=actor, on=on, exchange=locked.exchange.slug, subject=locked.reference, purpose="premium")
    return locked


def _account_of(refund: Refund) -> int:
    """Under whose number it was owed."""
    owed = Entry.objects.filter(posting__about=refund.reference, account=Account.REFUNDS).first()
    assert owed is not None
    assert owed.enrollment_id is not None
    return owed.enrollment_id
