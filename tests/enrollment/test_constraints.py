"""What the database refuses, whatever the code does; and two windows at once."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from coverport.applications.models import Person
from coverport.core.access import Actor
from coverport.core.errors import NotAllowed
from coverport.core.models import Event
from coverport.enrollment.actions import cancel_selection, effectuate
from coverport.enrollment.choice.refusals import WrongState
from coverport.enrollment.models import Enrollment, EnrollmentMember, PersonMonth
from coverport.exchanges.models import Exchange
from coverport.notices.models import Notice
from tests.applications.households import decided, publish_samples, somebody
from tests.at_once import at_once
from tests.enrollment.choices import choose

DAY = date(2013, 12, 12)
SYSTEM = Actor.system("test")


@pytest.fixture
def enrollment(on_sale, ana, federal):
    application, _ = decided(ana, federal)
    return choose(application)


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"credit_cents": 8006}, "credit_at_most_ehb_premium"),
        ({"credit_cents": -1}, "credit_at_most_ehb_premium"),
        ({"most_credit_cents": 28837}, "credit_at_most_ehb_premium"),
        ({"premium_cents": 0, "ehb_cents": 0, "credit_cents": 0, "most_credit_cents": 0}, "premium_is_a_price"),
        ({"ehb_cents": 28837}, "premium_is_a_price"),
        ({"status": "effectuated"}, "effectuated_on_a_day"),
        ({"status": "canceled"}, "canceled_on_a_day"),
        ({"canceled_on": DAY}, "canceled_on_a_day"),
        ({"signature": ""}, "enrollment_is_signed"),
    ],
)
def test_the_database_refuses_what_cannot_be(enrollment, changes, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Enrollment.objects.filter(pk=enrollment.pk).update(**changes)


def copy_of(enrollment: Enrollment, **changes) -> Enrollment:
    copy = Enrollment.objects.get(pk=enrollment.pk)
    copy.pk, copy.reference, copy.submission = None, "2222-3333", uuid4()
    for name, value in changes.items():
        setattr(copy, name, value)
    copy.save()
    return copy


def test_an_application_has_one_active_enrollment_of_a_kind(enrollment):
    with pytest.raises(IntegrityError, match="one_active_enrollment_per_application"), transaction.atomic():
        copy_of(enrollment)
    copy_of(enrollment, status="canceled", canceled_on=DAY)


def test_nobody_has_two_overlapping_coverages_of_one_kind(enrollment):
    second = copy_of(enrollment, status="canceled", canceled_on=DAY)
    member = enrollment.members.get()

    def covered(first, after, active=True):
        return EnrollmentMember.objects.create(
            enrollment=second, person=member.person, position=0, relationship="self", age=40, premium_cents=1, active=active,
            coverage=(first, after),
        )  # fmt: skip

    with pytest.raises(IntegrityError, match="no_overlapping_coverage"), transaction.atomic():
        covered(date(2014, 12, 31), date(2015, 1, 1))
    covered(date(2014, 12, 31), date(2015, 1, 1), active=False).delete()
    covered(date(2015, 1, 1), date(2016, 1, 1))


def test_coverage_takes_effect_once_and_is_told_once(enrollment):
    effectuate(actor=SYSTEM, enrollment=enrollment, on=DAY)
    again = effectuate(actor=SYSTEM, enrollment=enrollment, on=date(2013, 12, 13))
    assert (again.status, again.effectuated_on) == ("effectuated", DAY)
    assert Event.objects.filter(kind="enrollment.effectuated").count() == 1
    assert Notice.objects.filter(kind="covered").count() == 1


def test_only_the_system_can_say_that_coverage_is_sure(enrollment, ana):
    with pytest.raises(NotAllowed):
        effectuate(actor=Actor.person(ana), enrollment=enrollment, on=DAY)


def test_a_choice_can_be_taken_back_until_coverage_is_sure(enrollment):
    canceled = cancel_selection(actor=SYSTEM, enrollment=enrollment, on=DAY)
    assert (canceled.status, canceled.canceled_on) == ("canceled", DAY)
    assert not canceled.members.filter(active=True).exists()
    with pytest.raises(WrongState):
        effectuate(actor=SYSTEM, enrollment=enrollment, on=DAY)
    assert choose(enrollment.application).pk != enrollment.pk


def test_what_took_effect_cannot_be_taken_back(enrollment):
    effectuate(actor=SYSTEM, enrollment=enrollment, on=DAY)
    with pytest.raises(WrongState):
        cancel_selection(actor=SYSTEM, enrollment=enrollment, on=DAY)


def test_where_the_insurer_was_told_a_person_cannot_cancel_alone(enrollment, ana):
    with pytest.raises(WrongState) as refused:
        cancel_selection(actor=Actor.person(ana), enrollment=enrollment, on=DAY)
    assert refused.value.code == "insurer_was_told"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("same_form", [True, False])
def test_two_submissions_at_once_give_one_enrollment(same_form):
    publish_samples()
    federal = Exchange.objects.create(slug="federal", name="Federal", date_of_record=date(2013, 12, 10))
    application, _ = decided(somebody(), federal)
    submission = uuid4()
    results = at_once(lambda: choose(application, submission=submission if same_form else uuid4()).pk)
    assert len(results) == 2
    assert len(set(results)) == 1, results
    assert Enrollment.objects.count() == Event.objects.filter(kind="enrollment.plan_selected").count() == 1


def month_of(enrollment: Enrollment, person: int) -> PersonMonth:
    return PersonMonth(
        enrollment=enrollment, person_id=person, month=date(2014, 1, 1), number=9, premium_cents=0, ehb_cents=0, credit_cents=0,
        on=DAY,
    )  # fmt: skip


def test_a_month_is_of_a_member_of_its_enrollment(enrollment):
    member, another = enrollment.members.get(), copy_of(enrollment, status="canceled", canceled_on=DAY)
    stranger = Person.objects.create(household=member.person.household, last_name="Stone", birth_date=date(1980, 5, 1))
    months = [month_of(enrollment, member.person_id)]
    for stray in (
        month_of(enrollment, stranger.pk), month_of(another, member.person_id), month_of(enrollment, stranger.pk + 1)
    ):  # fmt: skip
        with pytest.raises(IntegrityError, match="is no member"), transaction.atomic():
            PersonMonth.objects.bulk_create([*months, stray])
    PersonMonth.objects.bulk_create(months)


def test_a_member_with_months_stays(enrollment):
    member = enrollment.members.get()
    stranger = Person.objects.create(household=member.person.household, last_name="Stone", birth_date=date(1980, 5, 1))
    again = EnrollmentMember.objects.create(
        enrollment=enrollment, person=member.person, position=1, relationship="self", age=40, premium_cents=1, active=False,
        coverage=(DAY, date(2014, 1, 1)),
    )  # fmt: skip
    again.delete()  # one of two rows of the same member
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(IntegrityError, match="the member stays"), transaction.atomic():
            member.delete()
        for change in ("person_id", "enrollment_id"):
            other = stranger.pk if change == "person_id" else copy_of(enrollment, status="canceled", canceled_on=DAY).pk
            with pytest.raises(IntegrityError, match="stays the same person"), transaction.atomic():
                EnrollmentMember.objects.filter(pk=member.pk).update(**{change: other})
    member.refresh_from_db()
    member.save()  # as it is, it may be written again
