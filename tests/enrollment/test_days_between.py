"""Another plan that starts later than one that still waits for its first payment: that one keeps the days between, once it is paid."""

import re
from datetime import date
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from coverport.core.access import Actor
from coverport.core.models import Event
from coverport.enrollment.actions import (
    await_payment,
    cancel_selection,
    effectuate,
    end_coverage,
    grant_special_period,
    reinstate_coverage,
)
from coverport.enrollment.changes.following import follow_death
from coverport.enrollment.choice.previewing import preview_choice
from coverport.enrollment.choice.refusals import NotNow, WrongState
from coverport.enrollment.choice.selection import offer
from coverport.enrollment.choice.ways import standing_plan
from coverport.enrollment.models import Change, Enrollment
from coverport.enrollment.queries import any_plan, newest_of, standing_beside, standing_here, standing_of
from coverport.enrollment.reminders import without_a_plan
from coverport.exchanges.models import Exchange
from tests.applications.households import ANA, BURLINGTON, LUIS, decided
from tests.enrollment.choices import cheapest, choose, offered, shown
from tests.enrollment.lives import letters, months, reported, told_of
from tests.shopping.market import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_sale")]
SYSTEM = Actor.system("test")
DECEMBER_12, DECEMBER_28, JANUARY_8, JANUARY_20 = (
    date(2013, 12, 12), date(2013, 12, 28), date(2014, 1, 8), date(2014, 1, 20),
)  # fmt: skip
JANUARY = (date(2014, 1, 1), date(2014, 1, 31))
FEBRUARY_1, YEAR_END = date(2014, 2, 1), date(2014, 12, 31)


@pytest.fixture
def waiting(ana, federal):
    """Chosen on December 10 for January 1, and not paid."""
    return choose(decided(ana, federal)[0])


@pytest.fixture
def between(ana, vermont):
    """The same where there are several insurers."""
    return choose(decided(ana, vermont, (ANA, LUIS), income=60_000_00, contact=BURLINGTON)[0])


def fresh(enrollment):
    return Enrollment.objects.select_related("exchange", "application__household").get(pk=enrollment.pk)


def another(old, on=DECEMBER_28, level="bronze", **more):
    return choose(old.application, level=level, on=on, instead_of=fresh(old), **more)


def of_insurer(old, *, same, on=DECEMBER_28):
    """A plan that the household has not chosen, of the same insurer or of another one."""
    plans = (each.plan for each in offered(old.application, on=on))
    chosen = set(Enrollment.objects.values_list("plan_id", flat=True))
    return next(
        each.plan_id for each in plans if (each.issuer_id == old.issuer_id) == same and each.plan_id not in chosen
    )


def previewed(old, on):
    plan = cheapest(old.application, "bronze", on=on)
    chosen = offer(old.application, plan, None, on=on)
    actor = Actor.person(old.application.household.owner)
    return preview_choice(actor=actor, chosen=chosen, old=old, credit=chosen.price.credit, on=on)


# ---- What becomes of the plan that waits


def test_it_keeps_the_days_until_the_other_one_starts_and_waits_on_for_them(waiting):
    before, new = months(waiting), another(waiting)
    old = fresh(waiting)
    assert (old.status, old.start, old.end) == ("selected", *JANUARY)
    assert (old.ended_on, old.end_cause, old.effectuated_on) == (DECEMBER_28, "plan_change", None)
    assert (new.status, new.start, new.end, new.follows) == ("selected", FEBRUARY_1, YEAR_END, waiting)
    assert months(old) == {1: before[1], **dict.fromkeys(range(2, 13), (0, 0))}
    assert set(months(new)) == set(range(2, 13))
    assert {each.coverage.upper for each in old.members.filter(active=True)} == {FEBRUARY_1}
    assert told_of(old)[-1] == "terminated"
    ended = Event.objects.get(kind="enrollment.terminated")
    assert (ended.data["last_day"], ended.data["cause"]) == ("2014-01-31", "plan_change")
    assert ended.pk < Event.objects.get(kind="enrollment.plan_selected", subject=new.reference).pk


def test_the_credit_of_the_year_is_that_of_a_plan_which_was_never_left(waiting):
    whole = sum(credit for _, credit in months(waiting).values())
    new = another(waiting)
    assert sum(credit for each in (waiting, new) for _, credit in months(each).values()) == whole


@pytest.mark.parametrize("billed", [False, True])
def test_paid_it_covers_until_that_day_and_is_told_once(between, billed):
    if billed:
        await_payment(actor=SYSTEM, enrollment=between, on=DECEMBER_12)
    new = another(between, plan_id=of_insurer(between, same=False))
    for _ in range(2):
        effectuate(actor=SYSTEM, enrollment=between, on=DECEMBER_28)
    old = fresh(between)
    assert (old.status, old.end, old.effectuated_on, old.end_cause) == (
        "terminated", JANUARY[1], DECEMBER_28, "plan_change",
    )  # fmt: skip
    assert fresh(new).status == "selected"
    assert told_of(old).count("effectuated") == told_of(old).count("terminated") == 1
    assert months(old)[1][0] > 0
    (letter,) = letters("covered")
    assert "from January 1, 2014 to January 31, 2014. After that day comes the other plan that you chose." in letter
    assert "tells you when the next payment is due" not in letter


@pytest.mark.parametrize(("on", "said"), [
    (date(2014, 6, 30), "It goes on without a gap under the number {}."),
    (date(2014, 7, 1), "It went on without a gap under the number {}, to June 30, 2014."),
])  # fmt: skip
def test_the_page_of_the_first_one_says_how_long_the_other_covered(client, waiting, on, said):
    new = another(waiting, plan_id=of_insurer(waiting, same=True))
    effectuate(actor=SYSTEM, enrollment=waiting, on=JANUARY_8)
    end_coverage(actor=SYSTEM, enrollment=new, cause="requested", last=date(2014, 6, 30), on=JANUARY_20)
    Exchange.objects.update(date_of_record=on)
    client.force_login(waiting.application.household.owner)
    page = client.get(f"/federal/coverage/{waiting.reference}/").content.decode()
    assert said.format(new.reference) in " ".join(re.sub(r"<[^>]+>", "", page).split())


def test_once_it_is_paid_what_follows_with_the_same_insurer_waits_for_no_payment(waiting):
    new = another(waiting, plan_id=of_insurer(waiting, same=True))
    assert new.status == "selected"
    effectuate(actor=SYSTEM, enrollment=waiting, on=JANUARY_8)
    assert (fresh(waiting).status, fresh(new).status) == ("terminated", "effectuated")
    assert fresh(new).effectuated_on == JANUARY_8


def test_a_third_choice_goes_on_from_both(waiting):
    new = another(waiting, plan_id=of_insurer(waiting, same=True))
    third = choose(
        waiting.application, plan_id=of_insurer(waiting, same=True, on=JANUARY_20), on=JANUARY_20, instead_of=new
    )
    assert [(each.start, each.end) for each in map(fresh, (waiting, new, third))] == [
        JANUARY, (FEBRUARY_1, date(2014, 2, 28)), (date(2014, 3, 1), YEAR_END),
    ]  # fmt: skip
    effectuate(actor=SYSTEM, enrollment=waiting, on=JANUARY_20)
    assert [fresh(each).status for each in (waiting, new, third)] == ["terminated", "terminated", "effectuated"]


def test_never_paid_it_is_canceled_and_the_other_one_stands_by_itself(waiting):
    new = another(waiting)
    end_coverage(actor=SYSTEM, enrollment=waiting, cause="nonpayment", last=date(2013, 12, 31), on=JANUARY_8)
    assert (fresh(waiting).status, fresh(waiting).end_cause) == ("canceled", "nonpayment")
    assert set(months(waiting).values()) == {(0, 0)}
    assert (fresh(new).status, months(new)[2][0] > 0) == ("selected", True)
    effectuate(actor=SYSTEM, enrollment=new, on=JANUARY_20)
    assert fresh(new).status == "effectuated"


@pytest.mark.parametrize("same", [True, False])
def test_canceled_and_paid_in_time_after_all_it_comes_back_to_the_day_that_it_had(between, same):
    new = another(between, plan_id=of_insurer(between, same=same))
    end_coverage(actor=SYSTEM, enrollment=between, cause="nonpayment", last=date(2013, 12, 31), on=JANUARY_8)
    back = reinstate_coverage(actor=SYSTEM, enrollment=between, on=JANUARY_20)
    assert (back.status, back.end, back.end_cause, back.effectuated_on) == (
        "terminated", JANUARY[1], "plan_change", JANUARY_20,
    )  # fmt: skip
    assert fresh(new).status == ("effectuated" if same else "selected")
    assert [months(between)[month][0] > 0 for month in (1, 2)] == [True, False]


def test_on_the_same_day_it_is_canceled_as_if_never_chosen(waiting):
    another(waiting, on=DECEMBER_12)
    assert (fresh(waiting).status, fresh(waiting).end_cause) == ("canceled", "plan_change")


def test_what_starts_on_the_day_of_the_second_choice_cancels_that_alone(waiting):
    new = another(waiting)
    third = choose(waiting.application, level="gold", on=JANUARY_8, instead_of=new)
    assert [fresh(each).status for each in (waiting, new, third)] == ["selected", "canceled", "selected"]
    assert (fresh(waiting).end, third.start) == (JANUARY[1], FEBRUARY_1)
    effectuate(actor=SYSTEM, enrollment=waiting, on=JANUARY_8)
    assert [fresh(each).status for each in (waiting, new, third)] == ["terminated", "canceled", "effectuated"]


@pytest.mark.parametrize(("start", "status", "end"), [
    (date(2014, 1, 15), "selected", date(2014, 1, 14)), (date(2014, 1, 1), "canceled", JANUARY[1]),
])  # fmt: skip
def test_what_starts_within_the_days_that_it_kept_takes_them(waiting, start, status, end):
    another(waiting)
    period = grant_special_period(
        actor=SYSTEM, application=waiting.application, event="exceptional", event_date=JANUARY_8, on=JANUARY_8,
        start=start, reason="A flood.",
    )  # fmt: skip
    way = f"{period.reference}.set_by_exchange"
    plan = cheapest(waiting.application, "gold", on=JANUARY_8)
    chosen = offer(waiting.application, plan, None, on=JANUARY_8, way=way)
    third = choose(
        waiting.application, plan_id=plan, on=JANUARY_8, way=way, instead_of=standing_plan(waiting.application),
        shown=shown(chosen, chosen.price.credit), credit=chosen.price.credit, submission=uuid4(),
    )  # fmt: skip
    assert (third.start, third.members.get().coverage.lower) == (start, start)
    assert (fresh(waiting).status, fresh(waiting).end) == (status, end)


def test_taken_back_by_the_person_it_leaves_the_other_one(waiting):
    new = another(waiting)
    cancel_selection(actor=SYSTEM, enrollment=waiting, on=JANUARY_8)
    assert (fresh(waiting).status, fresh(new).status) == ("canceled", "selected")


def test_where_the_other_one_is_never_paid_the_days_between_stay(between):
    new = another(between, plan_id=of_insurer(between, same=False))
    effectuate(actor=SYSTEM, enrollment=between, on=DECEMBER_28)
    end_coverage(actor=SYSTEM, enrollment=new, cause="nonpayment", last=JANUARY[1], on=date(2014, 3, 3))
    assert (fresh(between).status, fresh(between).end, fresh(new).status) == ("terminated", JANUARY[1], "canceled")


def test_who_died_within_the_days_that_it_kept_leaves_on_that_day(ana, federal):
    old = choose(decided(ana, federal, (ANA, LUIS))[0])
    another(old)
    luis = old.members.get(subscriber=False).person
    follow_death(application=old.application, person=luis.reference, died_on=JANUARY_8, on=JANUARY_20)
    left = fresh(old).members.get(person=luis)
    assert (left.active, left.coverage.upper) == (True, date(2014, 1, 9))
    assert (fresh(old).status, fresh(old).end) == ("selected", JANUARY[1])


# ---- It is not what goes on


def test_the_household_s_plan_is_the_other_one(waiting):
    new = another(waiting)
    application = new.application
    exchange = fresh(new).exchange
    assert standing_plan(application) == standing_of(application) == any_plan(application) == new
    assert standing_beside(application) is None
    assert newest_of(Actor.person(application.household.owner), exchange) == new
    assert standing_here(exchange, waiting.reference) is None
    assert standing_here(exchange, new.reference) == new
    assert not without_a_plan(exchange, 2014).exists()
    cancel_selection(actor=SYSTEM, enrollment=new, on=JANUARY_8)
    assert standing_plan(application) is None
    assert without_a_plan(exchange, 2014).get() == application


def test_a_change_is_told_of_the_other_one(waiting):
    new = another(waiting)
    with pytest.raises(NotNow, match="Tell us of changes for that plan"):
        reported(fresh(waiting), "income", JANUARY_8, on=JANUARY_8)
    assert reported(fresh(new), "income", JANUARY_8, on=JANUARY_8).enrollment == new


def test_it_gives_way_once(waiting):
    another(waiting)
    with pytest.raises(WrongState):
        another(waiting, on=JANUARY_8, level="gold")
    assert Change.objects.filter(enrollment=waiting, kind="plan_change").count() == 1


def test_the_database_keeps_one_that_goes_on_and_no_end_of_it(waiting):
    new = another(waiting)
    for wrong in (
        {"ended_on": None, "end_cause": "", "status": "selected"}, {"status": "effectuated", "effectuated_on": JANUARY_8},
        {"end_cause": ""},
    ):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            Enrollment.objects.filter(pk=waiting.pk).update(**wrong)
    assert {fresh(each).status for each in (waiting, new)} == {"selected"}


# ---- What is said


@pytest.mark.parametrize(("on", "last", "waits"), [(DECEMBER_12, None, False), (DECEMBER_28, JANUARY[1], True)])
def test_the_difference_has_its_last_day_where_the_other_one_starts_later(waiting, on, last, waits):
    found = previewed(waiting, on)
    assert (found.last, found.waits, found.uncovered) == (last, waits, None)


def test_who_has_paid_is_covered_until_the_other_one_starts(waiting):
    effectuate(actor=SYSTEM, enrollment=waiting, on=DECEMBER_28)
    found = previewed(waiting, DECEMBER_28)
    assert (found.last, found.waits, found.uncovered) == (JANUARY[1], False, None)


@pytest.mark.parametrize(("on", "kept"), [(DECEMBER_12, False), (DECEMBER_28, True)])
def test_the_review_says_until_when_and_by_which_payment(client, waiting, on, kept):
    Exchange.objects.update(date_of_record=on)
    client.force_login(waiting.application.household.owner)
    plan = cheapest(waiting.application, "bronze", on=on)
    page = client.get(
        f"/federal/coverage/{waiting.application.reference}/review/?plan={plan}&credit=0&way=open"
    ).content.decode()
    text = " ".join(re.sub(r"<[^>]+>", "", page).split())
    assert ("is canceled as if it had never been chosen" in text) == (not kept)
    assert ("covers you until January 31, 2014 once " in text) == kept
    assert ("has its first payment of" in text) == kept
    assert ("If it is not paid in time, no plan covers you before February 1, 2014." in text) == kept
    assert "do not sign yet" not in text


def test_when_to_choose_says_what_becomes_of_a_plan_that_is_not_paid_yet(client, waiting):
    Exchange.objects.update(date_of_record=DECEMBER_12)
    client.force_login(waiting.application.household.owner)
    where = f"/federal/coverage/{waiting.application.reference}/when/"
    goes_on, waits = (
        "goes on until the day before another plan starts",
        "covers you until the day before, once its first payment",
    )
    page = text_of(client.get(where))
    assert waits in page
    assert goes_on not in page
    effectuate(actor=SYSTEM, enrollment=waiting, on=DECEMBER_12)
    page = text_of(client.get(where))
    assert goes_on in page
    assert waits not in page


def test_the_letter_says_until_when_and_that_the_other_plan_stays(waiting):
    another(waiting)
    (letter,) = letters("coverage_changed")
    assert "covers you until January 31, 2014 once its first payment has arrived." in letter
    assert "If it is not paid in time, it covers nobody. The other plan stays as it is." in letter
    assert "After January 31, 2014 comes the other plan that you chose." in letter
    assert "canceled as if it had never been chosen" not in letter


@pytest.mark.parametrize("paid", [False, True])
def test_my_plan_says_what_covers_until_then(client, between, paid):
    Exchange.objects.update(date_of_record=DECEMBER_28)
    new = another(between, plan_id=of_insurer(between, same=False))
    if paid:
        effectuate(actor=SYSTEM, enrollment=between, on=DECEMBER_28)
    client.force_login(between.application.household.owner)
    page = text_of(client.get(f"/vt/coverage/{new.reference}/"))
    assert ("covers you until January 31, 2014." in page) == paid
    assert ("covers you until January 31, 2014 once " in page) == (not paid)
    page = text_of(client.get(f"/vt/coverage/{between.reference}/"))
    if paid:
        assert "Coverage by this plan ends on January 31, 2014" in page
        return
    assert "Then this plan covers you from January 1, 2014 to January 31, 2014." in page
    assert "The other plan that you chose stays as it is." in page
    assert new.reference in page
    assert "Report a change" not in page
