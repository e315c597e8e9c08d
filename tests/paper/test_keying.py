"""From the scanned page to the decision: the same verbs as on the website, keyed twice by two people, with the day that counts."""

from datetime import date

import pytest

from coverport.applications.models import Application, Determination
from coverport.applications.replay import replay_of
from coverport.applications.submission import result_of
from coverport.core.access import Actor
from coverport.core.models import Event
from coverport.exchanges.actions import set_date_of_record
from coverport.notices.blocks import texts
from coverport.notices.models import Dispatch, Notice
from coverport.paper import actions, critical
from coverport.paper.intake import scan_envelope, take_call
from coverport.paper.models import PaperApplication
from tests.applications.households import decided, person
from tests.paper import measured
from tests.paper.conftest import SERIALS, page_of
from tests.paper.keyed import ANA, HOME, at, key_again, key_in, sign, told

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_sale")]
DAY, LATER = date(2013, 12, 10), date(2014, 1, 20)


@pytest.fixture
def paper(federal, clerk):
    scan_envelope(
        actor=Actor.person(clerk), exchange=federal, channel="mail", uploads=[page_of(federal, SERIALS[0], 0)], received_on=DAY,
        postmarked_on=None, on=DAY,
    )  # fmt: skip
    return PaperApplication.objects.get()


@pytest.fixture
def first_web(client, clerk):
    client.force_login(clerk)
    return client


@pytest.fixture
def second_web(second):
    from django.test import Client

    other = Client()
    other.force_login(second)
    return other


def test_a_paper_is_keyed_twice_and_decided_as_the_website_would_with_its_own_day(
    federal, paper, first_web, second_web
):
    set_date_of_record(actor=Actor.system("test"), exchange=federal, day=LATER)
    assert key_in(first_web, paper).endswith("/again/")
    paper.refresh_from_db()
    assert paper.status == "checking"
    assert key_again(second_web, paper)["Location"].endswith("/sign/")
    assert sign(second_web, paper).status_code == 302
    paper.refresh_from_db()
    application = Application.objects.get()
    assert (paper.status, paper.decided_on, paper.application) == ("decided", LATER, application)
    assert (application.status, application.started_on, application.submitted_on) == ("submitted", DAY, LATER)
    assert (application.signature, application.consent_years) == ("Ana Rivera", 5)
    assert not application.household.owner.is_active
    determination = Determination.objects.get()
    assert replay_of(determination).holds
    kinds = list(Event.objects.filter(subject=paper.reference).order_by("id").values_list("kind", flat=True))
    assert kinds == ["paper.received", "paper.keyed", "paper.second_keyed", "paper.decided"]


def test_the_same_answers_on_paper_and_on_the_website_get_the_same_decision(federal, paper, first_web, second_web):
    online, determination = decided(
        _somebody_online(), federal, (person("Ana", date(1973, 4, 28), ssn="900124711"),), income=30_000_00
    )
    key_in(first_web, paper)
    key_again(second_web, paper)
    sign(second_web, paper)
    there = Determination.objects.exclude(application=online).get()
    assert _outcomes(there) == _outcomes(determination)


def _somebody_online():
    from tests.applications.households import somebody

    return somebody("online@example.org")


def _outcomes(determination):
    """What was found for whom; references apart, which are drawn."""
    found = result_of(determination)
    kinds = ("medicaid", "chip", "qhp", "aptc", "csr", "catastrophic")
    return found.aptc, [(one.csr_variant, [getattr(one, kind).outcome for kind in kinds]) for one in found.people]


def test_who_keyed_first_cannot_key_again(paper, first_web, clerk):
    key_in(first_web, paper)
    assert "Somebody else keys these fields again" in told(first_web.get(at(paper.reference, "again/")))
    assert key_again(first_web, paper).status_code == 422
    paper.refresh_from_db()
    assert paper.second == {}
    assert first_web.get(at(paper.reference, "sign/")).status_code == 302, "nothing to sign yet"


def test_keyings_that_differ_are_shown_side_by_side_until_they_agree(paper, first_web, second_web):
    key_in(first_web, paper, income="30000")
    page = second_web.get(at(paper.reference, "again/"))
    assert "30000" not in told(page), "the second clerk does not see the first keying"
    key_again(second_web, paper, income="80000")
    shown = told(second_web.get(at(paper.reference, "again/")))
    assert "$30,000.00" in shown
    assert "$80,000.00" in shown
    assert sign(second_web, paper)["Location"].endswith(at(paper.reference))
    key_again(second_web, paper, income="30000")
    paper.refresh_from_db()
    assert critical.is_checked(paper)
    # A correction after the check opens it again.
    where = at(paper.reference, "address/")
    seen = second_web.get(where).context["seen"]
    second_web.post(where, {**HOME, "zip": "03303", "seen": seen})
    paper = PaperApplication.objects.select_related("application").get()
    assert [each.key for each in critical.still_differing(paper)] == ["zip"]
    with pytest.raises(actions.Differs):
        actions.decide_paper(
            actor=Actor.person(paper.second_clerk), paper=paper, signature="Ana Rivera", consent_years=0, on=DAY
        )


def test_two_clerks_on_one_case_are_told_and_nothing_is_overwritten_unseen(paper, first_web, second_web, clerk):
    where = first_web.get(at(paper.reference))["Location"]
    taken = second_web.get(at(paper.reference))
    assert (taken.status_code, clerk.email in told(taken)) == (409, True)
    assert second_web.get(at(paper.reference, "?mine=1"))["Location"] == where
    before = second_web.get(where).context["seen"]
    assert first_web.post(where, {**ANA, "seen": before}).status_code == 302
    conflict = second_web.post(where, {**ANA, "p0-last_name": "Riviera", "seen": before})
    assert conflict.status_code == 409
    assert "Riviera" in told(conflict)
    assert Application.objects.get().applicants.get().person.last_name == "Rivera"


def test_a_missing_answer_is_asked_for_by_letter_and_the_day_stays(federal, paper, first_web, second_web):
    first_web.get(at(paper.reference))
    early = first_web.post(at(paper.reference, "missing/"), {"steps": ["income"], "note": "What Ana earns"})
    assert (early.status_code, "Key in the people and the address first" in told(early)) == (422, True)
    for step, data in (("people", ANA), ("address", HOME)):
        page = first_web.get(at(paper.reference, f"{step}/"))
        first_web.post(at(paper.reference, f"{step}/"), {**data, "seen": page.context["seen"]})
    assert first_web.post(at(paper.reference, "missing/"), {"note": "x"}).status_code == 422
    asked = first_web.post(at(paper.reference, "missing/"), {"steps": ["income"], "note": "What Ana earns in 2014."})
    assert asked.status_code == 302
    paper.refresh_from_db()
    assert (paper.status, paper.missing_by) == ("missing", date(2014, 3, 10))
    notice = Notice.objects.get(kind="paper_missing_answers")
    said = "\n".join(texts(notice.content))
    for words in (
        "What Ana earns in 2014.",
        "March 10, 2014",
        "December 10, 2013",
        paper.reference,
        "45 CFR 155.310(k)",
    ):
        assert words in said, words
    assert notice.content.address == ("12 Main Street", "Concord NH 03301")
    set_date_of_record(actor=Actor.system("test"), exchange=federal, day=LATER)
    assert first_web.post(at(paper.reference, "take-up/")).status_code == 302
    assert key_in(first_web, paper).endswith("/again/")
    key_again(second_web, paper)
    sign(second_web, paper)
    assert Application.objects.get().started_on == DAY


def test_a_letter_to_a_paper_applicant_goes_on_paper_and_never_to_the_name_that_nobody_reads(paper, first_web):
    from coverport.notices.delivery import dispatch_notice

    first_web.get(at(paper.reference))
    for step, data in (("people", ANA), ("address", HOME)):
        page = first_web.get(at(paper.reference, f"{step}/"))
        first_web.post(at(paper.reference, f"{step}/"), {**data, "seen": page.context["seen"]})
    first_web.post(at(paper.reference, "missing/"), {"steps": ["income"], "note": "What Ana earns"})
    notice = Notice.objects.get()
    assert notice.user.email.endswith("@paper.invalid")
    assert dispatch_notice(notice).channel == Dispatch.Channel.PRINT


def test_a_call_uses_the_same_screens_with_a_script_and_a_recording(federal, first_web):
    begun = first_web.post("/federal/paper/call/", {"language": "es"})
    paper = PaperApplication.objects.get()
    assert (begun.status_code, paper.channel, paper.counts_from, paper.counts_rule) == (302, "phone", DAY, "receipt")
    page = first_web.get(first_web.get(at(paper.reference))["Location"])
    assert "This call is recorded" in told(page)
    key_in(first_web, paper)
    # Read back to the caller, by the same clerk.
    assert key_again(first_web, paper)["Location"].endswith("/sign/")
    assert sign(first_web, paper).status_code == 422
    assert "Write where the recording is." in told(sign(first_web, paper, attestation=" "))
    assert sign(first_web, paper, attestation="Recording 4711").status_code == 302
    paper.refresh_from_db()
    assert (paper.status, paper.attestation, paper.owner.language) == ("decided", "Recording 4711", "es")


def test_a_call_that_begins_with_a_number_that_is_not_there_is_told(first_web):
    page = first_web.post("/federal/paper/call/", {"language": "en", "arrival": "2222-2222"})
    assert (page.status_code, "We do not find this number" in told(page)) == (422, True)
    assert not PaperApplication.objects.exists()


def test_a_decided_paper_is_closed_to_clerks_and_its_household_to_everybody_else(paper, first_web, second_web):
    key_in(first_web, paper)
    application = Application.objects.get()
    assert second_web.get(f"/federal/apply/{application.reference}/people/").status_code == 200
    key_again(second_web, paper)
    sign(second_web, paper)
    assert second_web.get(f"/federal/apply/{application.reference}/people/").status_code == 404
    assert second_web.get(f"/federal/apply/{application.reference}/decision/").status_code == 404
    assert "Decided on" in told(second_web.get(at(paper.reference)))
    assert second_web.get(at(paper.reference, "people/")).status_code == 302


def test_a_paper_set_aside_needs_a_reason_and_keeps_its_pages(paper, first_web):
    first_web.get(at(paper.reference))
    assert first_web.post(at(paper.reference, "set-aside/"), {"note": " "}).status_code == 422
    assert first_web.post(at(paper.reference, "set-aside/"), {"note": "An \0 form."}).status_code == 422
    long = "It was sent twice. " * 27
    page = first_web.post(at(paper.reference, "set-aside/"), {"note": long})
    assert page.status_code == 422
    assert "Use at most 500 characters. These are 512." in told(page)
    assert "At most 500 characters." in told(page)
    assert told(page).count("It was sent twice.") == 27
    first_web.post(at(paper.reference, "set-aside/"), {"note": "An empty form."})
    paper.refresh_from_db()
    assert (paper.status, paper.note, paper.sheets.count()) == ("set_aside", "An empty form.", 1)


def test_the_rows_of_a_family_are_open_at_once(paper, first_web):
    where = first_web.get(at(paper.reference))["Location"]
    page = first_web.get(f"{where}?people=4")
    assert len(list(page.context["form"])) == 4
    assert len(list(first_web.get(f"{where}?people=999").context["form"])) <= 20


def test_a_second_paper_of_a_household_that_is_open_is_told(federal, clerk, first_web):
    from coverport.fallback.actions import keep_place, switch_off

    owner = _somebody_online()
    switch_off(actor=Actor.person(clerk), exchange=federal, function="applications", reason="slow", on=DAY)
    kept = keep_place(actor=Actor.person(owner), exchange=federal, function="applications", on=DAY)
    papers = [take_call(actor=Actor.person(clerk), exchange=federal, on=DAY, arrival=kept.reference) for _ in range(2)]
    assert first_web.get(at(papers[0].reference)).status_code == 302
    again = first_web.get(at(papers[1].reference))
    assert (again.status_code, "open already" in told(again)) == (409, True)
    assert Application.objects.get().household.owner == owner


def test_a_family_of_four_is_keyed_twice_in_less_than_twelve_minutes_over_the_screens_as_they_are(
    paper, first_web, second_web
):
    """At 40 words a minute and a second for each field of each screen; the bench prints it screen by screen."""
    screens = [
        *measured.walk(first_web, paper),
        measured.second(second_web, paper),
        measured.signature(second_web, paper),
    ]
    rows = measured.table(screens)
    print(*rows, sep="\n")
    fields, signs, seconds = (sum(row[n] for row in rows) for n in (1, 2, 3))
    # Less would mean that a screen was not read.
    assert fields > 90
    assert signs > 300
    assert 200 < seconds < 12 * 60
