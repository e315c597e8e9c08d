"""How little may stay unpaid without any consequence: 45 CFR 155.400(g). What stays open is owed and stands on the next bill."""

from collections.abc import Iterable, Sequence

import msgspec

from coverport.billing.rules.allocation import Charge
from coverport.core.money import Cents
from coverport.exchanges.profiles import Threshold
from coverport.law.parameters.calendar import PaymentThreshold


class BadThreshold(ValueError):
    """The policy of an exchange is outside the law."""


def allowed(policy: Threshold | None, law: PaymentThreshold | None, *, first_payment: bool) -> Threshold | None:
    """The policy as far as the law of a day lets it count; None where it does not. Raises BadThreshold for one that is too generous."""
    if policy is None or law is None:
        return None
    limit = {"net_percent": law.net_percent, "gross_percent": law.gross_percent, "dollars": law.dollars}[policy.kind]
    if limit is None or (first_payment and policy.kind not in law.first_payment):
        return None
    generous = policy.amount > limit if policy.kind == "dollars" else not limit <= policy.amount <= 100
    if generous or policy.amount < 0:
        raise BadThreshold(
            f"a payment threshold of {policy.kind} {policy.amount} is outside of {law.citation}: {limit}"
        )
    return policy


def may_stay_open(policy: Threshold | None, net: Cents, gross: Cents) -> Cents:
    """The most that may stay open of months that cost `net` after credit and `gross` before it, in cents, rounded down."""
    match policy:
        case None:
            return 0
        case Threshold(kind="net_percent"):
            return net * (100 - policy.amount) // 100
        case Threshold(kind="gross_percent"):
            return gross * (100 - policy.amount) // 100
        case _:
            return policy.amount * 100


def forgiven(charges: Iterable[Charge], late: Sequence[Charge], spare: Cents) -> list[Charge]:
    """The charges with those that are late taken as paid, where all that is open of them is at most `spare`."""
    if sum(charge.open for charge in late) > spare:
        return list(charges)
    return [msgspec.structs.replace(charge, paid=charge.asked) if charge in late else charge for charge in charges]
