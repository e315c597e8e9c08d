"""Proving who one is: questions, a document and a visit count alike, and none stands in the way of an application."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from coverport.accounts import roles
from coverport.accounts.identity import actions
from coverport.accounts.identity.models import IdentityDocument, IdentityProof
from coverport.accounts.identity.relations import is_proven
from coverport.accounts.models import User
from coverport.applications.models import Household
from coverport.core.access import Actor, Permission
from coverport.core.errors import NotAllowed
from coverport.core.models import Event
from coverport.core.uploads import MOST_BYTES
from tests.applications.verification.test_proof import clamd  # noqa: F401  (a fixture: a scanner that knows one virus)

pytestmark = pytest.mark.django_db
AT = "/federal/account/identity/"
WHO = {
    "first_name": "Ana", "last_name": "Rivera", "birth_date_month": "3", "birth_date_day": "14", "birth_date_year": "1973",
    "street": "12 Maple Lane", "zip": "03101",
}  # fmt: skip
RIGHT = {"q_street": "street-1", "q_car": "car-1", "q_loan": "loan-1"}
PDF = b"%PDF-1.7 a card"


@pytest.fixture
def hers(client, ana):
    client.force_login(ana)
    return client


@pytest.fixture
def worker(federal):
    user = User.objects.create_user("state@example.com")
    roles.grant_role(actor=Actor.system("t"), user=user, exchange=federal, kind="state_worker", on=federal.today())
    client = Client()
    client.force_login(user)
    return client


def asked(client, **changed):
    """Say who one is; the address of the questions."""
    answer = client.post(f"{AT}questions/", {**WHO, **changed})
    assert answer.status_code == 302, answer.content.decode()
    return answer.headers["Location"]


def test_right_answers_prove_and_leave_an_event(hers, ana, federal, providers):
    there = asked(hers)
    assert "Harbor Street" in hers.get(there).content.decode()
    assert hers.post(there, RIGHT).headers["Location"] == AT
    assert is_proven(ana.pk, federal.pk)
    assert Event.objects.get(kind="accounts.identity_decided").data["state"] == "proven"
    assert "You have proven who you are" in hers.get(AT).content.decode()
    assert IdentityProof.objects.get().asked is None, "the questions are not kept"


def test_wrong_answers_offer_the_other_ways_and_two_tries_a_day_are_all(hers, ana, federal, providers):
    for _ in range(2):
        hers.post(asked(hers), {**RIGHT, "q_car": "car-0"})
    page = hers.get(AT).content.decode()
    assert "did not match" in page
    assert f"{AT}document/" in page
    third = hers.post(f"{AT}questions/", WHO)
    assert third.status_code == 422
    assert "tried the questions twice" in third.content.decode()
    IdentityProof.objects.update(began_at=timezone.now() - timedelta(hours=24, minutes=1))
    hers.post(asked(hers), RIGHT)
    assert is_proven(ana.pk, federal.pk)


def test_a_person_whom_nobody_knows_is_not_told_no(hers, ana, providers):
    assert asked(hers, last_name="Nobody") == AT
    assert "means nothing about you" in hers.get(AT).content.decode()
    assert IdentityProof.objects.get().state == "unknown"


@pytest.mark.parametrize("fault", ["slow", "down", "wrong"])
def test_a_provider_that_fails_is_unknown_and_costs_no_try(hers, providers, fault):
    providers.fault = fault
    for _ in range(3):
        assert asked(hers) == AT
        if fault == "slow":
            break
    assert set(IdentityProof.objects.values_list("state", flat=True)) == {"unknown"}
    providers.fault = ""
    assert asked(hers) != AT


def test_without_a_provider_questions_are_not_offered(hers, settings):
    settings.IDENTITY_ADDRESS = ""
    page = hers.get(AT).content.decode()
    assert "Answer questions" not in page
    assert "Send a document" in page


def test_what_is_missing_is_said_beside_the_field_and_kept(hers, providers):
    answer = hers.post(f"{AT}questions/", {**WHO, "zip": "31", "birth_date_year": "2093"})
    assert answer.status_code == 422
    assert "five digits" in answer.content.decode()
    assert "12 Maple Lane" in answer.content.decode()
    there = asked(hers)
    assert hers.post(there, {"q_car": "car-1"}).status_code == 422
    assert hers.post(there, {**RIGHT, "q_car": "forged"}).status_code == 422


def send(client, content, name="card.pdf"):
    return client.post(f"{AT}document/", {"file": SimpleUploadedFile(name, content)})


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"%PDF-" + b"x" * (MOST_BYTES - 4), "larger than 10 MB"),
        (b"", "is empty"),
        (b"MZ program", "another kind (EXE)"),
        (b"<html>", "neither a PDF nor a picture"),
        (PDF + b"trailer << /Encrypt 5 0 R >>", "locked with a password"),
    ],
    ids=["a byte over", "empty", "program", "page", "locked"],
)
def test_a_file_that_is_not_taken_says_why_and_leaves_nothing(hers, content, words):
    """By the same verb as the papers of an application: tests/applications/verification/test_proof.py has every kind."""
    answer = send(hers, content)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not IdentityProof.objects.exists()


def test_a_file_at_the_limit_is_taken_and_there_is_an_end_to_them(hers, monkeypatch):
    assert send(hers, b"%PDF-" + b"x" * (MOST_BYTES - 5)).status_code == 302
    monkeypatch.setattr(actions, "MOST_DOCUMENTS", 2)
    assert send(hers, PDF).status_code == 302
    assert "2 files of you already" in send(hers, PDF).content.decode()


def test_a_scanned_file_is_clean_or_not_taken(hers, clamd):  # noqa: F811
    assert "seems to carry a virus" in send(hers, PDF + b" VIRUS").content.decode()
    assert not IdentityDocument.objects.exists()
    assert send(hers, PDF).status_code == 302
    assert IdentityDocument.objects.get().scanned


def test_while_the_scanner_is_silent_files_are_taken_and_stay_shut_until_it_answers(
    hers,
    worker,
    clamd,  # noqa: F811
    settings,
):
    settings.CLAMD = "127.0.0.1:1"
    send(hers, PDF)
    send(hers, PDF + b" VIRUS", "other.pdf")
    proof, (clean, harmful) = IdentityProof.objects.get(), IdentityDocument.objects.order_by("id")
    addresses = [f"{AT}desk/{proof.reference}/{one.reference}/" for one in (clean, harmful)]
    assert [worker.get(one).status_code for one in addresses] == [404, 404]
    page = worker.get(f"{AT}desk/{proof.reference}/").content.decode()
    assert page.count("waits for the scanner") == 2
    assert addresses[0] not in page
    assert actions.scan_waiting() == 0
    settings.CLAMD = clamd
    assert actions.scan_waiting() == 1
    assert [worker.get(one).status_code for one in addresses] == [200, 404]


def test_a_document_is_seen_by_staff_decided_and_deleted(hers, ana, federal, worker):
    refused = hers.post(f"{AT}document/", {"file": SimpleUploadedFile("card.pdf", b"MZ not a card")})
    assert refused.status_code == 422
    assert "another kind (EXE)" in refused.content.decode()
    assert hers.post(f"{AT}document/", {"file": SimpleUploadedFile("card.pdf", PDF)}).status_code == 302
    proof, document = IdentityProof.objects.get(), IdentityDocument.objects.get()
    assert proof.reference in worker.get(f"{AT}desk/").content.decode()
    file = worker.get(f"{AT}desk/{proof.reference}/{document.reference}/")
    assert (file.content, file.headers["Content-Type"]) == (PDF, "application/pdf")
    assert file.headers["Content-Disposition"].startswith("attachment")
    seen = Event.objects.get(kind="accounts.identity_document_seen")
    by = User.objects.get(pk=worker.session["_auth_user_id"])
    assert (seen.actor, seen.subject, seen.data["document"]) == (
        f"person:{by.reference}",
        ana.reference,
        document.reference,
    )
    there = f"{AT}desk/{proof.reference}/"
    assert worker.post(there, {"proven": "yes"}).status_code == 422, "what was seen is written down"
    assert worker.post(there, {"proven": "yes", "note": "License of New Hampshire"}).status_code == 302
    assert is_proven(ana.pk, federal.pk)
    assert not IdentityDocument.objects.exists()
    assert "decided already" in worker.post(there, {"proven": "no", "note": "again"}).content.decode()


def test_a_visit_is_found_by_the_number_and_a_no_is_told_with_its_reason(hers, ana, federal, worker):
    hers.post(f"{AT}in-person/")
    hers.post(f"{AT}in-person/")
    proof = IdentityProof.objects.get()
    assert proof.reference in hers.get(AT).content.decode()
    assert proof.reference in worker.get(f"{AT}desk/", {"number": proof.reference.lower()}).content.decode()
    assert proof.reference not in worker.get(f"{AT}desk/", {"number": "2222-2222"}).content.decode()
    worker.post(f"{AT}desk/{proof.reference}/", {"proven": "no", "note": "The card has expired."})
    assert not is_proven(ana.pk, federal.pk)
    assert "The card has expired." in hers.get(AT).content.decode()


def test_nobody_decides_on_themselves_and_only_staff_of_the_exchange_on_others(ana, federal, vermont):
    proof = actions.come_in_person(actor=Actor.person(ana), user=ana, exchange=federal, on=federal.today())
    other = User.objects.create_user("vt@example.com")
    roles.grant_role(actor=Actor.system("t"), user=other, exchange=vermont, kind="state_worker", on=vermont.today())
    roles.grant_role(actor=Actor.system("t"), user=ana, exchange=federal, kind="state_worker", on=federal.today())
    for actor in (Actor.person(ana), Actor.person(other)):
        with pytest.raises(NotAllowed):
            actions.decide_proof(actor=actor, proof=proof, proven=True, note="", on=federal.today())
    with pytest.raises(NotAllowed):
        actions.come_in_person(actor=Actor.person(other), user=ana, exchange=federal, on=federal.today())


def test_who_is_not_proven_applies_all_the_same_but_does_not_see_tax_data(hers, ana, federal, providers):
    hers.post(asked(hers), {**RIGHT, "q_car": "car-0"})
    assert hers.get("/federal/apply/", follow=True).status_code == 200
    household = Household.objects.get()
    actor = Actor.person(ana)
    assert actor.may(Permission.SIGN, household)
    assert actor.may(Permission.ENROLL, household)
    assert not actor.may(Permission.SEE_TAX_DATA, household)
    hers.post(asked(hers), RIGHT)
    assert actor.may(Permission.SEE_TAX_DATA, household)
    assert not Actor.person(User.objects.create_user("ben@example.com")).may(Permission.SEE_TAX_DATA, household)
