"""No payment without acceptance: how much of a deliverable can be approved, and what keeps an approved amount from being paid."""

from decimal import ROUND_HALF_UP, Decimal

import msgspec

from coverport.core.money import Cents
from coverport.oversight.rules.ledger import Refused
from coverport.oversight.rules.marked import _noop

WHOLE = 10_000  # basis points


class Standing(msgspec.Struct, frozen=True):
    """What a payment looks at: the deliverable's value, whether it is accepted, and what was approved of it so far, cents.

    breaches: open findings of service levels that this payment depends on, by reference.
    """

    value: Cents
    accepted: bool
    approved: Cents
    breaches: tuple[str, ...] = ()


def refuse_approval(standing: Standing, amount: Cents) -> Refused | None:
    """Why so much of an invoice line cannot be approved; None where it can."""
    if not standing.accepted:
        return Refused("not_accepted", _noop("Only accepted work can be paid. This deliverable is not accepted."))
    left = standing.value - standing.approved
    if amount > left:
        return Refused(
            "more_than_accepted", _noop("No more can be approved than the accepted deliverable is worth."), left
        )
    return None


def refuse_payment(standing: Standing) -> Refused | None:
    """Why nothing can be paid or released for a deliverable; None where it can."""
    if not standing.accepted:
        return Refused("not_accepted", _noop("Only accepted work can be paid. This deliverable is not accepted."))
    if standing.breaches:
        named = {"findings": ", ".join(standing.breaches)}
        return Refused(
            "service_level_breached",
            _noop("Payment waits until the service level is met again: %(findings)s."),
            facts=named,
        )
    return None


def retainage(approved: Cents, basis_points: int) -> Cents:
    """What the contract keeps of an approved amount until its end, halves of a cent up."""
    return int((Decimal(approved) * basis_points / WHOLE).to_integral_value(ROUND_HALF_UP))
