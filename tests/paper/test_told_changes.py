"""Somebody who has a plan calls, comes or writes: staff enter what is new, read back what comes of it, and carry it out on their word."""

import re
from datetime import date
from uuid import uuid4

import pytest

from coverport.applications.models import Application
from coverport.applications.submission import submit_application
from coverport.core.access import Actor
from coverport.core.errors import NotAllowed
from coverport.core.models import Event
from coverport.desk.history import entries_of
from coverport.enrollment.actions import agree_to_change, leave_to_household, take_in_change, withdraw_change
from coverport.enrollment.changes.reporting import preview_change
from coverport.enrollment.choice.refusals import ChangeWaits, NotEligible, PreviewChanged
from coverport.enrollment.models import Change, Enrollment
from coverport.exchanges.models import Exchange
from coverport.notices.blocks import texts
from coverport.notices.kinds import changing
from coverport.notices.models import Notice
from coverport.paper.models import PaperApplication
from tests.applications.households import ANA, LUIS, decided, somebody
from tests.edi.enrolled import deliver
from tests.enrollment.lives import agreed, answer_anew, covered, months, owner, reported
from tests.fallback.conftest import worker_of
from tests.paper.called import AGREES, DESK, day, earn, hidden, read_back, sign, taken_in, text_of, typed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_sale")]
JUNE = date(2014, 6, 10)


@pytest.fixture
def couple(federal) -> Enrollment:
    """Covered from January, on June 10, 2014."""
    enrollment = covered(somebody(), federal, (ANA, LUIS), income=45_000_00)
    Exchange.objects.update(date_of_record=JUNE)
    return enrollment


@pytest.fixture
def ana_without_plan(federal) -> Application:
    """With little income and no plan, on June 10, 2014."""
    application, _ = decided(somebody(), federal, (ANA,), income=9_000_00)
    Exchange.objects.update(date_of_record=JUNE)
    return application


@pytest.fixture
def worker(clerk) -> Actor:
    return Actor.person(clerk)


@pytest.fixture
def web(client, clerk):
    client.force_login(clerk)
    return client


def test_who_calls_and_earns_less_is_helped_on_that_call(web, worker, couple):
    where = taken_in(web, couple, "income", date(2014, 6, 1))
    change, case = Change.objects.get(), PaperApplication.objects.get()
    assert (change.status, change.told_by, case.channel) == ("open", "phone", "phone")
    assert where == f"/federal/paper/{case.reference}/income/"
    page = text_of(web.get(where))
    assert "I see what you told us before." in page
    assert 'value="45000"' in page or 'value="45,000"' in page
    assert not Notice.objects.filter(kind=changing.CHANGE).exists()  # on the same day nobody needs two letters

    where = earn(web, where, "36000")
    review = text_of(web.get(where))
    assert all(words in review for words in ("Read the answers back", "12 Main Street"))
    assert f"/federal/paper/{case.reference}/address/" in review
    where = web.post(where)["Location"]
    again = web.get(where)
    assert [name.rpartition("-")[2] for name in again.context["form"].fields] == ["0"]  # the wages alone are new
    where = web.post(where, dict.fromkeys(again.context["form"].fields, "36000"))["Location"]
    assert where.endswith("/sign/")
    assert sign(web, where, attestation="").status_code == 422
    signed = sign(web, where)
    assert signed["Location"] == f"{DESK}{change.reference}/"

    before = months(couple)
    shown = web.get(signed["Location"])
    text = text_of(shown)
    assert "Read this aloud" in text
    assert "You stay on" in text
    assert "What the letter will say" in text
    assert "Please say your full name and the date." in text
    assert months(couple) == before
    done = web.post(signed["Location"], {**hidden(shown), **AGREES})
    assert done.status_code == 302, text_of(done)
    change.refresh_from_db()
    assert (change.status, change.signature, change.agreed_by, change.attestation) == (
        "done",
        "Ana Rivera",
        "phone",
        "call 17",
    )
    letter = "\n".join(texts(Notice.objects.get(kind="coverage_changed").content))
    assert "You stay on" in letter
    done = text_of(web.get(signed["Location"]))
    assert "<dd>Ana Rivera</dd> <dt>How</dt><dd>By telephone</dd>" in done
    assert worker.label in {event.actor for event in Event.objects.filter(kind="enrollment.change_agreed")}


def test_answers_that_are_signed_and_not_agreed_to_stay_on_the_desk_with_their_next_step_and_age(web, couple):
    """The desk said that nothing waits, and the list neither since when nor what is to be done."""
    where = earn(web, taken_in(web, couple, "income", date(2014, 6, 1)), "36000")
    page = text_of(web.get(DESK))
    assert "Enter the answers" in page
    assert "Not agreed to" not in page
    assert "Changes not agreed to" not in waiting(web)
    where = sign(web, read_back(web, where, **{"0": "36000"}))["Location"]
    Exchange.objects.update(date_of_record=date(2014, 6, 14))
    page = text_of(web.get(DESK))
    assert "Read it to them, and ask whether they agree" in page
    assert '<td class="num end" data-label="Days waiting">4</td>' in page
    assert waiting(web)["Changes not agreed to"] == "1"
    web.post(where, {"do": "withdraw"})
    assert "Changes not agreed to" not in waiting(web)


def waiting(web) -> dict[str, str]:
    """How many wait, by the queue of the desk."""
    page = text_of(web.get("/federal/desk/"))
    found = re.findall(r"<tr>\s*<th[^>]*>\s*<a[^>]*>([^<]+)</a>\s*</th>\s*<td[^>]*>(.*?)</td>", page)
    return {title: re.sub(r"<[^>]+>", "", number).strip() for title, number in found if "none" not in number}


def test_the_history_says_that_staff_did_it_for_them(web, worker, couple, clerk):
    where = earn(web, taken_in(web, couple, "income", date(2014, 6, 1)), "36000")
    where = sign(web, read_back(web, where, **{"0": "36000"}))["Location"]
    web.post(where, {**hidden(web.get(where)), **AGREES})
    said = {(each.what, each.who) for each in entries_of(couple.reference)}
    by_staff = {what for what, who in said if clerk.email in who}
    steps = ("reported", "taken_in", "agreed", "closed")
    assert {f"enrollment.change_{each}" for each in steps} <= by_staff, said
    assert not [who for _what, who in said if "staff of person:" in who]  # who it was is named


def test_new_answers_are_left_to_the_household_which_finishes_them_on_its_page(web, worker, couple, client):
    taken_in(web, couple, "income", date(2014, 6, 1))
    change = Change.objects.get()
    assert change.reference in text_of(web.get(DESK))
    page = web.get(f"{DESK}{change.reference}/")
    assert "First go through the answers with them" in text_of(page)
    assert web.post(f"{DESK}{change.reference}/", {"do": "leave"})["Location"] == DESK
    deliver()
    change.refresh_from_db()
    assert (change.status, change.told_by, PaperApplication.objects.get().status) == ("open", "", "set_aside")
    assert change.reference not in text_of(web.get(DESK))
    assert web.get(f"{DESK}{change.reference}/").status_code == 404
    assert Notice.objects.filter(kind=changing.CHANGE, decision=change.reference).count() == 1
    client.force_login(couple.application.household.owner)
    assert "You told us of a change that is not finished." in text_of(
        client.get(f"/federal/coverage/{couple.reference}/")
    )
    assert "Finish your new answers" in text_of(client.get(f"/federal/coverage/change/{change.reference}/"))
    answer_anew(change, on=JUNE, income=36_000_00)
    assert agreed(change, on=JUNE).status == "done"
    change.refresh_from_db()
    assert (change.agreed_by, change.signature) == ("", "Ana Rivera")


def test_what_the_household_began_online_is_finished_with_staff_who_call_it_by_its_own_answers(web, worker, couple):
    change = reported(couple, "income", date(2014, 6, 1), on=JUNE)
    assert web.get(f"{DESK}{change.reference}/").status_code == 404  # nobody called yet
    where = f"{DESK}told/{couple.reference}/"
    assert "A change is not finished" in text_of(web.get(where))
    assert "Choose how you were told." in text_of(web.post(where, {"go_on": "1"}))
    sent = web.post(where, {"go_on": "1", "begun-how": "in_person"})
    assert sent["Location"] == f"/federal/paper/told/{change.reference}/"
    assert "/income/" in web.get(sent["Location"])["Location"]
    change.refresh_from_db()
    assert change.told_by == "in_person"
    other = {"how": "phone", "kind": "move", **day(JUNE)}
    assert "Finish it or take it back first." in text_of(web.post(where, other))


def test_who_came_in_person_signs_without_a_recording(web, worker, couple):
    where = earn(web, taken_in(web, couple, "income", date(2014, 6, 1), how="in_person"), "36000")
    assert "This call is recorded" not in text_of(web.get(where))
    where = read_back(web, where, **{"0": "36000"})
    assert "attestation" not in web.get(where).context["form"].fields
    where = web.post(where, {"signature": "Ana Rivera", "consent_years": "5"})["Location"]
    page = web.get(where)
    sent = web.post(where, {**hidden(page), **AGREES, "how": "in_person", "attestation": ""})
    assert sent.status_code == 302, text_of(sent)
    assert Change.objects.get().agreed_by == "in_person"


def test_a_letter_is_read_by_two_people(web, worker, couple, second, client):
    where = earn(web, taken_in(web, couple, "income", date(2014, 6, 1), how="mail"), "36000")
    again = web.post(where)["Location"]
    assert "Somebody else keys these fields again." in text_of(web.get(again))


def signed_by_phone(worker: Actor, couple: Enrollment, income: int = 36_000_00) -> Change:
    """The answers are entered and signed; nobody has agreed to what comes of them."""
    change = take_in_change(actor=worker, enrollment=couple, kind="income", happened_on=date(2014, 6, 1), on=JUNE)
    answer_anew(change, on=JUNE, income=income)
    change.refresh_from_db()
    return change


@pytest.mark.parametrize(("said", "field"), [
    ({"how": ""}, "how"),
    ({"how": "phone", "attestation": " "}, "attestation"),
    ({"how": "phone", "attestation": "call 17", "signature": " - "}, "signature"),
])  # fmt: skip
def test_staff_write_down_who_agreed_and_how(worker, couple, said, field):
    change = signed_by_phone(worker, couple)
    shown = preview_change(actor=worker, change=change, on=JUNE).digest
    given = {"signature": "Ana Rivera", "shown": shown, "submission": uuid4(), "on": JUNE, **said}
    with pytest.raises(NotEligible) as refused:
        agree_to_change(actor=worker, change=change, **given)
    assert refused.value.field == field
    change.refresh_from_db()
    assert (change.status, change.agreed_by) == ("open", "")


def test_what_is_carried_out_on_their_word_is_what_was_read_to_them(web, worker, couple):
    change = signed_by_phone(worker, couple)
    where = f"{DESK}{change.reference}/"
    page = web.get(where)
    Exchange.objects.update(date_of_record=date(2014, 7, 3))
    sent = web.post(where, {**hidden(page), **AGREES})
    text = text_of(sent)
    assert sent.status_code == 422
    assert "Nothing was done. Read aloud what is new, and ask again." in text
    assert 'value="call 17"' in text
    with pytest.raises(PreviewChanged):
        agree_to_change(
            actor=worker, change=change, signature="Ana", shown="0" * 64, submission=uuid4(), on=JUNE, how="mail"
        )
    assert web.post(where, {**hidden(sent), **AGREES}).status_code == 302
    assert Change.objects.get().status == "done"


def test_only_staff_who_see_to_it_and_only_of_the_same_exchange(couple, worker, vermont, web):
    change = signed_by_phone(worker, couple)
    elsewhere = Actor.person(worker_of(vermont, "elsewhere@example.org"))
    for act in (
        lambda who: preview_change(actor=who, change=change, on=JUNE),
        lambda who: withdraw_change(actor=who, change=change, on=JUNE),
        lambda who: leave_to_household(actor=who, change=change, on=JUNE),
        lambda who: take_in_change(actor=who, enrollment=couple, kind="move", happened_on=JUNE, on=JUNE),
    ):
        with pytest.raises(NotAllowed):
            act(elsewhere)
    leave_to_household(actor=worker, change=change, on=JUNE)
    change.refresh_from_db()
    with pytest.raises(NotAllowed):
        preview_change(actor=worker, change=change, on=JUNE)
    assert preview_change(actor=owner(couple), change=change, on=JUNE).kind == "income"


def test_one_change_of_answers_at_a_time_and_what_they_do_not_want_is_taken_back(worker, couple, web):
    change = signed_by_phone(worker, couple)
    with pytest.raises(ChangeWaits):
        take_in_change(actor=worker, enrollment=couple, kind="move", happened_on=JUNE, on=JUNE)
    before = months(couple)
    web.post(f"{DESK}{change.reference}/", {"do": "withdraw"})
    change.refresh_from_db()
    assert (change.status, months(couple)) == ("withdrawn", before)
    assert "It was taken back. Nothing changed." in text_of(web.get(f"{DESK}{change.reference}/"))


def test_a_number_that_we_have_is_not_shown_to_who_enters_the_answers(web, worker, couple):
    person = couple.members.get(person__first_name="Ana").person
    person.ssn = "900124711"
    person.save()
    where = taken_in(web, couple, "birth", date(2014, 6, 1))
    assert where.endswith("/people/")
    for at in (where, where.replace("/people/", "/review/")):
        page = text_of(web.get(at))
        assert "4711" not in page.replace("4711 ", "")
        assert "900-12" not in page


def test_what_was_decided_of_the_new_answers_is_read_to_them_too(web, worker, couple):
    change = signed_by_phone(worker, couple, income=12_000_00)
    page = text_of(web.get(f"{DESK}{change.reference}/"))
    assert "What each person can have" in page
    for name in ("Ana Rivera, 41", "Luis Rivera, 44"):
        assert name in page
    assert change.application is not None
    web.force_login(couple.application.household.owner)
    own = text_of(web.get(f"/federal/apply/{change.application.reference}/decision/"))
    outcomes = re.findall(r'<p class="outcome">(.*?)</p>', own)
    assert outcomes
    assert outcomes == re.findall(r'<p class="outcome">(.*?)</p>', page)


def test_who_moved_to_a_state_that_is_not_served_is_helped_on_that_call_too(web, worker, couple):
    where = taken_in(web, couple, "move", date(2014, 6, 5))
    page = web.get(where)
    sent = web.post(
        where, {**typed(page), "street": "1 Elm Street", "city": "Portland", "zip": "04101", "county": "23005"}
    )
    text = text_of(sent)
    assert sent.status_code == 422
    assert "They live in a state now that we do not serve?" in text
    assert f'href="{DESK}told/{couple.reference}/"' in text
    assert "They live in a state now" not in text_of(web.get(where.replace("/address/", "/income/")))
    web.post(f"{DESK}{Change.objects.get().reference}/", {"do": "withdraw"})
    ended = {"how": "phone", "kind": "lost_eligibility", **day(date(2014, 6, 5))}
    settle = web.post(f"{DESK}told/{couple.reference}/", ended)["Location"]
    page = web.get(settle)
    answer = {**typed(page), "answer": "They moved to Maine."}
    assert web.post(settle, answer).status_code == 302, text_of(web.post(settle, answer))
    couple.refresh_from_db()
    assert (couple.status, couple.end_cause) == ("terminated", "lost_eligibility")


def test_a_form_that_is_being_keyed_in_already_is_gone_on_with(web, worker, couple, federal):
    change = take_in_change(actor=worker, enrollment=couple, kind="income", happened_on=date(2014, 6, 1), on=JUNE)
    form = PaperApplication.objects.create(
        exchange=federal, year=2014, channel="mail", serial="K7QP-2M4X", received_on=JUNE, counts_from=JUNE, counts_rule="receipt",
        counts_citation="45 CFR 155.310(c)", owner=couple.application.household.owner, application=change.application, status="keying",
    )  # fmt: skip
    assert web.get(f"/federal/paper/told/{change.reference}/")["Location"] == f"/federal/paper/{form.reference}/"


def test_a_case_that_the_household_finished_itself_is_closed(web, worker, couple):
    taken_in(web, couple, "income", date(2014, 6, 1))
    case, change = PaperApplication.objects.get(), Change.objects.get()
    answer_anew(change, on=JUNE, income=36_000_00)
    agreed(change, on=JUNE)
    web.get(web.get(f"/federal/paper/{case.reference}/")["Location"])
    case.refresh_from_db()
    assert case.status == "set_aside"


@pytest.mark.parametrize("how", ["agreed", "withdrawn"])
def test_a_case_whose_change_is_over_leaves_the_desk_of_paper_before_anybody_opens_it(web, worker, couple, how):
    taken_in(web, couple, "income", date(2014, 6, 1))
    case, change = PaperApplication.objects.get(), Change.objects.get()
    assert case.reference in text_of(web.get("/federal/paper/"))
    if how == "agreed":
        answer_anew(change, on=JUNE, income=36_000_00)
        deliver()
        case.refresh_from_db()
        assert case.status == "keying"  # the answers are signed; what comes of them is not agreed to
        agreed(change, on=JUNE)
    else:
        withdraw_change(actor=worker, change=change, on=JUNE)
    deliver()
    case.refresh_from_db()
    assert case.status == "set_aside"
    assert case.reference not in text_of(web.get("/federal/paper/"))


# ---- Who has no plan


def test_a_household_without_a_plan_that_calls_is_helped_by_the_same_steps(web, worker, federal, ana_without_plan):
    """45 CFR 155.405(c): by telephone as on the website. Staff could take in nothing for them but a whole new application."""
    signed = ana_without_plan
    found = web.post(f"{DESK}told/", {"number": signed.reference.lower()})
    assert found["Location"] == f"/federal/paper/told/answers/{signed.reference}/"
    page = text_of(web.get(found["Location"]))
    assert "This household has no plan here" in page
    assert "Ana" in page
    where = web.post(found["Location"], {"how": "phone"})["Location"]
    case = PaperApplication.objects.get()
    assert (case.channel, case.owner, where) == (
        "phone",
        signed.household.owner,
        f"/federal/paper/{case.reference}/",
    )
    assert web.post(found["Location"], {"how": "phone"})["Location"] == where  # gone on with
    review = text_of(web.get(web.get(where)["Location"]))
    assert "Read the answers back" in review
    where = earn(web, f"/federal/paper/{case.reference}/income/", "36000")
    again = web.post(where)["Location"]
    fields = web.get(again).context["form"].fields
    assert [name.rpartition("-")[2] for name in fields] == ["0"]  # the wages alone are new
    where = web.post(again, dict.fromkeys(fields, "36000"))["Location"]
    done = web.get(sign(web, where)["Location"])
    text = text_of(done)
    assert "Ana can buy a plan with your tax credit" in text
    case.refresh_from_db()
    assert (case.status, case.attestation) == ("decided", "call 17")
    assert Notice.objects.filter(kind="eligibility", about=case.application.reference).count() == 1
    assert not Change.objects.exists()


def test_new_answers_that_the_household_signed_itself_meanwhile_are_entered_no_more(web, worker, ana_without_plan):
    where = web.post(f"/federal/paper/told/answers/{ana_without_plan.reference}/", {"how": "phone"})["Location"]
    draft = PaperApplication.objects.get().application
    submit_application(
        actor=Actor.person(draft.household.owner), application=draft, signature="Ana Rivera", consent_years=5, on=JUNE
    )
    page = web.get(web.get(where)["Location"])
    assert "The household finished it, or took it back." in text_of(page)
    assert PaperApplication.objects.get().status == "set_aside"


def test_who_has_a_plan_is_helped_with_it_also_by_the_number_of_the_application(web, worker, couple):
    number = couple.application.reference
    assert web.post(f"{DESK}told/", {"number": number})["Location"] == f"{DESK}told/{couple.reference}/"
    refused = web.post(f"/federal/paper/told/answers/{number}/", {"how": "phone"})
    assert "This household has a plan. Write down what changed for that plan." in text_of(refused)
    Exchange.objects.update(date_of_record=date(2015, 1, 2))
    Enrollment.objects.update(status="expired")
    refused = web.post(f"/federal/paper/told/answers/{number}/", {"how": "phone"})
    assert "The year of this application is over." in text_of(refused)
    assert not PaperApplication.objects.exists()
    assert web.get(f"/vt/paper/told/answers/{number}/").status_code == 404
