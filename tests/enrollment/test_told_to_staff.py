"""What somebody tells staff by telephone, by letter or in person: written down, seen, and carried out or not; by the same steps."""

import re
from datetime import date

import pytest

from coverport.core.access import Actor
from coverport.core.errors import NotAllowed
from coverport.core.models import Event
from coverport.enrollment.actions import end_coverage, settle_change, take_in_change, withdraw_change
from coverport.enrollment.changes.taking_in import preview_taken_in
from coverport.enrollment.choice.refusals import NotEligible, NotNow, PreviewChanged
from coverport.enrollment.models import Change, Enrollment
from coverport.exchanges.models import Exchange
from coverport.notices.blocks import texts
from coverport.notices.models import Notice
from tests.applications.households import ANA, LUIS
from tests.enrollment.lives import covered, months, owner, told_of

pytestmark = pytest.mark.django_db
JUNE = date(2014, 6, 10)
DESK = "/federal/coverage/changes/"


@pytest.fixture
def couple(on_sale, ana, federal) -> Enrollment:
    """Covered from January, on June 10, 2014."""
    enrollment = covered(ana, federal, (ANA, LUIS), income=45_000_00)
    Exchange.objects.update(date_of_record=JUNE)
    return enrollment


@pytest.fixture
def worker(staff) -> Actor:
    from coverport.accounts.models import User

    return Actor.person(User.objects.get(email="staff@example.org"))


def luis(enrollment: Enrollment) -> str:
    return enrollment.members.get(person__first_name="Luis").person.reference


def day(name: str, value: date) -> dict[str, str]:
    return {f"{name}_month": str(value.month), f"{name}_day": str(value.day), f"{name}_year": str(value.year)}


def text_of(page) -> str:
    return " ".join(page.content.decode().split())


def shown_on(page: str) -> str:
    return re.findall(r'name="shown"[^>]* value="(\w+)"', page)[0]


def test_a_death_that_is_told_by_telephone_goes_from_the_desk_to_the_letter(staff, worker, couple):
    found = staff.post(f"{DESK}told/", {"number": f" {couple.reference.lower()} "})
    assert found.headers["Location"] == f"{DESK}told/{couple.reference}/"
    form = {"how": "phone", "kind": "death", **day("happened_on", date(2014, 5, 20)), "people": [luis(couple)]}
    taken = staff.post(found.headers["Location"], form)
    change = Change.objects.get()
    assert taken.headers["Location"] == f"{DESK}{change.reference}/"
    assert told_of(couple)[-1] == "effectuated"  # nothing has happened yet

    page = text_of(staff.get(taken.headers["Location"]))
    assert "Luis is covered until May 20, 2014." in page
    assert "What the letter will say" in page
    assert re.findall(r'name="grant_\w+"[^>]* value="(\d+)"', page) == ["5", "20", "2014"]
    assert "You get a letter." not in page

    answer = {
        "answer": "His wife called and sent the certificate.",
        **day("grant", date(2014, 5, 20)),
        "shown": shown_on(page),
    }
    assert staff.post(taken.headers["Location"], answer).status_code == 302
    change.refresh_from_db()
    couple.refresh_from_db()
    assert (change.status, change.effective_on) == ("done", date(2014, 5, 20))
    assert "155.430" in change.authority
    assert months(couple)[6] < months(couple)[5] < months(couple)[4]
    letter = "\n".join(texts(Notice.objects.get(kind="coverage_changed").content))
    assert "Luis is covered until May 20, 2014." in letter
    assert "His wife called" in letter
    reported, *_ = Event.objects.filter(subject=couple.reference, kind="enrollment.change_reported")
    assert reported.actor == worker.label


def test_other_coverage_is_asked_for_by_its_first_day_and_the_day_of_an_end_is_its_last(staff, worker, couple):
    """45 CFR 155.430(d)(2)(iv): the last day is the one before Medicaid begins. The form asked for the last day, which lost one."""
    where = f"{DESK}told/{couple.reference}/"
    words = text_of(staff.get(where))
    assert (
        "Of coverage with us that should end the last day that is asked for; of other coverage its first day" in words
    )
    taken = staff.post(where, {"how": "phone", "kind": "other_coverage", **day("happened_on", date(2014, 7, 1))})
    page = text_of(staff.get(taken.headers["Location"]))
    assert "covers you until June 30, 2014" in page
    assert "Last day of coverage (leave empty where it is not carried out)" in page
    assert "Carry it out from this day" not in page


def test_what_is_shown_is_what_is_done(worker, couple):
    change = take_in_change(
        actor=worker, enrollment=couple, kind="death", happened_on=date(2014, 5, 20), people=[luis(couple)], on=JUNE
    )
    shown = preview_taken_in(actor=worker, change=change, on=JUNE)
    settle_change(actor=worker, change=change, answer="She called.", grant=shown.counts, on=JUNE)
    now = months(couple)
    assert [(each.premium, each.credit) for each in shown.after if each.since.month == 6] == [now[6]]
    assert shown.leaves == {luis(couple): date(2014, 5, 20)}


def test_another_day_is_shown_before_it_is_carried_out_and_what_was_typed_stays(staff, worker, couple):
    change = take_in_change(actor=worker, enrollment=couple, kind="end", happened_on=date(2014, 6, 30), on=JUNE)
    where = f"{DESK}{change.reference}/"
    first = text_of(staff.get(where))
    assert "covers you until June 30, 2014" in first
    later = {"answer": "They asked for July.", **day("grant", date(2014, 7, 31)), "shown": shown_on(first)}
    page = staff.post(where, later)
    couple.refresh_from_db()
    assert (page.status_code, couple.status) == (422, "effectuated")
    text = text_of(page)
    assert "covers you until July 31, 2014" in text
    assert "Nothing was done yet: this page did not show what this day does." in text
    assert "They asked for July." in text
    assert staff.post(where, later).status_code == 422  # still what was not shown
    assert staff.post(where, later | {"shown": shown_on(text)}).status_code == 302
    couple.refresh_from_db()
    assert (couple.status, couple.end) == ("terminated", date(2014, 7, 31))


def test_what_changed_since_the_page_was_opened_is_shown_before_it_is_carried_out(staff, worker, couple):
    change = take_in_change(
        actor=worker, enrollment=couple, kind="death", happened_on=date(2014, 5, 20), people=[luis(couple)], on=JUNE
    )
    where = f"{DESK}{change.reference}/"
    opened = shown_on(text_of(staff.get(where)))
    end_coverage(actor=Actor.system("test"), enrollment=couple, cause="requested", last=date(2014, 8, 31), on=JUNE)
    before = months(couple)
    answer = {"answer": "His wife called.", **day("grant", date(2014, 5, 20)), "shown": opened}
    page = staff.post(where, answer)
    assert (page.status_code, months(couple)) == (422, before)
    assert shown_on(text_of(page)) != opened
    assert staff.post(where, answer | {"shown": shown_on(text_of(page))}).status_code == 302
    assert months(couple)[6] < before[6]


@pytest.mark.parametrize("shown", ["", "0" * 64])
def test_nothing_is_carried_out_that_was_not_shown(worker, couple, shown):
    change = take_in_change(actor=worker, enrollment=couple, kind="end", happened_on=date(2014, 6, 30), on=JUNE)
    with pytest.raises(PreviewChanged):
        settle_change(actor=worker, change=change, answer="She called.", grant=date(2014, 6, 30), shown=shown, on=JUNE)
    change.refresh_from_db()
    assert (change.status, change.answer) == ("needs_person", "")


def test_the_same_told_twice_is_one_change_and_another_day_is_another(worker, couple):
    def told(last: date) -> Change:
        return take_in_change(actor=worker, enrollment=couple, kind="end", happened_on=last, on=JUNE)

    first = told(date(2014, 6, 30))
    assert told(date(2014, 6, 30)) == first
    assert told(date(2014, 7, 31)) != first


def test_the_household_sees_it_and_can_take_it_back(worker, couple, client):
    change = take_in_change(actor=worker, enrollment=couple, kind="end", happened_on=date(2014, 6, 30), on=JUNE)
    client.force_login(couple.application.household.owner)
    page = text_of(client.get(f"/federal/coverage/change/{change.reference}/"))
    assert "We were told of it by telephone, by letter or in person." in page
    assert "Take this change back" in page
    withdraw_change(actor=owner(couple), change=change, on=JUNE)
    assert change.reference not in text_of(client.get(DESK))
    couple.refresh_from_db()
    assert couple.status == "effectuated"


def test_what_the_household_may_not_tell_it_cannot_take_back(worker, couple, client):
    change = take_in_change(actor=worker, enrollment=couple, kind="lost_eligibility", happened_on=JUNE, on=JUNE)
    with pytest.raises(NotAllowed):
        withdraw_change(actor=owner(couple), change=change, on=JUNE)
    client.force_login(couple.application.household.owner)
    where = f"/federal/coverage/change/{change.reference}/"
    assert "Take this change back" not in text_of(client.get(where))
    client.post(f"{where}withdraw/")
    change.refresh_from_db()
    assert change.status == "needs_person"
    settle_change(actor=worker, change=change, answer="They moved away.", grant=date(2014, 7, 31), on=JUNE)
    couple.refresh_from_db()
    assert (couple.status, couple.end, couple.end_cause) == ("terminated", date(2014, 7, 31), "lost_eligibility")


def test_the_letter_of_an_end_says_what_staff_found(worker, couple):
    change = take_in_change(actor=worker, enrollment=couple, kind="end", happened_on=date(2014, 6, 30), on=JUNE)
    settle_change(actor=worker, change=change, answer="She wrote to us.", grant=date(2014, 6, 30), on=JUNE)
    assert "She wrote to us." in "\n".join(texts(Notice.objects.get(kind="termination").content))


def test_what_is_not_carried_out_leaves_coverage_as_it_is(worker, couple):
    change = take_in_change(actor=worker, enrollment=couple, kind="end", happened_on=date(2014, 6, 30), on=JUNE)
    before = months(couple)
    settle_change(actor=worker, change=change, answer="The caller was not of the household.", on=JUNE)
    couple.refresh_from_db()
    assert (couple.status, months(couple)) == ("effectuated", before)
    assert Notice.objects.filter(kind="change_settled", about=couple.reference).exists()


@pytest.mark.parametrize(("happened", "taken"), [
    (date(2014, 6, 9), True),
    (JUNE, True),
    (date(2014, 6, 11), False),
])  # fmt: skip
def test_a_death_is_taken_in_once_it_has_happened(worker, couple, happened, taken):
    told = {"actor": worker, "enrollment": couple, "kind": "death", "people": [luis(couple)], "on": JUNE}
    if taken:
        assert take_in_change(**told, happened_on=happened).happened_on == happened
    else:
        with pytest.raises(NotNow, match="not one to come"):
            take_in_change(**told, happened_on=happened)


def test_only_the_exchanges_staff_and_only_what_can_be_told(worker, couple):
    told = {"enrollment": couple, "happened_on": JUNE, "on": JUNE}
    with pytest.raises(NotAllowed):
        take_in_change(actor=owner(couple), kind="end", **told)
    for kind in ("redetermined", "beside", "nonpayment", "fraud", "nonsense"):
        with pytest.raises(NotAllowed):
            take_in_change(actor=worker, kind=kind, **told)
    with pytest.raises(NotEligible, match="Choose who it is about"):
        take_in_change(actor=worker, kind="death", **told)
    assert not Change.objects.exists()


def test_a_number_that_is_not_here_is_told_beside_its_field(staff, couple, vermont):
    for number in ("", "2222-2222", "x"):
        page = staff.post(f"{DESK}told/", {"number": number})
        assert page.status_code == 422
        assert "Enter the number." in text_of(page) or "has this number" in text_of(page)
    assert staff.get(f"/vt/coverage/changes/told/{couple.reference}/").status_code == 404
    end_coverage(actor=Actor.system("test"), enrollment=couple, cause="lost_eligibility", last=JUNE, on=JUNE)
    assert staff.get(f"{DESK}told/{couple.reference}/").status_code == 404


def test_what_is_missing_or_wrong_keeps_what_was_typed(staff, couple):
    where = f"{DESK}told/{couple.reference}/"
    page = staff.post(
        where, {"how": "mail", "kind": "death", **day("happened_on", date(2014, 6, 20)), "people": [luis(couple)]}
    )
    assert page.status_code == 422
    assert "Enter the day on which it happened, not one to come." in text_of(page)
    assert 'value="20"' in text_of(page)
    page = staff.post(where, {"how": "mail", "kind": "drop_member", **day("happened_on", JUNE)})
    assert "Choose who it is about." in text_of(page)
