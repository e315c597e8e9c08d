"""A death: before coverage began, in it, and after it ended; what it means for everybody else, and for coverage that comes back."""

from datetime import date, timedelta

import pytest

from coverport.core.models import Event
from coverport.edi.models import Due834
from coverport.enrollment.actions import effectuate, end_coverage, reinstate_coverage, withdraw_change
from coverport.enrollment.changes.following import follow_death
from coverport.enrollment.changes.leaving import newest_application
from coverport.enrollment.changes.telling import asks_words
from coverport.enrollment.choice.refusals import NeedsPerson, WrongState
from coverport.enrollment.models import Change, Enrollment, PersonMonth
from coverport.notices.blocks import texts
from coverport.notices.models import Notice
from tests.applications.households import ANA, BURLINGTON, LUIS
from tests.edi.enrolled import deliver
from tests.enrollment.choices import choose
from tests.enrollment.lives import agreed, answer_for, as_told, covered, months, owner, reported, told_of
from tests.enrollment.test_dental import (
    DIED,
    SYSTEM,
    TOLD,
    _market,
    choose_dental,
    days,
    everybody,
    family,
    market,
)
from tests.shopping.market import DAY

pytestmark = pytest.mark.django_db
__all__ = ["_market", "everybody", "family", "market"]


@pytest.mark.parametrize("agreed_to", [True, False])
def test_a_death_before_coverage_began_leaves_no_day_of_it(everybody, agreed_to):
    health, dental = everybody
    mia, died, told = (
        health.members.get(person__first_name="Mia").person.reference,
        date(2026, 12, 31),
        date(2027, 1, 5),
    )
    if agreed_to:
        agreed(reported(health, "death", died, on=told, people=[mia]), on=told)
    else:
        follow_death(application=health.application, person=mia, died_on=died, on=told)
    for plan in everybody:
        before = plan.premium_cents
        plan.refresh_from_db()
        assert (days(plan, "Mia"), days(plan, "Ana")) == ([], [date(2028, 1, 1)])
        assert set(months(plan).values()) == {(plan.premium_cents, plan.credit_cents)}
        assert 0 < plan.premium_cents < before
        assert (plan.status, told_of(plan)[-1]) == ("effectuated", "changed")
    # The insurers have heard nothing of Mia yet, and never will.
    deliver()
    assert [(due.enrollment, due.kind) for due in Due834.objects.order_by("enrollment")] == [
        (health, "initial"), (dental, "initial")
    ]  # fmt: skip
    # Nobody is left of whose dental care credit pays a part.
    assert dental.credit_cents == 0
    letters = ["\n".join(texts(row.content)) for row in Notice.objects.filter(kind="coverage_changed")]
    assert ["Mia is not on it: it never covered this person." in text for text in letters] == [True, True]
    hers = PersonMonth.objects.filter(person__reference=mia).order_by("enrollment", "month", "-number")
    assert all(row.first is None for row in hers.distinct("enrollment", "month"))


@pytest.mark.parametrize(("died", "status", "last"), [
    (date(2026, 12, 31), "canceled", date(2027, 12, 31)),
    (date(2027, 1, 1), "terminated", date(2027, 1, 1)),
    (date(2027, 1, 2), "terminated", date(2027, 1, 2)),
])  # fmt: skip
def test_coverage_of_one_person_is_canceled_by_a_death_before_it_and_ends_by_one_in_it(family, died, status, last):
    health = effectuate(actor=SYSTEM, enrollment=choose(family, level="bronze", on=DAY), on=DAY)
    dental = effectuate(actor=SYSTEM, enrollment=choose_dental(family, health), on=DAY)
    mia = dental.members.get().person.reference
    follow_death(application=family, person=mia, died_on=died, on=date(2027, 1, 12))
    dental.refresh_from_db()
    assert (dental.status, dental.end, dental.end_cause) == (status, last, "death")
    assert told_of(dental)[-1] == status
    assert (sum(premium for premium, _ in months(dental).values()) > 0) == (status == "terminated")


def test_a_subscriber_s_death_before_coverage_began_cancels_the_number_and_the_others_start_with_it(everybody):
    health, _ = everybody
    ana = health.members.get(subscriber=True).person.reference
    follow_death(application=health.application, person=ana, died_on=date(2026, 12, 30), on=TOLD)
    for old in everybody:
        old.refresh_from_db()
        after = Enrollment.objects.get(follows=old)
        assert (old.status, after.status, after.start) == ("canceled", "effectuated", date(2027, 1, 1))
        assert [member.person.first_name for member in after.members.all()] == ["Mia"]
        assert set(months(old).values()) == {(0, 0)}
        assert set(months(after).values()) == {(after.premium_cents, after.credit_cents)}


def test_a_death_is_followed_though_another_person_s_was_told_or_a_report_was_taken_back(everybody):
    health, _ = everybody
    mia, ana = (health.members.get(person__first_name=name).person.reference for name in ("Mia", "Ana"))
    change = reported(health, "death", DIED, on=TOLD, people=[mia])
    withdraw_change(actor=owner(health), change=change, on=TOLD)
    reported(health, "drop_member", TOLD, on=TOLD, people=[ana])
    follow_death(application=health.application, person=mia, died_on=DIED, on=TOLD)
    assert [days(plan, "Mia") for plan in everybody] == [[date(2027, 1, 11)]] * 2
    assert [days(plan, "Ana") for plan in everybody] == [[date(2028, 1, 1)]] * 2


def test_who_has_died_alone_on_a_plan_does_not_apply_for_another(family):
    health = effectuate(actor=SYSTEM, enrollment=choose(family, level="bronze", on=DAY), on=DAY)
    dental = effectuate(actor=SYSTEM, enrollment=choose_dental(family, health), on=DAY)
    end_coverage(actor=SYSTEM, enrollment=health, cause="other_coverage", last=date(2027, 1, 1), on=date(2027, 1, 2))
    mia = dental.members.get().person.reference
    follow_death(application=family, person=mia, died_on=date(2027, 1, 5), on=TOLD)
    application = newest_application(dental)
    assert [one.person.first_name for one in application.applicants.filter(applies=True)] == ["Ana"]
    dental.refresh_from_db()
    assert (dental.status, dental.end) == ("terminated", date(2027, 1, 5))


ENDED = date(2027, 1, 17)


@pytest.mark.parametrize(("died", "last"), [
    (date(2027, 1, 16), date(2027, 1, 16)), (ENDED, ENDED), (date(2027, 1, 18), ENDED)
])  # fmt: skip
def test_a_death_told_after_coverage_ended_cuts_it_back_and_who_died_does_not_come_back_with_it(everybody, died, last):
    health, _ = everybody
    mia = health.members.get(person__first_name="Mia").person.reference
    end_coverage(actor=SYSTEM, enrollment=health, cause="nonpayment", last=ENDED, on=date(2027, 1, 20))
    follow_death(application=health.application, person=mia, died_on=died, on=date(2027, 1, 21))
    after = [day - timedelta(days=1) for day in days(health, "Mia")]
    assert (after, days(health, "Ana")) == ([last], [date(2027, 1, 18)])
    health.refresh_from_db()
    assert (health.status, health.end) == ("terminated", ENDED)
    if died > ENDED:  # no plan covered her then, so that nobody asked; the dental plan did
        assert Change.objects.filter(kind="death").count() == 1
    reinstate_coverage(actor=SYSTEM, enrollment=health, on=date(2027, 1, 22))
    assert [day - timedelta(days=1) for day in days(health, "Mia")] == [died]
    assert days(health, "Ana") == [date(2028, 1, 1)]
    health.refresh_from_db()
    assert months(health)[12] == (health.premium_cents, health.credit_cents)


def test_what_ended_and_was_in_the_name_of_who_has_died_waits_for_a_human_and_does_not_come_back(everybody):
    health, _ = everybody
    ana = health.members.get(subscriber=True).person.reference
    end_coverage(actor=SYSTEM, enrollment=health, cause="nonpayment", last=ENDED, on=date(2027, 1, 20))
    changes = follow_death(application=health.application, person=ana, died_on=date(2027, 1, 15), on=date(2027, 1, 21))
    assert {change.enrollment.kind: change.status for change in changes} == {
        "medical": "needs_person",
        "dental": "done",
    }
    with pytest.raises(WrongState) as refused:
        reinstate_coverage(actor=SYSTEM, enrollment=health, on=date(2027, 1, 22))
    assert refused.value.code == "died"


def test_coverage_that_a_wrong_word_of_a_death_ended_comes_back_with_everybody(family):
    health = effectuate(actor=SYSTEM, enrollment=choose(family, level="bronze", on=DAY), on=DAY)
    end_coverage(actor=SYSTEM, enrollment=health, cause="death", last=ENDED, on=date(2027, 1, 20))
    reinstate_coverage(actor=SYSTEM, enrollment=health, on=date(2027, 1, 22))
    assert days(health, "Ana") == days(health, "Mia") == [date(2028, 1, 1)]


@pytest.mark.parametrize(("who", "told", "agreed_to"), [("Mia", "changed", True), ("Ana", "terminated", False)])
def test_a_death_is_one_event_for_each_plan_though_credit_moves_between_them(everybody, who, told, agreed_to):
    health, dental = everybody
    person = health.members.get(person__first_name=who).person.reference
    before = months(dental)
    if agreed_to:
        agreed(reported(health, "death", DIED, on=TOLD, people=[person]), on=TOLD)
    else:
        follow_death(application=health.application, person=person, died_on=DIED, on=TOLD)
    for plan in everybody:
        assert told_of(plan) == ["plan_selected", "effectuated", told]
    said = Event.objects.get(subject=dental.reference, kind=f"enrollment.{told}").data
    assert said["change"] == Change.objects.get(enrollment=dental).reference
    first = min(month for month, amounts in months(dental).items() if amounts != before[month])
    assert said.get("since", "2027-01-01") == f"2027-{first:02}-01"


@pytest.mark.parametrize(("ended", "moved", "events"), [
    (date(2027, 1, 31), [], []), (date(2027, 2, 28), [2], ["changed"])
])  # fmt: skip
def test_credit_that_a_death_moved_is_told_of_a_plan_whose_own_change_waits_for_a_human(
    everybody, ended, moved, events
):
    health, dental = everybody
    ana = health.members.get(subscriber=True).person.reference
    end_coverage(actor=SYSTEM, enrollment=dental, cause="nonpayment", last=ended, on=date(2027, 1, 20))
    before, told = months(dental), len(told_of(dental))
    changes = follow_death(application=health.application, person=ana, died_on=date(2027, 1, 15), on=date(2027, 1, 21))
    assert [change.status for change in changes] == ["done", "needs_person"]
    assert [month for month, amounts in months(dental).items() if amounts != before[month]] == moved
    assert told_of(dental)[told:] == events


def test_who_is_divorced_and_still_on_the_plan_is_seen_to_by_staff_where_the_other_one_dies(ana, vermont, on_sale):
    one = covered(ana, vermont, (ANA, LUIS), income=75_000_00, contact=BURLINGTON)
    on = date(2014, 12, 20)
    divorce = reported(one, "divorce", date(2014, 12, 15), on=on)
    answer_for(divorce, [each for each in as_told(divorce.application) if each.relationship == "self"], on=on)
    agreed(divorce, on=on)
    # Nothing is left of the year from which he could be off the plan.
    assert days(one, "Luis") == [date(2015, 1, 1)]
    her = one.members.get(subscriber=True).person
    death = reported(one, "death", date(2014, 12, 18), on=date(2015, 1, 5), people=[her.reference])
    with pytest.raises(NeedsPerson) as refused:
        agreed(death, on=date(2015, 1, 5))
    assert asks_words(refused.value.asks) == "Who stays on the plan is not in the newest answers any more."
    (left,) = follow_death(
        application=one.application, person=her.reference, died_on=date(2014, 12, 18), on=date(2015, 1, 5)
    )
    assert (left.status, left.asks) == ("needs_person", "not_in_answers")
