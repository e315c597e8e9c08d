"""An account opens to whoever has shown that its address or number is theirs; whoever set something up before is out."""

import re

import pytest
from django.test import Client

from coverport.accounts.models import User
from tests.accounts.conftest import PASSWORD
from tests.accounts.test_sign_in import CODE, CONFIRM, LOGIN, code_in, signed_in

pytestmark = pytest.mark.django_db
EMAIL, RESET = "/federal/account/email/", "/federal/account/password/reset/"


def link_in(mail):
    return re.search(r"https?://testserver(/\S+)", mail.body).group(1)


def set_anew(client, mailoutbox, address="ana@example.com", password="another long password"):
    client.post(RESET, {"email": address})
    where = client.get(link_in(mailoutbox[-1])).headers["Location"]
    assert client.post(where, {"password1": password, "password2": password}).status_code == 302


def changes_address(client, password=PASSWORD, to="new@example.com"):
    client.post("/federal/account/reauthenticate/", {"password": password})
    return client.post(EMAIL, {"email": to, "action_add": ""})


@pytest.mark.parametrize(
    ("address", "typed"), [(EMAIL, {"email": "new@example.com", "action_add": ""}), ("/federal/account/phone/", {"phone": "802-555-0199"})]
)  # fmt: skip
def test_another_way_in_is_set_by_who_shows_the_password_again(client, ana, mailoutbox, texts, address, typed):
    client.post(LOGIN, {"login": "ana@example.com", "password": PASSWORD})
    assert client.get(address).headers["Location"].startswith("/federal/account/reauthenticate/")
    asked = client.post(address, typed).headers["Location"]
    assert asked.startswith("/federal/account/reauthenticate/")
    assert client.post(asked, {"password": "wrong", "next": address}).status_code == 200
    assert client.get(address).status_code == 302
    assert (mailoutbox, texts()) == ([], [])
    assert client.post(asked, {"password": PASSWORD, "next": address}).headers["Location"] == address
    assert client.get(address).status_code == 200
    client.post(address, typed)
    assert len(mailoutbox) + len(texts()) == 1


def test_a_new_password_ends_a_change_of_address_that_somebody_had_begun(client, ana, mailoutbox):
    ana.emailaddress_set.update(verified=True)
    other = Client()
    other.post(LOGIN, {"login": "ana@example.com", "password": PASSWORD})
    assert changes_address(other).status_code == 302
    begun = link_in(mailoutbox[-1])
    set_anew(client, mailoutbox)
    assert not signed_in(other)
    Client().post(begun)
    ana.refresh_from_db()
    assert ana.email == "ana@example.com"
    # Whoever begins one afterwards knows the new password.
    client.post(LOGIN, {"login": "ana@example.com", "password": "another long password"})
    changes_address(client, "another long password", "later@example.com")
    Client().post(link_in(mailoutbox[-1]))
    ana.refresh_from_db()
    assert ana.email == "later@example.com"


def signed_up_by_a_stranger(**more):
    stranger = Client()
    stranger.post("/federal/account/signup/", {"email": "vic@example.com", "password1": PASSWORD, **more})
    return stranger


def by_code(client, mail):
    return client.post(CONFIRM, {"code": code_in(mail.body)})


def test_who_made_an_account_with_another_persons_address_is_out_once_its_owner_is_in(client, federal, mailoutbox):
    stranger = signed_up_by_a_stranger()
    assert signed_in(stranger)
    client.post(CODE, {"login": "vic@example.com"})
    by_code(client, mailoutbox[-1])
    assert signed_in(client)
    assert not signed_in(stranger)
    stranger.post(LOGIN, {"login": "vic@example.com", "password": PASSWORD})
    assert not signed_in(stranger)


def test_a_password_stays_where_its_address_was_confirmed_before(client, ana, mailoutbox):
    ana.emailaddress_set.update(verified=True)
    other = Client()
    other.post(LOGIN, {"login": "ana@example.com", "password": PASSWORD})
    client.post(CODE, {"login": "ana@example.com"})
    by_code(client, mailoutbox[-1])
    assert signed_in(client)
    assert signed_in(other)


def test_a_password_that_was_set_anew_by_mail_confirms_the_address_and_stays(client, ana, mailoutbox):
    set_anew(client, mailoutbox)
    assert ana.emailaddress_set.get().verified
    client.post(CODE, {"login": "ana@example.com"})
    by_code(client, mailoutbox[-1])
    other = Client()
    other.post(LOGIN, {"login": "ana@example.com", "password": "another long password"})
    assert signed_in(other)


def test_an_unconfirmed_address_opens_nothing_of_an_account_whose_phone_is_confirmed(
    client, federal, mailoutbox, texts
):
    stranger = signed_up_by_a_stranger(phone="802-555-0123")
    stranger.post("/federal/account/phone/confirm/", {"code": code_in(texts()[0]["text"])})
    assert signed_in(stranger)
    for address, given in ((CODE, {"login": "vic@example.com"}), (RESET, {"email": "vic@example.com"})):
        client.post(address, given)
        assert "There is no account with it" in mailoutbox[-1].body
    user = User.objects.get()
    user.emailaddress_set.update(verified=True)
    owner = Client()
    owner.post(CODE, {"login": "vic@example.com"})
    by_code(owner, mailoutbox[-1])
    assert signed_in(owner)


@pytest.mark.parametrize("taken", ["ana@example.com", "ANA@example.com"])
def test_an_address_of_another_account_cannot_become_ones_own(client, ana, mailoutbox, taken):
    User.objects.create_user("bob@example.com", PASSWORD)
    client.post(LOGIN, {"login": "bob@example.com", "password": PASSWORD})
    client.post("/federal/account/reauthenticate/", {"password": PASSWORD})
    answer = client.post(EMAIL, {"email": taken, "action_add": ""})
    assert answer.status_code == 200
    assert "There is an account with this email address already." in answer.content.decode()
    assert mailoutbox == []


def test_a_link_to_an_address_that_another_account_has_got_meanwhile_changes_nothing(client, ana, mailoutbox):
    ana.emailaddress_set.update(verified=True)
    client.post(LOGIN, {"login": "ana@example.com", "password": PASSWORD})
    changes_address(client)
    User.objects.create_user("new@example.com", PASSWORD)
    answer = client.post(link_in(mailoutbox[-1]))
    assert answer.status_code < 500
    ana.refresh_from_db()
    assert ana.email == "ana@example.com"


@pytest.mark.parametrize(("length", "taken"), [(254, True), (255, False)])
def test_an_address_is_as_long_as_its_column_at_most(client, ana, mailoutbox, length, taken):
    client.post(LOGIN, {"login": "ana@example.com", "password": PASSWORD})
    client.post("/federal/account/reauthenticate/", {"password": PASSWORD})
    host = ".".join(["x" * 60] * 3) + ".example.com"
    answer = client.post(EMAIL, {"email": f"{'n' * (length - 1 - len(host))}@{host}", "action_add": ""})
    assert (answer.status_code == 302) is taken
    assert len(mailoutbox) == taken
