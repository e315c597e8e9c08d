"""Enrollments of before the months are kept: they get their last day, what their credit rests on, and their months."""

from datetime import date
from importlib import import_module

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from coverport.applications.models import Person
from coverport.core.access import Actor
from coverport.enrollment.actions import cancel_selection
from coverport.enrollment.changes.recording import months_after
from coverport.enrollment.household_year import load
from coverport.enrollment.models import CreditBasis, Enrollment, PersonMonth
from coverport.enrollment.rules.year import differing
from tests.applications.households import ANA, BURLINGTON, LUIS, MIA, TOM, decided, somebody
from tests.enrollment.choices import choose

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_sale")]
MONTHS_OF_BEFORE = import_module("coverport.enrollment.migrations.0003_months_of_before")
MONTHS_OF_MEMBERS = import_module("coverport.enrollment.migrations.0010_months_of_members")


@pytest.fixture
def before(ana, federal, vermont):
    """As the first version kept them: a single, part of whose credit is used; a family on a tier; a choice taken back."""
    single = choose(decided(ana, federal)[0], credit=5000)
    family = choose(
        decided(somebody("b@example.org"), vermont, (ANA, LUIS, MIA, TOM), income=80_000_00, contact=BURLINGTON)[0]
    )
    canceled = choose(decided(somebody("c@example.org"), federal)[0])
    cancel_selection(actor=Actor.system("test"), enrollment=canceled, on=date(2013, 12, 11))
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("TRUNCATE enrollment_personmonth, enrollment_creditbasis")
    Enrollment.objects.update(elected_cents=None, end=date(2014, 1, 2))
    return single, family, canceled


def test_they_have_the_months_that_they_would_have_now(before):
    single, family, canceled = before
    MONTHS_OF_BEFORE.add_months(apps, None)
    for enrollment, credit in ((single, 5000), (family, family.credit_cents)):
        enrollment.refresh_from_db()
        assert enrollment.end == date(2014, 12, 31)
        january = PersonMonth.objects.filter(enrollment=enrollment, month=date(2014, 1, 1))
        assert sum(january.values_list("premium_cents", flat=True)) == enrollment.premium_cents
        assert sum(january.values_list("credit_cents", flat=True)) == credit
        loaded = load(enrollment.application.household, 2014)
        again = months_after(loaded, loaded.policies, loaded.prices(), loaded.bases, date(2014, 1, 1))
        assert differing(loaded.rows, again) == []
    assert (single.elected_cents, family.elected_cents) == (5000, None)
    assert not PersonMonth.objects.filter(enrollment=canceled).exists()
    assert CreditBasis.objects.count() == 2


def test_a_stranger_s_month_holds_the_upgrade_up_and_a_member_s_does_not(ana, federal):
    enrollment = choose(decided(ana, federal)[0])
    stranger = Person.objects.create(
        household=enrollment.application.household, last_name="Stone", birth_date=date(1980, 5, 1)
    )
    with connection.cursor() as cursor:
        cursor.execute(MONTHS_OF_MEMBERS.CHECK)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("DROP TRIGGER months_of_members ON enrollment_personmonth")
        PersonMonth.objects.create(
            enrollment=enrollment, person=stranger, month=date(2014, 1, 1), number=1, premium_cents=0, ehb_cents=0, credit_cents=0,
            on=date(2013, 12, 12),
        )  # fmt: skip
        with pytest.raises(IntegrityError, match="of which they are no member"), transaction.atomic():
            cursor.execute(MONTHS_OF_MEMBERS.CHECK)
