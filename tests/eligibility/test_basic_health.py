"""Basic Health Programs: 42 CFR 600.305(a). One person in Minnesota in 2015; 11,670 is 100 percent."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coverport.eligibility.facts import Immigration, Person
from coverport.eligibility.findings import Finding, Outcome, no, unknown, yes
from coverport.eligibility.proofs import outcome_of
from coverport.eligibility.rules.basic_health import basic_health
from coverport.eligibility.rules.income import measure
from coverport.eligibility.words import sentence
from coverport.law.lookups import credit_guideline
from coverport.law.parameters import BasicHealth, CreditStatuses

YES, NO, UNKNOWN = Outcome.YES, Outcome.NO, Outcome.UNKNOWN
PROGRAM = BasicHealth(start=date(2015, 1, 1), citation="1", above=133, at_most=200, ages=(0, 64), name="MinnesotaCare")
NONE = BasicHealth(start=date(2014, 1, 1), citation="42 USC 18051", above=None, at_most=None)
OPEN = CreditStatuses(start=date(2014, 1, 1), citation="42 USC 18051(e)(1)(B)", statuses=None)
LATER = CreditStatuses(
    start=date(2027, 1, 1),
    citation="P.L. 119-21 s. 71301",
    statuses=("lawful_permanent_resident", "cuban_haitian_entrant"),
)
CAN_BUY = yes("can_buy_a_plan", "45 CFR 155.305(a)", {"state": "MN"})
NOT_PUBLIC = no("medicaid_no_group", "42 CFR 435.119", {"state": "MN", "age": 40})
PUBLIC = yes("medicaid_adult_within_limit", "42 CFR 435.119", {})
UNSURE = unknown("immigration_to_check", "8 USC 1612(b), 1613", {})


def ask(dollars: float | None, *, age: int = 40, law: BasicHealth = PROGRAM, **more: Any) -> Finding:
    measured = measure(None if dollars is None else round(dollars * 100), 1, credit_guideline("MN", 2015))
    person = more.pop("person", Person(id="1", age=age, citizen=True))
    around = {
        "qhp": CAN_BUY, "medicaid": NOT_PUBLIC, "chip": NOT_PUBLIC, "elsewhere": (), "barred_by_status": False,
    } | more  # fmt: skip
    return basic_health(person, age, measured=measured, law=law, **{"statuses": OPEN} | around)


@pytest.mark.parametrize(
    ("dollars", "outcome", "code"),
    [
        (15_521.09, NO, "basic_health_income_below"),
        (15_521.10, NO, "basic_health_income_below"),  # exactly 133 percent: "exceeds 133 percent"
        (15_521.11, YES, "basic_health_within"),
        (23_339.99, YES, "basic_health_within"),
        (23_340.00, YES, "basic_health_within"),  # exactly 200: "does not exceed 200 percent"
        (23_340.01, NO, "basic_health_income_above"),
        (0, NO, "basic_health_income_below"),
        (None, UNKNOWN, "income_missing"),
    ],
)
def test_over_133_and_up_to_200_percent_to_the_cent(dollars: float | None, outcome: Outcome, code: str) -> None:
    found = ask(dollars)
    assert (found.outcome, found.codes) == (outcome, (code,))


@pytest.mark.parametrize(
    ("barred", "outcome", "code"),
    [
        (True, YES, "basic_health_barred_by_status"),
        (None, UNKNOWN, "basic_health_status_to_check"),
        (False, NO, "basic_health_income_below"),
    ],
)
def test_whom_status_keeps_out_of_medicaid_has_it_from_the_first_dollar(
    barred: bool | None, outcome: Outcome, code: str
) -> None:
    """42 CFR 600.305(a)(2): lawfully present, ineligible for Medicaid due to that status, zero to 200 percent."""
    found = ask(5_000, barred_by_status=barred)
    assert (found.outcome, found.codes) == (outcome, (code,))
    assert ask(23_340.01, barred_by_status=barred).outcome is NO


@pytest.mark.parametrize(("age", "outcome"), [(0, YES), (19, YES), (64, YES), (65, NO)])
def test_up_to_64(age: int, outcome: Outcome) -> None:
    """42 CFR 600.305(a)(4)."""
    assert ask(18_000, age=age).outcome is outcome


@pytest.mark.parametrize(
    ("more", "outcome", "code"),
    [
        ({"medicaid": PUBLIC}, NO, "basic_health_medicaid_instead"),
        ({"chip": PUBLIC}, NO, "basic_health_medicaid_instead"),
        ({"medicaid": UNSURE}, UNKNOWN, "immigration_to_check"),
        ({"qhp": no("incarcerated", "1", {})}, NO, "incarcerated"),
        ({"qhp": unknown("residence_missing", "1", {})}, UNKNOWN, "residence_missing"),
        ({"elsewhere": (None, no("medicare_comes_first", "1", {}))}, NO, "medicare_comes_first"),
        ({"elsewhere": (unknown("other_coverage_missing", "1", {}),)}, UNKNOWN, "other_coverage_missing"),
        ({"law": NONE}, NO, "basic_health_none"),
        ({"person": Person(id="1", age=40, applies=False)}, NO, "not_applying"),
    ],
)
def test_what_stands_in_the_way(more: dict[str, Any], outcome: Outcome, code: str) -> None:
    found = ask(18_000, **more)
    assert (found.outcome, found.codes) == (outcome, (code,))


def test_an_income_that_is_too_high_settles_it_whatever_else_is_unknown() -> None:
    found = ask(30_000, medicaid=UNSURE)
    assert (found.outcome, found.codes) == (NO, ("basic_health_income_above",))


def test_an_offer_that_is_not_affordable_leaves_it_open() -> None:
    """42 CFR 600.305(a)(3)(ii)."""
    offer = yes("offer_below_minimum_value", "26 CFR 1.36B-6", {})
    assert ask(18_000, elsewhere=(offer,)).outcome is YES


@given(
    st.one_of(st.none(), st.integers(0, 60_000)),
    st.integers(0, 90),
    st.sampled_from((True, False, None)),
    st.sampled_from((NOT_PUBLIC, UNSURE)),
    st.sampled_from((PROGRAM, NONE)),
)
@settings(max_examples=150, deadline=None)
def test_every_answer_proves_itself_and_has_words(
    dollars: int | None, age: int, barred: bool | None, medicaid: Finding, law: BasicHealth
) -> None:
    found = ask(dollars, age=age, barred_by_status=barred, medicaid=medicaid, law=law)
    for reason in found.reasons:
        assert outcome_of(reason) is found.outcome
        assert sentence(reason).endswith(".")
        assert "None" not in sentence(reason)


@pytest.mark.parametrize(
    ("person", "outcome", "code"),
    [
        (Person(id="1", age=40, citizen=True), YES, "basic_health_within"),
        (
            Person(id="1", age=40, citizen=False, immigration=Immigration(status="lawful_permanent_resident")),
            YES,
            "basic_health_within",
        ),
        (
            Person(id="1", age=40, citizen=False, immigration=Immigration(status="refugee")),
            NO,
            "basic_health_status_closed",
        ),
        (Person(id="1", age=40, citizen=False, lawfully_present=True), UNKNOWN, "basic_health_status_to_check"),
    ],
)
def test_from_2027_the_program_is_open_to_fewer_statuses(person: Person, outcome: Outcome, code: str) -> None:
    found = ask(20_000, person=person, statuses=LATER)
    assert (found.outcome, found.codes) == (outcome, (code,))
    assert ask(20_000, person=person).outcome is YES
