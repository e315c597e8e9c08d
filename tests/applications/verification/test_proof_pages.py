"""The pages of proof: the person's and the reviewer's. Nothing typed is lost, nobody else sees anything."""

import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from coverport.accounts.models import Role
from coverport.applications.models import Application, Person
from coverport.applications.restating import restate_application
from coverport.applications.verification.models import Document, Inconsistency
from coverport.applications.verification.proof import accept, explain, give_more_time, refuse_document, send_document
from coverport.core.access import Actor
from coverport.core.references import new_reference
from coverport.core.uploads import MOST_BYTES, Upload
from tests.applications.households import ANA, DAY, LUIS, decided, person, somebody

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 a paper"


def told(page) -> str:
    return re.sub(r"\s+", " ", page.content.decode())


@pytest.fixture
def application(ana, federal, on_sale) -> Application:
    return decided(ana, federal)[0]


@pytest.fixture
def row(application) -> Inconsistency:
    return application.inconsistencies.get(kind="citizenship")


@pytest.fixture
def web(client, ana):
    client.force_login(ana)
    return client


@pytest.fixture
def desk(federal):
    from django.test import Client

    worker = somebody("state@federal.example")
    Role.objects.create(user=worker, exchange=federal, kind=Role.Kind.STATE_WORKER)
    client = Client()
    client.force_login(worker)
    return client


def proof(application: Application, *more: str) -> str:
    return "/".join(["/federal/apply", application.reference, "proof", *more, ""])


def paper(data: bytes = PDF, name: str = "passport.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def test_the_decision_leads_to_what_is_needed(web, application):
    page = told(web.get(f"/federal/apply/{application.reference}/decision/"))
    assert "We need papers from you, the first by March 10, 2014" in page
    assert "<li>Ana’s citizenship, by March 15, 2014</li>" in page  # each as on the page that the link leads to
    assert f'href="{proof(application)}"' in page
    assert "You can get" in page, "the decision itself stands first"


def test_the_page_says_what_why_by_when_and_which_papers(web, application):
    page = told(web.get(proof(application)))
    assert page.count('type="file"') == page.count("<textarea") == 2
    assert "Without a Social Security number we cannot ask the agencies." in page
    assert "<strong>March 15, 2014</strong>. 95 days are left." in page
    assert "A United States passport, also an expired one" in page
    assert "Here a paper is needed in the end" in page
    labelled = set(re.findall(r'<label[^>]* for="([^"]+)"', page))
    assert set(re.findall(r'id="((?:file|explanation)-[^"]{9})"', page)) <= labelled


def test_a_paper_is_sent_seen_and_fetched_by_its_owner(web, application, row):
    page = web.post(proof(application, row.reference, "document"), {"file": paper()})
    assert (page.status_code, page["Location"]) == (302, proof(application))
    document = Document.objects.get()
    assert "We are looking at it" in told(web.get(proof(application)))
    file = web.get(proof(application, row.reference, "files", document.reference))
    assert file.content == PDF
    assert file["Content-Disposition"] == 'attachment; filename="passport.pdf"'
    assert "no-store" in file["Cache-Control"]


def test_several_are_sent_at_once_and_a_bad_one_does_not_hold_back_the_good(web, application, row):
    page = web.post(proof(application, row.reference, "document"), {"file": [paper(), paper(b"GIF89a", "x.gif")]})
    assert page.status_code == 422
    assert "x.gif is a file of another kind (GIF)" in told(page)
    assert f'href="#file-{row.reference}"' in told(page)
    assert [one.name for one in Document.objects.all()] == ["passport.pdf"]


@pytest.mark.parametrize(
    ("data", "words"),
    [(b"", "is empty"), (PDF + b" " * MOST_BYTES, "is larger than 10 MB"), (b"<html>", "neither a PDF")],
)
def test_a_refused_upload_explains_why(web, application, row, data, words):
    page = web.post(proof(application, row.reference, "document"), {"file": paper(data)})
    assert page.status_code == 422
    assert words in told(page)


def test_no_file_at_all_is_said(web, application, row):
    page = web.post(proof(application, row.reference, "document"), {})
    assert page.status_code == 422
    assert "Choose a file, or take a picture." in told(page)


def test_words_are_kept_and_what_is_too_long_is_shown_again(web, application, row):
    address = proof(application, row.reference, "explanation")
    long = "x" * 4001
    page = web.post(address, {"explanation": long})
    assert page.status_code == 422
    assert long in told(page)
    assert web.post(address, {"explanation": "I have sent for <it>."}).status_code == 302
    assert "I have sent for &lt;it&gt;." in told(web.get(proof(application)))


def test_when_nothing_is_open_the_page_says_so(web, application):
    for one in application.inconsistencies.all():
        send_document(actor=Actor.system("test"), inconsistency=one, upload=Upload("a.pdf", PDF), on=DAY)
        accept(actor=Actor.system("test"), inconsistency=one, on=DAY)
    page = told(web.get(proof(application)))
    assert "We need nothing from you now" in page
    assert page.count("accepted") == 2
    assert "We need papers" not in told(web.get(f"/federal/apply/{application.reference}/decision/"))


def test_a_late_paper_says_that_it_is_settled(web, application, row):
    explain(actor=Actor.system("test"), inconsistency=row, text="soon", on=DAY)
    Inconsistency.objects.filter(pk=row.pk).update(status="settled", closed_on=DAY)
    page = web.post(proof(application, row.reference, "document"), {"file": paper()})
    assert page.status_code == 422
    assert "This is settled already" in told(page)


# ---- The reviewer


def test_the_desk_shows_what_was_sent_first_and_everything_on_demand(desk, application, row):
    assert "Nothing waits here." in told(desk.get("/federal/proof/"))
    send_document(actor=Actor.system("test"), inconsistency=row, upload=Upload("a.pdf", PDF), on=DAY)
    page = told(desk.get("/federal/proof/"))
    assert "Ana’s citizenship" in page
    assert "yearly income" not in page
    assert "yearly income" in told(desk.get("/federal/proof/?show=all"))
    assert 'href="/federal/proof/"' in told(desk.get("/federal/desk/")), "the desk leads there"


def test_a_task_is_reviewed_from_paper_to_decision(desk, application, row):
    document = send_document(actor=Actor.system("test"), inconsistency=row, upload=Upload("a.pdf", PDF), on=DAY)
    address = f"/federal/proof/{row.reference}/"
    page = told(desk.get(address))
    assert "born April 28, 1973" in page
    assert "not scanned: no scanner is set up here" in page
    assert desk.get(f"{address}files/{document.reference}/").content == PDF
    assert desk.post(f"{address}files/{document.reference}/refuse/", {"note": ""}).status_code == 422
    assert desk.post(f"{address}files/{document.reference}/refuse/", {"note": "Too dark."}).status_code == 302
    assert "Too dark." in told(desk.get(address))
    page = desk.post(f"{address}accept/", {"note": "I know her."})
    assert page.status_code == 422
    assert "Citizenship and immigration status need a document." in told(page)
    assert 'value="I know her."' in told(page)
    send_document(actor=Actor.system("test"), inconsistency=row, upload=Upload("b.pdf", PDF + b"2"), on=DAY)
    assert desk.post(f"{address}accept/", {"note": ""}).status_code == 302
    row.refresh_from_db()
    assert row.status == "accepted"
    assert "Accept: it is proven" not in told(desk.get(address))


@pytest.mark.parametrize("days", ["", "0", "91", "-3", "x", "9999999", "1.5"])
def test_more_time_that_cannot_be_is_refused_with_what_was_typed(desk, row, days):
    page = desk.post(f"/federal/proof/{row.reference}/time/", {"days": days, "note": "The clerk is slow."})
    assert page.status_code == 422
    assert "Give from 1 to 90 days." in told(page)
    assert 'value="The clerk is slow."' in told(page)


def test_more_time_is_given(desk, row):
    assert desk.post(f"/federal/proof/{row.reference}/time/", {"days": "10", "note": "Slow."}).status_code == 302


def test_income_is_shown_as_it_was_told_and_never_as_the_tax_service_has_it(desk, application):
    income = application.inconsistencies.get(kind="income")
    page = told(desk.get(f"/federal/proof/{income.reference}/"))
    assert "$30,000 a year" in page


def test_another_person_s_papers_are_not_there(client, application, row, federal):
    document = send_document(actor=Actor.system("test"), inconsistency=row, upload=Upload("a.pdf", PDF), on=DAY)
    addresses = [
        proof(application), proof(application, row.reference, "files", document.reference), "/federal/proof/",
        f"/federal/proof/{row.reference}/", f"/federal/proof/{row.reference}/files/{document.reference}/",
    ]  # fmt: skip
    for address in addresses:
        assert "/account/login/" in client.get(address)["Location"]
    client.force_login(somebody("luis@example.org"))
    for address in addresses:
        assert client.get(address).status_code == 404
    for step in ("document", "explanation"):
        assert client.post(proof(application, row.reference, step), {"explanation": "x"}).status_code == 404
    for step in ("accept", "time", f"files/{document.reference}/refuse"):
        assert client.post(f"/federal/proof/{row.reference}/{step}/", {"note": "x"}).status_code == 404


def test_nor_another_exchange_s_or_another_application_s(desk, web, application, row, vermont, federal):
    assert desk.get(f"/vt/proof/{row.reference}/").status_code == 404
    other, _ = decided(somebody("luis@example.org"), federal)
    assert web.post(proof(other, row.reference, "document"), {"file": paper()}).status_code == 404
    theirs = other.inconsistencies.get(kind="citizenship")
    assert web.post(proof(application, theirs.reference, "document"), {"file": paper()}).status_code == 404


def test_whom_we_wait_for_is_told(web, ana, federal, on_sale):
    from tests.applications.verification.scripts import SCRIPTS, draft_of
    from tests.applications.verification.test_turning import sign

    application = sign(draft_of(SCRIPTS[0], ana, federal), SCRIPTS[0])  # no hub is set: nobody answers
    page = told(web.get(f"/federal/apply/{application.reference}/decision/"))
    assert "We are still checking" in page
    assert "The Social Security Administration" in page
    assert "We need papers" not in page


def test_consent_is_asked_where_a_return_is_filed(web, ana, federal, on_sale):
    from tests.applications.households import answered

    draft = answered(ana, federal)
    address = f"/federal/apply/{draft.reference}/review/"
    page = told(web.get(address))
    assert page.count('name="consent_years"') == 6
    assert "checked" not in page.split('name="consent_years"')[1].split(">")[0], "nobody consents by default"
    signed = {"true": "on", "signature": "Ana Rivera"}
    assert web.post(address, signed).status_code == 422
    assert web.post(address, {**signed, "consent_years": "6"}).status_code == 422
    assert web.post(address, {**signed, "consent_years": "0"}).status_code == 302
    assert Application.objects.get().consent_years == 0


def test_who_files_no_return_is_not_asked(web, ana, federal, on_sale):
    from tests.applications.households import answered

    draft = answered(ana, federal, files_taxes=False)
    address = f"/federal/apply/{draft.reference}/review/"
    assert 'name="consent_years"' not in told(web.get(address))
    assert web.post(address, {"true": "on", "signature": "Ana Rivera"}).status_code == 302


def test_one_number_in_two_accounts_is_shown_to_staff_and_nobody_is_merged(desk, ana, federal, on_sale):
    """Suspected and asked about; who applies no more in the newest answers of a household is not shown."""
    first, _ = decided(ana, federal, (person("Ana", ANA.birth_date, ssn="900000021"),))
    assert "Nothing waits here." in desk.get("/federal/proof/twice/").content.decode()
    both = (person("Ben", LUIS.birth_date, sex="M"), person("Annie", ANA.birth_date, "spouse", ssn="900000021"))
    ben = somebody("ben.twice@example.org")
    again, _ = decided(ben, federal, both)
    other, _ = decided(somebody("eva.other@example.org"), federal, (person("Eva", ANA.birth_date, ssn="900000022"),))
    page = desk.get("/federal/proof/twice/").content.decode()
    assert [one.reference in page for one in (first, again, other)] == [True, True, False]
    assert "900000021" not in page
    assert Person.objects.filter(ssn_index=Person.objects.get(first_name="Ana").ssn_index).count() == 2, (
        "nothing is merged"
    )
    annie = again.applicants.get(relationship="spouse").person.reference
    restate_application(actor=Actor.person(ben), application=again, without={annie}, on=DAY)
    assert "Nothing waits here." in desk.get("/federal/proof/twice/").content.decode()


def test_words_after_a_refused_paper_wait_for_us_on_every_page_until_they_are_answered(web, desk, application, federal):
    row, system = application.inconsistencies.get(kind="income"), Actor.system("test")
    sent = send_document(actor=system, inconsistency=row, upload=Upload("pay.pdf", PDF), on=DAY)
    refuse_document(actor=system, document=sent, note="Another year.", on=DAY)
    assert "Nothing waits here." in told(desk.get("/federal/proof/"))
    explain(actor=system, inconsistency=row, text="My employer closed.", on=DAY)
    assert "We are looking at it" in told(web.get(proof(application)))
    queue = told(desk.get("/federal/proof/"))
    assert '<span class="word word-accent">To decide</span>' in queue
    assert "Waits for the person" not in queue
    give_more_time(actor=system, inconsistency=row, days=30, note="Ask for a letter.", on=DAY)
    assert "We are looking at it" not in told(web.get(proof(application)))
    assert "Nothing waits here." in told(desk.get("/federal/proof/"))
    assert "My employer closed." in told(desk.get(f"/federal/proof/{row.reference}/"))


def test_staff_refuse_words_with_a_reason_and_the_person_s_page_says_why_and_what_comes(
    web, desk, application, federal
):
    row, system = application.inconsistencies.get(kind="income"), Actor.system("test")
    where = f"/federal/proof/{row.reference}/"
    assert "words/refuse" not in told(desk.get(where)), "nothing was written yet"
    explain(actor=system, inconsistency=row, text="I am paid in cash.", on=DAY)
    assert f'action="{where}words/refuse/"' in told(desk.get(where))
    empty = desk.post(f"{where}words/refuse/", {"note": " "})
    assert empty.status_code == 422
    assert 'href="#words-note"' in told(empty)
    assert desk.post(f"{where}words/refuse/", {"note": "Tell us how much."})["Location"] == where
    page = told(desk.get(where))
    assert "words/refuse" not in page
    assert "Tell us how much." in page
    assert "Nothing waits here." in told(desk.get("/federal/proof/"))
    again = desk.post(f"{where}words/refuse/", {"note": "Once more."})
    assert again.status_code == 422
    assert "No words wait for a decision." in told(again)
    page = told(web.get(proof(application)))
    assert "On December 10, 2013 we read what you wrote. It is not enough: Tell us how much." in page
    assert "Send it by <strong>March 10, 2014</strong>." in page
    assert f'href="/federal/appeals/{application.reference}/"' in page
    assert web.post(f"{where}words/refuse/", {"note": "x"}).status_code == 404
    federal.date_of_record = date(2014, 3, 11)
    federal.save()
    page = told(web.get(proof(application)))
    assert "The last day was <strong>March 10, 2014</strong>. Next we decide by what the records say" in page
    explain(actor=system, inconsistency=row, text="200 dollars a week.", on=date(2014, 3, 11))
    page = told(web.get(proof(application)))
    assert "It is not enough" not in page
    assert "We decide nothing about this before we have looked at it." in page


def test_what_the_desk_counts_can_all_be_reached(desk, application):
    row = application.inconsistencies.get(kind="income")
    for number in range(103):
        one = row.person
        one.pk, one.reference = None, new_reference()
        one.save()
        Inconsistency.objects.create(
            application=application, person=one, kind="income", reason=row.reason, opened_on=DAY, due_on=row.due_on,
            explanation="soon" if number else "", explained_on=DAY if number else None,
        )  # fmt: skip
    first, second = (told(desk.get(f"/federal/proof/?page={number}")) for number in (1, 2))
    assert 'To decide <span class="num">102</span>' in first
    assert 'href="?page=2"' in first
    found = [re.findall(r'<td class="end"><a [^>]*href="([^"]+)"', page) for page in (first, second)]
    assert [len(page) for page in found] == [100, 2]
    assert len(set(found[0] + found[1])) == 102
    assert 'href="?show=all&amp;page=2"' in told(desk.get("/federal/proof/?show=all"))
