"""Signing up and in by email address or phone, by password or code; what a stranger learns: nothing."""

import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from coverport.accounts.contacts import phone_number
from coverport.accounts.models import User
from tests.accounts.conftest import PASSWORD

pytestmark = pytest.mark.django_db
LOGIN, CODE, CONFIRM = "/federal/account/login/", "/federal/account/login/code/", "/federal/account/login/code/confirm/"


def signed_in(client):
    return client.get("/federal/account/security/").status_code == 200


def code_in(text):
    return re.search(r"code is ([A-Z0-9-]+)", text, re.IGNORECASE).group(1)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("802-555-0123", "+18025550123"),
        ("(802) 555.0123", "+18025550123"),
        ("1 802 555 0123", "+18025550123"),
        ("＋１８０２５５５０１２３", "+18025550123"),
        ("+44 20 7946 0018", "+442079460018"),
        ("+1234567", None),  # seven digits
        ("+12345678", "+12345678"),
        ("+123456789012345", "+123456789012345"),
        ("+1234567890123456", None),  # sixteen
        ("+0123456789", None),
        ("555-0123", None),
        ("102-555-0123", None),  # no area code begins with 1
        ("802-155-0123", None),
        ("802-555-01234", None),
        ("ana@example.com", None),
        ("", None),
    ],
)
def test_a_phone_number_has_one_form(typed, number):
    assert phone_number(typed) == number


def test_the_database_holds_that_an_account_can_be_reached_and_a_number_is_one_persons(ana):
    User.objects.create_user(phone="+18025550123")
    for wrong in ({"phone": "+18025550123"}, {"phone": "802-555-0124"}, {}):
        with pytest.raises(IntegrityError), transaction.atomic():
            User.objects.create_user(**wrong)
    assert User.objects.create_user(phone="+18025550124").email_key is None


def test_a_person_without_email_signs_up_by_phone_and_in_again_however_it_is_typed(client, federal, texts):
    answer = client.post("/federal/account/signup/", {"phone": "802-555-0123", "password1": PASSWORD})
    assert answer.headers["Location"].startswith("/federal/account/phone/confirm/"), answer.content
    assert not signed_in(client)
    assert [one["to"] for one in texts()] == ["+18025550123"]
    wrong = client.post("/federal/account/phone/confirm/", {"code": "WRONG-1"})
    assert wrong.status_code == 200
    right = client.post("/federal/account/phone/confirm/", {"code": code_in(texts()[0]["text"])})
    assert right.status_code == 302
    user = User.objects.get()
    assert (user.phone, user.phone_verified, user.email) == ("+18025550123", True, "")
    client.post("/federal/account/logout/")
    assert client.post(LOGIN, {"login": "1 (802) 555-0123", "password": PASSWORD}).status_code == 302
    assert signed_in(client)


def test_a_number_or_an_address_is_needed_and_one_of_another_account_is_refused_in_place(client, federal):
    User.objects.create_user(phone="+18025550123")
    for given, words in [
        ({}, "Enter an email address or a mobile phone number."),
        ({"phone": "(802) 555-0123"}, "Sign in instead."),
        ({"phone": "555-0123"}, "with its area code"),
    ]:
        answer = client.post("/federal/account/signup/", {**given, "password1": PASSWORD})
        assert answer.status_code == 200
        assert words in answer.content.decode()
    assert User.objects.count() == 1


@pytest.mark.parametrize("spelled", ["ana@example.com", " ANA@Example.COM", "ＡＮＡ＠example.com"])
def test_any_spelling_of_the_address_signs_in(client, ana, spelled):
    assert client.post(LOGIN, {"login": spelled, "password": PASSWORD}).status_code == 302
    assert signed_in(client)


def test_a_code_by_email_signs_in_once_and_confirms_the_address(client, ana, mailoutbox):
    assert client.post(CODE, {"login": "Ana@Example.com"}).headers["Location"].startswith(CONFIRM)
    (mail,) = mailoutbox
    assert mail.to == ["ana@example.com"]
    assert not signed_in(client)
    code = code_in(mail.body)
    assert client.post(CONFIRM, {"code": code.lower()}).status_code == 302
    assert signed_in(client)
    assert ana.emailaddress_set.get().verified
    client.post("/federal/account/logout/")
    client.post(CONFIRM, {"code": code})
    assert not signed_in(client)


def test_a_code_by_text_message_signs_in(client, federal, texts):
    User.objects.create_user(phone="+18025550123", phone_verified=True)
    client.post(CODE, {"login": "802 555 0123"})
    client.post(CONFIRM, {"code": code_in(texts()[0]["text"])})
    assert signed_in(client)


@pytest.mark.parametrize(("minutes", "works"), [(9, True), (11, False)])
def test_a_code_works_for_ten_minutes(client, ana, mailoutbox, monkeypatch, minutes, works):
    import time

    client.post(CODE, {"login": "ana@example.com"})
    later = time.time() + timedelta(minutes=minutes).total_seconds()
    monkeypatch.setattr(time, "time", lambda: later)
    client.post(CONFIRM, {"code": code_in(mailoutbox[0].body)})
    assert signed_in(client) is works


def test_three_wrong_codes_end_the_try(client, ana, mailoutbox):
    client.post(CODE, {"login": "ana@example.com"})
    for _ in range(3):
        client.post(CONFIRM, {"code": "WRONG-1"})
    client.post(CONFIRM, {"code": code_in(mailoutbox[0].body)})
    assert not signed_in(client)


def test_whether_there_is_an_account_is_told_to_its_owner_alone(client, ana, mailoutbox, texts):
    known = client.post(CODE, {"login": "ana@example.com"})
    unknown = Client().post(CODE, {"login": "nobody@example.com"})
    assert (known.status_code, known.headers["Location"]) == (unknown.status_code, unknown.headers["Location"])
    assert mailoutbox[1].subject.startswith("Coverport: There is no account")
    Client().post(CODE, {"login": "802-555-0199"})
    assert "no account" in texts()[0]["text"]
    answers = [
        client.post("/federal/account/password/reset/", {"email": one}) for one in ("ana@example.com", "x@example.com")
    ]
    assert answers[0].headers["Location"] == answers[1].headers["Location"]


def test_a_link_by_mail_chooses_a_new_password_once(client, ana, mailoutbox):
    client.post("/federal/account/password/reset/", {"email": "ＡＮＡ@example.com"})
    address = re.search(r"https?://testserver(\S+)", mailoutbox[0].body).group(1)
    form = client.get(address, follow=True)
    here = form.redirect_chain[-1][0]
    assert client.post(here, {"password1": "a new one for me", "password2": "a new one for me"}).status_code == 302
    assert client.post(LOGIN, {"login": "ana@example.com", "password": "a new one for me"}).status_code == 302
    assert "does not work any more" in client.get(address, follow=True).content.decode()


def test_an_address_is_confirmed_by_the_link_of_the_first_mail(client, federal, mailoutbox):
    client.post("/federal/account/signup/", {"email": "ana@example.com", "password1": PASSWORD})
    assert signed_in(client), "a person goes on before they have looked into their mail"
    address = re.search(r"https?://testserver(\S+)", mailoutbox[0].body).group(1)
    assert client.get(address).status_code == 200
    client.post(address)
    assert User.objects.get().emailaddress_set.get().verified


def test_a_password_is_asked_for_in_spanish_and_so_is_the_code(client, ana, mailoutbox):
    client.post("/federal/language/", {"language": "es"})
    client.post(CODE, {"login": "ana@example.com"})
    assert "Su código" in mailoutbox[0].body


def test_a_carrier_that_is_down_does_not_keep_anybody_from_the_page(client, federal, settings):
    User.objects.create_user(phone="+18025550123", phone_verified=True)
    settings.SMS_ADDRESS, settings.REMOTE_TIMEOUT = "http://127.0.0.1:9/", 0.2
    assert client.post(CODE, {"login": "802-555-0123"}).status_code == 302
