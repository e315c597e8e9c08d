"""When coverage starts: a pure function over the exchanges' calendars."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coverport.enrollment.rules.effective_date import Closed, CoverageStart, effective_date
from coverport.exchanges import calendar
from coverport.exchanges.calendar import Window

FEDERAL, VERMONT = calendar.load("federal").windows, calendar.load("vt").windows
IN_LINE = date(2014, 3, 31)


def start(windows, selected, in_line=None) -> CoverageStart:
    found = effective_date(windows, plan_year=2014, selected=selected, in_line=in_line)
    assert isinstance(found, CoverageStart), found
    return found


@pytest.mark.parametrize(
    ("selected", "starts", "basis"),
    [
        (date(2013, 10, 1), date(2014, 1, 1), "regulatory"),
        (date(2013, 12, 22), date(2014, 1, 1), "regulatory"),
        (date(2013, 12, 23), date(2014, 1, 1), "regulatory"),  # 78 FR 76212: the deadline itself counts
        (date(2013, 12, 24), date(2014, 1, 1), "operational"),  # honored to 23:59 Eastern
        (date(2013, 12, 25), date(2014, 2, 1), "regulatory"),
        (date(2014, 1, 15), date(2014, 2, 1), "regulatory"),
        (date(2014, 1, 16), date(2014, 3, 1), "regulatory"),
        (date(2014, 2, 15), date(2014, 3, 1), "regulatory"),
        (date(2014, 2, 16), date(2014, 4, 1), "regulatory"),
        (date(2014, 3, 15), date(2014, 4, 1), "regulatory"),
        (date(2014, 3, 16), date(2014, 5, 1), "regulatory"),
        (date(2014, 3, 31), date(2014, 5, 1), "regulatory"),
    ],
)
def test_federal_coverage_for_2014_starts_by_the_day_of_the_choice(selected, starts, basis):
    found = start(FEDERAL, selected)
    assert (found.starts, found.basis) == (starts, basis)


@pytest.mark.parametrize(
    ("selected", "starts"),
    [
        (date(2013, 12, 22), date(2014, 1, 1)),
        (date(2013, 12, 23), date(2014, 1, 1)),
        (date(2013, 12, 24), date(2014, 2, 1)),  # Vermont did not honor the 24th
        (date(2014, 1, 15), date(2014, 2, 1)),
        (date(2014, 1, 16), date(2014, 3, 1)),
        (date(2014, 3, 31), date(2014, 5, 1)),
    ],
)
def test_vermont_coverage_for_2014_starts_january_first_until_december_23(selected, starts):
    assert start(VERMONT, selected).starts == starts


def test_the_operational_date_wins_and_the_regulation_s_own_is_kept_beside_it():
    found = start(FEDERAL, date(2013, 12, 24))
    assert (found.starts, found.regulatory_starts) == (date(2014, 1, 1), date(2014, 2, 1))
    assert "Eastern" in found.authority
    assert "155.410" in found.regulatory_authority


def test_where_both_agree_both_are_the_same_day():
    found = start(FEDERAL, date(2013, 12, 23))
    assert found.starts == found.regulatory_starts == date(2014, 1, 1)


@pytest.mark.parametrize("windows", [FEDERAL, VERMONT], ids=["federal", "vt"])
@pytest.mark.parametrize(
    ("selected", "in_line", "outcome"),
    [
        (date(2014, 4, 1), date(2014, 3, 31), date(2014, 5, 1)),
        (date(2014, 4, 15), date(2014, 3, 31), date(2014, 5, 1)),
        (date(2014, 4, 15), date(2013, 10, 1), date(2014, 5, 1)),
        (date(2014, 4, 16), date(2014, 3, 31), "after_open_enrollment"),
        (date(2014, 4, 1), date(2014, 4, 1), "not_in_line"),
        (date(2014, 4, 15), None, "not_in_line"),
    ],
)
def test_who_was_in_line_on_march_31_can_finish_until_april_15(windows, selected, in_line, outcome):
    found = effective_date(windows, plan_year=2014, selected=selected, in_line=in_line)
    assert (found.code if isinstance(found, Closed) else found.starts) == outcome


def test_the_regulation_alone_would_let_nobody_in_line_choose_in_april():
    found = start(FEDERAL, date(2014, 4, 10), IN_LINE)
    assert (found.basis, found.regulatory_starts, found.rule) == ("operational", None, "open_enrollment_in_line")


@pytest.mark.parametrize("windows", [FEDERAL, VERMONT], ids=["federal", "vt"])
@pytest.mark.parametrize(
    ("selected", "code"),
    [
        (date(2013, 9, 30), "before_open_enrollment"),
        (date(2014, 4, 16), "after_open_enrollment"),
        (date(2014, 12, 31), "after_open_enrollment"),
    ],
)
def test_nobody_chooses_outside_the_period(windows, selected, code):
    found = effective_date(windows, plan_year=2014, selected=selected, in_line=None)
    assert isinstance(found, Closed)
    assert (found.code, found.opens, found.closed) == (code, date(2013, 10, 1), date(2014, 3, 31))


def test_a_plan_year_without_a_calendar_is_not_guessed():
    found = effective_date(FEDERAL, plan_year=2028, selected=date(2027, 11, 5), in_line=None)
    assert found == Closed("no_calendar", 2028)


def test_windows_that_are_stayed_or_proposed_open_nothing():
    for status in ("stayed", "proposed"):
        row = Window(2015, date(2014, 11, 15), date(2014, 12, 15), date(2015, 1, 1), "x", status=status)
        found = effective_date([row], plan_year=2015, selected=date(2014, 12, 1), in_line=None)
        assert isinstance(found, Closed)


def test_two_rows_of_one_basis_for_one_day_are_a_mistake_of_the_calendar():
    row = Window(2015, date(2014, 11, 15), date(2014, 12, 15), date(2015, 1, 1), "x")
    with pytest.raises(ValueError, match="2 regulatory windows"):
        effective_date([row, row], plan_year=2015, selected=date(2014, 12, 1), in_line=None)


@given(
    windows=st.sampled_from([FEDERAL, VERMONT]),
    selected=st.dates(date(2013, 10, 1), date(2014, 3, 31)),
    in_line=st.none() | st.dates(date(2013, 10, 1), date(2014, 4, 15)),
)
def test_every_day_of_open_enrollment_has_exactly_one_answer(windows, selected, in_line):
    found = start(windows, selected, in_line)
    assert found.starts.day == 1
    assert selected < found.starts
    assert selected < date(2013, 12, 23) or found.starts - selected <= timedelta(days=47)
    assert selected <= found.choose_by
    assert found.pay_by is not None
    assert found.pay_by < found.starts
    assert found.authority


@given(windows=st.sampled_from([FEDERAL, VERMONT]), day=st.dates(date(2013, 10, 1), date(2014, 3, 30)))
def test_a_later_choice_never_starts_earlier(windows, day):
    assert start(windows, day).starts <= start(windows, day + timedelta(days=1)).starts


@given(windows=st.sampled_from([FEDERAL, VERMONT]), day=st.dates(date(2012, 1, 1), date(2016, 1, 1)))
def test_every_day_has_an_answer_or_a_reason(windows, day):
    found = effective_date(windows, plan_year=2014, selected=day, in_line=None)
    assert isinstance(found, CoverageStart) == (date(2013, 10, 1) <= day <= date(2014, 3, 31))
