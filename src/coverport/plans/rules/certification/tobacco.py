"""How much more a plan charges for tobacco use: 45 CFR 147.102(a)(1)(iv), and what a state sets below it."""

from decimal import ROUND_HALF_UP, Decimal

from coverport.plans.rules.arrays import NO_RATE
from coverport.plans.rules.certification.filed import CertificationLaw, Filed, Price
from coverport.plans.rules.certification.findings import Fault, Finding, judged
from coverport.plans.rules.certification.rates import spans


def tobacco_rates(filed: Filed, law: CertificationLaw) -> Finding:
    """The rate of who uses tobacco is at most so many times the rate of the same age without it, to the cent."""
    priced = [price for price in filed.prices if any(cents != NO_RATE for cents in price.tobacco)]
    faults = [fault for price in priced for fault in _too_much(price, law.tobacco.most)]
    return judged("tobacco", law.tobacco.citation, faults, len(priced))


def _too_much(price: Price, most: Decimal) -> list[Fault]:
    """One fault for an area, with every age that is too dear and the highest factor among them."""
    both = [
        (age, rate, price.tobacco[age])
        for age, rate in enumerate(price.rates)
        if NO_RATE not in (rate, price.tobacco[age])
    ]
    over = [(age, Decimal(smoker) / rate) for age, rate, smoker in both if smoker > _most_cents(rate, most)]
    if not over:
        return []
    worst = max(factor for _, factor in over)
    facts = {"ages": spans([age for age, _ in over]), "factor": f"{worst:.3f}", "most": f"{most:.3f}"}
    return [Fault("tobacco_rate_too_high", price.plan_id, price.area, facts)]


def _most_cents(rate: int, most: Decimal) -> int:
    """The highest lawful rate: prices are whole cents, so that half a cent counts up."""
    return int((rate * most).to_integral_value(ROUND_HALF_UP))
