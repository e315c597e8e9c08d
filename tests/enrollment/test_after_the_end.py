"""The page of a plan that was canceled or has ended: why, in which tense, and the way on. By whom: the insurer, for it was not paid."""

import re
from datetime import date

import pytest

from coverport.core.access import Actor
from coverport.enrollment.actions import effectuate, end_coverage
from tests.applications.households import decided
from tests.enrollment.choices import choose
from tests.enrollment.lives import letters

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_sale")]
INSURER = Actor.system("edi")


@pytest.fixture
def web(client, ana):
    client.force_login(ana)
    return client


@pytest.fixture
def application(ana, federal):
    return decided(ana, federal)[0]


def text_of(page) -> str:
    return re.sub(r"\s+", " ", page.content.decode())


@pytest.mark.parametrize(
    ("on", "open_still"), [(date(2014, 4, 14), True), (date(2014, 4, 15), True), (date(2014, 4, 16), False)]
)
def test_a_choice_that_was_canceled_unpaid_says_why_and_leads_to_another_while_plans_can_be_chosen(
    web, application, federal, on, open_still
):
    enrollment = choose(application)
    end_coverage(
        actor=INSURER, enrollment=enrollment, cause="nonpayment", last=date(2013, 12, 31), on=date(2013, 12, 20)
    )  # fmt: skip
    federal.date_of_record = on
    federal.save()
    page = text_of(web.get(f"/federal/coverage/{enrollment.reference}/"))
    assert "It was not paid in time. The plan is as if it had never been chosen. You owe nothing." in page
    assert (f'href="/federal/coverage/{application.reference}/when/">Choose a plan</a>' in page) is open_still
    assert "You pay each month" not in page, "nobody pays for what never was"
    [letter] = letters("coverage_changed")
    assert "It was not paid in time. You can choose again while plans can be chosen," in letter


@pytest.mark.parametrize(
    ("on", "words"), [(date(2014, 2, 28), "ends on"), (date(2014, 3, 1), "ended on")]
)  # fmt: skip
def test_coverage_that_ended_is_said_to_have_ended_and_why(web, application, federal, on, words):
    enrollment = effectuate(actor=Actor.system("test"), enrollment=choose(application), on=date(2013, 12, 12))
    end_coverage(
        actor=INSURER, enrollment=enrollment, cause="nonpayment", last=date(2014, 2, 28), on=date(2014, 2, 20)
    )  # fmt: skip
    federal.date_of_record = on
    federal.save()
    page = text_of(web.get(f"/federal/coverage/{enrollment.reference}/"))
    assert f"<h1>Coverage by this plan {words} February 28, 2014</h1>" in page
    assert "It was not paid in time. There is no coverage by this plan after that day." in page


def test_who_can_have_no_plan_any_more_reads_so_on_the_page_of_the_one_that_ended(web, application, federal):
    enrollment = effectuate(actor=Actor.system("test"), enrollment=choose(application), on=date(2013, 12, 12))
    end_coverage(
        actor=Actor.system("verification"), enrollment=enrollment, cause="lost_eligibility", last=date(2014, 3, 31), on=date(2014, 3, 20)
    )  # fmt: skip
    page = text_of(web.get(f"/federal/coverage/{enrollment.reference}/"))
    assert "By what we know, nobody on it can have a plan from us any more. There is no coverage by this plan" in page
