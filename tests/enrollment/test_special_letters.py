"""What a special enrollment decision and a reported change are told by: one letter each, in the transaction of the decision."""

import re
from datetime import date

import pytest
from django.db import transaction

from coverport.accounts.roles import grant_role
from coverport.core.access import Actor
from coverport.core.errors import NotAllowed
from coverport.core.models import Event
from coverport.enrollment.actions import grant_special_period, refuse_special_period, report_change, tell_event
from coverport.enrollment.changes.report_notices import tell_of_unfinished
from coverport.enrollment.changes.reporting import leave_to_staff, withdraw_change
from coverport.enrollment.choice.refusals import NotEligible, NotNow
from coverport.enrollment.models import Change, SpecialPeriod
from coverport.exchanges.models import Exchange
from coverport.notices.actions import AlreadyTold
from coverport.notices.models import Notice
from tests.applications.households import ANA, BURLINGTON, LUIS, decided, person, somebody
from tests.enrollment.lives import agreed, answer_anew, covered, letters, owner, reported

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_sale")]
JUNE = date(2014, 6, 10)
SYSTEM = Actor.system("test")


def tells(application, event="loss_of_coverage", event_date=date(2014, 5, 31), *, on=JUNE, **more) -> SpecialPeriod:
    actor = Actor.person(application.household.owner)
    more = {"cause": "other", **more} if event == "loss_of_coverage" else more
    return tell_event(actor=actor, application=application, event=event, event_date=event_date, on=on, **more)


def worker(exchange) -> Actor:
    user = somebody("worker@example.org")
    grant_role(actor=SYSTEM, user=user, kind="state_worker", exchange=exchange, on=JUNE)
    return Actor.person(user)


def test_an_event_that_opens_a_period_is_told_once_with_dates_papers_rule_and_appeal(ana, federal):
    application, _ = decided(ana, federal)
    period = tells(application)
    tells(application, on=date(2014, 6, 12))
    [letter] = letters("special_enrollment")
    assert "You can choose a plan now." in letter
    assert "Choose a plan between May 31, 2014 and July 30, 2014." in letter
    assert "on the day of this letter covers you from July 1, 2014" in letter
    assert "You told us: We lost other health coverage, such as from a job, on May 31, 2014." in letter
    assert "45 CFR 155.420(b)(2)(ii), (c), (d)(1), (e)" in letter
    assert "You can ask for an appeal until September 8, 2014." in letter
    assert "choose “ask for an appeal”" not in letter  # the website appeals decisions about help
    assert "among these levels" not in letter
    notice = Notice.objects.get(kind="special_enrollment")
    assert (notice.decision, notice.about, notice.on) == (period.reference, application.reference, JUNE)


def test_the_letter_of_who_has_a_plan_names_the_papers_and_no_level_before_2017(ana, federal):
    old = covered(ana, federal)
    tells(old.application, "marriage", date(2014, 6, 1))
    [letter] = letters("special_enrollment")
    assert "among these levels" not in letter  # since then: tests/enrollment/test_dental.py
    assert "Keep one of these ready." in letter
    assert "the marriage certificate" in letter


def test_a_no_of_the_law_is_a_decision_and_each_is_told_once(ana, federal):
    application, _ = decided(ana, federal)
    for early in ({"on": date(2014, 5, 30)}, {"event": "pregnancy"}):  # said on the page alone
        with pytest.raises(NotNow):
            tells(application, **early)
    assert letters("special_enrollment") == []
    noes = [({"cause": "nonpayment_of_premium"}, JUNE, "excluded_cause"), ({}, date(2014, 7, 31), "after_window")]
    for facts, on, code in (*noes, *noes):
        with pytest.raises(NotNow) as refused:
            tells(application, on=on, **facts)
        assert refused.value.code == code
    unpaid, late = letters("special_enrollment")
    assert "You cannot choose a plan because of this." in unpaid
    assert "Coverage that ended because it was not paid" in unpaid
    assert "You can ask for an appeal until September 8, 2014." in unpaid
    assert "It is too late: you could choose a plan because of this until July 30, 2014." in late
    assert "You can ask for an appeal until October 29, 2014." in late
    assert "Everybody can choose a plan for 2015 from November 15, 2014." in late
    told = Event.objects.filter(kind="enrollment.special_period_refused").order_by("id")
    assert [each.data["why"] for each in told] == ["excluded_cause", "after_window"]
    tells(application)  # told right it opens one after all
    assert "You can choose a plan now." in letters("special_enrollment")[-1]


def test_a_refusal_that_was_told_meanwhile_is_not_written_down_twice(ana, federal, monkeypatch):
    application, _ = decided(ana, federal)
    monkeypatch.setattr("coverport.enrollment.special.notices.was_told", lambda *_, **__: False)
    with pytest.raises(NotNow):
        tells(application, on=date(2014, 7, 31))
    # Another worker that did not see the first letter is stopped, and writes no second event.
    with pytest.raises(AlreadyTold), transaction.atomic():
        tells(application, on=date(2014, 8, 1))
    assert Event.objects.filter(kind="enrollment.special_period_refused").count() == 1


def test_staff_open_or_refuse_and_each_is_told_and_what_happened_at_home_stands_on_no_sheet(ana, federal):
    application, _ = decided(ana, federal)
    staff = worker(federal)
    case = {"application": application, "event": "exceptional", "event_date": JUNE, "on": JUNE}
    with pytest.raises(NotAllowed):
        refuse_special_period(actor=Actor.person(ana), reason="No", **case)
    with pytest.raises(NotEligible):
        refuse_special_period(actor=staff, reason=" ", **case)
    refuse_special_period(actor=staff, reason="The storm did not reach your county.", **case)
    with pytest.raises(NotNow, match="refused already"):
        refuse_special_period(actor=staff, reason="Once more.", **case)
    grant_special_period(actor=staff, reason="Flood", start=date(2014, 7, 1), **case)
    with pytest.raises(NotNow, match="open because of this already"):
        refuse_special_period(actor=staff, reason="Too late.", **case)
    refused, opened = letters("special_enrollment")
    assert "This is about: Exceptional circumstances, such as a disaster, on June 10, 2014." in refused
    assert "The storm did not reach your county." in refused
    assert "We looked at your case and opened a time for choosing a plan." in opened
    assert "Flood" not in opened  # what staff noted stays in the record
    home = {**case, "event": "domestic_abuse", "event_date": date(2017, 6, 10), "on": date(2017, 6, 10)}
    grant_special_period(actor=staff, reason="As told", **home)
    discreet = letters("special_enrollment")[-1]
    assert "Exceptional circumstances" in discreet
    assert "abuse" not in discreet.lower()
    assert re.findall(r"155\.420\(d\)\S*", discreet) == ["155.420(d)."]


# ---- A change that opens a period


def test_the_letter_of_a_change_says_what_it_opens_so_that_no_second_one_comes(ana, federal):
    old = covered(ana, federal)
    change = reported(old, "income", JUNE, on=JUNE)
    answer_anew(change, on=JUNE, income=60_000_00)
    agreed(change, on=JUNE)
    assert SpecialPeriod.objects.get().event == "help_changed"
    [letter] = letters("coverage_changed")
    assert "Because of this change (Income changed) you may also choose another plan between" in letter
    assert "June 10, 2014 and August 9, 2014" in letter
    assert "45 CFR 155.420(b)(1), (d)(6)(i)-(ii)" in letter
    assert letters("special_enrollment") == []


def test_a_change_that_opens_nothing_says_nothing_of_other_plans(ana, federal):
    old = covered(ana, federal)
    change = reported(old, "income", JUNE, on=JUNE)
    answer_anew(change, on=JUNE, income=29_500_00)
    agreed(change, on=JUNE)
    assert not SpecialPeriod.objects.exists()
    [letter] = letters("coverage_changed")
    assert "another plan" not in letter


# ---- A change that is here


def test_a_report_that_is_not_finished_is_told_the_day_after_once_with_what_is_needed_and_from_when(ana, federal):
    old = covered(ana, federal)
    change = reported(old, "income", JUNE, on=JUNE)
    assert tell_of_unfinished(federal, on=JUNE) == 0
    assert tell_of_unfinished(federal, on=date(2014, 6, 11)) == 1
    assert tell_of_unfinished(federal, on=date(2014, 6, 12)) == 0
    [letter] = letters("change_received")
    assert (
        f"We were told on June 10, 2014: Income changed, on June 10, 2014. The report has the number {change.reference}."
        in letter
    )
    assert "look at your answers again and sign them" in letter
    assert "Finished on the day of this letter, it counts from July 1, 2014." in letter
    assert "your coverage and your help stay as they are" in letter


@pytest.mark.parametrize(("on", "less"), [(date(2014, 6, 15), ""), (date(2014, 6, 16), "August 1, 2014")])
def test_after_the_15th_the_letter_says_that_less_help_begins_a_month_later(ana, federal, on, less):
    old = covered(ana, federal)
    reported(old, "income", JUNE, on=JUNE)
    assert tell_of_unfinished(federal, on=on) == 1
    [letter] = letters("change_received")
    assert "Finished on the day of this letter, it counts from July 1, 2014." in letter
    assert ("If all it does is lower the tax credit or change the extra savings, it counts from" in letter) == bool(
        less
    )
    assert less in letter


def test_who_signed_the_answers_and_did_not_agree_is_asked_for_that(ana, federal):
    old = covered(ana, federal)
    change = reported(old, "income", JUNE, on=JUNE)
    answer_anew(change, on=JUNE, income=29_500_00)
    assert tell_of_unfinished(federal, on=date(2014, 6, 11)) == 1
    [letter] = letters("change_received")
    assert "look at what it changes and agree to it" in letter


def test_what_is_finished_or_taken_back_has_no_letter_that_it_is_here(ana, federal):
    old = covered(ana, federal)
    change = reported(old, "income", JUNE, on=JUNE)
    withdraw_change(actor=owner(old), change=change, on=JUNE)
    ended = reported(old, "end", date(2014, 7, 31), on=JUNE)
    agreed(ended, on=JUNE)
    assert tell_of_unfinished(federal, on=date(2014, 6, 11)) == 0
    assert letters("change_received") == []


def test_who_reports_for_somebody_has_them_told_at_once_and_people_are_named(ana, vermont):
    old = covered(ana, vermont, (ANA, LUIS), income=60_000_00, contact=BURLINGTON)
    luis = old.members.select_related("person").get(person__first_name="Luis").person
    arguments = {"enrollment": old, "kind": "drop_member", "happened_on": JUNE, "people": [luis.reference], "on": JUNE}
    report_change(actor=SYSTEM, **arguments)
    report_change(actor=SYSTEM, **arguments)
    [letter] = letters("change_received")
    assert "Somebody should leave the plan, on June 10, 2014" in letter
    assert "It is about: Luis." in letter
    assert tell_of_unfinished(vermont, on=date(2014, 6, 11)) == 0


def test_what_waits_for_staff_is_told_when_it_is_left_to_them(ana, vermont):
    old = covered(ana, vermont, income=45_000_00, contact=BURLINGTON)
    change = reported(old, "lost_coverage", date(2014, 6, 1), on=JUNE)
    rosa = person("Rosa", date(1986, 2, 3), "child")  # 28: not on a parent's tier
    answer_anew(change, on=JUNE, people=[rosa], income=60_000_00)
    leave_to_staff(actor=owner(old), change=change, on=JUNE)
    leave_to_staff(actor=owner(old), change=change, on=JUNE)
    assert Change.objects.get().status == "needs_person"
    [letter] = letters("change_received")
    assert "The plan cannot cover these people on one policy." in letter
    assert "We look at what it changes and write to you." in letter
    assert "You do not have to do anything." in letter


def test_the_staff_page_refuses_and_the_person_s_page_says_that_a_letter_comes(client, ana, federal):
    application, _ = decided(ana, federal)
    user = somebody("worker@example.org")
    grant_role(actor=SYSTEM, user=user, kind="state_worker", exchange=federal, on=JUNE)
    Exchange.objects.update(date_of_record=JUNE)
    day = {"event_date_month": 6, "event_date_day": 1, "event_date_year": 2014}
    client.force_login(user)
    given = {"number": application.reference, "event": "exceptional", "reason": "No storm was there.", **day}
    nothing = client.post("/federal/coverage/grant/", given)
    assert (nothing.status_code, letters("special_enrollment")) == (422, [])
    done = client.post("/federal/coverage/grant/", {**given, "decision": "refuse"})
    assert f"Refused for application {application.reference}." in done.content.decode()
    client.force_login(ana)
    late = {
        "event": "marriage",
        "event_date_month": 4,
        "event_date_day": 1,
        "event_date_year": 2014,
        "prior_coverage_end": "",
    }
    page = client.post(f"/federal/coverage/{application.reference}/when/", late)
    assert page.status_code == 422
    assert "We send you a letter with this reason and how to appeal." in page.content.decode()
    assert len(letters("special_enrollment")) == 2


@pytest.mark.parametrize(("exchange", "on", "low_income"), [("federal", JUNE, 0), ("vt", date(2026, 6, 10), 1)])
def test_staff_choose_among_the_events_of_their_states_and_none_is_chosen_before(
    client, federal, vermont, exchange, on, low_income
):
    """It offered ConnectorCare everywhere, two rules in the same words, and stood at a loss of coverage."""
    user = somebody("worker@example.org")
    Exchange.objects.update(date_of_record=on)
    grant_role(actor=SYSTEM, user=user, kind="state_worker", exchange=Exchange.objects.get(slug=exchange), on=on)
    client.force_login(user)
    page = client.get(f"/{exchange}/coverage/grant/").content.decode()
    names = re.findall(r'<option value="(\w*)"', page.split('name="event"')[1].split("</select>")[0])
    assert names[0] == ""
    assert {"loss_of_coverage", "exceptional"} <= set(names)
    assert "connector_care" not in names
    assert page.count("Low income: any month is open") == low_income
