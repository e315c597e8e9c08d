"""The payment threshold of a chain of enrollments, by the exchange's own terms and the law of the day."""

from collections.abc import Sequence
from datetime import date

from coverport.billing.ledger import charges, posted
from coverport.billing.rules.allocation import Charge, late
from coverport.billing.rules.threshold import allowed, forgiven, may_stay_open
from coverport.core.money import Cents
from coverport.enrollment.models import Enrollment
from coverport.exchanges.profiles import Threshold
from coverport.law.loader import MissingLaw
from coverport.law.lookups import typed
from coverport.law.parameters.calendar import PaymentThreshold


def enough(chain: Sequence[Enrollment], *, on: date) -> list[Charge]:
    """What was asked of a chain. What was due up to some day counts as paid where no more of it is open than the threshold lets be.

    Judged from the newest of what is late by `on` back to the oldest, so that a month not paid at all is late from its own day.
    """
    asked = charges(chain)
    behind = late(asked, on)
    policy = _policy(chain[-1], on, first_payment=False) if behind else None
    if policy is None:
        return asked
    for day in sorted({charge.due_on for charge in behind}, reverse=True):
        due = [charge for charge in behind if charge.due_on <= day]
        found = forgiven(asked, due, _spare(chain, policy, due))
        if found != asked:
            return found
    return asked


def first_payment_spare(enrollment: Enrollment, *, on: date) -> Cents:
    """How much of what the first bill asks may stay open and the coverage is sure all the same."""
    policy = _policy(enrollment, on, first_payment=True)
    return _spare([enrollment], policy, charges([enrollment])) if policy else 0


def _spare(chain: Sequence[Enrollment], policy: Threshold | None, asked: Sequence[Charge]) -> Cents:
    months = {charge.month for charge in asked}
    gross = sum(premium for each in chain for month, (premium, _) in posted(each).items() if month in months)
    return may_stay_open(policy, sum(charge.asked for charge in asked), gross)


def _policy(enrollment: Enrollment, on: date, *, first_payment: bool) -> Threshold | None:
    policy = enrollment.exchange.profile.billing_of(enrollment.year).threshold_of(enrollment.issuer_id)
    if policy is None:
        return None
    try:
        law = typed(PaymentThreshold, "payment.threshold", on=on)
    except MissingLaw:
        return None
    return allowed(policy, law, first_payment=first_payment)
