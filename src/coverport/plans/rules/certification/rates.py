"""A rate for every age, tobacco class and area in which a plan is sold; areas that exist: 45 CFR 147.102, 156.210."""

from collections.abc import Sequence

from coverport.plans.plan import Plan
from coverport.plans.rules.arrays import AGES, NO_RATE, TIERS
from coverport.plans.rules.certification.filed import CertificationLaw, Filed, Price
from coverport.plans.rules.certification.findings import Fault, Finding, judged

RATES_CITATION = "45 CFR 147.102(a), 156.210(a)"
AREAS_CITATION = "45 CFR 147.102(b), 155.1055"


def rates_are_complete(filed: Filed, law: CertificationLaw) -> Finding:
    """Each plan has a price for every person whom it may cover in each area of its service area. Dental plans choose their ages."""
    prices = {(price.plan_id, price.area): price for price in filed.prices}
    with_tobacco = {price.plan_id for price in filed.prices if any(cents != NO_RATE for cents in price.tobacco)}
    faults: list[Fault] = []
    looked_at = 0
    for plan in filed.plans:
        for area in filed.sold_in.get(plan.plan_id, ()):
            looked_at += 1
            price = prices.get((plan.plan_id, area))
            if price is None or _is_empty(price):
                faults.append(Fault("no_rate_in_area", plan.plan_id, area))
            elif law.by_tier:
                faults += _tiers(plan, price)
            elif plan.division == "health":
                faults += _ages(plan, price, law, tobacco=plan.plan_id in with_tobacco)
    return judged("rates", RATES_CITATION, faults, looked_at)


def _is_empty(price: Price) -> bool:
    return all(cents == NO_RATE for cents in (*price.rates, *price.tiers))


def _tiers(plan: Plan, price: Price) -> list[Fault]:
    missing = [name for name, cents in zip(TIERS, price.tiers, strict=True) if cents == NO_RATE]
    return [Fault("tier_rate_missing", plan.plan_id, price.area, {"tiers": ", ".join(missing)})] if missing else []


def _ages(plan: Plan, price: Price, law: CertificationLaw, *, tobacco: bool) -> list[Fault]:
    ages = _sold_to(plan, law)
    grown = [age for age in ages if age >= law.children.under]
    found = []
    if missing := [age for age in ages if price.rates[age] == NO_RATE]:
        found.append(Fault("rate_missing", plan.plan_id, price.area, {"ages": spans(missing)}))
    if tobacco and (missing := [age for age in grown if price.tobacco[age] == NO_RATE]):
        found.append(Fault("tobacco_rate_missing", plan.plan_id, price.area, {"ages": spans(missing)}))
    return found


def _sold_to(plan: Plan, law: CertificationLaw) -> range:
    """Ages: a child-only plan has none for adults, 45 CFR 156.200(c)(2)."""
    return range(law.children.under) if plan.child_only else range(AGES)


def spans(ages: Sequence[int]) -> str:
    """[0, 1, 2, 30] as "0-2, 30"."""
    found: list[list[int]] = []
    for age in ages:
        if found and age == found[-1][1] + 1:
            found[-1][1] = age
        else:
            found.append([age, age])
    return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in found)


def areas_exist(filed: Filed) -> Finding:
    """Prices are for rating areas of the state, and service areas are filed and lie in it."""
    if not filed.areas:
        return judged("areas", AREAS_CITATION, [Fault("areas_not_known")], 0, unknown=frozenset({"areas_not_known"}))
    priced = sorted({(price.plan_id, price.area) for price in filed.prices})
    faults = [Fault("no_such_area", plan_id, area) for plan_id, area in priced if area not in filed.areas]
    faults += [Fault("county_elsewhere", "", area, {"county": county}) for area, county in filed.strange]
    for plan in filed.plans:
        if plan.plan_id not in filed.sold_in:
            faults.append(Fault("service_area_missing", plan.plan_id, plan.service_area_id))
        elif not filed.sold_in[plan.plan_id]:
            faults.append(Fault("area_not_known", plan.plan_id, plan.service_area_id))
    return judged("areas", AREAS_CITATION, faults, len(filed.plans), unknown=frozenset({"area_not_known"}))
