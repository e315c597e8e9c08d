"""Changes told in December: what counts from an event's own day still reaches the year, all else comes too late for it."""

from datetime import date

import pytest

from coverport.applications.facts import coverage_begins
from coverport.enrollment.models import Enrollment
from tests.applications.households import ANA, LUIS, person
from tests.enrollment.lives import agreed, answer_anew, covered, months, reported, told_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_sale")]
BORN = date(2014, 12, 10)
EVA = person("Eva", BORN, "child")


@pytest.fixture
def enrollment(ana, federal) -> Enrollment:
    return covered(ana, federal)


@pytest.mark.parametrize("on", [date(2014, 12, 12), date(2014, 12, 31), date(2015, 1, 20)])
def test_a_child_born_in_december_is_covered_from_birth(enrollment, on):
    change = reported(enrollment, "birth", BORN, on=on)
    answer_anew(change, on=on, people=[EVA], income=70_000_00)  # with less the child has CHIP
    agreed(change, on=on)
    enrollment.refresh_from_db()
    assert (enrollment.status, enrollment.end) == ("effectuated", date(2014, 12, 31))
    coverage = enrollment.members.get(person__first_name="Eva").coverage
    assert (coverage.lower, coverage.upper) == (BORN, date(2015, 1, 1))
    assert months(enrollment)[12][0] > months(enrollment)[11][0]
    assert told_of(enrollment)[-1] == "changed"


def test_other_income_or_another_variant_comes_too_late_for_the_year_and_ends_nothing(enrollment):
    before = months(enrollment)
    on = date(2014, 12, 5)
    change = reported(enrollment, "income", date(2014, 12, 1), on=on)
    answer_anew(change, on=on, income=20_000_00)
    agreed(change, on=on)
    enrollment.refresh_from_db()
    assert (enrollment.status, enrollment.end, months(enrollment)) == ("effectuated", date(2014, 12, 31), before)
    assert not Enrollment.objects.filter(follows=enrollment).exists()
    assert told_of(enrollment) == ["plan_selected", "effectuated"]


@pytest.mark.parametrize(("last", "luis"), [
    (date(2014, 12, 30), date(2014, 12, 30)), (date(2014, 12, 31), date(2014, 12, 31))
])  # fmt: skip
def test_who_leaves_with_the_last_day_of_the_year_takes_nobody_along(ana, federal, last, luis):
    couple = covered(ana, federal, (ANA, LUIS))
    person = couple.members.get(person__first_name="Luis").person.reference
    agreed(reported(couple, "drop_member", last, on=date(2014, 12, 5), people=[person]), on=date(2014, 12, 5))
    couple.refresh_from_db()
    assert (couple.status, couple.end) == ("effectuated", date(2014, 12, 31))
    assert couple.members.get(person__first_name="Luis").coverage.upper == date.fromordinal(luis.toordinal() + 1)
    assert not couple.application.applicants.get(person__reference=person).applies


@pytest.mark.parametrize(("on", "begins"), [
    (date(2014, 10, 31), date(2014, 11, 1)), (date(2014, 11, 30), date(2014, 12, 1)), (date(2014, 12, 1), date(2014, 12, 1)),
    (date(2014, 12, 31), date(2014, 12, 31)), (date(2015, 2, 3), date(2014, 12, 31)),
])  # fmt: skip
def test_a_decision_of_december_about_the_running_year_counts_ages_on_its_day(enrollment, on, begins):
    assert coverage_begins(enrollment.application, on) == begins
