"""Who may buy a plan at all: 45 CFR 155.305(a), with the statuses of the date, 45 CFR 155.20."""

from datetime import date
from itertools import product

import pytest

from coverport.eligibility.facts import Immigration, ImmigrationStatus, Person
from coverport.eligibility.findings import Outcome
from coverport.eligibility.proofs import outcome_of
from coverport.eligibility.rules.qualified_health_plan import qualified_health_plan
from coverport.eligibility.words import sentence
from coverport.law.lookups import typed
from coverport.law.parameters import Statuses

YES, NO, UNKNOWN = Outcome.YES, Outcome.NO, Outcome.UNKNOWN


def present(on: date = date(2014, 1, 1), state: str = "VT") -> Statuses:
    return typed(Statuses, "immigration.lawfully_present", on=on, state=state)


def person(**more: object) -> Person:
    return Person(**{"id": "1", "age": 40, "citizen": True} | more)  # type: ignore[arg-type]


def with_status(status: ImmigrationStatus) -> Person:
    return person(citizen=False, immigration=Immigration(status=status))


@pytest.mark.parametrize(
    ("more", "outcome", "code"),
    [
        ({}, YES, "can_buy_a_plan"),
        ({"applies": False}, NO, "not_applying"),
        ({"lives_in_state": False}, NO, "lives_elsewhere"),
        ({"lives_in_state": None}, UNKNOWN, "residence_missing"),
        ({"incarcerated": True}, NO, "incarcerated"),
        ({"incarcerated": None}, UNKNOWN, "incarceration_missing"),
        ({"citizen": None}, UNKNOWN, "citizenship_missing"),
        ({"citizen": False}, UNKNOWN, "citizenship_missing"),
        ({"citizen": None, "lawfully_present": False}, UNKNOWN, "citizenship_missing"),  # may be a citizen
        ({"citizen": None, "lawfully_present": True}, YES, "can_buy_a_plan"),
        ({"citizen": False, "lawfully_present": True}, YES, "can_buy_a_plan"),
        ({"citizen": False, "lawfully_present": False}, NO, "not_lawfully_present"),
        ({"citizen": False, "immigration": Immigration(status="none")}, NO, "not_lawfully_present"),
        ({"citizen": False, "immigration": Immigration(status="refugee")}, YES, "can_buy_a_plan"),
        ({"citizen": None, "lawfully_present": False, "immigration": Immigration(status="refugee")}, YES, "can_buy_a_plan"),
        # A no outweighs what is not known.
        ({"lives_in_state": None, "incarcerated": True}, NO, "incarcerated"),
        ({"lives_in_state": None, "citizen": False, "lawfully_present": False}, NO, "not_lawfully_present"),
    ],
)  # fmt: skip
def test_what_stands_between_a_person_and_a_plan(more: dict[str, object], outcome: Outcome, code: str) -> None:
    found = qualified_health_plan(person(**more), "VT", present())
    assert (found.outcome, found.codes) == (outcome, (code,))


@pytest.mark.parametrize(
    ("on", "state", "outcome"),
    [
        (date(2014, 1, 1), "VT", NO),
        (date(2024, 10, 31), "VT", NO),
        (date(2024, 11, 1), "VT", YES),
        (date(2025, 8, 24), "VT", YES),
        (date(2025, 8, 25), "VT", NO),
        (date(2024, 12, 7), "TX", YES),
        (date(2025, 1, 1), "TX", NO),
    ],
)
def test_deferred_action_for_childhood_arrivals_by_date_and_state(on: date, state: str, outcome: Outcome) -> None:
    """89 FR 39392 let them in from November 1, 2024, stayed in 19 states in December; 90 FR 27074 closed it on August 25, 2025."""
    found = qualified_health_plan(with_status("daca"), state, present(on, state))
    assert found.outcome is outcome
    if outcome is NO:
        assert found.codes == ("status_not_lawfully_present",)


def test_who_may_buy_without_help_may_still_buy() -> None:
    """From 2027 the credit leaves most statuses out; buying it does not."""
    assert qualified_health_plan(with_status("asylee"), "VT", present(date(2027, 1, 1))).outcome is YES


def test_every_answer_proves_itself_and_has_words() -> None:
    answers = (True, False, None)
    statuses: tuple[ImmigrationStatus | None, ...] = (None, "none", "daca", "refugee")
    for applies, lives, jailed, citizen, here, status in product(
        (True, False), answers, answers, answers, answers, statuses
    ):
        asked = person(
            applies=applies, lives_in_state=lives, incarcerated=jailed, citizen=citizen, lawfully_present=here,
            immigration=status and Immigration(status=status),
        )  # fmt: skip
        found = qualified_health_plan(asked, "NH", present())
        assert [outcome_of(reason) for reason in found.reasons] == [found.outcome]
        assert sentence(found.reasons[0]).endswith(".")
