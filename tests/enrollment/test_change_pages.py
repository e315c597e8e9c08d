"""Changes by pages that work without JavaScript: tell, look, sign; what needs a human; and whose pages they are."""

import re
from datetime import date

import pytest

from coverport.enrollment.models import Change, Enrollment
from coverport.exchanges.models import Exchange
from coverport.notices.blocks import texts
from coverport.notices.models import Notice
from tests.applications.households import ANA, BURLINGTON, LUIS, person, somebody
from tests.enrollment.lives import agreed, answer_anew, covered, months, reported

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_sale")]
JUNE = date(2014, 6, 1)


def told(page) -> str:
    return re.sub(r"\s+", " ", page.content.decode())


def hidden(page) -> dict[str, str]:
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.content.decode())
    return {name: value for name, value in found if name != "csrfmiddlewaretoken"}


def day(on: date) -> dict[str, str]:
    return {"happened_on_month": on.month, "happened_on_day": on.day, "happened_on_year": on.year}


@pytest.fixture
def couple(ana, federal):
    enrollment = covered(ana, federal, (ANA, LUIS), income=45_000_00)
    Exchange.objects.update(date_of_record=JUNE)
    return enrollment


@pytest.fixture
def web(client, ana):
    client.force_login(ana)
    return client


def test_the_whole_way_from_the_report_to_what_was_done(web, couple):
    assert "Report a change" in told(web.get(f"/federal/coverage/{couple.reference}/"))
    where = f"/federal/coverage/{couple.reference}/change/"
    assert "Nothing happens before you have seen what it does" in told(web.get(where))
    luis = couple.members.get(person__first_name="Luis").person.reference
    page = web.post(where, {"kind": "drop_member", "people": [luis], **day(JUNE)})
    change = Change.objects.get()
    assert page["Location"] == f"/federal/coverage/change/{change.reference}/"
    page = web.get(page["Location"])
    text = told(page)
    assert "Luis is covered until June 15, 2014." in text
    assert "The tax credit is worked out again, for your income and the people who are covered then." in text
    assert "−$260.17" in text
    assert "We tell Anthem" in text
    assert "You get a letter." in text
    assert set(months(couple).values()) == {months(couple)[1]}
    refused = web.post(f"/federal/coverage/change/{change.reference}/", {**hidden(page), "signature": ""})
    assert refused.status_code == 422
    assert "Check this box to go on." in told(refused)
    signed = {**hidden(page), "agrees": "on", "signature": "Ana Rivera"}
    done = web.post(f"/federal/coverage/change/{change.reference}/", signed)
    assert done.status_code == 302
    text = told(web.get(done["Location"]))
    assert "This is done." in text
    assert "Luis is covered until June 15, 2014." in text
    assert web.post(f"/federal/coverage/change/{change.reference}/", signed).status_code == 302  # sent twice, done once


def test_who_has_ended_their_plan_finds_from_its_page_how_to_choose_again_and_tells_what_happened_there(web, couple):
    """The page said that they can choose again and led nowhere; where the event is told, it said to call."""
    change = reported(couple, "other_coverage", date(2014, 7, 1), on=JUNE)
    agreed(change, on=JUNE)
    Exchange.objects.update(date_of_record=date(2014, 9, 20))  # the job that covered them ends with the month
    where = f"/federal/coverage/{couple.application.reference}/when/"
    assert f'href="{where}"' in told(web.get(f"/federal/coverage/{couple.reference}/"))
    page = told(web.get(where))
    assert "you may choose again: tell us below what happened." in page
    assert "you may choose again: call us" not in page


def test_nothing_is_said_of_a_tax_credit_that_nobody_has(web, ana, federal):
    couple = covered(ana, federal, (ANA, LUIS), income=200_000_00)
    Exchange.objects.update(date_of_record=JUNE)
    luis = couple.members.get(person__first_name="Luis").person.reference
    change = reported(couple, "drop_member", JUNE, on=JUNE, people=[luis])
    text = told(web.get(f"/federal/coverage/change/{change.reference}/"))
    assert "Luis is covered until June 15, 2014." in text
    assert "The tax credit is worked out again" not in text
    assert "−" not in text


@pytest.mark.parametrize(("kind", "place"), [("birth", True), ("adoption", True), ("marriage", False)])
def test_after_a_birth_a_place_for_the_child_is_open_among_the_people(web, couple, kind, place):
    """Not after a wedding: who married may stand there already, as somebody who asked for no coverage."""
    given = {"kind": kind, **day(date(2014, 5, 30))}
    page = web.post(f"/federal/coverage/{couple.reference}/change/", given, follow=True)
    assert ("The last place on this page is for the person who is new." in told(page)) is place
    assert ("Person 3" in told(page)) is place
    assert page.content.decode().count("autofocus") == place
    assert 'name="rows" value="3"' in told(page) or not place
    saved = web.post(page.redirect_chain[-1][0], {"rows": "3", "p2-first_name": "Leo", "remove": "2"})
    assert "Person 3" not in told(saved), "it can be taken away again"


def test_where_the_price_stays_one_sentence_says_so(client, ana, vermont):
    """A child who has Medicaid: another benchmark stands behind the months, and nobody pays another amount."""
    couple = covered(ana, vermont, (ANA, LUIS), income=60_000_00, contact=BURLINGTON)
    change = reported(couple, "birth", date(2014, 3, 5), on=date(2014, 3, 10))
    answer_anew(change, on=date(2014, 3, 10), people=[person("Mia", date(2014, 3, 5), "child")], income=60_000_00)
    Exchange.objects.update(date_of_record=date(2014, 3, 10))
    client.force_login(ana)
    text = told(client.get(f"/vt/coverage/change/{change.reference}/"))
    assert 'You pay the same as before: <strong class="num">$449.64</strong> a month.' in text
    assert "What it costs by the month" not in text


def test_what_is_wrong_is_said_beside_the_question_and_nothing_typed_is_lost(web, couple):
    where = f"/federal/coverage/{couple.reference}/change/"
    page = web.post(where, {"kind": "death", **day(date(2014, 6, 9))})
    assert page.status_code == 422
    text = told(page)
    assert "Choose who it is about." in text
    assert 'value="9"' in text
    luis = couple.members.get(person__first_name="Luis").person.reference
    page = web.post(where, {"kind": "death", "people": [luis], **day(date(2014, 6, 2))})
    assert "Enter the day on which it happened, not one to come." in told(page)
    assert not Change.objects.exists()


def test_a_change_of_income_leads_to_the_answers_and_back_to_what_will_happen(web, couple):
    where = f"/federal/coverage/{couple.reference}/change/"
    page = web.post(where, {"kind": "income", **day(JUNE)})
    change = Change.objects.get()
    assert page["Location"] == f"/federal/apply/{change.application.reference}/income/"
    assert "Finish your new answers" in told(web.get(f"/federal/coverage/change/{change.reference}/"))
    answer_anew(change, on=JUNE, income=70_000_00)  # no credit any more: that opens a period
    page = web.get(f"/federal/coverage/{change.application.reference}/plans/")
    assert page["Location"] == f"/federal/coverage/{change.application.reference}/answers/"
    page = web.get(page["Location"])
    assert page["Location"] == f"/federal/coverage/change/{change.reference}/"
    text = told(web.get(page["Location"]))
    assert "July 1, 2014" in text
    assert "Because of this change you can choose another plan from June 1, 2014 to July 31, 2014" in text


def test_when_something_changes_while_the_page_is_open_it_is_signed_again(web, couple):
    luis = couple.members.get(person__first_name="Luis").person.reference
    change = reported(couple, "drop_member", JUNE, on=JUNE, people=[luis])
    where = f"/federal/coverage/change/{change.reference}/"
    page = web.get(where)
    Exchange.objects.update(date_of_record=date(2014, 6, 2))
    page = web.post(where, {**hidden(page), "agrees": "on", "signature": "Ana Rivera"})
    assert page.status_code == 422
    text = told(page)
    assert "Nothing was done. Look at what is new, and sign again." in text
    assert "June 16, 2014" in text
    assert 'value="Ana Rivera"' in text
    again = {**hidden(page), "agrees": "on", "signature": "Ana Rivera"}
    assert web.post(where, again).status_code == 302
    assert Change.objects.get().status == "done"


def test_a_change_can_be_taken_back(web, couple):
    change = reported(couple, "end", JUNE, on=JUNE)
    assert "You told us of a change that is not finished." in told(web.get(f"/federal/coverage/{couple.reference}/"))
    assert web.get(f"/federal/coverage/{couple.reference}/change/")["Location"].endswith(f"/change/{change.reference}/")
    web.post(f"/federal/coverage/change/{change.reference}/withdraw/")
    change.refresh_from_db()
    assert change.status == "withdrawn"
    assert "You took this change back" in told(web.get(f"/federal/coverage/change/{change.reference}/"))


def test_the_pages_of_another_person_are_not_there(client, couple):
    change = reported(couple, "end", JUNE, on=JUNE)
    client.force_login(somebody("other@example.org"))
    for where in (
        f"{couple.reference}/change/",
        f"change/{change.reference}/",
        f"{couple.application.reference}/answers/",
    ):
        assert client.get(f"/federal/coverage/{where}").status_code == 404
    for where in (f"change/{change.reference}/withdraw/", f"change/{change.reference}/ask/"):
        assert client.post(f"/federal/coverage/{where}").status_code == 404
    assert client.get("/federal/coverage/changes/").status_code == 404


@pytest.fixture
def waiting(couple):
    """As after a move to where the plan is not sold."""
    change = reported(couple, "move", JUNE, on=JUNE)
    change.see(status="needs_person", asks="plan_not_sold_there")
    return change


def test_staff_see_what_waits_and_answer_it_in_a_letter(staff, waiting, couple):
    text = told(staff.get("/federal/coverage/changes/"))
    assert waiting.reference in text
    assert "The plan is not sold where the household lives now." in text
    where = f"/federal/coverage/changes/{waiting.reference}/"
    assert staff.post(where, {"answer": ""}).status_code == 422
    assert staff.post(where, {"answer": "We called: they stay in Concord."}).status_code == 302
    waiting.refresh_from_db()
    assert (waiting.status, waiting.answer, waiting.done_on) == ("settled", "We called: they stay in Concord.", JUNE)
    assert "Nothing waits." in told(staff.get("/federal/coverage/changes/"))
    letter = Notice.objects.get(kind="change_settled")
    assert (letter.about, letter.decision) == (couple.reference, waiting.reference)


def test_staff_can_carry_it_out_from_a_day_in_the_past(staff, ana, federal):
    enrollment = covered(ana, federal, (ANA, LUIS), income=45_000_00)
    Exchange.objects.update(date_of_record=JUNE)
    change = reported(enrollment, "correction", date(2014, 3, 1), on=JUNE)
    answer_anew(change, on=JUNE, income=46_000_00)
    change.refresh_from_db()
    change.see(status="needs_person", asks="not_possible")
    where = f"/federal/coverage/changes/{change.reference}/"
    answer = {"answer": "Income was higher since March.", "grant_month": "3", "grant_day": "1", "grant_year": "2014"}
    page = staff.post(where, answer)
    assert page.status_code == 422  # first it is shown what this day does
    assert "Income was higher since March." in told(page)
    assert staff.post(where, {**answer, "shown": hidden(page)["shown"]}).status_code == 302
    change.refresh_from_db()
    assert (change.status, change.rule, change.effective_on) == ("done", "granted", date(2014, 3, 1))
    found = months(enrollment)
    assert found[2] == found[1]
    assert len({found[month] for month in range(3, 13)}) <= 2  # at most an odd cent between them
    assert found[3][1] < found[2][1]


def test_only_what_needs_a_human_goes_to_the_queue(web, couple):
    change = reported(couple, "end", JUNE, on=JUNE)
    web.post(f"/federal/coverage/change/{change.reference}/ask/")
    change.refresh_from_db()
    assert change.status == "open"


def test_a_page_of_coverage_that_ended_says_until_when(web, couple):
    agreed(reported(couple, "end", date(2014, 6, 30), on=JUNE), on=JUNE)
    text = told(web.get(f"/federal/coverage/{couple.reference}/"))
    assert "Coverage by this plan ends on June 30, 2014" in text
    assert "Report a change" not in text
    assert Enrollment.objects.get().end == date(2014, 6, 30)


def month_rows(page) -> list[tuple[str, str]]:
    """From when on, and what is paid a month."""
    found = re.findall(r'<th scope="row">([^<]+)</th>(.*?)</tr>', told(page))
    return [(since, re.sub("<[^>]+>", "", cells).split("$")[-1].strip()) for since, cells in found]


def test_until_now_is_what_the_month_that_holds_now_costs_although_another_price_is_planned(web, couple):
    first = reported(couple, "income", JUNE, on=JUNE)
    answer_anew(first, on=JUNE, income=40_000_00)
    agreed(first, on=JUNE)
    paid = {month: f"{(premium - credit) / 100:.2f}" for month, (premium, credit) in months(couple).items()}
    assert paid[6] != paid[7]
    luis = couple.members.get(person__first_name="Luis").person.reference
    change = reported(couple, "drop_member", JUNE, on=JUNE, people=[luis])
    where = f"/federal/coverage/change/{change.reference}/"
    for on, now in ((JUNE, 6), (date(2014, 6, 30), 6), (date(2014, 7, 1), 7)):
        Exchange.objects.update(date_of_record=on)
        assert month_rows(web.get(where))[0] == ("Until now", paid[now])


def test_the_price_that_was_planned_stands_between_until_now_and_a_change_that_counts_later(web, couple):
    first = reported(couple, "income", JUNE, on=JUNE)
    answer_anew(first, on=JUNE, income=40_000_00)
    agreed(first, on=JUNE)
    paid = {month: f"{(premium - credit) / 100:.2f}" for month, (premium, credit) in months(couple).items()}
    day = date(2014, 6, 16)  # less help that is told after the 15th counts a month later
    Exchange.objects.update(date_of_record=day)
    second = reported(couple, "income", day, on=day)
    answer_anew(second, on=day, income=55_000_00)
    rows = month_rows(web.get(f"/federal/coverage/change/{second.reference}/"))
    assert rows[:2] == [("Until now", paid[6]), ("July 1, 2014", paid[7])]
    assert rows[2][0] == "August 1, 2014"
    assert rows[2][1] not in (paid[6], paid[7])


def test_a_child_that_comes_and_cannot_be_on_the_plan_is_named_where_the_change_is_told(web, ana, federal):
    """An adopted child that Medicaid or CHIP covers stood nowhere in what was signed, nor in the letter."""
    couple = covered(ana, federal, (ANA, LUIS), income=40_000_00)
    Exchange.objects.update(date_of_record=JUNE)
    change = reported(couple, "adoption", date(2014, 5, 30), on=JUNE)
    answer_anew(change, on=JUNE, people=[person("Ben", date(2010, 3, 1), "child")], income=40_000_00)
    said = "Not on this plan: Ben. Your decision says what they can have."
    assert said in told(web.get(f"/federal/coverage/change/{change.reference}/"))
    agreed(change, on=JUNE)
    assert said in "\n".join(texts(Notice.objects.get(kind="coverage_changed").content))
    assert said in told(web.get(f"/federal/coverage/change/{change.reference}/"))


def test_the_report_says_how_to_tell_that_somebody_is_no_longer_in_the_household(web, couple):
    """Who chose that somebody leaves the plan alone kept the help of a larger household."""
    page = told(web.get(f"/federal/coverage/{couple.reference}/change/"))
    assert "If somebody is no longer in the household, such as a grown child or a child whose placement ended" in page
