"""An office decides anew: the credit of people who have a plan follows from the first month that begins after it counts."""

from datetime import date

import msgspec
import pytest
from django.db import transaction

from coverport.applications.determining import facts_of
from coverport.applications.models import Application
from coverport.applications.queries import determination_of
from coverport.applications.verification.models import Redetermination
from coverport.applications.verification.redetermining import redetermine
from coverport.core.access import Actor
from coverport.core.models import Event
from coverport.enrollment.changes.following import first_whole_month, follow_decision
from coverport.enrollment.models import Change, Enrollment, PersonMonth
from coverport.notices.blocks import texts
from coverport.notices.models import Notice
from tests.applications.households import ANA, DAY, LUIS
from tests.billing.accounts import deliver
from tests.enrollment.lives import covered, reported

pytestmark = pytest.mark.django_db
US = Actor.system("test")
TOLD = date(2014, 3, 11)


@transaction.atomic
def office_decides(
    enrollment: Enrollment, *, counts: date, leaves: tuple[str, ...] = (), **of_ana: object
) -> Redetermination:
    """By facts of which Ana's are other than she told."""
    application = enrollment.application
    given = facts_of(determination_of(application))
    first, *rest = given.people
    given = msgspec.structs.replace(given, people=(msgspec.structs.replace(first, **of_ana), *rest))
    return redetermine(application, given, by=US, on=TOLD, effective_on=counts, leaves=leaves)


def credit_of(enrollment: Enrollment, month: date) -> int:
    """As it stands in the newest rows of a month."""
    rows = PersonMonth.objects.filter(enrollment__application__household=enrollment.application.household, month=month)
    newest = {(row.enrollment_id, row.person_id): row for row in rows.order_by("number")}
    return sum(row.credit_cents for row in newest.values())


@pytest.mark.parametrize(
    ("counts", "first"),
    [
        (date(2014, 3, 31), date(2014, 4, 1)),
        (date(2014, 4, 1), date(2014, 4, 1)),
        (date(2014, 4, 2), date(2014, 5, 1)),
    ],
)
def test_a_decision_counts_from_the_first_month_that_begins_on_or_after_its_day(counts, first):
    assert first_whole_month(counts) == first


def test_the_credit_ends_and_the_plan_stays_at_its_full_price(ana, federal, on_sale):
    enrollment = covered(ana, federal)
    before = credit_of(enrollment, date(2014, 3, 1))
    assert before > 0
    office_decides(enrollment, counts=date(2014, 4, 1), other_coverage=True)
    deliver()
    enrollment.refresh_from_db()
    assert (enrollment.status, enrollment.end) == ("effectuated", date(2014, 12, 31))
    assert [credit_of(enrollment, date(2014, month, 1)) for month in (3, 4, 12)] == [before, 0, 0]
    assert enrollment.credit_cents == 0
    change = Change.objects.get()
    assert (change.kind, change.status, change.effective_on) == ("redetermined", "done", date(2014, 4, 1))
    assert Notice.objects.filter(kind="coverage_changed").count() == 1
    assert Event.objects.get(kind="enrollment.changed").data["since"] == "2014-04-01"


def test_who_chose_not_to_stay_leaves_and_the_others_stay(ana, federal, on_sale):
    enrollment = covered(ana, federal, [ANA, LUIS], income=40_000_00)
    key = enrollment.members.get(subscriber=True).person.reference
    office_decides(enrollment, counts=date(2014, 4, 1), leaves=(key,), other_coverage=True)
    deliver()
    gone = enrollment.members.get(person__reference=key)
    assert gone.coverage.upper == date(2014, 4, 1), "covered to the last day of March"
    stays = Enrollment.objects.filter(members__person__first_name="Luis", members__active=True, end=date(2014, 12, 31))
    assert stays.count() == 1


def test_everybody_leaves_and_the_plan_ends(ana, federal, on_sale):
    enrollment = covered(ana, federal)
    key = enrollment.members.get().person.reference
    office_decides(enrollment, counts=date(2014, 4, 1), leaves=(key,), other_coverage=True)
    deliver()
    enrollment.refresh_from_db()
    assert (enrollment.status, enrollment.end, enrollment.end_cause) == (
        "terminated",
        date(2014, 3, 31),
        "lost_eligibility",
    )
    letter = "\n".join(texts(Notice.objects.get(kind="termination").content))
    assert "By what we know, nobody on it can have a plan from us any more." in letter
    assert "After the change in your household" not in letter, "nothing changed in it"


def test_income_that_no_record_knows_ends_the_credit_without_a_human(ana, federal, on_sale):
    enrollment = covered(ana, federal)
    office_decides(enrollment, counts=date(2014, 4, 1), income=None, income_year=None)
    deliver()
    assert credit_of(enrollment, date(2014, 4, 1)) == 0
    assert Change.objects.get().status == "done"


def test_said_twice_it_is_done_once_and_a_change_that_was_begun_stays(ana, federal, on_sale):
    enrollment = covered(ana, federal)
    begun = reported(enrollment, "end", date(2014, 4, 30), on=date(2014, 3, 1))
    made = office_decides(enrollment, counts=date(2014, 4, 1), other_coverage=True)
    deliver()
    follow_decision(made=made, on=TOLD)
    assert Change.objects.filter(kind="redetermined").count() == 1
    begun.refresh_from_db()
    assert begun.status == "open"


def test_nobody_is_brought_onto_a_plan_by_it(ana, federal, on_sale):
    enrollment = covered(ana, federal, [ANA, msgspec.structs.replace(LUIS, applies=False)], income=40_000_00)
    office_decides(enrollment, counts=date(2014, 4, 1), other_coverage=True)
    deliver()
    assert enrollment.members.count() == 1


def test_who_has_answered_anew_since_keeps_the_decision_of_their_own(ana, federal, on_sale):
    enrollment = covered(ana, federal)
    made = office_decides(enrollment, counts=date(2014, 4, 1), other_coverage=True)
    first = enrollment.application
    Application.objects.create(
        household=first.household, exchange=federal, year=2014, started_on=DAY, submitted_on=TOLD, status="submitted",
        signature="Ana Rivera",
    )  # fmt: skip
    assert follow_decision(made=made, on=TOLD) == []
    assert credit_of(enrollment, date(2014, 4, 1)) > 0
