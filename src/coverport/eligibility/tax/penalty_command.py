"""`coverport penalty FILE`: what months without coverage cost, under the federal mandate and the state's own."""

from typing import Any

from coverport.core.money import dollars
from coverport.eligibility.tax.command import as_reason, run
from coverport.eligibility.tax.exemptions import PersonMonths
from coverport.eligibility.tax.law import not_read
from coverport.eligibility.tax.mandate_facts import MandateFacts
from coverport.eligibility.tax.mandate_law import MandateYear, StateMandate, mandate_year, state_mandate_law
from coverport.eligibility.tax.shared_responsibility import OwedMonth, Payment, shared_responsibility
from coverport.eligibility.tax.state_mandates import state_mandate

WORDS = (
    "Payment for months without health coverage, federal and by state. Amounts are dollars with at most two decimals."
)


def main(arguments: list[str]) -> int:
    """Print the payments. 0, or 1 with one line on standard error."""
    return run("penalty", WORDS, MandateFacts, _answer, arguments)


def _answer(facts: MandateFacts) -> dict[str, Any]:
    law = mandate_year(facts.year)
    federal = as_document(shared_responsibility(facts, law), law)
    if not facts.state:
        return {"year": facts.year, "federal": federal, "state": None}
    own = state_mandate_law(facts.state, facts.year)
    return {"year": facts.year, "federal": federal, "state": as_document(state_mandate(facts, own), own)}


def as_document(payment: Payment, law: MandateYear | StateMandate) -> dict[str, Any]:
    """The payment in plain values: money as text with two decimals, and the whole dollars that go on the return."""
    return {
        **({"state": payment.state} if payment.state else {}),
        "income": dollars(payment.income),
        "filing_threshold": None if payment.threshold is None else dollars(payment.threshold),
        "months": [_month(each) for each in payment.months],
        "total": dollars(payment.total),
        "cap": None if payment.cap is None else dollars(payment.cap),
        "payment": dollars(payment.payment),
        "payment_on_return": payment.payment_dollars,
        "people": [_person(each) for each in payment.people],
        "reasons": [as_reason(reason) for reason in payment.reasons],
        "law_assumed_or_recalled": list(not_read(law)),
    }


def _month(each: OwedMonth) -> dict[str, Any]:
    return {
        "month": each.month,
        "people": list(each.people),
        "flat_year": dollars(each.flat),
        "income_part_year": dollars(each.income_part),
        "amount": dollars(each.amount),
    }


def _person(each: PersonMonths) -> dict[str, Any]:
    return {
        "id": each.id,
        "covered": list(each.covered),
        "exempt": list(each.exempt),
        "owed": list(each.owed),
        "reasons": [as_reason(reason) for reason in each.reasons],
    }
