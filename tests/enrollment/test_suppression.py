"""A suppressed plan takes nobody new and keeps its people; a corrected catalog leaves old enrollments as they were."""

from datetime import date

import pytest

from coverport.accounts.models import Role
from coverport.accounts.roles import grant_role
from coverport.core.access import Actor
from coverport.core.errors import NotAllowed
from coverport.core.models import Event
from coverport.enrollment.choice.refusals import PlanClosed
from coverport.enrollment.models import Enrollment
from coverport.enrollment.queries import told
from coverport.plans import catalogs
from coverport.plans.certification.suppression import lift_suppression, open_place, suppress_plan
from coverport.plans.models import Suppression
from coverport.shopping.quote import benchmark_in
from tests.applications.households import decided, somebody
from tests.enrollment.choices import cheapest, choose

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_sale")]
DAY = date(2013, 12, 11)
SYSTEM = Actor.system("test")


def suppress(federal, plan_id, **more):
    given = {
        "actor": SYSTEM,
        "exchange": federal,
        "year": 2014,
        "plan_id": plan_id,
        "reason": "No hospital.",
        "on": DAY,
    }
    return suppress_plan(**given | more)


def test_who_has_the_plan_keeps_it_and_nobody_new_can_choose_it(ana, federal):
    application, _ = decided(ana, federal)
    enrollment = choose(application)
    suppress(federal, enrollment.plan_id)
    enrollment.refresh_from_db()
    assert (enrollment.status, told(enrollment).premium) == ("selected", enrollment.premium_cents)
    other, _ = decided(somebody("other@example.org"), federal)
    with pytest.raises(PlanClosed, match="takes no new people now"):
        choose(other, plan_id=enrollment.plan_id)
    assert choose(other, plan_id=cheapest(other, "gold")).plan_id != enrollment.plan_id
    assert Enrollment.objects.count() == 2


def test_once_the_suppression_is_lifted_the_plan_can_be_chosen_again(ana, federal):
    application, _ = decided(ana, federal)
    plan_id = cheapest(application)
    row = suppress(federal, plan_id)
    lift_suppression(actor=SYSTEM, exchange=federal, suppression=row, on=DAY)
    assert choose(application, plan_id=plan_id).plan_id == plan_id
    kinds = Event.objects.filter(subject=plan_id).order_by("id").values_list("kind", flat=True)
    assert list(kinds) == ["plans.suppressed", "plans.suppression_lifted"]


def test_a_closed_plan_is_no_benchmark_for_who_comes_now(federal, on_sale):
    catalog = catalogs.current("federal", 2014)
    silver = [row for row in catalog.place("33013").rows if catalog.plan_of(int(row)).metal_level == "silver"]
    by_price = sorted(silver, key=lambda row: int(catalog.rates[int(row), 40]))
    second = catalog.plan_id_of(int(by_price[1]))
    suppress(federal, second)
    left = [catalog.plan_id_of(int(row)) for row in open_place(catalog, "33013", None).rows]
    assert second not in left
    assert len(left) == len(catalog.place("33013").rows) - 1
    assert benchmark_in(catalog, open_place(catalog, "33013", None)) is not None


def test_said_twice_it_is_said_once(federal, on_sale):
    assert suppress(federal, "96751NH0150006") == suppress(federal, "96751nh0150006", reason="Again.")
    assert Suppression.objects.count() == 1


def test_a_resident_suppresses_nothing_and_a_state_worker_of_the_exchange_does(ana, federal, vermont, on_sale):
    with pytest.raises(NotAllowed):
        suppress(federal, "96751NH0150006", actor=Actor.person(ana))
    grant_role(actor=SYSTEM, user=ana, exchange=vermont, kind=Role.Kind.STATE_WORKER, on=DAY)
    with pytest.raises(NotAllowed):
        suppress(federal, "96751NH0150006", actor=Actor.person(ana))
    grant_role(actor=SYSTEM, user=ana, exchange=federal, kind=Role.Kind.STATE_WORKER, on=DAY)
    assert suppress(federal, "96751NH0150006", actor=Actor.person(ana)).since == DAY
