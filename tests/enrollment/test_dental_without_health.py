"""A dental plan whose health plan ends for everybody goes on at its full price: said before it is signed, and ended with it if wanted."""

import re
from datetime import date

import pytest

from coverport.core.money import display
from coverport.enrollment.actions import end_coverage
from coverport.enrollment.models import Enrollment
from coverport.exchanges.models import Exchange
from tests.enrollment.lives import agreed, letters, months, reported, told_of
from tests.enrollment.test_dental import SYSTEM, _market, everybody, family, market

__all__ = ["_market", "everybody", "family", "market"]
pytestmark = pytest.mark.django_db
JANUARY_12, MAY_3 = date(2027, 1, 12), date(2027, 5, 3)
JUNE_30, JULY_1 = date(2027, 6, 30), date(2027, 7, 1)
GOES_ON = "your dental plan, goes on all the same, at its full price of {} a month: without a health plan no tax credit pays for it."


def words(client, change) -> str:
    page = client.get(f"/federal/coverage/change/{change.reference}/").content.decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def fresh(enrollment: Enrollment) -> Enrollment:
    return Enrollment.objects.get(pk=enrollment.pk)


@pytest.mark.parametrize(("kind", "day"), [("end", JUNE_30), ("other_coverage", JULY_1)])
def test_it_is_told_before_it_is_signed_and_in_the_letter_and_goes_on_unless_it_is_ended_too(
    client, everybody, kind, day
):
    health, dental = everybody
    Exchange.objects.update(date_of_record=MAY_3)
    client.force_login(health.application.household.owner)
    change = reported(health, kind, day, on=MAY_3)
    said = GOES_ON.format(display(dental.premium_cents))
    page = words(client, change)
    assert said in page
    assert "the dental plan, too, on the same day" in page
    agreed(change, on=MAY_3)
    assert (fresh(health).end, fresh(dental).status, fresh(dental).end) == (JUNE_30, "effectuated", date(2027, 12, 31))
    assert said in words(client, change)
    assert said in letters("termination")[-1]
    assert {months(dental)[month][1] for month in range(7, 13)} == {0}


@pytest.mark.parametrize(("kind", "day"), [("end", JUNE_30), ("other_coverage", JULY_1)])
def test_ended_in_the_same_step_both_end_on_one_day_and_each_insurer_hears_once(client, everybody, kind, day):
    health, _ = everybody
    before = [len(told_of(each)) for each in everybody]
    change = reported(health, kind, day, on=MAY_3)
    agreed(change, on=MAY_3, dental_too=True)
    assert [(each.status, each.end) for each in map(fresh, everybody)] == [("terminated", JUNE_30)] * 2
    assert [told_of(each)[seen:] for each, seen in zip(everybody, before, strict=True)] == [["terminated"]] * 2
    assert len(letters("termination")) == 2
    client.force_login(health.application.household.owner)
    assert "goes on all the same" not in words(client, change)
    assert not any("goes on all the same" in each for each in letters("termination"))


def test_by_the_page_the_box_ends_it(client, everybody):
    health, dental = everybody
    Exchange.objects.update(date_of_record=MAY_3)
    client.force_login(health.application.household.owner)
    change = reported(health, "end", JUNE_30, on=MAY_3)
    where = f"/federal/coverage/change/{change.reference}/"
    page = client.get(where).content.decode()
    hidden = dict(re.findall(r'<input type="hidden" name="(shown|submission)" value="([^"]*)"', page))
    signed = {**hidden, "agrees": "on", "signature": "Ana Rivera", "dental": "on"}
    assert client.post(where, signed).status_code == 302
    assert (fresh(dental).status, fresh(dental).end) == ("terminated", JUNE_30)


def test_nothing_is_asked_where_somebody_stays_on_the_health_plan_or_there_is_no_dental_plan(client, everybody):
    health, dental = everybody
    Exchange.objects.update(date_of_record=JANUARY_12)
    client.force_login(health.application.household.owner)
    mia = health.members.get(person__first_name="Mia").person.reference
    change = reported(health, "drop_member", date(2027, 1, 31), on=JANUARY_12, people=[mia])
    assert "dental plan, too" not in words(client, change)
    agreed(change, on=JANUARY_12, dental_too=True)
    assert fresh(dental).status == "effectuated"


def test_what_an_office_ends_says_it_in_its_letter(everybody):
    health, dental = everybody
    end_coverage(actor=SYSTEM, enrollment=health, cause="lost_eligibility", last=JUNE_30, on=MAY_3)
    assert GOES_ON.format(display(dental.premium_cents)) in letters("termination")[-1]
