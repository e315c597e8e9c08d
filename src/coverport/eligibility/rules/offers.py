"""Offers of employers: which keep the credit away, 26 USC 36B(c)(2)(B)-(C) and (c)(4), 26 CFR 1.36B-2(c)(3) to (5)."""

from collections.abc import Collection, Iterable

from coverport.core.money import Cents
from coverport.eligibility.facts import EmployerOffer
from coverport.eligibility.findings import YES, Fact, Finding, no, unknown, yes
from coverport.eligibility.rules.credit import granted_unless
from coverport.eligibility.rules.income import Measured
from coverport.law.parameters import FamilyTest, PercentOfIncome

AFFORDED = "26 USC 36B(c)(2)(C)(i)"


def employer_coverage(
    person: str,
    offers: Iterable[EmployerOffer],
    measured: Measured,
    members: Collection[str],
    affordability: PercentOfIncome,
    family: FamilyTest,
) -> Finding | None:
    """What offers say about one person's credit: no where one bars it, unknown where one may, yes with why none does; None without any.

    person: id. measured: household income for the year. members: ids of everybody on the person's return; an offer to an
    employee on another return bars only who is enrolled, 26 CFR 1.36B-2(c)(4)(i).
    """
    found = [each for offer in offers if (each := _one(person, offer, measured, members, affordability, family))]
    return granted_unless(found[1:], found[0]) if found else None


def arrangement_benefit(
    offers: Iterable[EmployerOffer],
    measured: Measured,
    members: Collection[str],
    family: Collection[str],
    affordability: PercentOfIncome,
) -> Cents:
    """What small employers' arrangements take off the credit a month where they are not affordable, 26 USC 36B(c)(4)(B).

    members: ids on the return; family: ids of its coverage family.
    """
    return sum(
        offer.arrangement_month or 0
        for offer in offers
        if offer.kind == "qsehra"
        and offer.employee in members
        and any(each in family for each in (offer.employee, *offer.covers))
        and _arrangement(offer, measured, affordability).outcome is YES
    )


def _one(
    person: str,
    offer: EmployerOffer,
    measured: Measured,
    members: Collection[str],
    affordability: PercentOfIncome,
    family: FamilyTest,
) -> Finding | None:
    if person in offer.enrolled and offer.kind != "qsehra" and not offer.opted_out:
        return no("enrolled_in_employer_plan", "26 CFR 1.36B-2(c)(3)(vii)(A)", {})
    if person != offer.employee and (person not in offer.covers or offer.employee not in members):
        return None
    if offer.kind == "group":
        return _group(offer, measured, affordability, family, employee=person == offer.employee)
    return _arrangement(offer, measured, affordability)


def _group(
    offer: EmployerOffer, measured: Measured, affordability: PercentOfIncome, family: FamilyTest, *, employee: bool
) -> Finding:
    """A plan: it bars when it is of minimum value and its premium does not exceed the share of income; equality is affordable."""
    if offer.minimum_value is False:
        return yes("offer_below_minimum_value", "26 USC 36B(c)(2)(C)(ii); 26 CFR 1.36B-6", {})
    for_family = family.own_premium and not employee
    premium = offer.family_month if for_family else offer.self_only_month
    citation = affordability.citation if employee else f"{affordability.citation}; {family.citation}"
    if premium is None:
        return unknown("offer_cost_missing", citation, {"family": for_family})
    if measured.income is None:
        return unknown("income_missing", AFFORDED, {})
    facts = _against_income(premium, measured.income, affordability)
    if not _affordable(premium, measured.income, affordability):
        return yes("offer_not_affordable_family" if for_family else "offer_not_affordable", citation, facts)
    if offer.minimum_value is None:
        return unknown("offer_value_missing", "26 USC 36B(c)(2)(C)(ii)", {})
    return no("offer_affordable_family" if for_family else "offer_affordable", citation, facts)


def _arrangement(offer: EmployerOffer, measured: Measured, affordability: PercentOfIncome) -> Finding:
    """Money for coverage of one's own: an ICHRA that is not affordable must be given up; a QSEHRA is taken off the credit."""
    individual = offer.kind == "ichra"
    citation = f"26 CFR 1.36B-2(c)(5); {affordability.citation}" if individual else "26 USC 36B(c)(4)"
    if offer.arrangement_month is None or offer.lowest_silver_month is None:
        return unknown("arrangement_cost_missing", citation, {})
    if measured.income is None:
        return unknown("income_missing", AFFORDED, {})
    left = max(0, offer.lowest_silver_month - offer.arrangement_month)
    facts = _against_income(left, measured.income, affordability)
    facts |= {"silver": offer.lowest_silver_month, "allowance": offer.arrangement_month}
    if _affordable(left, measured.income, affordability):
        return no("arrangement_affordable", citation, facts)
    if not individual:
        return yes("arrangement_not_affordable", citation, facts)
    return (
        yes("arrangement_opted_out", citation, facts)
        if offer.opted_out
        else no("arrangement_not_opted_out", citation, facts)
    )


def _affordable(month: Cents, income: Cents, law: PercentOfIncome) -> bool:
    return month * 12 * 100 <= law.percent * income


def _against_income(month: Cents, income: Cents, law: PercentOfIncome) -> dict[str, Fact]:
    """most: what would still be affordable a month, to the cent below."""
    most = int(law.percent * income) // (12 * 100)
    return {"premium": month, "income": income, "affordable_percent": str(law.percent), "most": most}
