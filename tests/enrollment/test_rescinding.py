"""Coverage got by fraud: a notice, 30 days, an answer, and only then by hand; or it is dropped. 45 CFR 147.128, 155.430(b)(2)(iii)."""

import re
from datetime import date

import pytest

from coverport.core.access import Actor
from coverport.core.errors import NotAllowed
from coverport.edi.models import Due834
from coverport.enrollment.choice.refusals import NotEligible, NotNow, PreviewChanged, WrongState
from coverport.enrollment.models import Change, Enrollment, Rescission
from coverport.enrollment.rescission.rescinding import (
    answer_rescission,
    carry_out_rescission,
    drop_rescission,
    open_rescission,
    preview_rescission,
)
from coverport.exchanges.models import Exchange
from coverport.notices.models import Notice
from tests.applications.households import ANA, LUIS, MIA, decided
from tests.edi.enrolled import deliver, written
from tests.enrollment.choices import choose
from tests.enrollment.lives import covered, letters, months, owner, told_of

pytestmark = pytest.mark.django_db
JUNE = date(2014, 6, 10)
BEFORE, EARLIEST, AFTER = date(2014, 7, 10), date(2014, 7, 11), date(2014, 8, 1)
FACTS = "The application says that Ana lives in Concord. The lease and the tax office say that she lives in Boston."
DESK = "/federal/coverage/changes/"
FOUND = {"finding": "misrepresentation", "facts": FACTS, "found_by": "Granite State Health"}


@pytest.fixture
def couple(on_sale, ana, federal) -> Enrollment:
    """Covered from January, on June 10, 2014."""
    enrollment = covered(ana, federal, (ANA, LUIS, MIA), income=75_000_00)
    Exchange.objects.update(date_of_record=JUNE)
    return enrollment


@pytest.fixture
def worker(staff) -> Actor:
    from coverport.accounts.models import User

    return Actor.person(User.objects.get(email="staff@example.org"))


@pytest.fixture
def found(couple, worker) -> Rescission:
    return open_rescission(actor=worker, enrollment=couple, on=JUNE, **FOUND)


def carried(found: Rescission, worker: Actor, on: date, **more) -> Rescission:
    shown = preview_rescission(actor=worker, rescission=found, on=on).digest
    given = {"words": "She did not answer.", "shown": shown, **more}
    return carry_out_rescission(actor=worker, rescission=found, on=on, **given)


def text_of(page) -> str:
    return " ".join(page.content.decode().split())


def test_each_adult_is_told_what_was_found_when_what_it_costs_and_how_to_answer(couple, found):
    posted = Notice.objects.filter(kind="rescission_notice")
    assert sorted(each.content.name for each in posted) == ["Ana Rivera", "Luis Rivera"]
    for letter in letters("rescission_notice"):
        for said in (
            FACTS, "Granite State Health", "July 11, 2014", "July 10, 2014", "January 1, 2014", "premiums", "tax return",
            "Somebody knowingly told us something untrue", "September 8, 2014", "45 CFR 147.128(a)", couple.reference,
        ):  # fmt: skip
            assert said in letter
    couple.refresh_from_db()
    assert (couple.status, told_of(couple)[-2:]) == ("effectuated", ["effectuated", "rescission_opened"])
    assert found.earliest_on == EARLIEST


def test_the_notice_is_in_the_language_that_the_household_reads(couple, worker, ana):
    ana.language = "es"
    ana.save()
    open_rescission(actor=worker, enrollment=couple, on=JUNE, **FOUND)
    for letter in letters("rescission_notice"):
        assert "11 de julio de 2014" in letter
        assert "You can" not in letter
        assert "premium" not in letter


def test_facts_of_several_lines_are_told_as_they_were_written(couple, worker):
    open_rescission(
        actor=worker, enrollment=couple, on=JUNE, **{**FOUND, "facts": "She said Concord.\r\n\r\nIt is Boston."}
    )
    for letter in letters("rescission_notice"):
        assert "She said Concord.\nIt is Boston." in letter


@pytest.mark.parametrize(("on", "done"), [(BEFORE, False), (EARLIEST, True), (AFTER, True)])
def test_nothing_is_taken_back_before_thirty_days_of_notice_are_over(couple, worker, found, on, done):
    before = months(couple)
    if not done:
        with pytest.raises(NotNow, match=r"July 11, 2014"):
            carried(found, worker, on)
    else:
        assert carried(found, worker, on).closed_on == on
    couple.refresh_from_db()
    found.refresh_from_db()
    assert (couple.status, found.status) == (("voided", "carried_out") if done else ("effectuated", "open"))
    assert months(couple) == (dict.fromkeys(before, (0, 0)) if done else before)


def test_the_insurer_hears_it_once_though_it_is_said_twice_and_the_letter_says_why(couple, worker, found):
    deliver()
    written(couple.exchange)  # the insurer knows of it
    shown = preview_rescission(actor=worker, rescission=found, on=EARLIEST)
    assert [each.kind for each in shown.messages] == ["cancel"]
    for _ in range(2):
        carry_out_rescission(
            actor=worker, rescission=found, words="She did not answer.", shown=shown.digest, on=EARLIEST
        )
    deliver()
    assert told_of(couple).count("voided") == 1
    assert [(due.kind, due.enrollment) for due in Due834.objects.filter(file=None)] == [("cancel", couple)]
    change = Change.objects.get(kind="fraud")
    assert (change.authority, change.status) == ("45 CFR 147.128(a), 155.430(b)(2)(iii)", "done")
    (letter,) = letters("coverage_changed")
    assert "is taken back from its first day" in letter
    assert "She did not answer." in letter
    assert "October 9, 2014" in letter  # 90 days to appeal


def test_what_is_shown_is_what_is_done_or_it_is_shown_again(couple, worker, found):
    with pytest.raises(PreviewChanged):
        carried(found, worker, EARLIEST, shown="0" * 64)
    with pytest.raises(NotEligible):
        carried(found, worker, EARLIEST, words=" ")
    assert not Change.objects.exists()
    found.refresh_from_db()
    assert found.is_open


def test_it_is_dropped_with_words_and_a_letter_to_who_had_the_notice(couple, worker, found):
    with pytest.raises(NotEligible):
        drop_rescission(actor=worker, rescission=found, words="", on=JUNE)
    for _ in range(2):
        drop_rescission(actor=worker, rescission=found, words="The lease was her mother's.", on=JUNE)
    posted = letters("rescission_dropped")
    assert len(posted) == 2
    assert all("The lease was her mother's." in each and "stays as it is" in each for each in posted)
    couple.refresh_from_db()
    assert couple.status == "effectuated"
    with pytest.raises(WrongState):
        carried(found, worker, AFTER)


def test_who_is_accused_answers_and_decides_nothing(couple, worker, found):
    answer_rescission(actor=owner(couple), rescission=found, answer="I moved in May.", on=JUNE)
    answer_rescission(actor=owner(couple), rescission=found, answer="I moved in May.", on=JUNE)
    answer_rescission(actor=worker, rescission=found, answer="By telephone: she sends the bills.", on=date(2014, 6, 12))
    found.refresh_from_db()
    assert found.answer == "I moved in May.\n\nBy telephone: she sends the bills."
    for verb in (
        lambda: open_rescission(actor=owner(couple), enrollment=couple, on=JUNE, **FOUND),
        lambda: drop_rescission(actor=owner(couple), rescission=found, words="No.", on=JUNE),
        lambda: carried(found, owner(couple), EARLIEST),
    ):
        with pytest.raises(NotAllowed):
            verb()


def test_one_finding_at_a_time_and_only_where_coverage_is_sure(couple, worker, found, federal):
    assert open_rescission(actor=worker, enrollment=couple, on=date(2014, 6, 20), **FOUND) == found
    with pytest.raises(WrongState):
        open_rescission(actor=worker, enrollment=couple, on=JUNE, **{**FOUND, "facts": "Something else."})
    from tests.applications.households import somebody

    application, _ = decided(somebody("b@example.org"), federal)
    with pytest.raises(NotNow):
        open_rescission(actor=worker, enrollment=choose(application), on=JUNE, **FOUND)
    with pytest.raises(NotEligible):
        open_rescission(actor=worker, enrollment=couple, on=JUNE, **{**FOUND, "facts": " "})


def test_from_the_desk_to_the_household_and_back(staff, couple, client, ana):
    from django.test import Client

    page = staff.post(f"{DESK}fraud/", {"number": "2222-2222", **FOUND})
    assert page.status_code == 422
    assert "No plan here has this number." in text_of(page)
    taken = staff.post(f"{DESK}fraud/", {"number": couple.reference.lower(), **FOUND})
    row = Rescission.objects.get()
    where = f"{DESK}fraud/{row.reference}/"
    assert taken.headers["Location"] == where
    assert "July 11, 2014" in text_of(staff.get(DESK))
    assert "Nothing waits." not in text_of(staff.get(DESK))
    page = text_of(staff.get(where))
    assert "It may be carried out on July 11, 2014 or later, not before." in page
    assert "What the letter will say" in page
    assert "Take the coverage back" not in page

    home = Client()
    home.force_login(ana)
    assert f"/federal/coverage/rescission/{row.reference}/" in text_of(
        home.get(f"/federal/coverage/{couple.reference}/")
    )
    page = text_of(home.get(f"/federal/coverage/rescission/{row.reference}/"))
    assert FACTS in page
    assert "July 10, 2014" in page
    assert home.post(f"/federal/coverage/rescission/{row.reference}/", {"answer": ""}).status_code == 422
    assert home.post(f"/federal/coverage/rescission/{row.reference}/", {"answer": "I moved in May."}).status_code == 302
    assert "I moved in May." in text_of(staff.get(where))
    assert home.get(where).status_code == 404

    stranger = Client()
    from tests.applications.households import somebody

    stranger.force_login(somebody("x@example.org"))
    assert stranger.get(f"/federal/coverage/rescission/{row.reference}/").status_code == 404

    early = staff.post(where, {"do": "carry", "words": "No proof.", "shown": "x"})
    assert early.status_code == 422
    assert "not before July 11, 2014" in text_of(early)
    Exchange.objects.update(date_of_record=EARLIEST)
    page = text_of(staff.get(where))
    (shown,) = re.findall(r'name="shown" value="(\w+)"', page)
    assert "Take the coverage back" in page
    assert staff.post(where, {"do": "carry", "words": "No proof came.", "shown": shown}).status_code == 302
    couple.refresh_from_db()
    assert couple.status == "voided"
    assert "Taken back on July 11, 2014." in text_of(staff.get(where))
    page = text_of(home.get(f"/federal/coverage/{couple.reference}/"))
    assert "Your coverage was taken back" in page
    assert "You owe nothing" not in page
    assert row.reference in page
    assert "No proof came." in text_of(home.get(f"/federal/coverage/rescission/{row.reference}/"))
    assert row.reference not in text_of(staff.get(DESK))
