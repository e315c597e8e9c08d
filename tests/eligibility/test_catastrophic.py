"""Catastrophic plans: 42 USC 18022(e)(2), 45 CFR 156.155(a)(5)."""

from datetime import date

import pytest

from coverport.eligibility.facts import Person
from coverport.eligibility.findings import Outcome, no, unknown, yes
from coverport.eligibility.proofs import outcome_of
from coverport.eligibility.rules.catastrophic import catastrophic
from coverport.law.lookups import typed
from coverport.law.parameters import UnderAge

YES, NO, UNKNOWN = Outcome.YES, Outcome.NO, Outcome.UNKNOWN
UNDER = typed(UnderAge, "catastrophic.age", on=date(2014, 1, 1))
CAN_BUY = yes("can_buy_a_plan", "45 CFR 155.305(a)", {"state": "NH"})
WITHOUT, WITH = Person(id="1", age=40), Person(id="1", age=40, exemption=True)


@pytest.mark.parametrize(("age", "outcome"), [(0, YES), (29, YES), (30, NO), (31, NO)])
def test_under_30_when_the_plan_year_begins(age: int, outcome: Outcome) -> None:
    found = catastrophic(WITHOUT, age, UNDER, CAN_BUY)
    assert found.outcome is outcome
    assert outcome_of(found.reasons[0]) is outcome


@pytest.mark.parametrize(
    ("age", "code"),
    [(29, "catastrophic_young_enough"), (30, "catastrophic_exemption"), (64, "catastrophic_exemption")],
)
def test_an_exemption_for_hardship_or_affordability_opens_them_at_any_age(age: int, code: str) -> None:
    found = catastrophic(WITH, age, UNDER, CAN_BUY)
    assert (found.outcome, found.codes) == (YES, (code,))
    assert outcome_of(found.reasons[0]) is YES


@pytest.mark.parametrize("person", [WITHOUT, WITH])
@pytest.mark.parametrize("plan", [no("lives_elsewhere", "1", {}), unknown("residence_missing", "1", {})])
def test_who_cannot_buy_a_plan_cannot_buy_this_one(person: Person, plan: object) -> None:
    assert catastrophic(person, 25, UNDER, plan) is plan  # type: ignore[arg-type]
