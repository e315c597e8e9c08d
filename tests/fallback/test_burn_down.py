"""The staff's page of a backlog: its age, the rate and clerks that it takes, how it burns down by weeks, and the print run."""

from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from coverport.exchanges.models import Exchange
from coverport.fallback import queries
from coverport.fallback.backlog import make_backlog
from coverport.fallback.chart import burning
from coverport.fallback.queries import Weeks
from coverport.notices.models import PrintRun
from tests.fallback.bridged import DAY, OFFICE
from tests.fallback.conftest import worker_of

AT = "/ma/fallback/"


@pytest.fixture
def massachusetts(db):
    return Exchange.objects.create(slug="ma", name="Massachusetts", sample=True, date_of_record=DAY)


@pytest.fixture
def office(client, massachusetts):
    client.force_login(worker_of(massachusetts))
    return client


def backlog(exchange, paper=250, electronic=10, name="sample"):
    """So many cases from October 1, 2013, to February 15, 2014."""
    make_backlog(
        actor=OFFICE, exchange=exchange, name=name, year=2014, paper=paper, electronic=electronic, first=date(2013, 10, 1), on=DAY
    )  # fmt: skip


def said(answer):
    return " ".join(answer.content.decode().split())


def test_the_page_says_the_rate_the_clerks_and_what_is_left_by_each_week(office, massachusetts):
    backlog(massachusetts)
    page = said(office.get(AT))
    # 260 cases, 31 working days to March 31 and 5 to February 23.
    for words in (
        "To have decided everything by March 31, 2014, the last day to choose a plan for the year: 9 cases a working day.",
        "Clerks whom that takes, at 33 minutes a case and 8 hours a day: 1.",
        "By the next deadline, February 23, 2014: 52 cases a working day. Clerks whom that takes: 4.",
        "How it burns down",
        "The table under the chart says the same.",
        "0 letters on paper are due for the next print run.",
    ):
        assert words in page, words
    weeks = [
        ("February 21, 2014", 215), ("February 28, 2014", 170), ("March 7, 2014", 125), ("March 14, 2014", 80), ("March 21, 2014", 35),
        ("March 28, 2014", 0), ("March 31, 2014", 0),
    ]  # fmt: skip
    for until, left in weeks:
        row = f'<th scope="row" class="num">{until}</th><td class="num end" data-label="Left at the rate needed">{left}</td>'
        assert row + '<td class="num end" data-label="Left at the pace of now">260</td>' in page, until


def test_clerks_follow_the_minutes_that_a_case_takes_and_nonsense_is_refused_at_its_field(office, massachusetts):
    backlog(massachusetts)
    for minutes, clerks in (("1", 1), ("120", 3), ("480", 9)):
        assert f"8 hours a day: {clerks}." in said(office.get(AT, {"minutes": minutes})), minutes
    for minutes in ("0", "481", "x", ""):
        answer = office.get(AT, {"minutes": minutes})
        assert (answer.status_code, "Enter a number from 1 to 480." in said(answer)) == (422, True), minutes
        assert "8 hours a day: 1." in said(answer), "as at 33 minutes"


def test_a_longer_queue_asks_the_database_no_more_often(office, massachusetts):
    def statements():
        cache.clear()
        with CaptureQueriesContext(connection) as asked:
            assert office.get(AT).status_code == 200
        return len(asked)

    backlog(massachusetts, paper=3, electronic=2)
    few = statements()
    backlog(massachusetts, paper=300, electronic=20, name="more")
    assert statements() == few <= 20


def test_without_a_deadline_or_a_queue_nothing_burns_down(office, massachusetts):
    assert "How it burns down" not in said(office.get(AT))
    backlog(massachusetts)
    for day, shown in ((date(2014, 3, 31), True), (date(2014, 4, 15), True), (date(2014, 4, 16), False)):
        found = queries.standing_of(massachusetts, day, queries.queues_of(massachusetts), [])
        assert (queries.weeks_of(massachusetts, day, found, minutes=33) is not None) == shown, day


def test_the_last_print_run_is_named(office, massachusetts):
    run = PrintRun.objects.create(exchange="ma", on=DAY)
    assert f"The last one, {run.reference} of February 15, 2014, took 0 letters." in said(office.get(AT))


def test_the_chart_begins_with_what_waits_and_falls_to_none_on_the_last_day():
    weeks = Weeks(date(2014, 3, 31), 10, 1, 1, ((date(2014, 3, 28), 50, 90), (date(2014, 3, 31), 0, 80)))
    found = burning(weeks, waiting=100, today=date(2014, 3, 24), deadline=date(2014, 3, 28))
    # Seven days on 718 units, 100 cases on 240.
    assert found.needed == "M72.0 20.0L482.3 140.0L790.0 260.0"
    assert found.pace == "M72.0 20.0L482.3 44.0L790.0 68.0"
    assert [(mark.at, mark.text) for mark in found.scale] == [("260.0", 0), ("140.0", 50), ("20.0", 100)]
    assert found.deadline == "482.3"


@pytest.mark.parametrize(("day", "marked"), [(24, False), (25, True), (30, True), (31, False)])
def test_a_deadline_is_marked_where_it_lies_between_today_and_the_last_day(day, marked):
    weeks = Weeks(date(2014, 3, 31), 10, 1, 1, ((date(2014, 3, 31), 0, 80),))
    found = burning(weeks, waiting=1, today=date(2014, 3, 24), deadline=date(2014, 3, day))
    assert bool(found.deadline) == marked


@pytest.mark.parametrize(("weeks", "named"), [(1, 1), (4, 4), (5, 3), (8, 4), (9, 3)])
def test_no_more_weeks_are_named_than_a_phone_has_room_for(weeks, named):
    ends = [date(2014, 2, 14) + timedelta(weeks=n) for n in range(weeks + 1)]
    found = burning(Weeks(ends[-1], 1, 1, 1, tuple((end, 0, 0) for end in ends)), waiting=1, today=DAY, deadline=None)
    assert len(found.days) == named
