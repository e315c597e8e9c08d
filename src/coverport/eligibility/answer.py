"""A determination as JSON: money as text in dollars, every outcome with its reasons."""

from collections.abc import Iterable
from functools import lru_cache
from operator import attrgetter
from typing import Any

import msgspec

from coverport.core.money import Cents, dollars
from coverport.eligibility.facts import Application
from coverport.eligibility.findings import SHARED, Finding, Reason
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

_ENCODER = msgspec.json.Encoder()

# As it is told, by the identity of what was found.
Known = dict[int, Any]
# What is shared by all households, without sentences: encoded once.
_ENCODED: Known = {}

PROGRAMS = ("medicaid", "chip", "bhp", "aptc", "csr", "qhp", "catastrophic", "referral", "emergency_medicaid")
_programs = attrgetter(*PROGRAMS)


class _Worded(Reason, frozen=True, gc=False):
    """A reason with its sentence."""

    words: str


class _Person(msgspec.Struct, frozen=True, gc=False):
    """A person in the order in which they are told."""

    id: str
    medicaid: Finding
    chip: Finding
    bhp: Finding
    aptc: Finding
    csr: Finding
    qhp: Finding
    catastrophic: Finding
    referral: Finding
    emergency_medicaid: Finding
    csr_variant: str
    medicaid_household: dict[str, Any]
    medicaid_decided_by: str
    tax_household: str | None


class _Telling(msgspec.Struct, frozen=True, gc=False):
    """How it is told, and what was told before: many findings are the same for everybody of a household."""

    words: bool
    known: Known
    encoded: Known


def as_json(application: Application, found: Determination, *, words: bool = True) -> bytes:
    """The answer. words: with a sentence for each reason, which takes longer than the decision itself."""
    how = _Telling(words, {}, {} if words else _ENCODED)
    return _ENCODER.encode(
        {
            "reference": application.reference,
            "state": application.state,
            "coverage_year": application.coverage_year,
            "decided_on": application.decided_on,
            "rules_version": found.rules_version,
            "people": [_person(each, how) for each in found.people],
            "tax_households": [_tax_household(each, how) for each in found.tax_households],
            "missing": found.missing,
            "nearest": [_threshold(each, how) for each in found.nearest],
            "assumed": found.assumed,
        }
    )


def _person(found: PersonResult, how: _Telling) -> _Person:
    encoded, known = how.encoded, how.known
    findings = [encoded.get(at := id(each)) or known.get(at) or _finding(each, how) for each in _programs(found)]
    household = _household(found.medicaid_household, how)
    rest = (found.csr_variant, household, found.medicaid_decided_by, found.tax_household)
    return _Person(*(found.id, *findings, *rest))


def _finding(found: Finding, how: _Telling) -> Any:
    reasons = found.reasons
    if len(reasons) == 1:
        told = Finding(found.outcome, (_reason(reasons[0], how),))
    else:
        told = Finding(found.outcome, tuple([_reason(each, how) for each in reasons]))
    return _kept(found, told, how)


def _kept(found: Finding | Reason, told: Finding | Reason, how: _Telling) -> Any:
    """What was told, or its text where it is the same in every answer."""
    if how.words or id(found) not in SHARED:
        how.known[id(found)] = told
        return told
    text = how.encoded[id(found)] = msgspec.Raw(_ENCODER.encode(told))
    return text


def _reason(reason: Reason, how: _Telling) -> Reason:
    """With its money in dollars."""
    facts = reason.facts
    if facts and (money := _money_in(tuple(facts))):
        facts = facts.copy()
        for name in money:
            value = facts[name]
            if type(value) is int:
                facts[name] = dollars(value)
    if how.words:
        return _Worded(reason.code, reason.citation, facts, sentence(reason))
    return reason if facts is reason.facts else Reason(reason.code, reason.citation, facts)


@lru_cache(maxsize=1024)
def _money_in(names: tuple[str, ...]) -> tuple[str, ...]:
    """Which of a reason's facts are money: the same for all reasons of a kind."""
    return tuple(name for name in names if name in MONEY)


def _household(found: MedicaidHousehold, how: _Telling) -> dict[str, Any]:
    rule = found.branch
    return {
        "people": found.people,
        "size": found.size,
        "magi": _amount(found.magi),
        "percent_of_poverty": found.percent_of_poverty,
        "rule": how.encoded.get(id(rule)) or _kept(rule, _reason(rule, how), how),
    }


def _tax_household(found: TaxHouseholdResult, how: _Telling) -> dict[str, Any]:
    return {
        "id": found.id,
        "people": found.people,
        "coverage_family": found.coverage_family,
        "magi": _amount(found.magi),
        "guideline_year": found.guideline_year,
        "guideline": dollars(found.guideline),
        "percent_of_poverty": found.percent_of_poverty,
        "percent_of_poverty_whole": found.whole_percent,
        "applicable_percentage": found.applicable_percentage,
        "expected_contribution_month": _amount(found.expected_contribution_month),
        "benchmark_month": _amount(found.benchmark.premium) if found.benchmark else None,
        "benchmark": _benchmark(found.benchmark),
        "aptc_month": _amount(found.aptc),
        "credit": how.encoded.get(id(found.credit)) or _finding(found.credit, how),
        "state_subsidies": [_subsidy(each, how) for each in found.subsidies],
    }


def _benchmark(found: Benchmark | None) -> dict[str, Any] | None:
    if found is None or not found.plan_id:
        return None
    return {
        "plan_id": found.plan_id,
        "ehb_assumed": found.ehb_assumed,
        "only_silver_plan": found.only_silver_plan,
    }


def _subsidy(found: Subsidy, how: _Telling) -> dict[str, Any]:
    return {
        "program": found.program,
        "people": found.people,
        "outcome": found.finding.outcome,
        "reasons": [_reason(each, how) for each in found.finding.reasons],
        "amount_month": _amount(found.amount),
        "contribution_month": _amount(found.contribution),
        "variant": found.variant,
    }


def _threshold(found: Threshold, how: _Telling) -> dict[str, Any]:
    return {
        "direction": found.direction,
        "income_change_year": dollars(found.change),
        "program": found.program,
        "people": found.people,
        "becomes": found.becomes,
        "reason": _reason(found.reason, how),
    }


def _amount(cents: Cents | None) -> str | None:
    return None if cents is None else dollars(cents)


def findings(found: Determination) -> Iterable[Finding]:
    """Every finding of a determination, for whoever checks or words them."""
    for person in found.people:
        yield from (getattr(person, name) for name in PROGRAMS)
    for taxes in found.tax_households:
        yield taxes.credit
        yield from (subsidy.finding for subsidy in taxes.subsidies)
