"""What `coverport quote` prints: a quote in plain values, and those as a table."""

from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from coverport.eligibility.facts import Application
    from coverport.plans.plan import Plan
    from coverport.plans.rules.premium import Premium
    from coverport.shopping.quote import LeftOut, Quote


def as_document(quote: "Quote", application: "Application") -> dict[str, Any]:
    """The quote in plain values; money as strings with two decimals, null while unknown."""
    from coverport.core.money import dollars

    found = quote.determination
    taxes = found.tax_households[0]
    benchmark = quote.benchmark
    ages = {person.id: person.age for person in application.people}
    return {
        "rating_area": quote.rating_area,
        "coverage_family": [{"id": each, "age": ages[each]} for each in found.coverage_family],
        "likely_medicaid_chip": [{"id": each, "age": ages[each]} for each in found.likely_medicaid_chip],
        "priced_for": list(quote.priced_for),
        "percent_of_poverty": None if taxes.percent_of_poverty is None else str(taxes.percent_of_poverty),
        "benchmark": None
        if benchmark is None
        else {
            "plan_id": benchmark.plan_id,
            "premium": dollars(benchmark.premium),
            "ehb_assumed": benchmark.ehb_assumed,
            "only_silver_plan": benchmark.only_silver_plan,
        },
        "aptc": None if quote.aptc is None else dollars(quote.aptc),
        "aptc_reasons": [_reason(reason) for reason in taxes.credit.reasons],
        "assumed_law": list(found.assumed),
        "plans": _plans(quote),
        "left_out": [_left_out(left) for left in quote.left_out if left.why_not != "catastrophic_age"],
    }


def _reason(reason: Any) -> dict[str, str]:
    from coverport.eligibility.words import sentence

    return {"code": reason.code, "citation": reason.citation, "words": sentence(reason)}


def _plans(quote: "Quote") -> list[dict[str, Any]]:
    """Cheapest first. Catastrophic plans that an exemption alone would open stand among them, marked: they have a price, too."""
    plans = [_plan(price.plan, price.premium, price.after_credit, price.csr_variant) for price in quote.plans]
    plans += [
        _plan(left.plan, left.premium, left.premium.total, "01", exemption_needed=True)
        for left in quote.left_out
        if left.why_not == "catastrophic_age" and left.premium is not None
    ]
    return sorted(plans, key=lambda plan: (Decimal(plan["premium_after_credit"]), plan["plan_id"]))


def _plan(
    plan: "Plan", premium: "Premium", after_credit: int, variant: str, *, exemption_needed: bool = False
) -> dict[str, Any]:
    from coverport.core.money import dollars

    return {
        "plan_id": plan.plan_id,
        "issuer": plan.issuer_name,
        "name": plan.name,
        "metal_level": plan.metal_level,
        "premium": dollars(premium.total),
        "premium_after_credit": dollars(after_credit),
        "csr_variant": variant,
        "rate_status": plan.rate_status,
        "ehb_assumed": premium.ehb_assumed,
        "derived": premium.derived,
        "id_synthetic": plan.id_synthetic,
        "tobacco_not_priced": premium.tobacco_not_priced,
        "exemption_needed": exemption_needed,
    }


def _left_out(left: "LeftOut") -> dict[str, Any]:
    from coverport.core.money import dollars

    return {
        "plan_id": left.plan.plan_id,
        "issuer": left.plan.issuer_name,
        "name": left.plan.name,
        "metal_level": left.plan.metal_level,
        "premium": None if left.premium is None else dollars(left.premium.total),
        "why_not": left.why_not,
    }


def as_table(document: dict[str, Any]) -> str:
    """For people: who is counted, the help, then the plans, cheapest first."""
    lines = [f"{document['rating_area']}. Premiums a month for {_people(document)}."]
    if likely := document["likely_medicaid_chip"]:
        lines.append(f"Likely Medicaid or CHIP: {', '.join(_aged(each) for each in likely)}.")
    lines += [reason["words"] for reason in document["aptc_reasons"]]
    if document["assumed_law"]:
        lines.append(f"Rests on assumed values of law: {', '.join(document['assumed_law'])}.")
    lines += ["", f"{'after credit':>12}  {'premium':>10}  {'level':<12}  plan"]
    lines += [
        f"{plan['premium_after_credit']:>12}  {plan['premium']:>10}  {plan['metal_level']:<12}  "
        f"{plan['issuer']}: {plan['name']} ({plan['plan_id']})"
        + (" [rates as filed, not approved]" if plan["rate_status"] == "filed" else "")
        + (" [only with a hardship exemption]" if plan["exemption_needed"] else "")
        for plan in document["plans"]
    ]
    return "\n".join(lines)


def _people(document: dict[str, Any]) -> str:
    family = document["coverage_family"]
    return ", ".join(_aged(each) for each in family) if family else "everyone who applies"


def _aged(person: dict[str, Any]) -> str:
    return f"person {person['id']} (age {person['age']})"
