"""Dated cases by who read 45 CFR 155.410 and 155.420 and not our rules: the years, states and leap days that no other table has."""

from datetime import timedelta

import pytest

from coverport.core.dates import first_of_month
from tests.enrollment.test_effective_dates_of_events import COVERED, ask, day, got, outcome

# state, plan year, first day, last day for January 1, last day for February 1 (None: no such), last day of all and its start
WINDOWS = [
    ("NH", 2019, "2018-11-01", "2018-12-15", None, "2018-12-15", "2019-01-01"),
    ("TX", 2018, "2017-11-01", "2017-12-15", None, "2017-12-15", "2018-01-01"),
    ("NH", 2023, "2022-11-01", "2022-12-15", "2023-01-15", "2023-01-15", "2023-02-01"),
    ("FL", 2025, "2024-11-01", "2024-12-15", "2025-01-15", "2025-01-15", "2025-02-01"),
    ("TX", 2016, "2015-11-01", "2015-12-15", "2016-01-15", "2016-01-31", "2016-03-01"),
    ("ME", 2017, "2016-11-01", "2016-12-15", "2017-01-15", "2017-01-31", "2017-03-01"),
    ("ME", 2021, "2020-11-01", "2020-12-15", None, "2020-12-15", "2021-01-01"),
    ("TX", 2027, "2026-11-01", "2026-12-15", None, "2026-12-15", "2027-01-01"),
    ("VT", 2017, "2016-11-01", "2016-12-15", "2017-01-15", "2017-01-31", "2017-03-01"),
    ("VT", 2019, "2018-11-01", "2018-12-15", None, "2018-12-15", "2019-01-01"),
    ("VT", 2020, "2019-11-01", "2019-12-15", None, "2019-12-15", "2020-01-01"),
    ("VT", 2022, "2021-11-01", "2021-12-15", "2022-01-15", "2022-01-15", "2022-02-01"),
    ("VT", 2023, "2022-11-01", "2022-12-15", "2023-01-15", "2023-01-15", "2023-02-01"),
    ("VT", 2026, "2025-11-01", "2025-12-15", "2026-01-15", "2026-01-15", "2026-02-01"),
    ("MA", 2019, "2018-11-01", "2018-12-23", "2019-01-23", "2019-01-23", "2019-02-01"),
    ("MA", 2022, "2021-11-01", "2021-12-23", "2022-01-23", "2022-01-23", "2022-02-01"),
    ("MA", 2023, "2022-11-01", "2022-12-23", "2023-01-23", "2023-01-23", "2023-02-01"),
    ("MA", 2024, "2023-11-01", "2023-12-23", "2024-01-23", "2024-01-23", "2024-02-01"),
    ("MA", 2025, "2024-11-01", "2024-12-23", "2025-01-23", "2025-01-23", "2025-02-01"),
]


@pytest.mark.parametrize(("state", "year", "opens", "january", "february", "closes", "last"), WINDOWS)
def test_a_years_open_enrollment_from_the_day_before_it_to_the_day_after(
    state, year, opens, january, february, closes, last
):
    def on(text, days=0):
        return outcome(ask("open_enrollment", state, None, str(day(text) + timedelta(days=days)), year=year))

    refused = {"before_open_enrollment", "after_open_enrollment", "not_in_line"}
    assert on(opens, -1) in refused
    assert on(opens) == on(january) == f"{year}-01-01"
    if february:
        assert on(january, 1) == on(february) == f"{year}-02-01"
    if february and february != closes:
        assert on(february, 1) == last
    assert on(closes) == last
    assert on(closes, 1) in refused
    assert got("open_enrollment", state, None, closes, year=year).window == (day(opens), day(closes))


# state, event, its day, day of the choice, first day of coverage or the refusal
LEAPS_AND_YEARS_ENDS = [
    # 60 days over February 29 of 2016, 2020 and 2024, and over February 28
    ("TX", "loss_of_coverage", "2015-12-31", "2016-02-29", "2016-03-01"),
    ("TX", "loss_of_coverage", "2015-12-31", "2016-03-01", "after_window"),
    ("TX", "loss_of_coverage", "2016-02-29", "2015-12-31", "2016-03-01"),
    ("TX", "loss_of_coverage", "2016-02-29", "2015-12-30", "before_window"),
    ("FL", "loss_of_coverage", "2020-02-29", "2020-04-29", "2020-05-01"),
    ("FL", "loss_of_coverage", "2020-02-29", "2020-04-30", "after_window"),
    ("VT", "loss_of_coverage", "2025-02-28", "2025-04-29", "2025-05-01"),
    ("VT", "loss_of_coverage", "2025-02-28", "2025-04-30", "after_window"),
    ("TX", "birth_adoption", "2016-02-29", "2016-04-29", "2016-02-29"),
    ("TX", "birth_adoption", "2016-02-29", "2016-04-30", "after_window"),
    ("MA", "birth_adoption", "2019-12-31", "2020-02-29", "2019-12-31"),
    ("MA", "birth_adoption", "2019-12-31", "2020-03-01", "after_window"),
    ("VT", "court_order", "2024-02-29", "2024-04-29", "2024-02-29"),
    ("VT", "court_order", "2024-02-29", "2024-04-30", "after_window"),
    ("FL", "marriage", "2020-02-29", "2020-02-29", "2020-03-01"),
    ("FL", "marriage", "2019-12-31", "2019-12-31", "2020-01-01"),
    ("FL", "marriage", "2019-12-31", "2020-02-29", "2020-03-01"),
    ("FL", "marriage", "2019-12-31", "2020-03-01", "after_window"),
    ("TX", "move", "2019-12-31", "2019-12-31", "2020-01-01"),
    ("TX", "move", "2019-12-31", "2020-01-01", "2020-02-01"),
    ("TX", "move", "2019-12-31", "2020-02-29", "2020-04-01"),
    ("VT", "move", "2023-11-30", "2023-11-30", "2023-12-01"),
    ("VT", "move", "2023-11-30", "2023-12-15", "2024-01-01"),
    ("VT", "move", "2023-11-30", "2023-12-16", "2024-02-01"),
    ("VT", "citizenship_release", "2024-01-31", "2024-02-15", "2024-03-01"),
    ("VT", "citizenship_release", "2024-01-31", "2024-02-29", "2024-04-01"),
    # 90 days for Medicaid over February 29, and one more
    ("VT", "medicaid_loss", "2023-12-31", "2024-03-30", "2024-04-01"),
    ("VT", "medicaid_loss", "2023-12-31", "2024-03-31", "after_window"),
    ("TX", "medicaid_loss", "2025-11-30", "2026-02-28", "2026-03-01"),
    ("TX", "medicaid_loss", "2025-11-30", "2026-03-01", "after_window"),
    ("MA", "medicaid_loss", "2026-06-30", "2026-09-28", "2026-10-01"),
    ("MA", "medicaid_loss", "2026-06-30", "2026-09-29", "after_window"),
    # from December into January
    ("NH", "employer_arrangement", "2027-01-01", "2026-12-31", "2027-01-01"),
    ("NH", "employer_arrangement", "2027-01-01", "2027-01-01", "2027-02-01"),
    ("NH", "household_death", "2026-12-15", "2026-12-31", "2027-01-01"),
    ("NH", "household_death", "2026-12-15", "2027-02-13", "2027-03-01"),
    ("NH", "household_death", "2026-12-15", "2027-02-14", "after_window"),
    ("TX", "income_drop", "2021-12-10", "2021-12-15", "2022-01-01"),
    ("TX", "income_drop", "2021-12-10", "2021-12-16", "2022-02-01"),
    ("TX", "income_drop", "2021-12-10", "2022-01-31", "2022-02-01"),
]


@pytest.mark.parametrize(("state", "name", "event", "selected", "expected"), LEAPS_AND_YEARS_ENDS)
def test_days_are_counted_over_leap_days_and_the_ends_of_years(state, name, event, selected, expected):
    assert outcome(ask(name, state, event, selected, **COVERED)) == expected


@pytest.mark.parametrize("state", ["NH", "TX", "VT", "MA"])
def test_from_2025_each_day_of_a_month_starts_coverage_on_the_next_first_by_the_regulation(state):
    """45 CFR 155.420(b)(1), 89 FR 26218: no cut-off day anywhere."""
    selected = day("2025-01-01")
    while selected <= day("2027-12-31"):
        found = got("american_indian", state, None, str(selected))
        assert found.effective_date == first_of_month(selected, 1), selected
        selected += timedelta(days=1)


@pytest.mark.parametrize(("notice", "last", "other"), [
    ("2023-03-19", "2023-06-17", None),
    ("2023-03-20", "2023-06-18", "2023-08-17"),  # the 90th day is the first of the extension, 88 FR 25740
    ("2023-06-17", "2023-09-15", "2023-11-14"),
    ("2023-06-18", "2023-11-15", None),
    ("2025-05-26", "2025-10-23", None),  # the 90th day is the last of it, August 24, 2025
    ("2025-05-27", "2025-10-24", "2025-08-25"),
    ("2025-08-24", "2026-01-21", "2025-11-22"),
    ("2025-08-25", "2025-11-23", None),
])  # fmt: skip
def test_where_the_extension_for_income_began_or_ended_within_the_90_days_both_readings_are_told(notice, last, other):
    """45 CFR 155.315(f)(7): by the day of the notice, or by the 90th, on which an exchange gives it."""
    found = got("inconsistency", "NH", notice, kind="income")
    assert found.effective_date == day(last)
    told = [note for note in found.notes if note.startswith("read by the law of the 90th day")]
    assert told == (
        [] if other is None else [f"read by the law of the 90th day and not by that of the notice: {other}"]
    )


@pytest.mark.parametrize("kind", ["residency", "incarceration", "coverage"])
@pytest.mark.parametrize(
    ("notice", "last"), [("2022-03-01", "2022-05-30"), ("2024-03-01", "2024-05-30"), ("2026-03-01", "2026-05-30")]
)
def test_what_is_neither_income_nor_status_has_90_days_from_the_notice_and_was_never_prolonged(kind, notice, last):
    """45 CFR 155.315(f)(2)(ii); the extension of (f)(7) was of income alone."""
    found = got("inconsistency", "NH", notice, kind=kind)
    assert (found.effective_date, found.rule, found.notes) == (day(last), "inconsistency_90_days", ())
