"""A change is told, shown, agreed to, and done exactly as shown: days, people, premium, credit, letter, events."""

from datetime import date
from uuid import uuid4

import msgspec
import pytest
from django.db import IntegrityError, transaction

from coverport.core.access import ANONYMOUS, Actor
from coverport.core.errors import NotAllowed
from coverport.core.models import Event
from coverport.enrollment.actions import agree_to_change, report_change, withdraw_change
from coverport.enrollment.changes.reporting import leave_to_staff, preview_change
from coverport.enrollment.choice.refusals import (
    ChangeWaits,
    NeedsPerson,
    NotAnswered,
    NotNow,
    PreviewChanged,
    WrongState,
)
from coverport.enrollment.models import Change, CreditBasis, Enrollment, PersonMonth
from coverport.notices.models import Notice
from tests.applications.households import ANA, BURLINGTON, CONCORD, LUIS, MIA, TOM, person, somebody
from tests.enrollment.lives import agreed, answer_anew, covered, months, owner, reported, told_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_sale")]
MARCH_10 = date(2014, 3, 10)
BERLIN = msgspec.structs.replace(CONCORD, city="Berlin", zip="03570", county_fips="33007")


@pytest.fixture
def enrollment(ana, federal):
    return covered(ana, federal)


@pytest.fixture
def couple(ana, federal):
    return covered(ana, federal, (ANA, LUIS), income=45_000_00)


def newborn(day):
    return person("Eva", day, "child")


def test_every_month_is_stored_with_household_benchmark_and_credit(enrollment):
    assert months(enrollment) == dict.fromkeys(range(1, 13), (28836, 8005))
    basis = CreditBasis.objects.get()
    row = PersonMonth.objects.get(month=date(2014, 7, 1))
    ana = enrollment.members.get().person.reference
    assert (row.tax_household, row.benchmark_cents, row.ehb_cents, row.number) == (ana, basis.benchmark_cents, 28836, 1)
    assert (row.first, row.last) == (date(2014, 7, 1), date(2014, 7, 31))


def test_months_are_only_added(enrollment):
    for change in (PersonMonth.objects.all().delete, lambda: PersonMonth.objects.update(credit_cents=0)):
        with pytest.raises(IntegrityError, match="only added"), transaction.atomic():
            change()


# ---- Income


def test_more_income_in_june_counts_from_july_and_the_year_comes_out_right(enrollment):
    change = reported(enrollment, "income", date(2014, 6, 1), on=date(2014, 6, 10))
    answer_anew(change, on=date(2014, 6, 10), income=31_000_00)
    done = agreed(change, on=date(2014, 6, 10))
    assert (done.status, done.effective_on, done.rule) == ("done", date(2014, 7, 1), "first_after_notice")
    found = months(enrollment)
    assert {found[month] for month in range(1, 7)} == {(28836, 8005)}
    year = done.application.determinations.get().result["tax_households"][0]["aptc"] * 12
    assert sum(credit for _, credit in found.values()) == year
    enrollment.refresh_from_db()
    assert enrollment.credit_cents == found[12][1] < 8005
    assert told_of(enrollment) == ["plan_selected", "effectuated", "changed"]


def test_less_income_brings_another_variant_and_with_it_another_enrollment_without_a_gap(enrollment):
    change = reported(enrollment, "income", date(2014, 6, 1), on=date(2014, 6, 10))
    answer_anew(change, on=date(2014, 6, 10), income=20_000_00)
    agreed(change, on=date(2014, 6, 10))
    enrollment.refresh_from_db()
    new = enrollment.followed_by.get()
    assert (enrollment.status, enrollment.end, enrollment.end_cause) == ("terminated", date(2014, 6, 30), "plan_change")
    assert (new.status, new.start, new.end, new.csr_variant) == (
        "effectuated",
        date(2014, 7, 1),
        date(2014, 12, 31),
        "05",
    )
    assert (new.plan_id, new.premium_cents, new.pay_by) == (enrollment.plan_id, 28836, None)
    assert list(months(enrollment).values()) == [*[(28836, 8005)] * 6, *[(0, 0)] * 6]
    assert set(months(new)) == {7, 8, 9, 10, 11, 12}
    assert told_of(enrollment)[-1] == "terminated"
    assert told_of(new) == ["plan_selected", "effectuated"]
    ended = Event.objects.get(kind="enrollment.terminated")
    assert ended.data == {
        "enrollment": enrollment.reference, "last_day": "2014-06-30", "cause": "plan_change", "change": change.reference,
    }  # fmt: skip
    assert ended.pk < Event.objects.get(kind="enrollment.plan_selected", subject=new.reference).pk


# ---- People come


@pytest.mark.parametrize(
    ("told", "joins"), [(date(2014, 5, 8), True), (date(2014, 5, 9), True), (date(2014, 5, 10), False)]
)
def test_a_newborn_is_covered_from_birth_where_it_is_told_within_60_days(couple, told, joins):
    change = reported(couple, "birth", MARCH_10, on=told)
    answer_anew(change, on=told, people=[newborn(MARCH_10)], income=70_000_00)
    shown = preview_change(actor=owner(couple), change=change, on=told)
    if not joins:
        assert (shown.joins, len(shown.waiting)) == ({}, 1)
        return
    assert list(shown.joins.values()) == [MARCH_10]
    agreed(change, on=told)
    members = {one.person.first_name: one for one in couple.members.select_related("person")}
    assert (members["Eva"].coverage.lower, members["Eva"].coverage.upper) == (MARCH_10, date(2015, 1, 1))
    eva = PersonMonth.objects.filter(person=members["Eva"].person).order_by("month")
    assert (eva[0].month, eva[0].first, eva[0].last) == (date(2014, 3, 1), MARCH_10, date(2014, 3, 31))
    whole = eva[1].premium_cents
    assert whole > 0
    assert eva[0].premium_cents == (whole * 22 * 2 + 31) // 62  # 22 of 31 days, half a cent up


def test_a_newborn_counts_for_the_benchmark_of_the_whole_month_of_birth(couple):
    change = reported(couple, "birth", MARCH_10, on=date(2014, 3, 20))
    answer_anew(change, on=date(2014, 3, 20), people=[newborn(MARCH_10)], income=70_000_00)
    agreed(change, on=date(2014, 3, 20))
    benchmark = dict(
        PersonMonth.objects.filter(person__first_name="Ana").order_by("number").values_list("month", "benchmark_cents")
    )
    assert benchmark[date(2014, 2, 1)] < benchmark[date(2014, 3, 1)] == benchmark[date(2014, 4, 1)]


def test_a_spouse_comes_with_the_month_after_the_marriage_is_told(ana, federal):
    enrollment = covered(ana, federal, income=45_000_00)
    change = reported(enrollment, "marriage", date(2014, 5, 3), on=date(2014, 5, 20))
    answer_anew(change, on=date(2014, 5, 20), people=[LUIS], income=60_000_00)
    agreed(change, on=date(2014, 5, 20))
    luis = enrollment.members.get(person__first_name="Luis")
    assert (luis.coverage.lower, luis.subscriber, luis.age) == (date(2014, 6, 1), False, 44)
    ana_ = enrollment.members.get(person__first_name="Ana")
    assert ana_.age == 40  # as when the policy began, although her birthday was in April


def test_who_could_have_been_on_the_plan_before_does_not_come_onto_it_by_a_change(ana, federal):
    application_people = (ANA, LUIS)
    enrollment = covered(ana, federal, application_people, income=45_000_00)
    luis = enrollment.members.get(person__first_name="Luis").person.reference
    agreed(
        reported(enrollment, "drop_member", date(2014, 2, 28), on=date(2014, 2, 1), people=[luis]), on=date(2014, 2, 1)
    )
    change = reported(enrollment, "income", date(2014, 4, 1), on=date(2014, 4, 1))
    answer_anew(change, on=date(2014, 4, 1), income=44_000_00)
    shown = preview_change(actor=owner(enrollment), change=change, on=date(2014, 4, 1))
    assert (shown.joins, shown.waiting) == ({}, ())


# ---- People go


@pytest.mark.parametrize(("on", "last"), [(date(2014, 6, 1), date(2014, 6, 15)), (date(2014, 6, 20), date(2014, 7, 4))])
def test_who_leaves_is_covered_for_two_weeks_after_asking_in_2014(couple, on, last):
    luis = couple.members.get(person__first_name="Luis")
    change = reported(couple, "drop_member", on, on=on, people=[luis.person.reference])
    agreed(change, on=on)
    luis.refresh_from_db()
    assert luis.coverage.upper.toordinal() - 1 == last.toordinal()
    couple.refresh_from_db()
    assert (couple.status, couple.end) == ("effectuated", date(2014, 12, 31))
    assert months(couple)[12][0] == couple.premium_cents == couple.members.get(person__first_name="Ana").premium_cents


def test_when_the_subscriber_dies_the_others_go_on_the_next_day_under_another_name(couple):
    ana = couple.members.get(subscriber=True).person.reference
    change = reported(couple, "death", MARCH_10, on=date(2014, 4, 2), people=[ana])
    agreed(change, on=date(2014, 4, 2))
    couple.refresh_from_db()
    new = couple.followed_by.get()
    assert (couple.end, couple.status, new.start) == (MARCH_10, "terminated", date(2014, 3, 11))
    assert new.members.get().person.first_name == "Luis"
    assert new.members.get().subscriber
    assert months(couple)[4] == (0, 0)
    # Two people to the 10th, one of them for the 21 days left.
    parts = couple.months.filter(month=date(2014, 2, 1)).order_by("person").values_list("premium_cents", flat=True)
    assert months(couple)[3][0] == sum((cents * 10 * 2 + 31) // 62 for cents in parts)
    whole = new.months.get(month=date(2014, 4, 1)).premium_cents
    assert months(new)[3][0] == (whole * 21 * 2 + 31) // 62


def test_the_death_of_the_only_person_ends_coverage_that_day(enrollment):
    ana = enrollment.members.get().person.reference
    change = reported(enrollment, "death", MARCH_10, on=date(2014, 3, 12), people=[ana])
    agreed(change, on=date(2014, 3, 12))
    enrollment.refresh_from_db()
    assert (enrollment.status, enrollment.end, enrollment.end_cause) == ("terminated", MARCH_10, "death")
    assert [month for month, (premium, _) in months(enrollment).items() if premium] == [1, 2, 3]


@pytest.mark.parametrize(
    ("on", "status", "last"),
    [
        (date(2013, 12, 15), "canceled", date(2014, 12, 31)),  # 14 days later is December 29: never began
        (date(2013, 12, 17), "canceled", date(2014, 12, 31)),
        (date(2013, 12, 18), "terminated", date(2014, 1, 1)),
        (date(2014, 6, 1), "terminated", date(2014, 6, 15)),
    ],
)
def test_what_ends_before_it_began_is_canceled_and_not_terminated(enrollment, on, status, last):
    agreed(reported(enrollment, "end", on, on=on), on=on)
    enrollment.refresh_from_db()
    assert (enrollment.status, enrollment.end) == (status, last)
    assert told_of(enrollment)[-1] == status
    assert enrollment.members.filter(active=True).exists() == (status != "canceled")


# ---- Moves


def test_a_move_to_where_the_same_plans_are_sold_keeps_the_policy_and_opens_no_window(enrollment):
    change = reported(enrollment, "move", date(2014, 5, 1), on=date(2014, 5, 2))
    answer_anew(change, on=date(2014, 5, 2), contact=BERLIN)
    shown = preview_change(actor=owner(enrollment), change=change, on=date(2014, 5, 2))
    assert shown.window is None  # 45 CFR 155.420(d)(7)
    assert (shown.status, shown.follows, shown.messages) == ("effectuated", False, ())
    assert shown.before == shown.after
    assert shown.changes_nothing
    agreed(change, on=date(2014, 5, 2))
    enrollment.refresh_from_db()
    assert (enrollment.county_fips, enrollment.application.city) == ("33007", "Berlin")
    assert told_of(enrollment) == ["plan_selected", "effectuated"]  # not one amount or day is other than before


def test_what_one_policy_cannot_cover_is_left_to_staff(ana, vermont):
    enrollment = covered(ana, vermont, income=45_000_00, contact=BURLINGTON)
    change = reported(enrollment, "lost_coverage", date(2014, 5, 1), on=date(2014, 5, 2))
    rosa = person("Rosa", date(1986, 2, 3), "child")  # 28: not on a parent's tier
    answer_anew(change, on=date(2014, 5, 2), people=[rosa], income=60_000_00)
    with pytest.raises(NeedsPerson) as needs:
        preview_change(actor=owner(enrollment), change=change, on=date(2014, 5, 2))
    assert needs.value.asks == "several_policies"
    sent = leave_to_staff(actor=owner(enrollment), change=change, on=date(2014, 5, 2))
    assert (sent.status, sent.asks) == ("needs_person", "several_policies")
    assert Event.objects.filter(kind="enrollment.change_left_to_staff").count() == 1


# ---- The way of a change


def test_a_change_that_is_not_answered_cannot_be_shown(enrollment):
    change = reported(enrollment, "income", date(2014, 6, 1), on=date(2014, 6, 10))
    with pytest.raises(NotAnswered):
        preview_change(actor=owner(enrollment), change=change, on=date(2014, 6, 10))


def test_looking_at_a_change_changes_nothing(couple):
    luis = couple.members.get(person__first_name="Luis").person.reference
    change = reported(couple, "drop_member", date(2014, 6, 1), on=date(2014, 6, 1), people=[luis])
    counted = [model.objects.count() for model in (Enrollment, PersonMonth, CreditBasis, Event, Notice)]
    for _ in range(2):
        preview_change(actor=owner(couple), change=change, on=date(2014, 6, 1))
    assert [model.objects.count() for model in (Enrollment, PersonMonth, CreditBasis, Event, Notice)] == counted


def test_what_was_shown_is_what_is_done_else_it_is_shown_again(couple):
    luis = couple.members.get(person__first_name="Luis").person.reference
    change = reported(couple, "drop_member", date(2014, 6, 1), on=date(2014, 6, 1), people=[luis])
    seen = preview_change(actor=owner(couple), change=change, on=date(2014, 6, 1))
    arguments = {"actor": owner(couple), "change": change, "signature": "Ana Rivera", "submission": uuid4()}
    with pytest.raises(PreviewChanged):
        agree_to_change(**arguments, shown=seen.digest, on=date(2014, 6, 2))
    assert couple.members.get(person__first_name="Luis").coverage.upper == date(2015, 1, 1)
    done = agree_to_change(**arguments, shown=seen.digest, on=date(2014, 6, 1))
    assert done.outcome["leaves"] == {luis: "2014-06-15"}
    again = agree_to_change(**arguments, shown=seen.digest, on=date(2014, 6, 1))
    assert again.pk == done.pk
    assert Event.objects.filter(kind="enrollment.changed").count() == 1
    assert Notice.objects.filter(kind="coverage_changed").count() == 1
    with pytest.raises(WrongState):
        agree_to_change(**{**arguments, "submission": uuid4()}, shown=seen.digest, on=date(2014, 6, 1))


def test_one_change_at_a_time_and_it_can_be_taken_back(enrollment):
    first = reported(enrollment, "end", date(2014, 6, 30), on=date(2014, 6, 1))
    assert reported(enrollment, "end", date(2014, 6, 30), on=date(2014, 6, 1)).pk == first.pk
    with pytest.raises(ChangeWaits) as refused:
        reported(enrollment, "income", date(2014, 6, 1), on=date(2014, 6, 1))
    assert refused.value.change == first.reference
    withdraw_change(actor=owner(enrollment), change=first, on=date(2014, 6, 2))
    assert withdraw_change(actor=owner(enrollment), change=first, on=date(2014, 6, 3)).done_on == date(2014, 6, 2)
    reported(enrollment, "income", date(2014, 6, 1), on=date(2014, 6, 2))
    assert months(enrollment) == dict.fromkeys(range(1, 13), (28836, 8005))


@pytest.mark.parametrize(
    ("happened", "fits"),
    [(date(2014, 7, 31), True), (date(2014, 8, 1), False), (date(2013, 10, 3), True), (date(2013, 10, 2), False)],
)
def test_a_change_is_told_at_most_60_days_ahead_and_not_of_another_year(enrollment, happened, fits):
    if fits:
        assert reported(enrollment, "end", happened, on=date(2014, 6, 1)).happened_on == happened
        return
    with pytest.raises(NotNow):
        reported(enrollment, "end", happened, on=date(2014, 6, 1))


def test_a_birth_is_not_told_before_it(enrollment):
    with pytest.raises(NotNow) as refused:
        reported(enrollment, "birth", date(2014, 6, 2), on=date(2014, 6, 1))
    assert (refused.value.code, refused.value.field) == ("day_to_come", "happened_on")


def test_nobody_else_can_tell_or_see_a_change(enrollment):
    change = reported(enrollment, "end", date(2014, 6, 30), on=date(2014, 6, 1))
    for actor in (Actor.person(somebody("other@example.org")), ANONYMOUS):
        with pytest.raises(NotAllowed):
            report_change(
                actor=actor, enrollment=enrollment, kind="end", happened_on=date(2014, 6, 30), on=date(2014, 6, 1)
            )
        with pytest.raises(NotAllowed):
            preview_change(actor=actor, change=change, on=date(2014, 6, 1))
        with pytest.raises(NotAllowed):
            withdraw_change(actor=actor, change=change, on=date(2014, 6, 1))


@pytest.mark.parametrize("kind", ["nonpayment", "fraud", "lost_eligibility", "no_such_kind"])
def test_some_changes_are_not_a_person_s_to_tell(enrollment, kind):
    with pytest.raises(NotAllowed):
        reported(enrollment, kind, date(2014, 6, 1), on=date(2014, 6, 1))


def test_somebody_who_is_not_on_the_plan_cannot_leave_it(enrollment):
    with pytest.raises(NotAllowed):
        reported(enrollment, "drop_member", date(2014, 6, 1), on=date(2014, 6, 1), people=["2222-3333"])


def test_what_a_person_can_finish_is_not_left_to_staff(enrollment):
    change = reported(enrollment, "end", date(2014, 6, 30), on=date(2014, 6, 1))
    with pytest.raises(WrongState):
        leave_to_staff(actor=owner(enrollment), change=change, on=date(2014, 6, 1))


def test_in_vermont_a_family_s_one_price_is_shared_by_its_people_and_told_with_the_subscriber(ana, vermont):
    enrollment = covered(ana, vermont, (ANA, LUIS, MIA, TOM), income=80_000_00, contact=BURLINGTON)
    january = list(PersonMonth.objects.filter(month=date(2014, 1, 1)).values_list("premium_cents", flat=True))
    assert sum(january) == enrollment.premium_cents
    assert max(january) - min(january) <= 1
    mia = enrollment.members.get(person__first_name="Mia").person.reference
    agreed(
        reported(enrollment, "drop_member", date(2014, 6, 30), on=date(2014, 6, 1), people=[mia]), on=date(2014, 6, 1)
    )
    told = {
        one.person.first_name: one.premium_cents
        for one in enrollment.members.filter(coverage__contains=date(2014, 9, 1))
    }
    enrollment.refresh_from_db()
    assert told == {"Ana": enrollment.premium_cents, "Luis": 0, "Tom": 0}


def test_nothing_waits_after_it_is_done(enrollment):
    agreed(reported(enrollment, "end", date(2014, 6, 30), on=date(2014, 6, 1)), on=date(2014, 6, 1))
    assert not Change.objects.filter(status="open").exists()
    with pytest.raises(NotNow):
        reported(enrollment, "income", date(2014, 6, 1), on=date(2014, 6, 5))
