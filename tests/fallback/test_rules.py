"""How old a queue is and how fast it must shrink; when a probe switches."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coverport.fallback.rules.health import switch
from coverport.fallback.rules.queue import burn_down, clerks_needed, standing, working_days

MONDAY = date(2014, 2, 10)


@pytest.mark.parametrize(
    ("last", "days"),
    [
        (date(2014, 2, 9), 0),  # Sunday before
        (MONDAY, 1),
        (date(2014, 2, 14), 5),
        (date(2014, 2, 16), 5),  # the weekend adds nothing
        (date(2014, 2, 17), 6),
    ],
)
def test_working_days_count_both_ends_and_no_weekend(last, days):
    assert working_days(MONDAY, last) == days


@pytest.mark.parametrize(
    ("today", "needed"),
    [
        (date(2014, 3, 28), 500),  # Friday: today and Monday
        (date(2014, 3, 31), 1000),  # the deadline itself counts
        (date(2014, 4, 1), None),
    ],
)
def test_the_rate_needed_before_at_and_after_the_deadline(today, needed):
    found = standing(waiting=1000, oldest=date(2014, 2, 1), done=0, span=7, today=today, deadline=date(2014, 3, 31))
    assert found.needed == needed


def test_72000_cases_in_february_2014_need_2323_a_working_day():
    found = standing(
        waiting=72_000,
        oldest=date(2013, 10, 1),
        done=5_000,
        span=7,
        today=date(2014, 2, 15),
        deadline=date(2014, 3, 31),
    )
    assert (found.days_left, found.needed, found.oldest_days) == (31, 2323, 137)
    assert found.pace == 1000
    assert found.enough is False


def test_nobody_waits_is_neither_enough_nor_too_slow():
    found = standing(waiting=0, oldest=None, done=0, span=7, today=MONDAY, deadline=date(2014, 3, 31))
    assert (found.oldest_days, found.needed, found.enough) == (None, 0, None)


@given(waiting=st.integers(0, 100_000), days=st.integers(0, 60))
def test_who_works_at_the_needed_rate_is_done_by_the_deadline(waiting, days):
    deadline = date.fromordinal(MONDAY.toordinal() + days)
    found = standing(waiting=waiting, oldest=None, done=0, span=7, today=MONDAY, deadline=deadline)
    assert found.needed * found.days_left >= waiting
    assert found.needed == 0 or (found.needed - 1) * found.days_left < waiting


@pytest.mark.parametrize(
    ("failures", "successes", "off", "by_health", "does"),
    [
        (2, 0, False, False, ""),
        (3, 0, False, False, "off"),
        (4, 0, True, True, ""),
        (0, 4, True, True, ""),
        (0, 5, True, True, "on"),
        (0, 50, True, False, ""),  # staff switched it off, staff switch it on
        (0, 50, False, False, ""),
    ],
)
def test_a_probe_switches_off_at_the_third_failure_and_on_at_the_fifth_success(
    failures, successes, off, by_health, does
):
    assert switch(failures=failures, successes=successes, off=off, by_health=by_health) == does


def test_a_backlog_burns_down_by_fridays_to_the_last_day():
    """72,000 cases on Saturday, February 15, 2014; 31 working days are left to Monday, March 31."""
    weeks = burn_down(waiting=72_000, rate=2_323, today=date(2014, 2, 15), last=date(2014, 3, 31))
    assert [(week.until.isoformat(), week.left) for week in weeks] == [
        ("2014-02-21", 60_385), ("2014-02-28", 48_770), ("2014-03-07", 37_155), ("2014-03-14", 25_540), ("2014-03-21", 13_925),
        ("2014-03-28", 2_310), ("2014-03-31", 0),
    ]  # fmt: skip
    assert burn_down(waiting=1, rate=1, today=date(2014, 4, 1), last=date(2014, 3, 31)) == ()


@pytest.mark.parametrize(
    ("cases", "minutes", "clerks"), [(2_323, 120, 581), (2_323, 33, 160), (4, 120, 1), (5, 120, 2), (0, 33, 0)]
)
def test_so_many_clerks_do_so_many_cases_a_day(cases, minutes, clerks):
    assert clerks_needed(cases=cases, minutes=minutes) == clerks
