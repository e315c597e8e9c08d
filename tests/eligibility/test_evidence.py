"""A reason's own facts prove its outcome, and tampering shows."""

import msgspec
import pytest

from coverport.eligibility.findings import Finding, Reason
from coverport.eligibility.proofs import EVIDENCE, outcome_of
from tests.eligibility.cases import every_finding
from tests.eligibility.households import decide, household, single, taxes


def test_re_evaluating_a_reasons_facts_gives_its_outcome() -> None:
    for found in every_finding():
        assert found.reasons
        for reason in found.reasons:
            assert outcome_of(reason) is found.outcome, reason


def test_a_stored_reason_proves_the_same_after_a_trip_through_json() -> None:
    for found in every_finding():
        again = msgspec.json.decode(msgspec.json.encode(found), type=Finding)
        assert again == found
        assert all(outcome_of(reason) is found.outcome for reason in again.reasons)


@pytest.mark.parametrize("fact", ["income", "guideline", "percent"])
def test_a_tampered_fact_no_longer_adds_up(fact: str) -> None:
    reason = decide(household(single(), 45_960)).person("1").aptc.reasons[0]
    value = reason.facts[fact]
    assert isinstance(value, int)
    for changed in (value * 2, value // 2):
        assert outcome_of(Reason(reason.code, reason.citation, reason.facts | {fact: changed})) is None


def test_a_tampered_credit_no_longer_adds_up() -> None:
    reason = taxes(decide(household(single(), 30_000))).credit.reasons[0]
    assert outcome_of(reason) is not None
    for fact in ("benchmark", "contribution", "credit"):
        value = reason.facts[fact]
        assert isinstance(value, int)
        assert outcome_of(Reason(reason.code, reason.citation, reason.facts | {fact: value + 1})) is None


def test_a_missing_or_malformed_fact_is_an_error_and_not_a_no() -> None:
    with pytest.raises(KeyError):
        outcome_of(Reason("credit_amount", "", {}))
    with pytest.raises(TypeError):
        outcome_of(Reason("catastrophic_too_old", "", {"age": "old", "under": 30}))


def test_every_kind_of_outcome_has_codes() -> None:
    assert {outcome for outcome, _ in EVIDENCE.values()} == {"yes", "no", "unknown"}
