"""What a change of this year leaves as it is is said on its pages and in its letter, with what to do about it."""

import re
from datetime import date

import pytest

from coverport.enrollment.changes.following import follow_death
from coverport.enrollment.models import Change, Enrollment
from coverport.enrollment.story import told
from coverport.exchanges.models import Exchange
from tests.applications.households import ANA, LUIS
from tests.enrollment.lives import agreed, answer_anew, letters, months, reported
from tests.enrollment.renewal.market import _new_hampshire, enrolled, federal_years, next_of, through
from tests.enrollment.test_change_pages import day, hidden
from tests.enrollment.test_change_pages import told as text_of

__all__ = ["_new_hampshire", "federal_years"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("federal_years")]
NOVEMBER, DECEMBER = date(2026, 11, 10), date(2026, 12, 12)


@pytest.fixture
def renewed():
    """A couple's plan of 2026 and, behind it, the one of 2027. Ana alone has income."""
    old = enrolled((ANA, LUIS), income=30_000_00)
    through()
    return old, next_of(old)


@pytest.fixture
def page(client, renewed):
    """The words of the page of a change, as its owner sees it on a day."""
    client.force_login(renewed[0].application.household.owner)

    def page(change: Change, on: date) -> str:
        Exchange.objects.update(date_of_record=on)
        return text_of(client.get(f"/federal/coverage/change/{change.reference}/"))

    return page


def link(plan: Enrollment, kind: str) -> str:
    return f"/federal/coverage/{plan.reference}/change/?kind={kind}"


def test_new_income_names_the_plan_of_the_next_year_that_goes_on_without_it_and_can_be_told_there(
    renewed, page, client
):
    old, new = renewed
    change = reported(old, "income", NOVEMBER, on=NOVEMBER)
    answer_anew(change, on=NOVEMBER, income=60_000_00)
    before = months(new)
    stays = f"This change counts for 2026 only. {told(new).plan_name} of {told(new).issuer}, your plan for 2027, goes on as it is"
    todo = "If what changed counts in 2027, too, report it for that plan"
    for _ in ("before it is signed", "and after"):
        text = page(change, NOVEMBER)
        assert stays in text
        assert todo in text
        assert link(new, "income") in text
        if change.status == "open":
            agreed(change, on=NOVEMBER)
            change.refresh_from_db()
    [letter] = letters("coverage_changed")
    assert stays in letter
    assert todo in letter
    assert "Sign in, open “My plan” and report it there, or call us at" in letter
    assert months(new) == before

    ticked = re.findall(r"<input[^>]*checked[^>]*>", text_of(client.get(link(new, "income"))))
    assert [re.search(r'value="(\w+)"', each)[1] for each in ticked] == ["income"]
    sent = client.post(link(new, "income"), {"kind": "income", **day(NOVEMBER)})
    there = Change.objects.get(enrollment=new)
    assert sent["Location"] == f"/federal/apply/{there.application.reference}/income/"
    assert there.application.year == 2027
    answer_anew(there, on=NOVEMBER, income=60_000_00)
    where = f"/federal/coverage/change/{there.reference}/"
    shown = client.get(where)
    assert "January 1, 2027" in text_of(shown)
    assert "2028" not in text_of(shown)
    client.post(where, {**hidden(shown), "agrees": "on", "signature": "Ana Rivera"})
    now = Enrollment.objects.filter(year=2027, status="effectuated").get()
    assert now.start == date(2027, 1, 1)
    assert months(now)[1][1] < before[1][1]
    assert "your plan for 2027" not in page(change, NOVEMBER)


def test_ending_the_plan_of_this_year_says_that_the_next_one_goes_on_and_can_be_canceled(renewed, page, client):
    old, new = renewed
    change = reported(old, "end", date(2026, 12, 31), on=DECEMBER)
    stays = f"This ends your plan for 2026 only. {told(new).plan_name} of {told(new).issuer}, your plan for 2027, goes on all the same"
    for _ in ("before it is signed", "and after"):
        text = page(change, DECEMBER)
        assert "There is no coverage by this plan after that day." in text
        assert stays in text
        assert "it starts on January 1, 2027, and you pay $" in text
        assert link(new, "end") in text
        if change.status == "open":
            agreed(change, on=DECEMBER)
            change.refresh_from_db()
    [letter] = letters("termination")
    assert stays in letter
    assert (
        "As its last day, enter December 31, 2026. Sign in, open “My plan” and report it there, or call us at" in letter
    )

    sent = client.post(link(new, "end"), {"kind": "end", **day(date(2026, 12, 31))})
    shown = client.get(sent["Location"])
    assert "It covers nobody." in text_of(shown)
    client.post(sent["Location"], {**hidden(shown), "agrees": "on", "signature": "Ana Rivera"})
    new.refresh_from_db()
    assert new.status == "canceled"
    assert set(months(new).values()) == {(0, 0)}
    assert "your plan for 2027" not in page(change, DECEMBER)


def test_who_leaves_the_plan_of_this_year_is_named_as_still_on_the_next_one(renewed, page):
    old, new = renewed
    luis = old.members.get(person__first_name="Luis").person.reference
    change = reported(old, "drop_member", date(2026, 12, 31), on=DECEMBER, people=[luis])
    text = page(change, DECEMBER)
    assert "your plan for 2027, goes on as it is, with Luis on it." in text
    assert link(new, "drop_member") in text
    agreed(change, on=DECEMBER)
    assert "goes on as it is, with Luis on it." in letters("coverage_changed")[-1]
    agreed(reported(new, "drop_member", date(2027, 1, 1), on=DECEMBER, people=[luis]), on=DECEMBER)
    assert "your plan for 2027" not in page(change, DECEMBER)


def test_without_a_plan_of_the_next_year_nothing_of_it_is_said(client):
    old = enrolled((ANA, LUIS), income=30_000_00)
    change = agreed(reported(old, "end", date(2026, 12, 31), on=DECEMBER), on=DECEMBER)
    Exchange.objects.update(date_of_record=DECEMBER)
    client.force_login(old.application.household.owner)
    text = text_of(client.get(f"/federal/coverage/change/{change.reference}/"))
    assert "There is no coverage after that day." in text
    for each in (text, letters("termination")[0]):
        assert "for 2026 only" not in each
        assert "your plan for 2027" not in each


COUNTS = "The income of Ana for {} still counts as it was told, and the tax credit rests on it."


@pytest.mark.parametrize("agreed_to", [True, False])
def test_a_death_says_that_income_still_counts_and_how_to_tell_what_it_is_now(renewed, page, client, agreed_to):
    old, _ = renewed
    ana, died = old.members.get(person__first_name="Ana").person.reference, date(2026, 12, 5)
    if agreed_to:
        change = reported(old, "death", died, on=DECEMBER, people=[ana])
        text = page(change, DECEMBER)
        assert f"We are sorry for your loss. {COUNTS.format(2026)}" in text
        assert text.count("sorry for your loss") == 1
        assert "Sign this change first. Then this page has the way to it." in text
        assert "?kind=income" not in text
        agreed(change, on=DECEMBER)
    else:
        change = follow_death(application=old.application, person=ana, died_on=died, on=DECEMBER)[0]
    now = {each.year: each for each in Enrollment.objects.filter(status="effectuated")}
    text = page(change, DECEMBER)
    said = letters("coverage_changed")
    for place, year in enumerate((2026, 2027)):
        assert COUNTS.format(year) in text
        assert link(now[year], "income") in text
        assert f"We are sorry for your loss. {COUNTS.format(year)}" in said[place]
        assert [COUNTS.format(year) in letter for letter in said] == [each == place for each in range(2)]
        assert "Sign in, open “My plan” and report it there, or call us at" in said[place]
    # Told anew for one year, it is asked for the other alone.
    told_now = reported(now[2026], "income", DECEMBER, on=DECEMBER)
    answer_anew(told_now, on=DECEMBER, income=28_000_00)
    agreed(told_now, on=DECEMBER)
    text = page(change, DECEMBER)
    assert COUNTS.format(2026) not in text
    assert COUNTS.format(2027) in text


def test_a_death_of_who_had_no_income_asks_for_none(renewed, page):
    old, _ = renewed
    luis = old.members.get(person__first_name="Luis").person.reference
    change = reported(old, "death", date(2026, 12, 5), on=DECEMBER, people=[luis])
    assert "still counts" not in page(change, DECEMBER)
    agreed(change, on=DECEMBER)
    assert "still counts" not in page(change, DECEMBER)
    assert not any("still counts" in letter or "your loss" in letter for letter in letters("coverage_changed"))
