"""A plan that was told is carried out as it was where nothing changed since, and worked out anew where anything did."""

import random
from datetime import date, timedelta

import pytest
from django.db import connection

from coverport.applications.models import Applicant, Determination
from coverport.enrollment.models import Enrollment, EnrollmentMember, Renewal
from coverport.enrollment.renewal import households
from coverport.enrollment.renewal.kept import as_told
from coverport.enrollment.renewal.terms import Terms
from coverport.plans.models import Suppression
from tests.applications.households import ANA, LUIS, MIA, TOM, person
from tests.enrollment.renewal.market import DONE, TOLD, crosswalk, enrolled, next_of, renewal_of, run

pytestmark = pytest.mark.django_db


def terms_of(exchange, on=DONE) -> Terms:
    return Terms(exchange, "NH", 2027, on)


def standing(exchange) -> int:
    """Of how many households the plan stands as it was told."""
    terms = terms_of(exchange)
    found = households.load(terms, households.locked(households.to_enroll(terms)))
    return len(as_told(terms, found))


def test_plans_of_drawn_families_stand_and_are_what_planning_anew_gives(federal_years):
    """That each of them is, `anew` looks at whenever they are used."""
    drawn = random.Random(8)
    for number in range(14):
        you = person("Ana", date(drawn.randint(1962, 1998), drawn.randint(1, 12), 5), tobacco=drawn.random() < 0.3)
        people = [you, *drawn.choice(((), (LUIS,), (MIA,), (LUIS, MIA, TOM)))]
        enrolled(
            people, email=f"family{number}@example.org", level=drawn.choice(("bronze", "silver", "gold")),
            income=drawn.randint(20, 130) * 1000_00, consent_years=drawn.choice((0, 5, 5)), credit=drawn.choice((None, 0)),
        )  # fmt: skip
    run(TOLD)
    told = Renewal.objects.filter(status="told")
    assert told.filter(plan__isnull=False).count() == standing(federal_years) == told.count() > 10
    run(DONE)
    done = Renewal.objects.filter(status="renewed")
    assert done.count() == Enrollment.objects.filter(year=2027, follows__isnull=False).count() > 10
    # What is done need not be known again.
    assert not Renewal.objects.filter(plan__isnull=False).exists()


def test_where_it_stands_the_decision_is_not_even_read(federal_years, django_assert_num_queries):
    before = enrolled([ANA, LUIS])
    run(TOLD)
    terms = terms_of(federal_years)
    found = households.load(terms, households.locked(households.to_enroll(terms)))
    plans = as_told(terms, found)[before.application.household_id]
    assert "decided" not in vars(plans.projection)
    with django_assert_num_queries(1):
        assert plans.projection.decided.coverage_family


def test_it_is_sealed(federal_years):
    before = enrolled([ANA])
    run(TOLD)
    assert renewal_of(before).plan is not None
    with connection.cursor() as cursor:
        cursor.execute("SELECT plan FROM enrollment_renewal")
        ((kept,),) = cursor.fetchall()
    assert before.members.get().person.reference not in kept
    assert renewal_of(before).plan_id not in kept


def born_later(before: Enrollment) -> None:
    person = before.members.get(subscriber=True).person
    person.birth_date += timedelta(days=1)
    person.save()


def less_wanted(before: Enrollment) -> None:
    Enrollment.objects.filter(pk=before.pk).update(elected_cents=1_00)


def leaves(before: Enrollment) -> None:
    EnrollmentMember.objects.filter(enrollment=before, subscriber=False).update(
        coverage=(date(2026, 1, 1), date(2026, 12, 1))
    )


def uses_no_more(before: Enrollment) -> None:
    Applicant.objects.filter(application=renewal_of(before).application_id, position=0).update(tobacco=True)


def decided_again(before: Enrollment) -> None:
    told = renewal_of(before).determination
    told.pk, told.again, told.reference = None, told.again + 1, "DDDDDDDDD"
    told.save(force_insert=True)
    assert Determination.objects.filter(application=told.application_id).count() == 2


def costs_other(before: Enrollment) -> None:
    Enrollment.objects.filter(pk=before.pk).update(premium_cents=before.premium_cents + 1)


def sent_elsewhere(before: Enrollment) -> None:
    crosswalk(before.plan_id, renewal_of(before).plan_id[:-4] + "9999")


def closed(before: Enrollment) -> None:
    Suppression.objects.create(
        exchange=before.exchange,
        year=2027,
        plan_id=renewal_of(before).plan_id,
        since=TOLD,
        reason="The insurer leaves.",
    )


def without_credit(before: Enrollment) -> None:
    Renewal.objects.filter(before=before).update(with_credit=False)


def in_another_shape(before: Enrollment) -> None:
    renewal = renewal_of(before)
    renewal.plan = ["of an older version"]
    renewal.save()


@pytest.mark.parametrize(
    "change",
    [born_later, less_wanted, leaves, uses_no_more, decided_again, costs_other, sent_elsewhere, closed, without_credit, in_another_shape],
    ids=lambda change: change.__name__,
)  # fmt: skip
def test_whatever_it_rests_on_is_other_it_is_planned_anew(federal_years, change):
    before = enrolled([ANA, LUIS])
    run(TOLD)
    assert standing(federal_years) == 1
    change(before)
    assert standing(federal_years) == 0
    run(DONE)
    assert renewal_of(before).status != "told"
    assert renewal_of(before).plan is None


def test_what_was_changed_since_counts(federal_years):
    before = enrolled([ANA, LUIS])
    run(TOLD)
    leaves(before)
    run(DONE)
    assert [each.person.first_name for each in next_of(before).members.select_related("person")] == ["Ana"]
