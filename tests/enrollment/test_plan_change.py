"""Another plan instead of the one that is there, while plans can be chosen."""

from datetime import date

import pytest

from coverport.core.access import Actor
from coverport.core.errors import NotAllowed
from coverport.core.models import Event
from coverport.enrollment.choice.refusals import AlreadyChosen
from tests.applications.households import decided, somebody
from tests.enrollment.choices import choose
from tests.enrollment.lives import covered, months, told_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_sale")]
FEBRUARY = date(2014, 2, 3)


def test_before_it_began_the_old_plan_is_canceled_and_the_new_one_needs_no_new_payment(ana, federal):
    old = covered(ana, federal)
    on = date(2013, 12, 12)
    new = choose(old.application, level="bronze", on=on, instead_of=old)
    old.refresh_from_db()
    assert (old.status, old.end_cause) == ("canceled", "plan_change")
    assert (new.status, new.start, new.follows) == ("effectuated", date(2014, 1, 1), old)
    assert set(months(old).values()) == {(0, 0)}
    ended = Event.objects.get(kind="enrollment.canceled")
    assert ended.pk < Event.objects.get(kind="enrollment.plan_selected", subject=new.reference).pk


def test_in_the_year_the_old_plan_ends_the_day_before_and_the_credit_goes_on(ana, federal):
    old = covered(ana, federal)
    new = choose(old.application, level="bronze", on=FEBRUARY, instead_of=old)
    old.refresh_from_db()
    assert (old.status, old.end, new.start) == ("terminated", date(2014, 2, 28), date(2014, 3, 1))
    assert (new.credit_cents, new.elected_cents) == (8005, None)
    assert [credit for _, credit in months(new).values()] == [8005] * 10
    assert [credit for _, credit in months(old).values()] == [8005] * 2 + [0] * 10
    assert told_of(old)[-1] == "terminated"
    assert told_of(new) == ["plan_selected", "effectuated"]


def test_without_saying_so_nobody_gets_a_second_plan(ana, federal):
    old = covered(ana, federal)
    with pytest.raises(AlreadyChosen):
        choose(old.application, level="bronze", on=FEBRUARY)
    assert told_of(old) == ["plan_selected", "effectuated"]


def test_a_plan_of_another_household_does_not_end_for_it(ana, federal):
    old = covered(ana, federal)
    other = somebody("other@example.org")
    application, _ = decided(other, federal)
    for actor in (Actor.person(other), Actor.system("test")):
        with pytest.raises(NotAllowed):
            choose(application, instead_of=old, actor=actor)
    old.refresh_from_db()
    assert old.status == "effectuated"
