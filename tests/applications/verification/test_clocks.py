"""The clocks of an inconsistency, before, on and after each boundary."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coverport.applications.verification.clocks import (
    last_day,
    more_days,
    papers_instead_from,
    reminders_due,
    takes_effect,
)
from coverport.applications.verification.rules.confirmed import Kind

OPENED = date(2013, 12, 10)


@pytest.mark.parametrize(
    ("kind", "due"),
    [
        (Kind.INCOME, date(2014, 3, 10)),  # 90 days from the notice
        (Kind.PUBLIC_COVERAGE, date(2014, 3, 10)),
        (Kind.RESIDENCY, date(2014, 3, 10)),
        (Kind.NUMBER, date(2014, 3, 15)),  # 90 days from its receipt, presumed five days later
        (Kind.CITIZENSHIP, date(2014, 3, 15)),
        (Kind.IMMIGRATION, date(2014, 3, 15)),
        (Kind.MEDICAID_INCOME, date(2014, 1, 9)),
    ],
)
def test_the_last_day_follows_the_kind(kind, due):
    assert last_day(kind, opened=OPENED, state="NH") == due


@pytest.mark.parametrize(
    ("due", "days"),
    [
        (date(2023, 6, 17), 0),
        (date(2023, 6, 18), 60),
        (date(2025, 8, 24), 60),
        (date(2025, 8, 25), 0),  # 90 FR 27074 took it away
    ],
)
def test_the_law_prolongs_income_alone_and_only_while_it_stood(due, days):
    assert more_days(Kind.INCOME, due=due) == days
    assert more_days(Kind.CITIZENSHIP, due=due) == 0


@pytest.mark.parametrize(
    ("on", "sent"),
    [
        (date(2014, 1, 8), 0),
        (date(2014, 1, 9), 1),  # 60 days before March 10
        (date(2014, 2, 7), 1),
        (date(2014, 2, 8), 2),  # 30 days
        (date(2014, 2, 28), 3),  # 10 days
        (date(2014, 3, 10), 3),
    ],
)
def test_three_reminders_come_before_the_last_day(on, sent):
    assert reminders_due(opened=OPENED, due=date(2014, 3, 10), on=on) == sent


def test_a_reminder_is_never_due_on_or_before_the_day_of_the_first_letter():
    assert reminders_due(opened=OPENED, due=date(2014, 1, 9), on=OPENED) == 0


def test_papers_stand_in_for_a_silent_source_after_a_day():
    assert papers_instead_from(OPENED) == date(2013, 12, 11)


@pytest.mark.parametrize(
    ("told", "effective"),
    [
        (date(2014, 3, 21), date(2014, 4, 1)),
        (date(2014, 3, 22), date(2014, 4, 1)),  # the tenth day is a first of the month
        (date(2014, 3, 23), date(2014, 4, 22)),  # the next first is more than 30 days away
        (date(2014, 4, 1), date(2014, 5, 1)),  # 30 days
        (date(2014, 4, 2), date(2014, 5, 1)),
    ],
)
def test_the_decision_by_the_sources_counts_ten_to_thirty_days_after_its_letter(told, effective):
    assert takes_effect(told) == effective


@given(st.dates(date(2013, 10, 1), date(2027, 12, 31)))
def test_it_always_lies_within_the_days_of_the_law(told):
    assert 10 <= (takes_effect(told) - told).days <= 30
