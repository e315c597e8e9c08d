"""New answers are signed and decided: the page of the decision leads on to what they do to the plan. It led to plans, or nowhere."""

import re
from datetime import date

import pytest

from coverport.applications.models import Application
from coverport.applications.revision import revise_application
from coverport.applications.submission import submit_application
from coverport.enrollment.actions import withdraw_change
from coverport.enrollment.models import Enrollment
from tests.applications.households import ANA, LUIS, decided
from tests.enrollment.lives import agreed, answer_anew, covered, owner, reported

JUNE = date(2014, 6, 10)
NOT_YET = "Your plan has not changed yet."
CHOOSE = "See plans at your price"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_sale")]


@pytest.fixture
def couple(ana, federal, client) -> Enrollment:
    enrollment = covered(ana, federal, (ANA, LUIS), income=45_000_00)
    federal.date_of_record = JUNE
    federal.save()
    client.force_login(ana)
    return enrollment


def page(client, application: Application) -> str:
    answer = client.get(f"/federal/apply/{application.reference}/decision/")
    return re.sub(r"\s+", " ", answer.content.decode()).partition("<main")[2]


@pytest.mark.parametrize("income", [36_000_00, 12_000_00])
def test_signed_answers_of_a_change_lead_to_what_will_happen_also_where_nobody_can_choose_a_plan(
    client, couple, income
):
    change = reported(couple, "income", JUNE, on=JUNE)
    answer_anew(change, on=JUNE, income=income)
    shown = page(client, change.application)
    assert NOT_YET in shown
    assert f'href="/federal/coverage/change/{change.reference}/">See what will happen</a>' in shown
    assert CHOOSE not in shown
    agreed(change, on=JUNE)
    shown = page(client, Application.objects.get(pk=change.application_id))
    assert NOT_YET not in shown
    assert CHOOSE not in shown


def test_once_it_is_done_the_new_decision_leads_to_the_plan_and_the_old_one_says_that_it_is_not_the_newest(
    client, couple
):
    old = couple.application
    assert "You have a plan by this decision." in page(client, old)
    change = reported(couple, "income", JUNE, on=JUNE)
    answer_anew(change, on=JUNE, income=36_000_00)
    agreed(change, on=JUNE)
    assert "You have a plan by this decision." in page(client, change.application)
    assert "Your plan goes by a newer decision than this one." in page(client, old)


def test_answers_that_were_changed_without_a_report_or_after_it_was_taken_back_lead_to_what_they_change(client, couple):
    change = reported(couple, "income", JUNE, on=JUNE)
    answer_anew(change, on=JUNE, income=36_000_00)
    withdraw_change(actor=owner(couple), change=change, on=JUNE)
    shown = page(client, change.application)
    assert NOT_YET in shown
    assert f'href="/federal/coverage/{change.application.reference}/answers/">See what changes</a>' in shown
    again = revise_application(actor=owner(couple), application=change.application, on=JUNE)
    submit_application(actor=owner(couple), application=again, signature="Ana Rivera", on=JUNE)
    assert f'href="/federal/coverage/{again.reference}/answers/">See what changes</a>' in page(client, again)


def test_without_a_plan_it_leads_to_choosing_one(client, ana, federal):
    client.force_login(ana)
    application, _ = decided(ana, federal, (ANA, LUIS), income=45_000_00)
    shown = page(client, application)
    assert CHOOSE in shown
    assert NOT_YET not in shown
