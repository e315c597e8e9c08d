"""What is shown of a death before it is agreed to: what every plan of who is left comes to, and which insurers hear of it."""

import re
from datetime import date

import pytest

from coverport.core.money import display
from coverport.enrollment.actions import end_coverage
from coverport.enrollment.changes.following import follow_death
from coverport.enrollment.changes.reporting import preview_change
from coverport.enrollment.household_year import load
from coverport.enrollment.models import Change, Enrollment
from coverport.enrollment.rules.year import amounts
from coverport.exchanges.models import Exchange
from coverport.notices.blocks import texts
from coverport.notices.models import Notice
from tests.applications.households import ANA, LUIS
from tests.enrollment.lives import agreed, owner, reported
from tests.enrollment.renewal.market import _new_hampshire, enrolled, federal_years, through
from tests.enrollment.test_dental import DIED, SYSTEM, TOLD, _market, everybody, family, market

__all__ = ["_market", "_new_hampshire", "everybody", "family", "federal_years", "market"]
pytestmark = pytest.mark.django_db


def page_of(client, change: Change) -> str:
    client.force_login(change.household.owner)
    page = client.get(f"/federal/coverage/change/{change.reference}/")
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


def standing(plan: Enrollment):
    """All plans of the year by the month, as they are written."""
    return amounts(load(plan.application.household, plan.year).rows)


@pytest.mark.parametrize("who", ["Mia", "Ana"])
def test_what_is_shown_of_a_death_counts_every_plan_that_it_reaches(everybody, client, who):
    health, dental = everybody
    person = health.members.get(person__first_name=who).person.reference
    before = standing(health)
    change = reported(health, "death", DIED, on=TOLD, people=[person])
    seen = preview_change(actor=owner(health), change=change, on=TOLD)
    page = page_of(client, change)
    assert standing(health) == before, "what was only looked at left nothing"
    assert Change.objects.count() == 1
    done = agreed(change, on=TOLD)
    assert seen.after == standing(health)
    assert seen.until_now == before[0]
    assert all(display(each.net) in page for each in standing(health))
    for kind, insurer in (("", "Cinder Brook Health Plan"), (dental.reference, "Pewterhill Dental")):
        assert [each for each in seen.messages if each.policy == kind]
        assert f"We tell {insurer} " in page
    assert page.count("We tell ") == len(set(re.findall(r"We tell [^.]*\.", page)))
    letters = ["\n".join(texts(row.content)) for row in Notice.objects.filter(kind="coverage_changed").order_by("id")]
    assert len(letters) == 2
    assert all(display(each.net) in letter for each in standing(health) for letter in letters)
    assert not any("HMO and Cinder" in letter or "HMO, Cinder" in letter for letter in letters), (
        "each plan is named once"
    )
    done.refresh_from_db()
    assert "The amounts here count that." in page_of(client, done)


def test_a_death_that_the_office_learned_of_is_told_with_the_same_amounts_for_each_plan(everybody):
    health, _ = everybody
    mia = health.members.get(person__first_name="Mia").person.reference
    follow_death(application=health.application, person=mia, died_on=DIED, on=TOLD)
    letters = ["\n".join(texts(row.content)) for row in Notice.objects.filter(kind="coverage_changed")]
    assert len(letters) == 2
    assert all(display(each.net) in letter for each in standing(health) for letter in letters)


def test_credit_that_moves_to_another_plan_is_told_to_that_plan_s_insurer(everybody, client):
    health, _ = everybody
    mia = health.members.get(person__first_name="Mia").person.reference
    page = page_of(client, reported(health, "drop_member", TOLD, on=TOLD, people=[mia]))
    assert re.findall(r"We tell ([A-Z][\w ]+?) what changes from", page) == [
        "Cinder Brook Health Plan",
        "Pewterhill Dental",
    ]


@pytest.mark.usefixtures("federal_years")
def test_the_plan_of_the_next_year_is_named_with_its_year_and_is_not_in_the_amounts(client):
    old = enrolled([ANA, LUIS])
    through()
    luis = old.members.get(person__first_name="Luis").person.reference
    on = date(2026, 12, 20)
    Exchange.objects.update(date_of_record=on)
    change = reported(old, "death", date(2026, 12, 10), on=on, people=[luis])
    page = page_of(client, change)
    assert re.search(r"Who died also leaves [^.]+, the plan of 2027\. A letter of its own says what it costs\.", page)
    assert "The amounts here count that" not in page
    seen = preview_change(actor=owner(old), change=change, on=on)
    agreed(change, on=on)
    assert seen.after[-1] == standing(old)[-1]


def test_a_plan_that_a_human_must_look_at_is_told_as_one(everybody, client):
    health, dental = everybody
    ana = health.members.get(subscriber=True).person.reference
    end_coverage(actor=SYSTEM, enrollment=dental, cause="nonpayment", last=date(2027, 2, 28), on=date(2027, 1, 20))
    on = date(2027, 1, 21)
    change = reported(health, "death", date(2027, 1, 15), on=on, people=[ana])
    seen = preview_change(actor=owner(health), change=change, on=on)
    Exchange.objects.update(date_of_record=on)
    page = page_of(client, change)
    assert "We look at that plan ourselves, and a letter says what becomes of it." in page
    assert "The amounts here count that" not in page
    agreed(change, on=on)
    assert seen.after == standing(health)
    assert Change.objects.get(enrollment=dental, kind="death").status == "needs_person"
