"""Who came onto a plan in the year, or left it, has the same days on the one that goes on from it, however early that begins."""

from datetime import date

import pytest

from coverport.core.access import Actor
from coverport.enrollment.actions import settle_change
from coverport.enrollment.models import Change, Enrollment
from tests.applications.households import ANA, BURLINGTON, LUIS, person
from tests.edi.test_portal import staff
from tests.enrollment.lives import agreed, answer_anew, covered, months, reported

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_sale")]
BORN = date(2014, 6, 5)


@pytest.fixture
def with_mia(ana, vermont) -> Enrollment:
    """Ana and Luis since January, Mia since her birth in June."""
    one = covered(ana, vermont, (ANA, LUIS), income=75_000_00, contact=BURLINGTON)
    change = reported(one, "birth", BORN, on=date(2014, 6, 10))
    answer_anew(change, on=date(2014, 6, 10), people=[person("Mia", BORN, "child")], income=75_000_00)
    agreed(change, on=date(2014, 6, 10))
    return one


def days(enrollment: Enrollment) -> dict[str, tuple[date, date]]:
    return {
        member.person.first_name: (member.coverage.lower, member.coverage.upper)
        for member in enrollment.members.filter(active=True).select_related("person")
    }


def granted_from_march(enrollment, vermont, on: date, **more) -> Enrollment:
    """Staff find that the household had less income from March on: other cost sharing, and so another enrollment."""
    worker = Actor.person(staff(vermont, "worker@exchange.example", "state_worker"))
    change = reported(enrollment, "correction", on, on=on)
    answer_anew(change, on=on, income=24_000_00, **more)
    Change.objects.filter(pk=change.pk).update(status="needs_person", asks="not_possible")
    change.refresh_from_db()
    settle_change(actor=worker, change=change, answer="It was so then.", grant=date(2014, 3, 1), on=on)
    new = Enrollment.objects.order_by("pk").last()
    assert (new.csr_variant != enrollment.csr_variant, new.follows) == (True, enrollment)
    return new


def test_who_married_in_july_is_on_other_cost_sharing_granted_from_march_since_then(ana, vermont):
    one = covered(ana, vermont, (ANA,), income=34_000_00, contact=BURLINGTON)
    change = reported(one, "marriage", date(2014, 6, 20), on=date(2014, 6, 25))
    answer_anew(change, on=date(2014, 6, 25), people=[LUIS], income=50_000_00)
    agreed(change, on=date(2014, 6, 25))
    new = granted_from_march(one, vermont, date(2014, 8, 1))
    assert days(new) == {
        "Ana": (date(2014, 3, 1), date(2015, 1, 1)), "Luis": (date(2014, 7, 1), date(2015, 1, 1)),
    }  # fmt: skip
    prices = {month: premium for month, (premium, _) in months(new).items()}
    assert prices == {**dict.fromkeys(range(3, 7), 40035), **dict.fromkeys(range(7, 13), 80070)}


def test_who_left_in_may_keeps_the_months_until_then(ana, vermont):
    one = covered(ana, vermont, (ANA, LUIS), income=60_000_00, contact=BURLINGTON)
    luis = one.members.get(subscriber=False).person.reference
    agreed(reported(one, "drop_member", date(2014, 5, 31), on=date(2014, 5, 10), people=[luis]), on=date(2014, 5, 10))
    new = granted_from_march(one, vermont, date(2014, 8, 1))
    assert days(new) == {
        "Ana": (date(2014, 3, 1), date(2015, 1, 1)), "Luis": (date(2014, 3, 1), date(2014, 6, 1)),
    }  # fmt: skip
    prices = {month: premium for month, (premium, _) in months(new).items()}
    assert prices == {**dict.fromkeys(range(3, 6), 80070), **dict.fromkeys(range(6, 13), 40035)}


def test_a_subscriber_whose_death_before_a_birth_is_told_after_it(with_mia, vermont):
    who = with_mia.members.get(subscriber=True).person.reference
    agreed(reported(with_mia, "death", date(2014, 3, 20), on=date(2014, 7, 1), people=[who]), on=date(2014, 7, 1))
    new = Enrollment.objects.order_by("pk").last()
    assert days(new)["Mia"] == (BORN, date(2015, 1, 1))
    assert days(new)["Luis"] == (date(2014, 3, 21), date(2015, 1, 1))
