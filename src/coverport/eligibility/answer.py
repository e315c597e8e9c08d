"""A determination as JSON: money as text in dollars, every outcome with its reasons."""

from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache
from operator import attrgetter
from typing import Any

import msgspec

from coverport.core.money import Cents, dollars
from coverport.eligibility.facts import Application
from coverport.eligibility.findings import Finding, Outcome, Reason
from coverport.eligibility.results import (
    Benchmark,
    Determination,
    MedicaidHousehold,
    PersonResult,
    Subsidy,
    TaxHouseholdResult,
    Threshold,
)
from coverport.eligibility.words import sentence
from coverport.eligibility.words.sentences import MONEY

# The same incomes and limits stand in many reasons of one household.
_dollars = lru_cache(maxsize=4096)(dollars)
_ENCODER = msgspec.json.Encoder()

PROGRAMS = ("medicaid", "chip", "bhp", "aptc", "csr", "qhp", "catastrophic", "referral", "emergency_medicaid")
_programs = attrgetter(*PROGRAMS)


def as_json(application: Application, found: Determination, *, words: bool = True) -> bytes:
    """The answer. words: with a sentence for each reason, which takes longer than the decision itself."""
    # Findings that were told, by identity: many are the same for everybody of a household.
    known: dict[int, Any] = {}
    return _ENCODER.encode(
        {
            "reference": application.reference,
            "state": application.state,
            "coverage_year": application.coverage_year,
            "decided_on": application.decided_on,
            "rules_version": found.rules_version,
            "people": [_person(each, words, known) for each in found.people],
            "tax_households": [_tax_household(each, words, known) for each in found.tax_households],
            "missing": found.missing,
            "nearest": [_threshold(each, words) for each in found.nearest],
            "assumed": found.assumed,
        }
    )


def _person(found: PersonResult, words: bool, known: dict[int, Any]) -> dict[str, Any]:
    told: dict[str, Any] = {"id": found.id}
    for name, finding in zip(PROGRAMS, _programs(found), strict=True):
        told[name] = known.get(id(finding)) or known.setdefault(id(finding), _finding(finding, words))
    return told | {
        "csr_variant": found.csr_variant,
        "medicaid_household": _household(found.medicaid_household, words),
        "medicaid_decided_by": found.medicaid_decided_by,
        "tax_household": found.tax_household,
    }


def _finding(found: Finding, words: bool) -> Any:
    reasons = found.reasons
    if len(reasons) == 1 and not words:
        reason = reasons[0]
        if not reason.facts:
            return _bare(found.outcome, reason.code, reason.citation)
        return {"outcome": found.outcome, "reasons": (_plain(reason),)}
    return {"outcome": found.outcome, "reasons": [_reason(each, words) for each in reasons]}


@lru_cache(maxsize=1024)
def _bare(outcome: Outcome, code: str, citation: str) -> msgspec.Raw:
    """A finding without facts is the same for everybody."""
    reason = {"code": code, "citation": citation, "facts": {}}
    return msgspec.Raw(msgspec.json.encode({"outcome": outcome, "reasons": [reason]}))


def _reason(reason: Reason, words: bool) -> dict[str, Any]:
    plain = _plain(reason)
    if words:
        plain["words"] = sentence(reason)
    return plain


def _plain(reason: Reason) -> dict[str, Any]:
    facts = reason.facts.copy()
    for name, value in facts.items():
        if name in MONEY and type(value) is int:
            facts[name] = _dollars(value)
    return {"code": reason.code, "citation": reason.citation, "facts": facts}


def _household(found: MedicaidHousehold, words: bool) -> dict[str, Any]:
    return {
        "people": list(found.people),
        "size": found.size,
        "magi": _amount(found.magi),
        "percent_of_poverty": _decimal(found.percent_of_poverty),
        "rule": _reason(found.branch, words),
    }


def _tax_household(found: TaxHouseholdResult, words: bool, known: dict[int, Any]) -> dict[str, Any]:
    return {
        "id": found.id,
        "people": list(found.people),
        "coverage_family": list(found.coverage_family),
        "magi": _amount(found.magi),
        "guideline_year": found.guideline_year,
        "guideline": dollars(found.guideline),
        "percent_of_poverty": _decimal(found.percent_of_poverty),
        "percent_of_poverty_whole": found.whole_percent,
        "applicable_percentage": _decimal(found.applicable_percentage),
        "expected_contribution_month": _amount(found.expected_contribution_month),
        "benchmark_month": _amount(found.benchmark.premium) if found.benchmark else None,
        "benchmark": _benchmark(found.benchmark),
        "aptc_month": _amount(found.aptc),
        "credit": known.get(id(found.credit)) or _finding(found.credit, words),
        "state_subsidies": [_subsidy(each, words) for each in found.subsidies],
    }


def _benchmark(found: Benchmark | None) -> dict[str, Any] | None:
    if found is None or not found.plan_id:
        return None
    return {
        "plan_id": found.plan_id,
        "ehb_assumed": found.ehb_assumed,
        "only_silver_plan": found.only_silver_plan,
    }


def _subsidy(found: Subsidy, words: bool) -> dict[str, Any]:
    return {
        "program": found.program,
        "people": list(found.people),
        "outcome": found.finding.outcome,
        "reasons": [_reason(each, words) for each in found.finding.reasons],
        "amount_month": _amount(found.amount),
        "contribution_month": _amount(found.contribution),
        "variant": found.variant,
    }


def _threshold(found: Threshold, words: bool) -> dict[str, Any]:
    return {
        "direction": found.direction,
        "income_change_year": dollars(found.change),
        "program": found.program,
        "people": list(found.people),
        "becomes": found.becomes,
        "reason": _reason(found.reason, words),
    }


def _amount(cents: Cents | None) -> str | None:
    return None if cents is None else _dollars(cents)


def _decimal(value: Decimal | None) -> str | None:
    return None if value is None else str(value)


def findings(found: Determination) -> Iterable[Finding]:
    """Every finding of a determination, for whoever checks or words them."""
    for person in found.people:
        yield from (getattr(person, name) for name in PROGRAMS)
    for taxes in found.tax_households:
        yield taxes.credit
        yield from (subsidy.finding for subsidy in taxes.subsidies)
