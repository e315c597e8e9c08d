"""Who leaves a plan after a divorce, and who stays beside other coverage, is told what can be done; a number that went on says where."""

import re
from datetime import date

import msgspec
import pytest

from coverport.applications.actions import save_answers
from coverport.enrollment.actions import end_coverage
from coverport.enrollment.models import Enrollment, SpecialPeriod
from coverport.enrollment.special.law import window_after
from coverport.exchanges.models import Exchange
from tests.applications.households import ANA, LUIS
from tests.enrollment.lives import SYSTEM, agreed, answer_anew, covered, letters, months, owner, reported
from tests.shopping.market import text_of

pytestmark = pytest.mark.django_db
TOLD, HAPPENED = date(2014, 3, 10), date(2014, 3, 5)
OWN = "Because this coverage ends, another plan can be chosen for Luis by May 30, 2014. That takes an application of their own."


@pytest.mark.parametrize(("kind", "says"), [("divorce", True), ("correction", False)])
def test_who_leaves_after_a_divorce_is_told_until_when_a_plan_of_their_own_can_be_chosen(
    ana, federal, on_sale, client, kind, says
):
    enrollment = covered(ana, federal, [ANA, LUIS], income=40_000_00)
    change = reported(enrollment, kind, HAPPENED, on=TOLD)
    answer_anew(change, on=TOLD, without=["Luis"], income=40_000_00)
    done = agreed(change, on=TOLD)
    luis = enrollment.members.get(person__first_name="Luis")
    assert luis.coverage.upper == date(2014, 4, 1), "covered to the last day of March"
    assert (OWN in letters("coverage_changed")[-1]) is says
    client.force_login(ana)
    page = client.get(f"/federal/coverage/change/{done.reference}/").content.decode()
    assert (OWN in page) is says


@pytest.mark.parametrize(("last", "window"), [
    (date(2014, 3, 31), (date(2014, 3, 31), date(2014, 5, 30))),
    (date(2026, 3, 31), (date(2026, 1, 30), date(2026, 5, 30))),
])  # fmt: skip
def test_the_days_after_a_loss_are_those_of_the_law_of_its_day(last, window):
    assert window_after(last, "NH") == window


def test_the_page_of_a_number_that_goes_on_under_another_says_so_and_not_to_choose_again(ana, federal, on_sale, client):
    enrollment = covered(ana, federal, [ANA, msgspec.structs.replace(LUIS, applies=False)], income=30_000_00)
    change = reported(enrollment, "income", date(2014, 2, 3), on=date(2014, 2, 3))
    answer_anew(change, on=date(2014, 2, 3), income=22_000_00)
    agreed(change, on=date(2014, 2, 3))
    after = Enrollment.objects.get(follows=enrollment)
    client.force_login(ana)
    page = client.get(f"/federal/coverage/{enrollment.reference}/").content.decode()
    assert f'What comes next stands under the number <span class="num">{after.reference}</span>.' in page
    assert "You can choose again while plans can be chosen" not in page
    assert "Nothing more happens here" not in client.get(f"/federal/coverage/{after.reference}/").content.decode()


@pytest.mark.parametrize(("has_other", "says"), [(True, True), (False, False)])
def test_who_has_other_coverage_is_told_that_they_stay_on_the_plan_and_how_to_leave_it(
    ana, federal, on_sale, client, has_other, says
):
    enrollment = covered(ana, federal, income=30_000_00)
    change = reported(enrollment, "gained_coverage", date(2014, 4, 1), on=TOLD)
    given = {enrollment.members.get().person.reference: {"other_coverage": has_other}}
    save_answers(actor=owner(enrollment), application=change.application, step="coverage", given=given, on=TOLD)
    answer_anew(change, on=TOLD, kinds=("medicare",))
    Exchange.objects.update(date_of_record=TOLD)
    client.force_login(ana)
    page = text_of(client.get(f"/federal/coverage/change/{change.reference}/"))
    stays = "Ana: on this plan still, with or without other coverage."
    assert (f"{stays} Who should leave it can be said below." in page) is says
    assert (f"{stays} To leave" in page) is False
    agreed(change, on=TOLD)
    words = f"{stays} To leave it, report next that somebody should leave the plan."
    assert (words in "\n".join(letters("coverage_changed"))) is says
    assert enrollment.members.get().coverage.upper == date(2015, 1, 1)


@pytest.mark.parametrize(("price", "opens"), [(120_00, True), (2_000_00, False)])
def test_one_of_two_whom_an_employer_s_offer_takes_the_credit_from_may_choose_another_plan(
    ana, federal, on_sale, price, opens
):
    """45 CFR 155.420(d)(6)(i)-(ii): newly ineligible is the enrollee, or a dependent on the same plan; the other's credit goes on."""
    enrollment = covered(ana, federal, [ANA, LUIS], income=40_000_00)
    had = months(enrollment)[3][1]
    change = reported(enrollment, "gained_coverage", TOLD, on=TOLD)
    ana_, luis = (one.person.reference for one in enrollment.members.order_by("-subscriber"))
    given = {ana_: {"other_coverage": False}, luis: {"other_coverage": True}}
    save_answers(actor=owner(enrollment), application=change.application, step="coverage", given=given, on=TOLD)
    offer = {"offer_enrolled": (), "offer_self_only": price, "offer_minimum_value": "yes"}
    answer_anew(change, on=TOLD, income=40_000_00, kinds=(f"job:{luis}",), **offer)
    agreed(change, on=TOLD)
    assert (0 < months(enrollment)[4][1] < had) is opens
    assert SpecialPeriod.objects.filter(event="help_changed").exists() is opens
    [letter] = letters("coverage_changed")
    assert ("you may also choose another plan between" in re.sub(r"\s+", " ", letter)) is opens
    assert ("March 10, 2014 and May 9, 2014" in letter) is opens


def test_a_number_that_another_takes_the_place_of_before_it_began_does_not_say_that_nobody_is_covered(
    ana, federal, on_sale, client
):
    first = covered(ana, federal, income=30_000_00)
    client.force_login(ana)
    canceled = first
    for income, day in ((22_000_00, date(2013, 12, 12)), (17_000_00, date(2013, 12, 13))):
        change = reported(canceled, "income", day, on=day)
        answer_anew(change, on=day, income=income)
        agreed(change, on=day)
        canceled.refresh_from_db()
        assert canceled.status == "canceled"
        after = canceled.followed_by.get()
        for number in {first.reference, canceled.reference}:
            page = client.get(f"/federal/coverage/{number}/").content.decode()
            assert "<h1>This plan goes on under another number</h1>" in page
            assert f'It goes on without a gap under the number <strong class="num">{after.reference}</strong>.' in page
            assert "You are not covered" not in page
        canceled = after
    end_coverage(actor=SYSTEM, enrollment=after, cause="requested", last=date(2013, 12, 31), on=date(2013, 12, 20))
    page = client.get(f"/federal/coverage/{after.reference}/").content.decode()
    assert "This choice was canceled. You are not covered." in page
