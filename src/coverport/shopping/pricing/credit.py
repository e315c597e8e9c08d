"""The credit on each plan, and a credit spread over several policies: 26 CFR 1.36B-3(d), (h); 45 CFR 155.340(e), (f)."""

from collections.abc import Sequence

import msgspec
import numpy as np

from coverport.core.money import Cents
from coverport.eligibility.findings import Fact
from coverport.eligibility.results import TaxHouseholdResult
from coverport.shopping.pricing.columns import Cents64


class Credit(msgspec.Struct, frozen=True):
    """One tax household's credit, cents a month: `whole` before any arrangement of an employer, which comes off after the cap.

    benchmark: of its coverage family; by it the premium of a policy that covers more than one tax household is divided.
    """

    whole: Cents
    arrangement: Cents = 0
    benchmark: Cents = 0

    @property
    def left(self) -> Cents:
        """What an expensive enough plan takes."""
        return max(0, self.whole - self.arrangement)


def credit_of(household: TaxHouseholdResult) -> Credit:
    """The credit of a determination. An arrangement's amount stands in the reason of the sum, 26 USC 36B(c)(4)."""
    benchmark = household.benchmark.premium if household.benchmark else 0
    for reason in household.credit.reasons:
        facts = reason.facts
        if "arrangement" in facts:
            whole = max(0, _cents(facts["benchmark"]) - _cents(facts["contribution"]))
            return Credit(whole, _cents(facts["arrangement"]), benchmark)
    return Credit(household.aptc or 0, 0, benchmark)


def _cents(fact: Fact) -> Cents:
    assert isinstance(fact, int)
    return fact


def on_plans(credits_: Sequence[Credit], ehb: Cents64, *, excluded: np.ndarray | None = None) -> Cents64:
    """Cents of credit by position: for each tax household at most its part of the essential premium, less any arrangement.

    ehb: by position, below 0 where a plan cannot cover the household. excluded: positions of levels that carry no credit.
    """
    if len(credits_) == 1:
        found = _taken(credits_[0], ehb)
    else:
        parts = divided(ehb, [each.benchmark for each in credits_])
        found = np.zeros(len(ehb), dtype=np.int64)
        for each, part in zip(credits_, parts, strict=True):
            found += _taken(each, part)
    if excluded is not None and len(excluded):
        found[excluded] = 0
    return found


def _taken(credit: Credit, ehb: Cents64) -> Cents64:
    found = np.minimum(ehb, credit.whole)
    if credit.arrangement:
        found -= credit.arrangement
    return np.maximum(found, 0)


def divided(amounts: Cents64, weights: Sequence[int]) -> list[Cents64]:
    """Each amount in parts by weight, whole cents that sum to it: the largest remainders get the cents left over, first ones first.

    Amounts below 0 and weights of 0 get 0.
    """
    whole = sum(weights)
    amounts = np.maximum(amounts, 0)
    if not whole:
        return [np.zeros(len(amounts), dtype=np.int64) for _ in weights]
    shares = np.array([amounts * weight // whole for weight in weights])
    remainders = np.array([amounts * weight % whole for weight in weights])
    left = amounts - shares.sum(axis=0)
    ranks = np.argsort(np.argsort(-remainders, axis=0, kind="stable"), axis=0, kind="stable")
    return list(shares + (ranks < left))


def spread(amount: Cents, caps: Sequence[Cents]) -> list[Cents]:
    """A household's credit over its policies in proportion to what each can take, by largest remainder; what no policy can take is left.

    caps: the essential part of each health policy's premium, 0 where the plan carries no credit. The sum is min(amount, sum of caps).
    """
    can = sum(caps)
    taken = min(max(0, amount), can)
    if not taken:
        return [0] * len(caps)
    if taken == can:  # each takes all that it can
        return list(caps)
    shares = [taken * cap // can for cap in caps]
    by_remainder = sorted(range(len(caps)), key=lambda place: (-(taken * caps[place] % can), place))
    for place in by_remainder[: taken - sum(shares)]:
        shares[place] += 1
    return shares


def spread_over(
    credit: Credit, health: Sequence[Cents], dental: Sequence[Cents] = ()
) -> tuple[list[Cents], list[Cents]]:
    """The credit over health policies first, and what they leave over the pediatric part of dental ones: 45 CFR 155.340(e).

    health, dental: what each policy can take. An arrangement comes off what could be taken, 26 USC 36B(c)(4)(B).
    """
    can = sum(health) + sum(dental)
    amount = max(0, min(credit.whole, can) - credit.arrangement)
    first = spread(amount, health)
    return first, spread(amount - sum(first), dental)
