"""Damages, clocks, retainage, acceptance and service levels, at each boundary."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from coverport.oversight.rules.acceptance import ALLOWED, refuse_same_person, refuse_step
from coverport.oversight.rules.clocks import clock_of
from coverport.oversight.rules.damages import Damages, DamagesTerms, can_be_set_off, damages_due
from coverport.oversight.rules.payment import Standing, refuse_approval, refuse_payment, retainage
from coverport.oversight.rules.service_levels import Promise, Reading, measured

DUE = date(2026, 3, 1)
DAILY = DamagesTerms("daily", 500_00, 5_000_00, 30)


@pytest.mark.parametrize(
    ("on", "accepted", "found"),
    [
        (date(2026, 3, 1), None, Damages(0, 0, False)),  # the due day itself is in time
        (date(2026, 3, 2), None, Damages(1, 500_00, False)),
        (date(2026, 3, 11), None, Damages(10, 5_000_00, False)),  # the cap exactly
        (date(2026, 3, 12), None, Damages(11, 5_000_00, True)),
        (date(2026, 5, 1), date(2026, 3, 4), Damages(3, 1_500_00, False)),  # the days end with acceptance
        (date(2026, 3, 3), date(2026, 3, 4), Damages(2, 1_000_00, False)),  # accepted later than asked about
        (date(2026, 5, 1), date(2026, 2, 20), Damages(0, 0, False)),
    ],
)
def test_damages_by_the_day(on: date, accepted: date | None, found: Damages) -> None:
    assert damages_due(DAILY, DUE, accepted, on) == found


def test_fixed_damages_come_due_once() -> None:
    fixed = DamagesTerms("fixed", 1_000_00, None, 0)
    assert [damages_due(fixed, DUE, None, day).cents for day in (date(2026, 3, 1), date(2026, 3, 2), date(2027, 3, 2))] == [
        0, 1_000_00, 1_000_00,
    ]  # fmt: skip


def test_damages_are_set_off_when_the_notice_has_run() -> None:
    served = date(2026, 3, 10)
    assert not can_be_set_off(DAILY, None, date(2027, 1, 1))
    assert not can_be_set_off(DAILY, served, date(2026, 4, 8))
    assert can_be_set_off(DAILY, served, date(2026, 4, 9))


@pytest.mark.parametrize(
    ("on", "state", "late"),
    [
        (date(2026, 3, 31), "open", 0),
        (date(2026, 4, 9), "open", 0),  # the thirtieth day counts in full
        (date(2026, 4, 10), "overdue", 1),
        (date(2026, 4, 20), "escalated", 11),
        (date(2026, 4, 25), "answered", 16),
        (date(2026, 5, 1), "closed", 0),
    ],
)
def test_a_notice_runs_through_its_clock(on: date, state: str, late: int) -> None:
    clock = clock_of(
        date(2026, 3, 10), 30, on, answered=date(2026, 4, 25), escalated=date(2026, 4, 20), closed=date(2026, 5, 1)
    )
    assert (clock.state, clock.due, clock.late) == (state, date(2026, 4, 9), late)


@pytest.mark.parametrize(("approved", "kept"), [(60_000_00, 6_000_00), (5, 1), (4, 0), (15, 2)])
def test_retainage_rounds_half_a_cent_up(approved: int, kept: int) -> None:
    assert retainage(approved, 1000) == kept


def test_only_accepted_work_is_approved_and_never_over_its_price() -> None:
    standing = Standing(60_000_00, True, 59_999_00)
    assert refuse_approval(standing, 1_00) is None
    over = refuse_approval(standing, 1_01)
    assert over is not None
    assert (over.code, over.most) == ("more_than_accepted", 1_00)
    never = refuse_approval(Standing(60_000_00, False, 0), 1)
    assert never is not None
    assert never.code == "not_accepted"


def test_a_broken_service_level_stops_the_payment() -> None:
    assert refuse_payment(Standing(1, True, 0)) is None
    stopped = refuse_payment(Standing(1, True, 0, ("AAAA-AAAA",)))
    assert stopped is not None
    assert stopped.code == "service_level_breached"
    assert stopped.facts == {"findings": "AAAA-AAAA"}


def test_a_deliverable_goes_its_way_and_is_accepted_once() -> None:
    steps = {(now, then) for now, after in ALLOWED.items() for then in after}
    assert steps == {
        ("not_submitted", "submitted"),
        ("submitted", "in_review"),
        ("in_review", "accepted"),
        ("in_review", "rejected"),
        ("rejected", "submitted"),
    }
    again = refuse_step("accepted", "accepted")
    assert again is not None
    assert again.code == "accepted_once"


def test_submitter_accepter_and_payer_are_three_people() -> None:
    assert refuse_same_person("c", {"submitted": "a", "accepted": "b"}) is None
    found = refuse_same_person("b", {"submitted": "a", "accepted": "b"})
    assert found is not None
    assert found.code == "same_person"


PROMISE = Promise("at_least", Decimal("0.995"), 30, least=2)
AT = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("good", "verdict"),
    [
        ((995, 995), "met"),
        ((995, 994), "breached"),
        ((1000, 990), "met"),
        ((1000,), "not_measured"),
        ((), "not_measured"),
    ],
)
def test_a_promise_kept_exactly_is_kept(good: tuple[int, ...], verdict: str) -> None:
    readings = [Reading(AT, Decimal(each), Decimal(1000)) for each in good]
    assert measured(PROMISE, readings).verdict == verdict


def test_at_most_is_the_other_way_round() -> None:
    at_most = Promise("at_most", Decimal("0.01"), 30)
    readings = [Reading(AT, Decimal(1), Decimal(100))]
    assert measured(at_most, readings).verdict == "met"
    assert measured(at_most, [Reading(AT, Decimal(2), Decimal(100))]).verdict == "breached"
