"""What is told before it happens: from when it counts, and where it is not taken, what to do and when to come back."""

from datetime import date

import pytest

from coverport.enrollment.choice.refusals import NotNow
from tests.applications.households import ANA, LUIS
from tests.enrollment.lives import agreed, answer_anew, covered, months, reported

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_sale")]


@pytest.mark.parametrize(("happens", "counts"), [
    (date(2014, 6, 20), 7), (date(2014, 7, 1), 7), (date(2014, 7, 2), 8), (date(2014, 8, 1), 8),
])  # fmt: skip
def test_other_coverage_that_begins_later_changes_no_month_before_it(ana, federal, happens, counts):
    couple = covered(ana, federal, (ANA, LUIS), income=45_000_00)
    before, on = months(couple), date(2014, 6, 5)
    change = reported(couple, "gained_coverage", happens, on=on)
    answer_anew(change, on=on, income=40_000_00)
    agreed(change, on=on)
    after = months(couple)
    assert [month for month in after if after[month][1] != before[month][1]] == list(range(counts, 13))


@pytest.mark.parametrize(("kind", "happens", "words"), [
    ("birth", date(2014, 7, 20), "Come back once the child is there: coverage can then begin on that very day."),
    ("marriage", date(2014, 6, 6), "not one to come. Come back once it has happened."),
    ("death", date(2014, 6, 6), "Enter the day on which it happened, not one to come."),
    ("income", date(2014, 8, 5), "A change can be told at most 60 days ahead: this one from June 6, 2014 on."),
    ("move", date(2015, 1, 2), "This plan ends on December 31, 2014. Once you have a plan for 2015, report it for that one."),
    ("end", date(2013, 9, 30), "This plan had not begun then. To end it before it begins, enter December 31, 2013."),
])  # fmt: skip
def test_a_day_that_cannot_be_taken_says_what_to_enter_or_when_to_come_back(ana, federal, kind, happens, words):
    couple = covered(ana, federal, (ANA, LUIS), income=45_000_00)
    luis = couple.members.get(person__first_name="Luis").person.reference
    with pytest.raises(NotNow) as refused:
        reported(couple, kind, happens, on=date(2014, 6, 5), people=[luis] if kind == "death" else [])
    assert words in refused.value.message
    assert refused.value.field == "happened_on"
    assert (refused.value.message == words) or kind != "death"
