"""A death within the thirty days after the letter of a renewal, or after the household was enrolled again."""

from datetime import date

import pytest

from coverport.enrollment.changes.following import follow_death
from coverport.enrollment.models import Enrollment, Renewal
from coverport.notices.models import Notice
from tests.applications.households import ANA, LUIS, person
from tests.enrollment.renewal.market import DONE, TOLD, enrolled, renewal_of, run

pytestmark = pytest.mark.django_db
CHILD = person("Mia", date(2015, 6, 1), "child")
DIED, KNOWN = date(2026, 10, 12), date(2026, 10, 15)


def died(enrollment: Enrollment, *, on: date = KNOWN, day: date = DIED) -> None:
    ana = enrollment.members.get(person__first_name="Ana").person.reference
    follow_death(application=enrollment.application, person=ana, died_on=day, on=on)


def test_who_died_alone_after_the_letter_is_not_enrolled_again(federal_years):
    before = enrolled((ANA,), income=30_000_00)
    run(TOLD)
    died(before)
    count = Notice.objects.count()
    run(DONE)
    run(date(2026, 12, 2))
    assert not Enrollment.objects.filter(year=2027).exists()
    assert renewal_of(before).status != Renewal.Status.TOLD
    assert Notice.objects.count() == count


@pytest.mark.parametrize(("who", "left", "name"), [
    ((ANA, LUIS), ["Luis"], "Luis Rivera"),
    ((ANA, CHILD), ["Mia"], "The family of Ana Rivera"),
])  # fmt: skip
def test_who_is_left_is_told_anew_and_enrolled_alone(federal_years, who, left, name):
    before = enrolled(who, income=75_000_00)
    assert Notice.objects.filter(kind="renewal").count() == 0
    run(TOLD)
    assert Notice.objects.get(kind="renewal").content.name == "Ana Rivera"
    died(before)
    run(DONE)
    run(date(2026, 12, 2))
    after = Enrollment.objects.get(year=2027)
    assert [each.person.first_name for each in after.members.filter(active=True)] == left
    last = Notice.objects.filter(kind__in=("renewal", "renewed")).order_by("pk")
    assert {each.content.name for each in last[1:]} == {name}


def test_a_death_after_the_household_was_enrolled_again_reaches_both_years(federal_years):
    before = enrolled((ANA,), income=30_000_00)
    run(TOLD)
    run(DONE)
    assert Enrollment.objects.get(year=2027).status != "canceled"
    died(before, on=date(2026, 11, 10), day=date(2026, 11, 5))
    before.refresh_from_db()
    assert (before.status, before.end) == ("terminated", date(2026, 11, 5))
    assert Enrollment.objects.get(year=2027).status == "canceled"
    assert {each.content.name for each in Notice.objects.filter(on=date(2026, 11, 10))} == {"The family of Ana Rivera"}
