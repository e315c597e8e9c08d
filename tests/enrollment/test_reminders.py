"""Who could have a plan and has none is written to, 14 and 4 days before the last day, once each; nobody else is."""

from datetime import date

import pytest

from coverport.enrollment.reminders import remind
from coverport.notices.blocks import texts
from coverport.notices.models import Notice
from tests.applications.households import ANA, BURLINGTON, LUIS, MIA, decided, somebody
from tests.enrollment.choices import choose

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_sale")]


@pytest.fixture
def waiting(vermont):
    """Ana has decided nothing yet."""
    return decided(somebody("a@example.org"), vermont, (ANA, LUIS), income=52_000_00, contact=BURLINGTON)[0]


def letters() -> list[Notice]:
    return list(Notice.objects.filter(kind="deadline_reminder").order_by("id"))


def said_in(notice: Notice) -> str:
    return "\n".join(texts(notice.content))


def test_only_on_the_days_before_december_23(vermont, waiting):
    days = {8: 0, 9: 1, 10: 0, 18: 0, 19: 1, 20: 0, 23: 0, 24: 0}
    assert {day: remind(vermont, on=date(2013, 12, day)) for day in days} == days
    assert [letter.on.day for letter in letters()] == [9, 19]


def test_it_says_what_to_do_by_when_and_what_a_later_choice_means(vermont, waiting):
    remind(vermont, on=date(2013, 12, 19))
    said = said_in(letters()[0])
    assert letters()[0].title == "Your last day is December 23, 2013."
    assert "Choose a plan for coverage from January 1, 2014." in said
    assert "If you choose later, you are covered from February 1, 2014 or later." in said


def test_before_the_season_ends_it_says_that_then_only_a_change_in_life_helps(vermont, waiting):
    remind(vermont, on=date(2014, 3, 27))
    assert "plans of 2014 can be chosen only after a change in your life" in said_in(letters()[0])


def test_run_twice_on_a_day_it_writes_once(vermont, waiting):
    remind(vermont, on=date(2013, 12, 19))
    remind(vermont, on=date(2013, 12, 19))
    assert len(letters()) == 1


def test_who_has_chosen_is_left_alone(vermont, waiting):
    choose(waiting)
    assert remind(vermont, on=date(2013, 12, 19)) == 0


def test_who_gets_medicaid_is_not_told_to_choose_a_plan(vermont):
    decided(somebody("m@example.org"), vermont, (ANA, MIA), income=8_000_00, contact=BURLINGTON)
    assert remind(vermont, on=date(2013, 12, 19)) == 0


def test_in_spanish(vermont):
    user = somebody("a@example.org")
    user.language = "es"
    user.save()
    decided(user, vermont, (ANA,), income=30_000_00, contact=BURLINGTON)
    remind(vermont, on=date(2013, 12, 19))
    assert "Elija un plan" in said_in(letters()[0])
    assert "Choose" not in said_in(letters()[0])
