"""Open enrollment of each exchange and plan year, day by day: the regulation's date and the operational one beside it."""

import pytest

from coverport.core.errors import Refusal
from coverport.enrollment.dated import Incomplete
from coverport.enrollment.rules.answers import Refused
from tests.enrollment.test_effective_dates_of_events import ask, day, got, outcome

# state, plan year, day of the choice, first day by the regulation or the refusal
FEDERAL = [
    ("NH", 2014, "2013-09-30", "before_open_enrollment"),
    ("NH", 2014, "2013-10-01", "2014-01-01"),
    ("NH", 2014, "2013-12-23", "2014-01-01"),
    ("NH", 2014, "2013-12-24", "2014-02-01"),
    ("NH", 2014, "2014-01-15", "2014-02-01"),
    ("NH", 2014, "2014-01-16", "2014-03-01"),
    ("NH", 2014, "2014-03-31", "2014-05-01"),
    ("NH", 2014, "2014-04-01", "not_in_line"),
    ("NH", 2014, "2014-04-16", "after_open_enrollment"),
    ("NH", 2015, "2014-11-14", "before_open_enrollment"),
    ("NH", 2015, "2014-12-15", "2015-01-01"),
    ("NH", 2015, "2014-12-16", "2015-02-01"),
    ("NH", 2015, "2015-01-16", "2015-03-01"),
    ("NH", 2015, "2015-02-15", "2015-03-01"),
    ("NH", 2015, "2015-02-16", "not_in_line"),
    ("NH", 2016, "2015-12-15", "2016-01-01"),
    ("NH", 2016, "2015-12-16", "2016-02-01"),
    ("NH", 2016, "2015-12-18", "2016-02-01"),
    ("NH", 2016, "2016-01-31", "2016-03-01"),
    ("NH", 2016, "2016-02-01", "after_open_enrollment"),
    ("NH", 2017, "2016-12-20", "2017-02-01"),
    ("NH", 2017, "2017-01-31", "2017-03-01"),
    ("NH", 2018, "2017-10-31", "before_open_enrollment"),
    ("NH", 2018, "2017-12-15", "2018-01-01"),
    ("NH", 2018, "2017-12-16", "after_open_enrollment"),
    ("NH", 2020, "2019-12-15", "2020-01-01"),
    ("NH", 2020, "2019-12-18", "after_open_enrollment"),
    ("NH", 2021, "2020-12-15", "2021-01-01"),
    ("NH", 2021, "2020-12-16", "after_open_enrollment"),
    ("NH", 2021, "2021-02-14", "after_open_enrollment"),
    ("NH", 2021, "2021-08-16", "after_open_enrollment"),
    ("NH", 2022, "2021-12-15", "2022-01-01"),
    ("NH", 2022, "2021-12-16", "2022-02-01"),
    ("NH", 2024, "2024-01-15", "2024-02-01"),
    ("NH", 2024, "2024-01-17", "after_open_enrollment"),
    ("NH", 2026, "2026-01-15", "2026-02-01"),
    ("NH", 2026, "2026-01-16", "after_open_enrollment"),
    ("NH", 2027, "2026-10-31", "before_open_enrollment"),
    ("NH", 2027, "2026-12-15", "2027-01-01"),
    ("NH", 2027, "2026-12-16", "after_open_enrollment"),
    ("NH", 2028, "2027-11-15", "no_calendar"),
]
STATES = [
    ("MA", 2014, "2013-12-31", "2014-01-01"),
    ("MA", 2014, "2014-01-01", "2014-02-01"),
    ("MA", 2014, "2014-01-23", "2014-02-01"),
    ("MA", 2014, "2014-01-24", "2014-03-01"),
    ("MA", 2015, "2015-02-15", "2015-03-01"),
    ("MA", 2018, "2018-01-23", "2018-02-01"),
    ("MA", 2018, "2018-01-24", "after_open_enrollment"),
    ("MA", 2020, "2019-12-23", "2020-01-01"),
    ("MA", 2020, "2019-12-24", "2020-02-01"),
    ("MA", 2020, "2020-01-24", "after_open_enrollment"),
    ("MA", 2026, "2025-10-31", "before_open_enrollment"),
    ("MA", 2026, "2025-12-23", "2026-01-01"),
    ("MA", 2026, "2026-01-23", "2026-02-01"),
    ("MA", 2026, "2026-01-24", "after_open_enrollment"),
    ("MA", 2027, "2026-12-31", "2027-01-01"),
    ("MA", 2027, "2027-01-01", "after_open_enrollment"),
    ("VT", 2014, "2013-12-24", "2014-02-01"),
    ("VT", 2016, "2015-12-16", "2016-02-01"),
    ("VT", 2018, "2017-12-15", "2018-01-01"),
    ("VT", 2018, "2017-12-16", "not_in_line"),
    ("VT", 2021, "2020-12-16", "after_open_enrollment"),
    ("VT", 2024, "2023-12-16", "2024-02-01"),
    ("VT", 2025, "2025-01-15", "2025-02-01"),
    ("VT", 2025, "2025-01-16", "after_open_enrollment"),
    ("VT", 2027, "2026-12-31", "2027-01-01"),
]


@pytest.mark.parametrize(("state", "year", "selected", "expected"), FEDERAL + STATES)
def test_open_enrollment_starts_coverage_by_the_calendar(state, year, selected, expected):
    assert outcome(ask("open_enrollment", state, None, selected, year=year)) == expected


@pytest.mark.parametrize(("state", "year", "selected", "in_line", "regulatory", "operational"), [
    ("NH", 2014, "2013-12-24", None, "2014-02-01", "2014-01-01"),
    ("NH", 2014, "2013-12-25", None, "2014-02-01", None),
    ("VT", 2014, "2013-12-24", None, "2014-02-01", None),
    ("NH", 2014, "2014-04-15", "2014-03-31", "2014-05-01", "2014-05-01"),
    ("MA", 2014, "2014-04-15", "2014-03-31", "2014-05-01", "2014-05-01"),
    ("NH", 2015, "2015-02-22", "2015-02-15", "2015-03-01", "2015-03-01"),
    ("MA", 2015, "2015-02-23", None, "2015-03-01", "2015-03-01"),
    ("NH", 2016, "2015-12-17", None, "2016-02-01", "2016-01-01"),
    ("VT", 2016, "2015-12-17", None, "2016-02-01", None),
    ("NH", 2017, "2016-12-19", None, "2017-02-01", "2017-01-01"),
    ("VT", 2018, "2017-12-22", "2017-12-15", "2018-01-01", "2018-01-01"),
    ("NH", 2020, "2019-12-17", None, "2020-01-01", "2020-01-01"),
    ("NH", 2021, "2021-02-15", None, "2021-03-01", "2021-03-01"),
    ("NH", 2021, "2021-08-15", None, "2021-09-01", "2021-09-01"),
    ("NH", 2024, "2024-01-16", None, "2024-02-01", "2024-02-01"),
    ("MA", 2021, "2021-03-24", None, "2021-05-01", "2021-05-01"),
    ("MA", 2021, "2021-07-23", None, "2021-08-01", "2021-08-01"),
])  # fmt: skip
def test_the_operational_date_stands_beside_the_regulations(state, year, selected, in_line, regulatory, operational):
    found = got("open_enrollment", state, None, selected, year=year, in_line=day(in_line))
    assert (found.effective_date, found.operational) == (day(regulatory), day(operational))
    assert found.date == day(operational or regulatory)
    assert found.window[0] <= day(selected) <= found.window[1]


def test_the_window_is_the_whole_of_open_enrollment():
    assert got("open_enrollment", "NH", None, "2025-12-01", year=2026).window == (day("2025-11-01"), day("2026-01-15"))
    assert got("open_enrollment", "MA", None, "2025-12-01", year=2026).window == (day("2025-11-01"), day("2026-01-23"))


@pytest.mark.parametrize(("state", "year", "selected", "in_line", "opens", "closes"), [
    ("NH", 2014, "2013-12-24", None, "2013-10-01", "2014-03-31"),
    ("NH", 2014, "2014-04-10", "2014-03-31", "2013-10-01", "2014-04-15"),
    ("NH", 2020, "2019-12-16", None, "2019-11-01", "2019-12-17"),
    # a period of its own: from December 16 to February 14 nobody could choose
    ("NH", 2021, "2020-12-15", None, "2020-11-01", "2020-12-15"),
    ("NH", 2021, "2021-02-20", None, "2021-02-15", "2021-08-15"),
    ("NH", 2021, "2021-08-15", None, "2021-02-15", "2021-08-15"),
    # prolonged without a gap, to July 23
    ("MA", 2021, "2021-01-24", None, "2020-11-01", "2021-07-23"),
    ("MA", 2021, "2021-07-23", None, "2020-11-01", "2021-07-23"),
])  # fmt: skip
def test_the_window_is_the_days_on_end_on_which_a_plan_could_be_chosen(state, year, selected, in_line, opens, closes):
    found = got("open_enrollment", state, None, selected, year=year, in_line=day(in_line))
    assert found.window == (day(opens), day(closes))


def test_a_period_that_was_added_later_is_not_what_closed():
    found = ask("open_enrollment", "NH", None, "2021-01-10", year=2021)
    assert isinstance(found, Refused)
    assert found.facts["closed"] == day("2020-12-15")


def test_the_plan_year_that_is_open_need_not_be_said():
    assert outcome(ask("open_enrollment", "NH", None, "2026-01-10")) == "2026-02-01"
    assert outcome(ask("open_enrollment", "NH", None, "2026-11-10")) == "2027-01-01"
    with pytest.raises(Incomplete, match="--year"):
        ask("open_enrollment", "NH", None, "2026-06-10")


def test_the_year_that_is_open_is_found_for_a_state_that_comes_or_leaves_with_the_next():
    assert outcome(ask("open_enrollment", "IL", None, "2025-01-10")) == "2025-02-01"  # its own exchange from 2026
    assert outcome(ask("open_enrollment", "OR", None, "2014-11-20")) == "2015-01-01"  # no federal platform before 2015
    with pytest.raises(Incomplete, match="--year"):
        ask("open_enrollment", "OR", None, "2014-07-20")
    with pytest.raises(Refusal, match="serves CA in 2014"):
        ask("open_enrollment", "CA", None, "2014-11-20")


def test_where_no_exchange_here_serves_the_state_in_the_year_to_come_nobody_is_told_that_nothing_is_open():
    for state, selected, elsewhere in (
        ("KY", "2021-12-10", 2022),
        ("NV", "2019-12-10", 2020),
        ("IL", "2025-12-10", 2026),
    ):
        with pytest.raises(Incomplete, match=f"serves {state} in {elsewhere}: ask the exchange that does"):
            ask("open_enrollment", state, None, selected)
    with pytest.raises(
        Incomplete, match=r"of plan year 2015 is on in OR .* serves OR in 2014: ask the exchange that does"
    ):
        ask("open_enrollment", "OR", None, "2014-03-10")  # Cover Oregon's was


def test_a_state_asks_the_exchange_that_served_it_in_the_plan_year():
    assert outcome(ask("open_enrollment", "OR", None, "2014-12-01", year=2015)) == "2015-01-01"
    with pytest.raises(Refusal, match="serves OR in 2014"):
        ask("open_enrollment", "OR", None, "2013-12-01", year=2014)
    with pytest.raises(Refusal, match="serves ME in 2023"):
        ask("help_changed", "ME", "2023-03-01", "2023-03-02")


@pytest.mark.parametrize(("state", "event", "selected", "expected"), [
    # Oregon came to the federal platform with plan year 2015
    ("OR", "2014-11-30", "2014-11-30", "not_served"),
    ("OR", "2014-12-31", "2014-12-20", "2015-01-01"),
    ("OR", "2014-12-31", "2015-01-10", "2015-02-01"),
    # Illinois left it with plan year 2026, Nevada with 2020
    ("IL", "2025-11-30", "2025-11-30", "2025-12-01"),
    ("IL", "2025-12-31", "2025-12-20", "not_served"),
    ("IL", "2025-12-31", "2026-01-20", "not_served"),
    ("NV", "2019-12-31", "2020-01-20", "not_served"),
    # Oregon left it again with plan year 2027
    ("OR", "2026-11-30", "2026-11-30", "2026-12-01"),
    ("OR", "2026-12-31", "2026-12-01", "not_served"),
])  # fmt: skip
def test_a_special_period_is_of_the_exchange_that_serves_the_state_when_coverage_begins(
    state, event, selected, expected
):
    assert outcome(ask("loss_of_coverage", state, event, selected)) == expected


def test_what_is_assumed_of_2027_is_said():
    assert "assumed" in got("open_enrollment", "VT", None, "2026-12-01", year=2027).notes[0]
    assert got("open_enrollment", "NH", None, "2026-12-01", year=2027).notes == ()


@pytest.mark.parametrize(("state", "selected", "starts"), [
    # Massachusetts, March 11 to July 23, 2020, chosen and paid by the 23rd
    ("MA", "2020-03-10", None),
    ("MA", "2020-03-11", "2020-04-01"),
    ("MA", "2020-03-23", "2020-04-01"),
    ("MA", "2020-03-24", "2020-05-01"),
    ("MA", "2020-07-23", "2020-08-01"),
    ("MA", "2020-07-24", None),
    # Vermont, in 2020 and again from February 16 to October 1, 2021
    ("VT", "2020-03-19", None),
    ("VT", "2020-03-20", "2020-05-01"),
    ("VT", "2020-04-15", "2020-05-01"),
    ("VT", "2020-04-16", "2020-06-01"),
    ("VT", "2020-05-15", "2020-06-01"),
    ("VT", "2020-05-16", None),
    ("VT", "2021-02-15", None),
    ("VT", "2021-02-16", "2021-04-01"),
    ("VT", "2021-03-15", "2021-04-01"),
    ("VT", "2021-03-16", "2021-05-01"),
    ("VT", "2021-10-01", "2021-11-01"),
    ("VT", "2021-10-02", None),
])  # fmt: skip
def test_the_state_exchanges_opened_again_to_who_had_no_coverage_in_the_epidemic(state, selected, starts):
    """45 CFR 155.420(d)(9). Vermont's first days of coverage are assumed, by its regular rule."""
    if starts is None:
        with pytest.raises(Incomplete, match="no open enrollment is on"):
            ask("open_enrollment", state, None, selected)
        return
    found = got("open_enrollment", state, None, selected)
    assert found.operational == day(starts)
    assert "who had no coverage" in found.notes[0]
    assert any(note.startswith("assumed") for note in found.notes) == (state == "VT")
