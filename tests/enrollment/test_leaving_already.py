"""Who is to leave a plan on a later day, and dies before it, or may come back after all."""

from datetime import date

import pytest

from coverport.core.access import Actor
from coverport.enrollment.actions import settle_change
from coverport.enrollment.models import Change
from tests.applications.households import ANA, BURLINGTON, LUIS, person
from tests.edi.test_portal import staff
from tests.enrollment.lives import agreed, answer_anew, covered, months, reported, told_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_sale")]


def days(enrollment):
    found = enrollment.members.filter(active=True).select_related("person").order_by("position")
    return [(one.person.first_name, one.coverage.lower, one.coverage.upper) for one in found]


def test_who_dies_before_the_day_on_which_they_were_to_leave_is_covered_to_the_day_of_death(ana, vermont):
    one = covered(ana, vermont, (ANA, LUIS), income=60_000_00, contact=BURLINGTON)
    luis = one.members.get(subscriber=False).person.reference
    agreed(reported(one, "drop_member", date(2014, 4, 30), on=date(2014, 3, 20), people=[luis]), on=date(2014, 3, 20))
    whole = months(one)[3][0]
    heard = len(told_of(one))
    agreed(reported(one, "death", date(2014, 4, 6), on=date(2014, 4, 10), people=[luis]), on=date(2014, 4, 10))
    assert ("Luis", date(2014, 1, 1), date(2014, 4, 7)) in days(one)
    april, may = months(one)[4][0], months(one)[5][0]
    assert april == may + round((whole - may) * 6 / 30)
    assert told_of(one)[heard:] == ["changed"]


def test_a_child_who_never_came_comes_after_all_on_the_same_day(ana, vermont):
    one = covered(ana, vermont, (ANA, LUIS), income=75_000_00, contact=BURLINGTON)
    birth = reported(one, "birth", date(2014, 1, 6), on=date(2014, 1, 10))
    answer_anew(birth, on=date(2014, 1, 10), people=[person("Mia", date(2014, 1, 6), "child")], income=75_000_00)
    agreed(birth, on=date(2014, 1, 10))
    worker = Actor.person(staff(vermont, "worker@exchange.example", "state_worker"))
    less = reported(one, "correction", date(2014, 1, 12), on=date(2014, 1, 12))
    answer_anew(less, on=date(2014, 1, 12), income=60_000_00)  # Dr. Dynasaur from her birth on
    Change.objects.filter(pk=less.pk).update(status="needs_person", asks="not_possible")
    less.refresh_from_db()
    settle_change(actor=worker, change=less, answer="It was so then.", grant=date(2014, 1, 1), on=date(2014, 1, 12))
    assert "Mia" not in {name for name, _, _ in days(one)}
    again = reported(one, "birth", date(2014, 1, 6), on=date(2014, 1, 20))
    answer_anew(again, on=date(2014, 1, 20), income=110_000_00)
    agreed(again, on=date(2014, 1, 20))
    assert days(one)[2:] == [("Mia", date(2014, 1, 6), date(2015, 1, 1))]


def test_a_child_who_was_to_leave_and_may_stay_after_all_stays_without_a_gap(ana, vermont):
    one = covered(ana, vermont, (ANA, LUIS), income=75_000_00, contact=BURLINGTON)
    birth = reported(one, "birth", date(2014, 1, 6), on=date(2014, 1, 10))
    answer_anew(birth, on=date(2014, 1, 10), people=[person("Mia", date(2014, 1, 6), "child")], income=75_000_00)
    agreed(birth, on=date(2014, 1, 10))
    less = reported(one, "income", date(2014, 2, 3), on=date(2014, 2, 3))
    answer_anew(less, on=date(2014, 2, 3), income=50_000_00)  # Dr. Dynasaur from March on
    agreed(less, on=date(2014, 2, 3))
    assert days(one)[-1] == ("Mia", date(2014, 1, 6), date(2014, 3, 1))
    again = reported(one, "birth", date(2014, 2, 8), on=date(2014, 2, 10))
    answer_anew(again, on=date(2014, 2, 10), people=[person("Tom", date(2014, 2, 8), "child")], income=110_000_00)
    agreed(again, on=date(2014, 2, 10))
    assert days(one)[2:] == [
        ("Mia", date(2014, 1, 6), date(2014, 3, 1)),
        ("Mia", date(2014, 3, 1), date(2015, 1, 1)),
        ("Tom", date(2014, 2, 8), date(2015, 1, 1)),
    ]
