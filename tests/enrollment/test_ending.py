"""Coverage ends by an office's word, is rescinded, comes back, or runs out with the year."""

from datetime import date

import pytest
from django.core.management import CommandError, call_command

from coverport.core.access import Actor
from coverport.core.errors import NotAllowed, Refusal
from coverport.core.models import Event
from coverport.enrollment.actions import (
    await_payment,
    cancel_selection,
    end_coverage,
    expire_enrollments,
    reinstate_coverage,
)
from coverport.enrollment.choice.refusals import NotNow, WrongState
from coverport.enrollment.models import Change, Enrollment, PersonMonth
from coverport.notices.models import Notice
from tests.applications.households import ANA, LUIS, decided
from tests.enrollment.choices import choose
from tests.enrollment.lives import DAY, agreed, covered, letters, months, reported, told_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_sale")]
BILLING, EDI = Actor.system("billing"), Actor.system("edi")
JUNE = date(2014, 6, 2)


@pytest.fixture
def enrollment(ana, federal):
    return covered(ana, federal)


def test_not_paid_coverage_ends_on_the_last_day_of_the_first_month_of_grace_and_its_credit_is_returned(enrollment):
    end_coverage(actor=BILLING, enrollment=enrollment, cause="nonpayment", last=date(2014, 3, 31), on=JUNE)
    enrollment.refresh_from_db()
    assert (enrollment.status, enrollment.end, enrollment.end_cause) == ("terminated", date(2014, 3, 31), "nonpayment")
    assert months(enrollment) == {**dict.fromkeys((1, 2, 3), (28836, 8005)), **dict.fromkeys(range(4, 13), (0, 0))}
    april = PersonMonth.objects.filter(month=date(2014, 4, 1)).order_by("number")
    assert [(row.number, row.credit_cents) for row in april] == [(1, 8005), (2, 0)]
    assert Event.objects.get(kind="enrollment.terminated").data["last_day"] == "2014-03-31"
    change = Change.objects.get()
    assert (change.kind, change.status, change.effective_on) == ("nonpayment", "done", date(2014, 3, 31))
    assert Notice.objects.get(kind="termination").title == "Your coverage ends on March 31, 2014."


def test_what_ended_comes_back_without_a_gap_with_the_months_that_it_had(enrollment):
    end_coverage(actor=BILLING, enrollment=enrollment, cause="nonpayment", last=date(2014, 3, 31), on=JUNE)
    reinstate_coverage(actor=BILLING, enrollment=enrollment, on=date(2014, 6, 10))
    again = reinstate_coverage(actor=BILLING, enrollment=enrollment, on=date(2014, 6, 11))
    assert (again.status, again.end, again.end_cause, again.ended_on) == ("reinstated", date(2014, 12, 31), "", None)
    assert again.members.get().coverage.upper == date(2015, 1, 1)
    assert months(enrollment) == dict.fromkeys(range(1, 13), (28836, 8005))
    assert told_of(enrollment) == ["plan_selected", "effectuated", "terminated", "reinstated"]
    assert Notice.objects.filter(kind="coverage_reinstated").count() == 1


@pytest.mark.parametrize(
    ("last", "of_june"), [(date(2014, 6, 9), (8651, 2402)), (date(2014, 6, 10), (9612, 2668)), (date(2014, 6, 30), (28836, 8005))]
)  # fmt: skip
def test_a_month_cut_by_an_end_has_its_days_of_premium_and_credit_and_both_again_once_that_is_taken_back(
    enrollment, last, of_june
):
    """45 CFR 155.340(i): of 288.36 and 80.05; the premium of the days could have taken all of the month's credit."""
    end_coverage(actor=BILLING, enrollment=enrollment, cause="requested", last=last, on=date(2014, 6, 1))
    assert months(enrollment)[6] == of_june
    reinstate_coverage(actor=BILLING, enrollment=enrollment, on=date(2014, 6, 5))
    assert months(enrollment) == dict.fromkeys(range(1, 13), (28836, 8005))


def test_what_was_canceled_for_not_paying_can_be_brought_back(ana, federal):
    application, _ = decided(ana, federal)
    enrollment = choose(application)
    await_payment(actor=BILLING, enrollment=enrollment, on=DAY)
    assert await_payment(actor=BILLING, enrollment=enrollment, on=DAY).status == "awaiting_payment"
    end_coverage(actor=BILLING, enrollment=enrollment, cause="nonpayment", last=date(2014, 1, 15), on=date(2014, 1, 16))
    enrollment.refresh_from_db()
    assert (enrollment.status, enrollment.canceled_on) == ("canceled", date(2014, 1, 16))
    assert not enrollment.members.filter(active=True).exists()
    assert set(months(enrollment).values()) == {(0, 0)}
    back = reinstate_coverage(actor=BILLING, enrollment=enrollment, on=date(2014, 1, 20))
    assert (back.status, back.canceled_on, back.effectuated_on) == ("reinstated", None, date(2014, 1, 20))
    assert months(enrollment) == dict.fromkeys(range(1, 13), (28836, 8005))
    assert told_of(enrollment) == ["plan_selected", "payment_awaited", "canceled", "reinstated"]


def test_who_has_another_plan_by_now_is_not_covered_twice(ana, federal):
    enrollment = covered(ana, federal)
    end_coverage(actor=BILLING, enrollment=enrollment, cause="nonpayment", last=date(2014, 1, 31), on=date(2014, 2, 3))
    application, _ = decided(ana, federal, on=date(2014, 2, 4))
    application.applicants.update(person=enrollment.members.get().person)
    application.determinations.all()
    other = Enrollment.objects.get(pk=enrollment.pk)
    other.pk, other.reference, other.submission = None, "2222-3333", "00000000-0000-4000-8000-000000000001"
    other.application, other.status, other.start, other.end = (
        application,
        "effectuated",
        date(2014, 3, 1),
        date(2014, 12, 31),
    )
    other.ended_on, other.end_cause = None, ""
    other.save()
    other.members.create(
        person=enrollment.members.get().person, position=0, subscriber=True, relationship="self", age=40,
        premium_cents=28836, coverage=(date(2014, 3, 1), date(2015, 1, 1)),
    )  # fmt: skip
    with pytest.raises(WrongState) as refused:
        reinstate_coverage(actor=BILLING, enrollment=enrollment, on=date(2014, 3, 5))
    assert refused.value.code == "covered_elsewhere"


def test_fraud_takes_coverage_back_from_its_first_day_and_all_its_credit(enrollment):
    end_coverage(actor=Actor.system("staff"), enrollment=enrollment, cause="fraud", last=JUNE, on=JUNE)
    enrollment.refresh_from_db()
    assert (enrollment.status, enrollment.end_cause, enrollment.ended_on) == ("voided", "fraud", JUNE)
    assert not enrollment.members.filter(active=True).exists()
    assert set(months(enrollment).values()) == {(0, 0)}
    assert told_of(enrollment)[-1] == "voided"


@pytest.mark.parametrize("cause", ["fraud", "lost_eligibility"])
def test_an_insurer_cannot_say_what_only_the_exchange_may(enrollment, cause):
    with pytest.raises(NotAllowed):
        end_coverage(actor=EDI, enrollment=enrollment, cause=cause, last=JUNE, on=JUNE)
    assert Enrollment.objects.get().status == "effectuated"


def test_an_enrollee_reports_and_does_not_end_by_themselves(enrollment, ana):
    for verb in (
        lambda actor: end_coverage(actor=actor, enrollment=enrollment, cause="requested", last=JUNE, on=JUNE),
        lambda actor: reinstate_coverage(actor=actor, enrollment=enrollment, on=JUNE),
        lambda actor: await_payment(actor=actor, enrollment=enrollment, on=JUNE),
    ):
        with pytest.raises(NotAllowed):
            verb(Actor.person(ana))


def test_an_earlier_death_ends_what_had_ended_already(enrollment):
    agreed(reported(enrollment, "end", date(2014, 6, 30), on=date(2014, 6, 1)), on=date(2014, 6, 1))
    end_coverage(actor=EDI, enrollment=enrollment, cause="death", last=date(2014, 5, 12), on=date(2014, 7, 1))
    enrollment.refresh_from_db()
    assert (enrollment.end, enrollment.end_cause) == (date(2014, 5, 12), "death")
    found = months(enrollment)
    assert found[5][0] == (28836 * 12 * 2 + 31) // 62  # 12 of 31 days
    assert found[5][1] <= found[5][0]
    assert found[6] == (0, 0)


def test_a_choice_that_waits_is_canceled_whatever_the_day(ana, federal):
    application, _ = decided(ana, federal)
    enrollment = choose(application)
    canceled = cancel_selection(actor=BILLING, enrollment=enrollment, on=date(2014, 1, 20))
    assert (canceled.status, canceled.end_cause) == ("canceled", "requested")


@pytest.mark.parametrize(("on", "number"), [(date(2014, 12, 31), 0), (date(2015, 1, 1), 1)])
def test_the_year_runs_out_the_day_after_its_last(enrollment, federal, on, number):
    system = Actor.system("calendar")
    assert expire_enrollments(actor=system, exchange=federal, year=2014, on=on) == number
    assert expire_enrollments(actor=system, exchange=federal, year=2014, on=on) == 0
    enrollment.refresh_from_db()
    assert enrollment.status == ("expired" if number else "effectuated")
    assert set(months(enrollment).values()) == {(28836, 8005)}


def test_an_operator_closes_a_year_once_it_is_over(enrollment, federal, capsys):
    with pytest.raises(CommandError, match="where it is December 31, 2014: close it after December 31, 2014"):
        closed(federal, date(2014, 12, 31))
    closed(federal, date(2015, 4, 1))
    closed(federal, date(2015, 4, 1))
    said = ["federal 2014: 1 enrollments have run out", "federal 2014: 0 enrollments have run out"]
    assert capsys.readouterr().out.splitlines() == said
    enrollment.refresh_from_db()
    assert enrollment.status == "expired"
    with pytest.raises(Refusal, match="This plan has ended"):
        reported(enrollment, "end", date(2014, 12, 30), on=date(2015, 4, 2))


def test_a_year_is_closed_only_where_there_is_an_exchange(federal):
    with pytest.raises(CommandError, match="There is no exchange 'nope'"):
        call_command("close_year", "nope", year=2014)


def closed(exchange, on):
    exchange.date_of_record = on
    exchange.save()
    call_command("close_year", exchange.slug, year=2014)


def test_who_was_to_leave_later_still_leaves_after_the_return(ana, federal):
    couple = covered(ana, federal, (ANA, LUIS), income=45_000_00)
    luis = couple.members.get(person__first_name="Luis").person.reference
    agreed(reported(couple, "drop_member", date(2014, 7, 31), on=JUNE, people=[luis]), on=JUNE)
    end_coverage(actor=BILLING, enrollment=couple, cause="nonpayment", last=date(2014, 4, 30), on=JUNE)
    reinstate_coverage(actor=BILLING, enrollment=couple, on=JUNE)
    days = {
        one.person.first_name: (one.coverage.upper, one.before_end) for one in couple.members.select_related("person")
    }
    assert days == {"Ana": (date(2015, 1, 1), None), "Luis": (date(2014, 8, 1), None)}


def test_a_couple_s_end_and_return_keeps_who_left_before_away(ana, federal):
    couple = covered(ana, federal, (ANA, LUIS), income=45_000_00)
    luis = couple.members.get(person__first_name="Luis").person.reference
    agreed(reported(couple, "drop_member", date(2014, 2, 28), on=date(2014, 2, 1), people=[luis]), on=date(2014, 2, 1))
    end_coverage(actor=BILLING, enrollment=couple, cause="nonpayment", last=date(2014, 4, 30), on=JUNE)
    reinstate_coverage(actor=BILLING, enrollment=couple, on=JUNE)
    days = {one.person.first_name: one.coverage.upper for one in couple.members.select_related("person")}
    assert days == {"Ana": date(2015, 1, 1), "Luis": date(2014, 3, 1)}


def test_a_change_that_was_told_and_not_finished_holds_back_no_end(ana, federal):
    enrollment = covered(ana, federal)
    told = reported(enrollment, "income", date(2014, 2, 1), on=date(2014, 2, 3))
    ended = end_coverage(
        actor=Actor.system("test"),
        enrollment=enrollment,
        cause="lost_eligibility",
        last=date(2014, 2, 28),
        on=date(2014, 2, 10),
    )
    told.refresh_from_db()
    assert (ended.status, ended.end, told.status) == ("terminated", date(2014, 2, 28), "open")


# ---- Everybody has other coverage


@pytest.mark.parametrize(("begins", "last"), [
    (date(2014, 6, 11), date(2014, 6, 10)),
    (date(2014, 6, 30), date(2014, 6, 29)),
    (date(2014, 7, 1), date(2014, 6, 30)),
])  # fmt: skip
def test_the_first_day_of_other_coverage_is_asked_for_and_the_plan_ends_the_day_before(
    enrollment, client, ana, begins, last
):
    client.force_login(ana)
    page = client.get(f"/federal/coverage/{enrollment.reference}/change/").content.decode()
    assert "If somebody or everybody has other coverage: its first day." in page
    agreed(reported(enrollment, "other_coverage", begins, on=date(2014, 6, 10)), on=date(2014, 6, 10))
    enrollment.refresh_from_db()
    assert enrollment.end == last


@pytest.mark.parametrize("begins", [date(2014, 2, 1), date(2014, 6, 9), date(2014, 6, 10)])
def test_who_has_other_coverage_takes_no_day_back_that_is_past_but_is_told_how_to_ask_for_it(enrollment, begins):
    """45 CFR 155.430(d)(2): not before the day of the request; for Medicaid or Medicare a human looks."""
    with pytest.raises(NotNow) as refused:
        reported(enrollment, "other_coverage", begins, on=date(2014, 6, 10))
    assert (refused.value.code, refused.value.field) == ("day_past", "happened_on")
    assert "to end it today, enter June 11, 2014." in refused.value.message
    assert "call us at 1-800-555-0142: an earlier day may be possible" in refused.value.message
    assert not Change.objects.exists()


def test_other_coverage_that_began_before_the_plan_does_cancels_it(ana, federal):
    enrollment = covered(ana, federal)
    told = date(2013, 12, 10)
    agreed(reported(enrollment, "other_coverage", date(2013, 12, 1), on=told), on=told)
    enrollment.refresh_from_db()
    assert enrollment.status == "canceled"


@pytest.mark.parametrize(("on", "until", "starts"), [
    (date(2015, 1, 5), "January 15, 2015", "February 1, 2015"), (date(2015, 1, 15), "January 15, 2015", "February 1, 2015"),
    (date(2015, 1, 16), "February 15, 2015", "March 1, 2015"),
])  # fmt: skip
def test_what_comes_back_after_its_year_is_told_until_when_a_plan_of_the_new_year_can_be_chosen(
    ana, federal, on_sale, on, until, starts
):
    enrollment = covered(ana, federal, income=30_000_00)
    end_coverage(
        actor=BILLING, enrollment=enrollment, cause="nonpayment", last=date(2014, 11, 30), on=date(2014, 12, 28)
    )
    reinstate_coverage(actor=BILLING, enrollment=enrollment, on=on)
    (letter,) = letters("coverage_reinstated")
    assert f"Open enrollment is on: chosen by {until}, a plan for 2015 starts on {starts}." in letter
    assert "you have a special time for choosing a plan until March 1, 2015" in letter
