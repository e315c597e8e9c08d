"""Dated cases of endings and clocks: requests, non-payment, Medicaid, death, first payments, inconsistencies, appeals, reports."""

from datetime import date

import pytest

from coverport.enrollment.dated import Incomplete
from coverport.enrollment.rules.answers import Answer
from coverport.law.loader import MissingLaw
from tests.enrollment.test_effective_dates_of_events import ask, day, got, outcome

YEARS = ["2014-01-31", "2020-02-29", "2026-12-31"]


@pytest.mark.parametrize(("event", "requested", "expected", "rule"), [
    ("2017-06-01", None, "2017-06-15", "notice_14_days"),
    ("2017-06-01", "2017-06-01", "2017-06-15", "notice_14_days"),
    ("2017-06-01", "2017-06-14", "2017-06-15", "notice_14_days"),
    ("2017-06-01", "2017-06-15", "2017-06-15", "date_requested"),
    ("2017-06-01", "2017-06-30", "2017-06-30", "date_requested"),
    ("2016-02-20", None, "2016-03-05", "notice_14_days"),  # over February 29
    ("2017-12-20", None, "2018-01-03", "notice_14_days"),
    ("2018-06-17", "2018-06-17", "2018-07-01", "notice_14_days"),
    ("2018-06-18", "2018-06-18", "2018-06-18", "date_requested"),
    ("2026-06-10", None, "2026-06-10", "same_day"),
    ("2026-06-10", "2026-06-30", "2026-06-30", "date_requested"),
    ("2026-06-10", "2026-06-09", "request_after_end", ""),
])  # fmt: skip
def test_a_request_ends_coverage_with_fourteen_days_of_notice_to_2018_then_on_any_day_ahead(
    event, requested, expected, rule
):
    found = ask("termination_request", "NH", event, requested=day(requested))
    assert outcome(found) == expected
    if isinstance(found, Answer):
        assert (found.rule, found.means) == (rule, "last_day_of_coverage")
        assert found.window[0] <= found.effective_date <= found.window[1]


@pytest.mark.parametrize(("last", "says"), [("2026-12-31", False), ("2027-01-01", True), ("2027-02-15", True)])
def test_an_end_asked_for_in_the_next_year_says_that_this_years_plan_ends_before(last, says):
    found = got("termination_request", "NH", "2026-11-20", requested=day(last))
    assert found.effective_date == day(last)
    assert ("what covers in 2026 ends with that plan year" in " ".join(found.notes)) is says


def test_the_two_days_of_a_request_may_be_named_in_either_order():
    for event, selected in (("2017-06-01", "2017-06-20"), ("2017-06-20", "2017-06-01")):
        assert outcome(ask("termination_request", "NH", event, selected)) == "2017-06-20"


@pytest.mark.parametrize(("event", "last", "grace"), [
    ("2026-03-01", "2026-03-31", "2026-05-31"),
    ("2026-03-17", "2026-03-31", "2026-05-31"),
    ("2023-12-01", "2023-12-31", "2024-02-29"),  # over January 1 and into a leap year
    ("2024-12-01", "2024-12-31", "2025-02-28"),
    ("2024-02-01", "2024-02-29", "2024-04-30"),
    ("2025-11-01", "2025-11-30", "2026-01-31"),
    ("2014-02-01", "2014-02-28", "2014-04-30"),
])  # fmt: skip
def test_with_credit_and_a_month_paid_coverage_ends_with_the_first_of_three_months(event, last, grace):
    """45 CFR 155.430(d)(4), 156.270(d)-(g)."""
    for state in ("NH", "MA", "VT"):
        found = got("nonpayment", state, event, credit=True, month_paid=True)
        assert (found.effective_date, found.window) == (day(last), (day(event).replace(day=1), day(grace)))


@pytest.mark.parametrize(("event", "paid_on", "expected"), [
    ("2026-03-01", "2026-02-28", "2026-03-31"),  # before the grace period: the month that was paid this year
    ("2026-03-01", "2026-05-31", "paid_in_grace"),  # later: all that was owed since March; January and February were paid
    ("2026-03-01", "2026-06-01", "2026-03-31"),
    ("2026-02-01", "2026-02-01", "paid_in_grace"),
    ("2026-02-28", "2026-02-01", "paid_in_grace"),  # any day of the month names it
    ("2026-02-28", "2026-01-31", "2026-02-28"),
    ("2026-01-01", "2026-01-31", "no_month_paid"),
    ("2026-01-01", "2025-12-15", "no_month_paid"),  # what was paid in December was of the year before
    ("2026-02-01", "2025-12-15", "2026-02-28"),  # January was paid then
])  # fmt: skip
def test_a_day_of_payment_says_whether_a_month_of_the_year_was_paid(event, paid_on, expected):
    assert outcome(ask("nonpayment", "NH", event, credit=True, paid_on=day(paid_on))) == expected


def test_a_month_that_was_paid_before_january_is_taken_at_its_word_and_told():
    said = {"credit": True, "month_paid": True}
    assert "no month of 2026 lies before 2026-01-01" in got("nonpayment", "NH", "2026-01-01", **said).notes[0]
    assert got("nonpayment", "NH", "2026-02-01", **said).notes == ()


@pytest.mark.parametrize(("paid_on", "expected"), [
    ("2026-03-01", "paid_in_grace"),
    ("2026-05-31", "paid_in_grace"),
    ("2026-06-01", "2026-03-31"),
])  # fmt: skip
def test_all_that_is_owed_must_come_by_the_last_day_of_the_third_month(paid_on, expected):
    said = {"credit": True, "month_paid": True, "paid_on": day(paid_on)}
    assert outcome(ask("nonpayment", "NH", "2026-03-01", **said)) == expected


@pytest.mark.parametrize(("state", "said", "expected"), [
    ("NH", {"month_paid": True}, "state_grace_unknown"),
    ("NH", {"credit": True}, "no_month_paid"),
    ("VT", {"month_paid": True}, "2026-03-31"),
    ("MA", {"month_paid": True}, "2026-02-28"),
    ("MA", {"credit": True}, "no_month_paid"),
    ("VT", {"month_paid": True, "paid_on": date(2026, 3, 31)}, "paid_in_grace"),
    ("VT", {"month_paid": True, "paid_on": date(2026, 4, 1)}, "2026-03-31"),
])  # fmt: skip
def test_without_credit_the_states_own_row_decides_and_where_there_is_none_nothing_is_guessed(state, said, expected):
    assert outcome(ask("nonpayment", state, "2026-03-01", **said)) == expected


@pytest.mark.parametrize(("name", "event", "expected", "window"), [
    ("medicaid_gain", "2026-03-15", "2026-03-14", ("2026-03-14", "2026-03-14")),
    ("medicaid_gain", "2024-03-01", "2024-02-29", ("2024-02-29", "2024-02-29")),
    ("medicaid_gain", "2026-01-01", "2025-12-31", ("2025-12-31", "2025-12-31")),
    ("plan_change", "2026-03-01", "2026-02-28", ("2026-02-28", "2026-02-28")),
    ("death", "2024-02-29", "2024-02-29", ("2024-02-29", "2024-02-29")),
    ("death", "2025-12-31", "2025-12-31", ("2025-12-31", "2025-12-31")),
    ("lost_eligibility", "2026-03-01", "2026-03-31", ("2026-03-01", "2026-03-31")),
    ("lost_eligibility", "2024-02-29", "2024-02-29", ("2024-02-29", "2024-02-29")),
])  # fmt: skip
def test_each_cause_has_its_last_day(name, event, expected, window):
    found = got(name, "VT", event)
    assert (str(found.effective_date), found.means) == (expected, "last_day_of_coverage")
    assert tuple(map(str, found.window)) == window


@pytest.mark.parametrize(("noticed", "earliest"), [
    ("2026-06-10", "2026-07-11"),  # June 11 to July 10 are thirty days
    ("2026-01-30", "2026-03-02"),
    ("2024-01-30", "2024-03-01"),
    ("2025-12-31", "2026-01-31"),
])  # fmt: skip
def test_coverage_is_rescinded_on_the_day_after_thirty_days_of_notice_or_later(noticed, earliest):
    found = got("rescission", "VT", noticed)
    assert (found.effective_date, found.window) == (day(earliest), (day(earliest), None))
    assert (found.means, found.citation) == ("first_day_to_act", "45 CFR 147.128(a), 155.430(b)(2)(iii)")


@pytest.mark.parametrize(("starts", "received", "kind", "due"), [
    ("2026-03-01", "2026-02-10", "", "2026-03-31"),
    ("2026-02-01", "2026-01-10", "", "2026-03-03"),
    ("2024-02-01", "2024-01-10", "", "2024-03-02"),
    ("2026-02-14", "2026-03-20", "", "2026-04-19"),  # back to a birth: 30 days from receipt
    ("2026-03-01", "2026-03-01", "", "2026-03-31"),
    ("2026-03-01", "2026-02-10", "special", "2026-03-31"),
    ("2017-03-01", "2017-01-16", "special", "2017-02-15"),
    ("2017-03-01", "2017-01-17", "special", "2017-03-31"),
    ("2014-01-01", "2013-12-20", "", "2013-12-31"),  # by the calendar, before 155.400(e)
])  # fmt: skip
def test_the_first_payment_is_due_thirty_days_after_coverage_starts_or_the_enrollment_came(starts, received, kind, due):
    found = got("binder", "NH", starts, received, kind=kind)
    assert (found.effective_date, found.window) == (day(due), (day(received), day(due)))
    assert found.notes[0] == f"paid by then, coverage starts on {starts}"
    assert outcome(ask("binder", "NH", starts, received, kind=kind, paid_on=day(due))) == starts
    late = date.fromordinal(day(due).toordinal() + 1)
    assert outcome(ask("binder", "NH", starts, received, kind=kind, paid_on=late)) == "binder_late"


@pytest.mark.parametrize(("state", "starts", "due"), [
    ("NH", "2014-01-01", "2013-12-31"),
    ("NH", "2014-05-01", "2014-04-30"),
    ("VT", "2014-02-01", "2014-01-31"),
    ("MA", "2014-01-01", "2014-01-10"),
    ("MA", "2014-02-01", "2014-01-23"),
    ("MA", "2026-01-01", "2025-12-23"),
    ("NH", "2026-01-01", "2026-01-31"),
])  # fmt: skip
def test_the_first_payment_has_its_day_also_where_nobody_says_when_the_enrollment_came(state, starts, due):
    found = got("binder", state, starts)
    assert (found.effective_date, found.window) == (day(due), (None, day(due)))


def test_where_the_calendar_of_2014_has_no_such_start_the_first_payment_is_not_known():
    with pytest.raises(MissingLaw, match=r"payment\.binder is not known for 2014-08-01"):
        ask("binder", "NH", "2014-08-01")


@pytest.mark.parametrize(("starts", "received", "due"), [
    ("2014-01-01", "2013-12-31", "2014-01-10"),
    ("2014-05-01", "2014-03-31", "2014-04-23"),
    ("2026-01-01", "2025-12-23", "2025-12-23"),
    ("2026-02-01", "2025-12-24", "2026-01-23"),
    ("2026-04-01", "2026-03-10", "2026-03-23"),
    ("2026-04-01", "2026-03-23", "2026-03-23"),
    ("2026-04-01", "2026-03-24", "chosen_after_due_day"),
    ("2026-01-01", "2025-12-24", "chosen_after_due_day"),
])  # fmt: skip
def test_massachusetts_takes_the_first_payment_by_the_23rd(starts, received, due):
    found = ask("binder", "MA", starts, received)
    assert (str(found.window[1]) if isinstance(found, Answer) else found.code) == due


def test_where_the_day_of_the_enrollment_is_not_said_it_came_before_coverage_starts():
    assert got("binder", "NH", "2026-03-01").window == (None, date(2026, 3, 31))
    assert got("binder", "MA", "2026-03-01").window == (None, date(2026, 2, 23))
    with pytest.raises(Incomplete, match="the issuer had"):
        ask("binder", "NH", "2017-01-01", kind="special")


def test_vermonts_own_limit_is_not_known_and_the_answer_says_so():
    assert "not known" in got("binder", "VT", "2026-04-01", "2026-03-10").notes[1]


@pytest.mark.parametrize(("event", "kind", "last"), [
    ("2020-02-01", "income", "2020-05-01"),
    ("2026-03-01", "income", "2026-05-30"),
    ("2026-03-01", "status", "2026-06-04"),
    ("2023-06-17", "income", "2023-09-15"),
    ("2023-06-18", "income", "2023-11-15"),  # 60 days more, 88 FR 25740
    ("2025-08-24", "income", "2026-01-21"),
    ("2025-08-25", "income", "2025-11-23"),
    ("2024-03-01", "status", "2024-06-04"),
    ("2026-03-01", "", "2026-05-30"),
])  # fmt: skip
def test_an_inconsistency_is_settled_in_90_days_or_95(event, kind, last):
    found = got("inconsistency", "NH", event, kind=kind)
    assert (found.effective_date, found.window, found.means) == (day(last), (day(event), day(last)), "last_day_to_act")


def test_an_inconsistency_of_unsaid_kind_names_both_days():
    assert "2026-06-04" in got("inconsistency", "NH", "2026-03-01").notes[0]


@pytest.mark.parametrize("event", YEARS)
@pytest.mark.parametrize(("name", "days"), [
    ("appeal", 90), ("appeal_to_hhs", 30), ("change_report", 30), ("data_match", 30), ("renewal_error_report", 30),
])  # fmt: skip
def test_each_clock_runs_its_days_from_day_0(name, days, event):
    found = got(name, "VT", event)
    assert (found.effective_date - day(event)).days == days
    assert found.window == (day(event), found.effective_date)


def test_clocks_over_a_leap_day_and_the_end_of_a_year():
    assert str(got("appeal", "NH", "2023-12-01").effective_date) == "2024-02-29"
    assert str(got("appeal", "NH", "2024-12-01").effective_date) == "2025-03-01"
    assert str(got("change_report", "NH", "2024-01-31").effective_date) == "2024-03-01"


@pytest.mark.parametrize(("event", "expected"), [
    ("2026-03-01", "2026-04-01"), ("2026-03-31", "2026-04-01"), ("2025-12-16", "2026-01-01"), ("2014-05-16", "2014-06-01"),
])  # fmt: skip
def test_a_redetermined_change_counts_from_the_first_after_the_notice(event, expected):
    assert outcome(ask("change_effective", "NH", event)) == expected


@pytest.mark.parametrize(("event", "later"), [
    ("2026-03-15", None),
    ("2026-03-16", "2026-05-01"),
    ("2026-12-31", "2027-02-01"),
    ("2014-02-16", "2014-04-01"),
])  # fmt: skip
def test_less_credit_told_of_after_the_15th_counts_a_month_later(event, later):
    """45 CFR 155.330(f)(3)."""
    told = () if later is None else (
        f"less credit, or another level of cost sharing, counts from {later}: 45 CFR 155.330(f)(3); 78 FR 42318",
    )  # fmt: skip
    assert got("change_effective", "NH", event).notes == told


def test_what_would_end_or_change_after_an_exchange_has_left_the_state_has_no_day():
    """45 CFR 155.106. Kentucky left the federal platform with plan year 2022, Virginia with 2024, Idaho with 2015."""
    assert outcome(ask("termination_request", "KY", "2021-12-10", requested=day("2021-12-31"))) == "2021-12-31"
    assert outcome(ask("termination_request", "KY", "2021-12-10", requested=day("2022-01-01"))) == "ended_with_exchange"
    assert outcome(ask("termination_request", "ID", "2014-12-17")) == "2014-12-31"
    assert outcome(ask("termination_request", "ID", "2014-12-18")) == "ended_with_exchange"  # 14 days later: January 1
    assert outcome(ask("change_effective", "VA", "2023-11-30")) == "2023-12-01"
    assert outcome(ask("change_effective", "VA", "2023-12-01")) == "counts_elsewhere"
    assert outcome(ask("lost_eligibility", "VA", "2023-12-20")) == "2023-12-31"
    paid = {"credit": True, "month_paid": True}
    assert outcome(ask("nonpayment", "KY", "2021-11-01", **paid)) == "2021-11-30"  # though grace would run to January
    assert outcome(ask("appeal", "KY", "2021-12-10")) == "2022-03-10"
