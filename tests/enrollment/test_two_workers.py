"""Two workers at one change, an answer sent twice, and a change that the person reports while another waits."""

import re
from datetime import date

import pytest

from coverport.enrollment.models import Change
from coverport.exchanges.models import Exchange
from coverport.notices.models import Notice
from tests.applications.households import ANA, LUIS
from tests.enrollment.lives import covered, reported
from tests.enrollment.test_change_pages import told

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_sale")]
JUNE = date(2014, 6, 1)
FIRST = {"answer": "Luis left at the end of June."}
FROM_JULY = {"grant_month": "7", "grant_day": "1", "grant_year": "2014"}


@pytest.fixture
def waiting(ana, federal):
    enrollment = covered(ana, federal, (ANA, LUIS), income=45_000_00)
    Exchange.objects.update(date_of_record=JUNE)
    luis = enrollment.members.get(person__first_name="Luis").person.reference
    change = reported(enrollment, "drop_member", JUNE, on=JUNE, people=[luis])
    change.see(status="needs_person", asks="not_possible")
    return change


def where(change: Change) -> str:
    return f"/federal/coverage/changes/{change.reference}/"


def seen(staff, change: Change, said: dict[str, str]) -> dict[str, str]:
    """What is sent once the page has shown what a day does: with the digest of that."""
    if "grant_day" not in said:
        return said
    page = staff.post(where(change), said)
    assert page.status_code == 422
    (shown,) = re.findall(r'name="shown" value="([^"]+)"', page.content.decode())
    return said | {"shown": shown}


@pytest.mark.parametrize("first", [FIRST, FIRST | FROM_JULY])
def test_who_answers_second_reads_what_was_answered_and_changes_nothing(staff, waiting, first):
    assert staff.post(where(waiting), seen(staff, waiting, first)).status_code == 302
    letters = Notice.objects.count()
    page = staff.post(where(waiting), {"answer": "They both stay."})
    assert page.status_code == 422
    assert "What you wrote was not sent." in told(page)
    assert FIRST["answer"] in told(page)
    waiting.refresh_from_db()
    assert waiting.answer == FIRST["answer"]
    assert Notice.objects.count() == letters


@pytest.mark.parametrize("first", [FIRST, FIRST | FROM_JULY])
def test_an_answer_sent_twice_is_sent_once_and_its_page_stays(staff, waiting, first):
    sent = seen(staff, waiting, first)
    assert staff.post(where(waiting), sent).status_code == 302
    letters = Notice.objects.count()
    assert staff.post(where(waiting), sent).status_code == 302
    assert Notice.objects.count() == letters
    page = staff.get(where(waiting))
    assert page.status_code == 200
    assert FIRST["answer"] in told(page)


def test_a_change_is_carried_out_though_the_person_has_begun_to_tell_another(staff, waiting):
    other = reported(waiting.enrollment, "end", date(2014, 7, 20), on=JUNE)
    assert other.status == "open"
    assert staff.post(where(waiting), seen(staff, waiting, FIRST | FROM_JULY)).status_code == 302
    waiting.refresh_from_db()
    assert (waiting.status, waiting.effective_on) == ("done", date(2014, 7, 1))
    other.refresh_from_db()
    assert other.status == "open"
