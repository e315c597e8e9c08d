"""Changes of who is enrolled for the next year already: told ahead, or long after they happened."""

from datetime import date

import pytest

from coverport.enrollment.changes.reporting import preview_change
from coverport.enrollment.models import Change
from coverport.exchanges.models import Exchange
from tests.applications.households import ANA, LUIS
from tests.enrollment.lives import agreed, answer_anew, letters, months, owner, reported
from tests.enrollment.renewal.market import DONE, TOLD, _new_hampshire, enrolled, federal_years, next_of, run, through
from tests.enrollment.test_change_pages import day, told

__all__ = ["_new_hampshire", "federal_years"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("federal_years")]


@pytest.mark.parametrize(("on", "happens", "counts"), [
    (date(2026, 12, 5), date(2027, 2, 1), date(2027, 2, 1)), (date(2026, 12, 5), date(2026, 12, 20), date(2027, 1, 1)),
    (date(2027, 1, 31), date(2027, 2, 15), date(2027, 3, 1)), (date(2027, 1, 15), date(2027, 1, 10), date(2027, 2, 1)),
])  # fmt: skip
def test_a_move_told_ahead_counts_from_the_first_month_that_begins_after_it(on, happens, counts):
    old = enrolled([ANA, LUIS])
    through()
    plan = next_of(old)
    change = reported(plan, "move", happens, on=on)
    answer_anew(change, on=on, income=45_000_00)
    assert preview_change(actor=owner(plan), change=change, on=on).counts == counts


def test_a_move_of_february_told_in_november_is_taken_from_sixty_days_before_and_the_page_says_so(client):
    old = enrolled([ANA, LUIS])
    run(TOLD)
    move = {"kind": "move", **day(date(2027, 2, 1))}
    client.force_login(old.application.household.owner)
    Exchange.objects.update(date_of_record=date(2026, 11, 20))
    page = told(client.post(f"/federal/coverage/{old.reference}/change/", move))
    assert "This plan ends on December 31, 2026. Once you have a plan for 2027, report it for that one." in page
    assert "this one from December 3, 2026 on." in page
    run(DONE)
    page = told(client.post(f"/federal/coverage/{old.reference}/change/", move))
    assert "Report it for your plan of 2027, which you find under “My plan”." in page
    new = next_of(old)
    for on, taken in ((date(2026, 12, 2), False), (date(2026, 12, 3), True)):
        Exchange.objects.update(date_of_record=on)
        answer = client.post(f"/federal/coverage/{new.reference}/change/", move)
        assert answer.status_code == (302 if taken else 422)
        if not taken:
            assert "A change can be told at most 60 days ahead: this one from December 3, 2026 on." in told(answer)
    assert Change.objects.get().happened_on == date(2027, 2, 1)


def test_a_change_of_the_summer_is_taken_for_the_next_year_s_plan_as_the_old_one_s_page_asks(client):
    """45 CFR 155.330(b)-(c): that it is told late is no ground not to hear it."""
    old = enrolled([ANA, LUIS], income=45_000_00)
    through()
    new, on = next_of(old), date(2026, 12, 10)
    client.force_login(old.application.household.owner)
    Exchange.objects.update(date_of_record=on)
    slip = told(client.post(f"/federal/coverage/{new.reference}/change/", {"kind": "income", **day(date(2006, 8, 15))}))
    assert "Check the year: this is long before the plan begins." in slip
    before = months(new)
    change = reported(new, "income", date(2026, 8, 15), on=on)
    answer_anew(change, on=on, income=60_000_00)
    agreed(change, on=on)
    assert months(new)[1][1] < before[1][1]


def test_a_death_of_the_summer_that_is_told_in_the_new_year_leaves_no_day_of_its_plan():
    old = enrolled([ANA, LUIS])
    through()
    new, on = next_of(old), date(2027, 1, 12)
    luis = new.members.get(person__first_name="Luis").person.reference
    agreed(reported(new, "death", date(2026, 7, 3), on=on, people=[luis]), on=on)
    assert not new.members.get(person__first_name="Luis").active


@pytest.mark.parametrize(("on", "joins", "too_late"), [
    (date(2026, 11, 30), [date(2026, 12, 1)], []), (date(2026, 12, 1), [], [date(2027, 1, 1)]),
    (date(2026, 12, 31), [], [date(2027, 1, 1)]),
])  # fmt: skip
def test_who_marries_in_december_comes_onto_no_plan_of_the_year_that_ends_but_onto_the_next_one(on, joins, too_late):
    old = enrolled([ANA], income=45_000_00)
    through()
    for plan, expected, late in ((old, joins, too_late), (next_of(old), [date(2027, 1, 1)], [])):
        change = reported(plan, "marriage", on, on=on)
        answer_anew(change, on=on, people=[LUIS], income=60_000_00)
        shown = preview_change(actor=owner(plan), change=change, on=on)
        assert (list(shown.joins.values()), list(shown.too_late.values())) == (expected, late)
        agreed(change, on=on)
        plan.refresh_from_db()
        assert plan.members.filter(person__first_name="Luis", active=True).count() == len(expected)
    said = [
        each
        for each in letters("coverage_changed")
        if "Luis can be covered from January 1, 2027 on, when this plan is over." in each
    ]
    assert len(said) == len(too_late)
