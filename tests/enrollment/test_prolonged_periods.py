"""Special enrollment periods that an exchange gave for longer than the regulation: the loss of Medicaid of 2023 and 2024."""

import pytest

from tests.enrollment.test_effective_dates_of_events import ask, day, got, outcome


@pytest.mark.parametrize(("state", "event", "selected", "expected"), [
    # HealthCare.gov, from March 31, 2023, to November 30, 2024
    ("NH", "2023-03-30", "2023-05-29", "2023-06-01"),  # inside the regulation's own 60 days
    ("NH", "2023-03-30", "2023-05-30", "after_window"),
    ("NH", "2023-03-31", "2023-05-31", "2023-06-01"),
    ("NH", "2023-04-30", "2023-12-15", "2024-01-01"),
    ("NH", "2023-04-30", "2024-02-29", "2024-03-01"),
    ("NH", "2024-06-30", "2024-11-30", "2024-12-01"),
    ("NH", "2024-06-30", "2024-12-01", "after_window"),
    ("NH", "2024-11-30", "2025-02-28", "2025-03-01"),  # 90 days by the regulation
    ("NH", "2024-11-30", "2025-03-01", "after_window"),
    # Massachusetts, from April 1, 2023, to November 23, 2024
    ("MA", "2023-03-31", "2023-12-01", "after_window"),
    ("MA", "2023-04-30", "2023-12-01", "2024-01-01"),
    ("MA", "2023-04-30", "2024-11-23", "2024-12-01"),
    ("MA", "2023-04-30", "2024-11-24", "after_window"),
    # of Vermont no last day was found; Virginia has had its own exchange from plan year 2024
    ("VT", "2023-04-30", "2023-12-01", "after_window"),
    ("VA", "2023-04-30", "2023-11-30", "2023-12-01"),
    ("VA", "2023-04-30", "2023-12-01", "not_served"),
])  # fmt: skip
def test_who_lost_medicaid_while_all_were_looked_at_again_could_choose_longer(state, event, selected, expected):
    """45 CFR 155.420(d)(9); CMS, January 27, 2023, and March 28, 2024; Health Connector, Bulletin 01-24."""
    assert outcome(ask("medicaid_loss", state, event, selected)) == expected


def test_a_longer_period_is_what_the_exchange_did_and_says_so():
    found = got("medicaid_loss", "NH", "2023-04-30", "2023-12-15")
    assert (found.operational, found.window) == (day("2024-01-01"), (day("2023-03-01"), day("2024-11-30")))
    assert found.notes == (f"operational: {found.citation}",)
    assert "November 30, 2024" in found.citation
    inside = got("medicaid_loss", "NH", "2023-04-30", "2023-06-15")
    assert (inside.operational, inside.notes) == (None, ())


@pytest.mark.parametrize("cause", ["nonpayment_of_premium", "voluntary_termination"])
def test_a_longer_period_opens_nothing_to_who_gave_the_coverage_up(cause):
    assert outcome(ask("medicaid_loss", "NH", "2023-04-30", "2023-12-15", cause=cause)) == "excluded_cause"


@pytest.mark.parametrize(("state", "opened", "last", "too_late"), [
    ("NH", "2021-02-15", "2021-08-15", "2021-08-16"),
    ("VT", "2021-02-16", "2021-10-01", "2021-10-02"),
    ("VT", "2020-03-20", "2020-05-19", "2020-05-20"),  # the regulation's 60 days are more than what was read
    ("MA", "2020-03-11", "2020-07-23", "2020-07-24"),
])  # fmt: skip
def test_the_periods_of_the_epidemic_are_exceptional_ones_of_more_than_sixty_days(state, opened, last, too_late):
    granted = day("2021-12-01") if opened > "2021" else day("2020-12-01")
    assert outcome(ask("exceptional", state, opened, last, granted=granted)) == str(granted)
    assert outcome(ask("exceptional", state, opened, too_late, granted=granted)) == "after_window"
    assert outcome(ask("exceptional", state, "2022-02-15", "2022-04-17", granted=granted)) == "after_window"
