"""Who tells of other coverage, such as Medicare, is asked in the same report who leaves the plan, and sees what that does."""

import re
from datetime import date

import pytest

from coverport.applications.actions import save_answers
from coverport.core.access import Actor
from coverport.core.dates import day_before
from coverport.core.errors import NotAllowed
from coverport.enrollment.changes.reporting import preview_change, say_who_leaves
from coverport.enrollment.choice.refusals import WrongState
from coverport.enrollment.models import Change, Enrollment
from coverport.enrollment.rules.changing import Wanted, changed
from coverport.enrollment.rules.policies import Policy, Span
from coverport.exchanges.models import Exchange
from coverport.notices.models import Notice
from tests.applications.households import ANA, LUIS, MIA, somebody
from tests.enrollment.lives import agreed, answer_anew, covered, letters, months, owner, reported, told_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_sale")]
JUNE_5, JUNE_20, JULY_1 = date(2014, 6, 5), date(2014, 6, 20), date(2014, 7, 1)


@pytest.fixture
def couple(ana, federal):
    return covered(ana, federal, (ANA, LUIS), income=45_000_00)


def person(enrollment: Enrollment, name: str) -> str:
    return enrollment.members.get(person__first_name=name).person.reference


def medicare(enrollment: Enrollment, name: str, begins: date, *, on: date, income: int = 45_000_00) -> Change:
    """Told and answered: one has Medicare, the other nothing else."""
    change = reported(enrollment, "gained_coverage", begins, on=on)
    has = person(enrollment, name)
    told = {each.person.reference: each.person.reference == has for each in enrollment.members.all()}
    given = {each: {"other_coverage": answer} for each, answer in told.items()}
    save_answers(actor=owner(enrollment), application=change.application, step="coverage", given=given, on=on)
    answer_anew(change, on=on, income=income, other_coverage=told, kinds=("medicare",))
    change.refresh_from_db()
    return change


def leaves(change: Change, *people: str, on: date) -> Change:
    return say_who_leaves(actor=owner(change.enrollment), change=change, people=people, on=on)


@pytest.mark.parametrize(("on", "begins", "last"), [
    (JUNE_5, JULY_1, date(2014, 6, 30)),
    (date(2014, 6, 16), JULY_1, date(2014, 6, 30)),  # 14 days before: 45 CFR 155.430(d)(2) as of 2014
    (JUNE_20, JULY_1, date(2014, 7, 4)),
    (JUNE_20, date(2014, 5, 1), date(2014, 7, 4)),
    (JUNE_5, date(2014, 8, 1), date(2014, 7, 31)),
])  # fmt: skip
@pytest.mark.parametrize("who", ["Luis", "Ana"])  # Ana is the one in whose name the policy is
def test_who_leaves_is_covered_to_the_day_before_or_as_soon_as_can_be_and_the_other_one_goes_on(
    couple, on, begins, last, who
):
    change = medicare(couple, who, begins, on=on)
    agreed(leaves(change, person(couple, who), on=on), on=on)
    rows = [each for one in Enrollment.objects.order_by("id") for each in one.members.filter(active=True)]
    days = {each.person.first_name: (each.coverage.upper, each.enrollment.status) for each in rows}
    other = "Ana" if who == "Luis" else "Luis"
    ends = date.fromordinal(last.toordinal() + 1)
    assert days[who][0] == ends
    assert days[other] == (date(2015, 1, 1), "effectuated")
    going = Enrollment.objects.order_by("id").last()
    assert not going.application.applicants.get(person__first_name=who).applies


@pytest.mark.parametrize(("begins", "last"), [
    (date(2014, 8, 1), date(2014, 7, 31)),
    (JULY_1, date(2014, 6, 30)),
    # Mia cannot be on it from July on; Ana could have left before, but the plan is in her name.
    (date(2014, 5, 1), date(2014, 6, 30)),
])  # fmt: skip
def test_a_plan_ends_whose_others_cannot_be_on_it_any_more_by_the_same_report(ana, federal, begins, last):
    plan = covered(ana, federal, (ANA, MIA), income=55_000_00)
    change = medicare(plan, "Ana", begins, on=JUNE_5, income=18_000_00)
    leaves(change, person(plan, "Ana"), on=JUNE_5)
    agreed(change, on=JUNE_5)
    plan.refresh_from_db()
    assert (plan.status, plan.end) == ("terminated", last)
    assert {day_before(one.coverage.upper) for one in plan.members.filter(active=True)} == {last}
    assert told_of(plan).count("terminated") == 1


def test_it_comes_to_what_two_reports_come_to(couple, federal):
    other = covered(somebody("luis@example.com"), federal, (ANA, LUIS), income=45_000_00)
    change = medicare(couple, "Luis", JULY_1, on=JUNE_5)
    agreed(leaves(change, person(couple, "Luis"), on=JUNE_5), on=JUNE_5)
    agreed(medicare(other, "Luis", JULY_1, on=JUNE_5), on=JUNE_5)
    alone = reported(other, "drop_member", date(2014, 6, 30), on=JUNE_5, people=[person(other, "Luis")])
    agreed(alone, on=JUNE_5)
    assert months(couple) == months(other)
    assert [letter.count("Luis is covered until June 30, 2014.") for letter in letters("coverage_changed")] == [1, 0, 1]
    assert told_of(couple).count("changed") == 1


def test_nobody_is_asked_to_leave_who_has_no_other_coverage_and_nobody_leaves_by_itself(couple):
    change = medicare(couple, "Luis", JULY_1, on=JUNE_5)
    with pytest.raises(NotAllowed):
        leaves(change, person(couple, "Ana"), on=JUNE_5)
    with pytest.raises(NotAllowed):
        stranger = Actor.person(somebody("luis@example.com"))
        say_who_leaves(actor=stranger, change=change, people=[person(couple, "Luis")], on=JUNE_5)
    assert not preview_change(actor=owner(couple), change=change, on=JUNE_5).leaves
    leaves(change, person(couple, "Luis"), on=JUNE_5)
    leaves(change, on=JUNE_5)
    agreed(change, on=JUNE_5)
    assert {each.coverage.upper for each in couple.members.all()} == {date(2015, 1, 1)}
    with pytest.raises(WrongState):
        leaves(change, person(couple, "Luis"), on=JUNE_5)


def test_where_everybody_leaves_the_plan_ends_because_of_other_coverage(ana, federal):
    alone = covered(ana, federal, income=30_000_00)
    change = medicare(alone, "Ana", JULY_1, on=JUNE_5)
    agreed(leaves(change, person(alone, "Ana"), on=JUNE_5), on=JUNE_5)
    alone.refresh_from_db()
    assert (alone.status, alone.end, alone.end_cause) == ("terminated", date(2014, 6, 30), "other_coverage")
    assert "You told us that everybody on it has other coverage." in letters("termination")[-1]


def test_a_plan_that_has_not_begun_never_covers_who_leaves_it(couple):
    on, begins = date(2013, 12, 12), date(2014, 1, 1)
    change = medicare(couple, "Luis", begins, on=date(2013, 12, 12))
    agreed(leaves(change, person(couple, "Luis"), on=on), on=on)
    assert [each.person.first_name for each in couple.members.filter(active=True)] == ["Ana"]


def test_the_page_asks_and_shows_what_it_does_before_it_is_signed(client, couple):
    Exchange.objects.update(date_of_record=JUNE_5)
    change = medicare(couple, "Luis", JULY_1, on=JUNE_5)
    client.force_login(couple.application.household.owner)
    where = f"/federal/coverage/change/{change.reference}/"

    def text() -> str:
        return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", client.get(where).content.decode()))

    page = text()
    assert "Who should leave this plan?" in page
    assert "Leaves the plan, with June 30, 2014 as the last day" in page
    assert "Luis: on this plan still" in page
    assert client.post(f"{where}leaving/", {"leaves": [person(couple, "Luis")]})["Location"] == where
    page = text()
    assert "Luis is covered until June 30, 2014." in page
    assert "Luis: on this plan still" not in page
    agreed(change, on=JUNE_5)
    assert "Who should leave this plan?" not in text()


def test_who_ticks_somebody_and_signs_at_once_sees_first_what_that_does(client, couple):
    Exchange.objects.update(date_of_record=JUNE_5)
    change = medicare(couple, "Luis", JULY_1, on=JUNE_5)
    client.force_login(couple.application.household.owner)
    where = f"/federal/coverage/change/{change.reference}/"
    luis = person(couple, "Luis")

    def signs(page, *people: str):
        found = dict(re.findall(r'name="(shown|submission)" value="([^"]*)"', page.content.decode()))
        return client.post(where, {**found, "agrees": "on", "signature": "Ana Rivera", "leaves": people})

    page = signs(client.get(where), luis)
    assert page.status_code == 422
    assert "Luis is covered until June 30, 2014." in page.content.decode()
    assert couple.members.get(person__first_name="Luis").coverage.upper == date(2015, 1, 1)
    assert signs(page, luis)["Location"] == where
    assert couple.members.get(person__first_name="Luis").coverage.upper == JULY_1


def test_staff_who_read_it_aloud_ask_the_same(couple, staff):
    Exchange.objects.update(date_of_record=JUNE_5)
    change = medicare(couple, "Luis", JULY_1, on=JUNE_5)
    Change.objects.update(told_by="phone")
    where = f"/federal/coverage/changes/{change.reference}/"
    assert "Who should leave this plan?" in staff.get(where).content.decode()
    staff.post(where, {"do": "leaving", "leaves": [person(couple, "Luis")]})
    assert "Luis is covered until June 30, 2014." in staff.get(where).content.decode()


def test_other_kinds_of_change_do_not_ask(client, couple):
    change = reported(couple, "income", JUNE_5, on=JUNE_5)
    answer_anew(change, on=JUNE_5, income=40_000_00)
    client.force_login(couple.application.household.owner)
    Exchange.objects.update(date_of_record=JUNE_5)
    assert "Who should leave" not in client.get(f"/federal/coverage/change/{change.reference}/").content.decode()
    assert not Notice.objects.filter(kind="coverage_changed").exists()


def test_who_leaves_before_the_others_do_keeps_that_day_and_whom_the_plan_is_named_after_stays_to_its_end():
    days = date(2014, 1, 1), date(2014, 12, 31)
    plan = Policy(
        "P", "medical", "effectuated", ("plan", "01", "area", "ana"), *days, (Span("ana", *days), Span("mia", *days))
    )
    leaves = {"ana": date(2014, 6, 10), "mia": date(2014, 6, 20)}
    (after,) = changed(plan, Wanted(JULY_1, plan.product, (), leaves=leaves), by="exchange", reference="next")
    assert (after.status, after.last) == ("terminated", date(2014, 6, 30))
    assert {span.person: span.last for span in after.spans} == {"ana": date(2014, 6, 30), "mia": date(2014, 6, 20)}
