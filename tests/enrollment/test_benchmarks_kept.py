"""A benchmark that closes in the year stays that of who is enrolled; whoever comes later has another."""

from datetime import date

import pytest

from coverport.applications.submission import result_of
from coverport.core.access import Actor
from coverport.enrollment.models import CreditBasis
from coverport.plans.certification.suppression import suppress_plan
from tests.applications.households import decided, person, somebody
from tests.enrollment.lives import agreed, answer_anew, covered, reported

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_sale")]
MAY = date(2014, 5, 2)


def close_benchmark(federal, on):
    plan = CreditBasis.objects.get().benchmark_plan_id
    suppress_plan(actor=Actor.system("test"), exchange=federal, year=2014, plan_id=plan, reason="Insolvent.", on=on)
    return plan


def test_it_stays_for_the_same_people_and_goes_for_who_comes_later(ana, federal):
    enrollment = covered(ana, federal)
    plan = close_benchmark(federal, MAY)
    before = CreditBasis.objects.get().benchmark_cents
    change = reported(enrollment, "income", MAY, on=MAY)
    answer_anew(change, on=MAY, income=31_000_00)
    agreed(change, on=MAY)
    newest = CreditBasis.objects.last()
    assert (newest.since, newest.benchmark_plan_id, newest.benchmark_cents) == (date(2014, 6, 1), plan, before)
    _, later = decided(somebody("later@example.org"), federal)
    [taxes] = result_of(later).tax_households
    assert taxes.benchmark.plan_id != plan


@pytest.mark.parametrize(("closed", "kept"), [(date(2013, 12, 9), False), (date(2013, 12, 10), True), (MAY, True)])
def test_with_a_newborn_it_is_found_among_the_plans_that_were_open_when_the_family_chose(ana, federal, closed, kept):
    enrollment = covered(ana, federal, income=45_000_00)
    plan = close_benchmark(federal, closed)
    change = reported(enrollment, "birth", date(2014, 5, 1), on=MAY)
    answer_anew(change, on=MAY, people=[person("Eva", date(2014, 5, 1), "child")], income=60_000_00)
    agreed(change, on=MAY)
    assert (CreditBasis.objects.last().benchmark_plan_id == plan) == kept


def test_a_birthday_changes_neither_the_price_nor_the_benchmark(ana, federal):
    enrollment = covered(ana, federal)
    change = reported(enrollment, "correction", MAY, on=MAY)
    answer_anew(change, on=MAY)  # Ana was 41 on April 28
    agreed(change, on=MAY)
    assert len({*CreditBasis.objects.values_list("benchmark_cents", flat=True)}) == 1
    assert enrollment.members.get().age == 40
