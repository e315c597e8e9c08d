"""Who came onto a plan in the year, or left it, has the same days on the one that goes on from it, however early that begins."""

from datetime import date

import msgspec
import pytest

from coverport.applications.queries import applicants_of
from coverport.core.access import Actor
from coverport.enrollment.actions import settle_change
from coverport.enrollment.changes.leaving import newest_application
from coverport.enrollment.choice.refusals import NeedsPerson
from coverport.enrollment.choice.selection import offer
from coverport.enrollment.models import Change, Enrollment, PersonMonth
from coverport.enrollment.rules.policies import Span, joined
from tests.applications.households import ANA, BURLINGTON, LUIS, person
from tests.edi.test_portal import staff
from tests.enrollment.choices import cheapest, choose
from tests.enrollment.lives import agreed, answer_anew, answer_for, as_told, covered, letters, months, reported

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_sale")]
BORN, TOM_BORN = date(2014, 6, 5), date(2014, 7, 10)


@pytest.fixture
def with_mia(ana, vermont) -> Enrollment:
    """Ana and Luis since January, Mia since her birth in June."""
    one = covered(ana, vermont, (ANA, LUIS), income=75_000_00, contact=BURLINGTON)
    change = reported(one, "birth", BORN, on=date(2014, 6, 10))
    answer_anew(change, on=date(2014, 6, 10), people=[person("Mia", BORN, "child")], income=75_000_00)
    agreed(change, on=date(2014, 6, 10))
    return one


def with_two_births(one: Enrollment, **more) -> None:
    """Mia in June, Tom in July."""
    for name, day in (("Mia", BORN), ("Tom", TOM_BORN)):
        change = reported(one, "birth", day, on=day)
        answer_anew(change, on=day, people=[person(name, day, "child")], income=90_000_00, **more)
        agreed(change, on=day)
        one.refresh_from_db()


def days(enrollment: Enrollment) -> dict[str, tuple[date, date]]:
    return {
        member.person.first_name: (member.coverage.lower, member.coverage.upper)
        for member in enrollment.members.filter(active=True).select_related("person")
    }


def granted_from_march(enrollment, vermont, on: date, **more) -> Enrollment:
    """Staff find that the household had less income from March on: other cost sharing, and so another enrollment."""
    worker = Actor.person(staff(vermont, "worker@exchange.example", "state_worker"))
    change = reported(enrollment, "correction", on, on=on)
    answer_anew(change, on=on, income=24_000_00, **more)
    Change.objects.filter(pk=change.pk).update(status="needs_person", asks="not_possible")
    change.refresh_from_db()
    settle_change(actor=worker, change=change, answer="It was so then.", grant=date(2014, 3, 1), on=on)
    new = Enrollment.objects.order_by("pk").last()
    assert (new.csr_variant != enrollment.csr_variant, new.follows) == (True, enrollment)
    return new


def test_who_married_in_july_is_on_other_cost_sharing_granted_from_march_since_then(ana, vermont):
    one = covered(ana, vermont, (ANA,), income=34_000_00, contact=BURLINGTON)
    change = reported(one, "marriage", date(2014, 6, 20), on=date(2014, 6, 25))
    answer_anew(change, on=date(2014, 6, 25), people=[LUIS], income=50_000_00)
    agreed(change, on=date(2014, 6, 25))
    new = granted_from_march(one, vermont, date(2014, 8, 1))
    assert days(new) == {
        "Ana": (date(2014, 3, 1), date(2015, 1, 1)), "Luis": (date(2014, 7, 1), date(2015, 1, 1)),
    }  # fmt: skip
    prices = {month: premium for month, (premium, _) in months(new).items()}
    assert prices == {**dict.fromkeys(range(3, 7), 40035), **dict.fromkeys(range(7, 13), 80070)}


@pytest.mark.parametrize("born", [date(2014, 6, 1), date(2014, 6, 2), BORN])
def test_nobody_is_on_a_plan_before_their_birth_whatever_opened_it_for_them(ana, vermont, born):
    """Noa was adopted on June 1, and Mia is told of together with Noa."""
    one = covered(ana, vermont, (ANA, LUIS), income=75_000_00, contact=BURLINGTON)
    change = reported(one, "adoption", date(2014, 6, 1), on=date(2014, 6, 20))
    children = [person("Noa", date(2010, 3, 3), "child"), person("Mia", born, "child")]
    answer_anew(change, on=date(2014, 6, 20), people=children, income=90_000_00)
    agreed(change, on=date(2014, 6, 20))
    found = days(one)
    assert (found["Noa"][0], found["Mia"][0]) == (date(2014, 6, 1), born)


def test_who_was_to_leave_and_came_again_goes_on_alone_under_their_name(ana, vermont):
    one = covered(
        ana, vermont, (ANA, LUIS, person("Mia", date(2004, 6, 1), "child")), income=90_000_00, contact=BURLINGTON
    )
    mia, on = one.members.get(person__first_name="Mia").person.reference, date(2014, 4, 1)
    agreed(reported(one, "drop_member", date(2014, 4, 30), on=on, people=[mia]), on=on)
    again = reported(one, "lost_coverage", date(2014, 4, 30), on=on)
    everybody = [msgspec.structs.replace(each, applies=True) for each in as_told(again.application)]
    answer_for(again, everybody, on=on, income=90_000_00)
    agreed(again, on=on)
    assert len(one.members.filter(person__reference=mia, active=True)) == 2
    others = [each.person.reference for each in one.members.exclude(person__reference=mia).select_related("person")]
    agreed(reported(one, "drop_member", date(2014, 4, 20), on=on, people=others), on=on)
    only = Enrollment.objects.get(follows=one).members.get()
    assert (only.person.reference, only.subscriber) == (mia, True)
    assert (only.coverage.lower, only.coverage.upper) == (date(2014, 4, 21), date(2015, 1, 1))


@pytest.mark.parametrize(("again", "found"), [(date(2014, 5, 1), 1), (date(2014, 5, 2), 2)])
def test_days_with_a_gap_stay_two_spans_and_days_without_one_are_one(again, found):
    first, later = Span("M", date(2014, 4, 21), date(2014, 4, 30)), Span("M", again, date(2014, 12, 31))
    other = Span("N", date(2014, 5, 1), date(2014, 12, 31))
    whole = (Span("M", first.first, later.last),) if found == 1 else (first, later)
    assert joined([first, later, other]) == (*whole, other)
    assert joined([first, other]) == (first, other)


def test_who_left_in_may_keeps_the_months_until_then(ana, vermont):
    one = covered(ana, vermont, (ANA, LUIS), income=60_000_00, contact=BURLINGTON)
    luis = one.members.get(subscriber=False).person.reference
    agreed(reported(one, "drop_member", date(2014, 5, 31), on=date(2014, 5, 10), people=[luis]), on=date(2014, 5, 10))
    new = granted_from_march(one, vermont, date(2014, 8, 1))
    assert days(new) == {
        "Ana": (date(2014, 3, 1), date(2015, 1, 1)), "Luis": (date(2014, 3, 1), date(2014, 6, 1)),
    }  # fmt: skip
    prices = {month: premium for month, (premium, _) in months(new).items()}
    assert prices == {**dict.fromkeys(range(3, 6), 80070), **dict.fromkeys(range(6, 13), 40035)}


def test_a_subscriber_whose_death_before_a_birth_is_told_after_it(with_mia, vermont):
    who = with_mia.members.get(subscriber=True).person.reference
    agreed(reported(with_mia, "death", date(2014, 3, 20), on=date(2014, 7, 1), people=[who]), on=date(2014, 7, 1))
    new = Enrollment.objects.order_by("pk").last()
    assert days(new)["Mia"] == (BORN, date(2015, 1, 1))
    assert days(new)["Luis"] == (date(2014, 3, 21), date(2015, 1, 1))


def test_another_plan_by_the_first_of_two_births_covers_the_second_child_from_its_own(ana, federal):
    """The window of Mia's birth in June opens another plan from that day on, when Tom is there already."""
    one = covered(ana, federal, (ANA, LUIS), income=90_000_00)
    with_two_births(one)
    new = choose(one.application, level="gold", on=date(2014, 7, 20), instead_of=one)
    since = {name: first for name, (first, _) in days(new).items()}
    assert since == {"Ana": BORN, "Luis": BORN, "Mia": BORN, "Tom": TOM_BORN}
    prices = months(new)
    assert prices[6][0] < prices[8][0] == new.premium_cents
    assert days(one).keys() == {"Ana", "Luis"}


def test_another_plan_by_a_birth_covers_who_came_after_it_from_their_own_day(ana, federal):
    one = covered(ana, federal, (ANA,), income=60_000_00)
    change = reported(one, "birth", BORN, on=BORN)
    answer_anew(change, on=BORN, people=[person("Mia", BORN, "child")], income=60_000_00)
    agreed(change, on=BORN)
    one.refresh_from_db()
    change = reported(one, "marriage", date(2014, 6, 20), on=date(2014, 6, 20))
    answer_anew(change, on=date(2014, 6, 20), people=[LUIS], income=90_000_00)
    agreed(change, on=date(2014, 6, 20))
    one.refresh_from_db()
    new = choose(one.application, level="gold", on=date(2014, 7, 20), instead_of=one)
    since = {name: first for name, (first, _) in days(new).items()}
    assert since == {"Ana": BORN, "Mia": BORN, "Luis": date(2014, 7, 1)}


def test_a_plan_of_their_own_for_who_was_born_after_the_day_of_the_window_begins_at_the_birth(ana, federal):
    """Mia's birth opens plans from June 5 on; Tom's, of July 10, is the first day of a plan for Tom alone."""
    one = covered(ana, federal, (ANA,), income=90_000_00)
    with_two_births(one, without=["Tom", "Mia"])
    tom = next(each for each in applicants_of(one.application) if each.person.first_name == "Tom")
    chosen = offer(one.application, cheapest(one.application, on=date(2014, 7, 20)), [tom], on=date(2014, 7, 20))
    assert (chosen.way.start.starts, chosen.start.starts) == (BORN, TOM_BORN)


def test_the_page_and_the_letter_say_from_when_on_who_came_later_is_covered(client, ana, with_mia):
    client.force_login(ana)
    page = " ".join(client.get(f"/vt/coverage/{with_mia.reference}/").content.decode().split())
    assert "Coverage starts for Mia</dt><dd" in page
    assert "June 5, 2014" in page
    assert "Coverage starts for Luis" not in page


def test_the_letter_of_a_choice_says_so_too(ana, federal):
    one = covered(ana, federal, (ANA, LUIS), income=90_000_00)
    with_two_births(one)
    choose(one.application, level="gold", on=date(2014, 7, 20), instead_of=one)
    (letter,) = letters("covered")[1:]
    assert "For Tom, coverage starts on July 10, 2014." in letter
    assert "For Mia" not in letter


def test_who_left_or_died_since_the_day_to_which_another_plan_reaches_back_stays_covered_until_then(ana, federal):
    """Mia's birth in June opens another plan from that day on; her father died in July, before it was chosen."""
    one = covered(ana, federal, (ANA, LUIS), income=90_000_00)
    with_two_births(one)
    luis = one.members.get(person__first_name="Luis").person.reference
    on = date(2014, 7, 20)
    agreed(reported(one, "death", date(2014, 7, 15), on=on, people=[luis]), on=on)
    one.refresh_from_db()
    application = newest_application(one)
    new = choose(application, level="gold", on=on, instead_of=one)
    assert days(new)["Luis"] == (BORN, date(2014, 7, 16))
    assert days(new)["Ana"] == (BORN, date(2015, 1, 1))
    told = PersonMonth.objects.filter(enrollment=new, person__reference=luis, first__isnull=False).order_by("month")
    assert [(row.first, row.last) for row in told] == [
        (BORN, date(2014, 6, 30)), (date(2014, 7, 1), date(2014, 7, 15)),
    ]  # fmt: skip
    assert "Luis" not in letters("covered")[-1]


def test_a_plan_goes_on_in_the_name_of_who_was_on_it_then_and_not_of_who_came_later(ana, federal):
    """Ana died in June; that is told in July, when Luis, who came with July, is on the plan beside Mia, who was on it before."""
    one = covered(ana, federal, (ANA, person("Mia", date(2010, 3, 1), "child")), income=60_000_00)
    change = reported(one, "marriage", date(2014, 6, 20), on=date(2014, 6, 20))
    answer_anew(change, on=date(2014, 6, 20), people=[LUIS], income=75_000_00)
    agreed(change, on=date(2014, 6, 20))
    who = one.members.get(person__first_name="Ana").person.reference
    agreed(reported(one, "death", date(2014, 6, 25), on=date(2014, 7, 5), people=[who]), on=date(2014, 7, 5))
    new = Enrollment.objects.order_by("pk").last()
    assert days(new) == {"Mia": (date(2014, 6, 26), date(2015, 1, 1)), "Luis": (date(2014, 7, 1), date(2015, 1, 1))}
    assert new.members.get(subscriber=True).person.first_name == "Mia"


def test_where_nobody_who_goes_on_was_on_the_plan_then_a_human_says_how_the_others_are_covered(ana, federal):
    """Ana died in June, Luis left with June, Mia came in July; the death is told last. No policy can be in the name of all three."""
    one = covered(ana, federal, (ANA, LUIS), income=90_000_00)
    luis = one.members.get(subscriber=False).person.reference
    agreed(reported(one, "drop_member", date(2014, 6, 30), on=date(2014, 6, 10), people=[luis]), on=date(2014, 6, 10))
    one.refresh_from_db()
    change = reported(one, "adoption", TOM_BORN, on=TOM_BORN)
    answer_anew(change, on=TOM_BORN, people=[person("Mia", date(2010, 3, 1), "child")], income=90_000_00)
    agreed(change, on=TOM_BORN)
    one.refresh_from_db()
    who = one.members.get(person__first_name="Ana").person.reference
    on = date(2014, 7, 20)
    with pytest.raises(NeedsPerson):
        agreed(reported(one, "death", date(2014, 6, 20), on=on, people=[who]), on=on)
    assert Enrollment.objects.count() == 1
