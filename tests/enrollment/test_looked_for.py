"""What is looked for before a choice, so that it is read only where it is there."""

from datetime import date
from uuid import uuid4

import pytest

from coverport.core.access import Actor
from coverport.enrollment.actions import select_plan, tell_event
from coverport.enrollment.choice.held import There, look
from coverport.enrollment.choice.refusals import PlanClosed
from coverport.enrollment.choice.selection import offer
from coverport.enrollment.models import Enrollment
from coverport.plans.certification.suppression import lift_suppression, suppress_plan
from coverport.plans.models import Suppression
from tests.applications.households import decided, somebody
from tests.enrollment.choices import cheapest, choose, shown

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_sale")]
DAY, SYSTEM = date(2013, 12, 10), Actor.system("test")
NOTHING = There(sent=False, periods=False, held=False, closed=False)


@pytest.fixture
def application(ana, federal):
    return decided(ana, federal)[0]


def looked(application, on=DAY, submission=None):
    return look(application, submission or uuid4(), on=on)


def test_who_chooses_for_the_first_time_has_nothing_of_it(application, ana, federal):
    choose(decided(somebody("other@example.org"), federal)[0])
    assert looked(application) == NOTHING


def test_a_special_period_is_there_from_its_first_to_its_last_day(application, ana):
    june = date(2014, 6, 10)
    tell_event(
        actor=Actor.person(ana), application=application, event="loss_of_coverage", event_date=date(2014, 5, 31), cause="other",
        on=june,
    )  # fmt: skip
    days = (date(2014, 5, 30), date(2014, 5, 31), date(2014, 7, 30), date(2014, 7, 31))
    assert [looked(application, on).periods for on in days] == [False, True, True, False]


def test_an_enrollment_of_the_year_or_the_year_before_is_there_whatever_became_of_it(application):
    enrollment = choose(application)
    found = []
    for year in (2012, 2013, 2014, 2015):
        Enrollment.objects.filter(pk=enrollment.pk).update(year=year)
        found.append(looked(application).held)
    assert found == [False, True, True, False]


def test_a_form_that_was_sent_before_is_found_whoever_sent_it(application, federal):
    sent = uuid4()
    choose(decided(somebody("other@example.org"), federal)[0], submission=sent)
    assert [looked(application, submission=each).sent for each in (sent, uuid4())] == [True, False]


def test_a_plan_that_closes_while_the_page_is_open_is_not_signed_for(application, federal, vermont):
    plan_id, owner = cheapest(application), Actor.person(application.household.owner)
    seen = offer(application, plan_id, None, on=DAY)
    row = suppress_plan(actor=SYSTEM, exchange=federal, year=2014, plan_id=plan_id, reason="No hospital.", on=DAY)
    assert looked(application).closed
    with pytest.raises(PlanClosed):
        select_plan(
            actor=owner, application=application, plan_id=plan_id, people=None, credit=0, signature="Ana Rivera",
            shown=shown(seen, 0), submission=uuid4(), on=DAY,
        )  # fmt: skip
    lift_suppression(actor=SYSTEM, exchange=federal, suppression=row, on=DAY)
    assert looked(application) == NOTHING
    Suppression.objects.update(exchange=vermont, lifted_on=None)
    assert looked(application) == NOTHING
