"""Staff prove a second thing before any page beyond their own account's opens; others may."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

from coverport.accounts import roles
from coverport.accounts.models import User
from coverport.core.access import Actor
from tests.accounts.conftest import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)
DESK, SECURITY, APP = "/federal/certification/", "/federal/account/security/", "/federal/account/security/app/"


@pytest.fixture(autouse=True)
def asked_for(settings):
    settings.STAFF_SECOND_STEP = True


def staff(federal, kind="state_worker", issuer_id="", email="state@example.com"):
    user = User.objects.create_user(email, PASSWORD)
    user.emailaddress_set.update(verified=True)
    roles.grant_role(
        actor=Actor.system("test"), user=user, exchange=federal, kind=kind, issuer_id=issuer_id, on=federal.today()
    )
    return user


def sign_in(client, email="state@example.com"):
    return client.post("/federal/account/login/", {"login": email, "password": PASSWORD})


def code(secret, steps_from_now=0):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps_from_now))


def set_up_app(client):
    client.post("/federal/account/reauthenticate/", {"password": PASSWORD})
    page = client.get(APP).content.decode()
    secret = re.search(r'class="secret">([A-Z2-7]+)<', page).group(1)
    assert client.post(APP, {"code": code(secret)}).status_code == 302
    return secret


@pytest.mark.parametrize(("kind", "issuer_id"), [("state_worker", ""), ("issuer", "99999")])
def test_staff_without_a_second_step_get_no_further_than_their_own_account(client, federal, kind, issuer_id):
    staff(federal, kind, issuer_id)
    sign_in(client)
    for address in (DESK, "/federal/apply/", "/federal/letters/", "/federal/account/identity/desk/"):
        answer = client.get(address)
        assert answer.status_code == 302, address
        assert answer.headers["Location"].startswith(SECURITY), address
    assert client.post("/federal/certification/start/", {"year": "2014"}).headers["Location"].startswith(SECURITY)
    assert client.get("/federal/help/").status_code == 200
    assert "Set up a second step before you go on" in client.get(SECURITY).content.decode()


def test_once_set_up_the_pages_open_and_the_next_sign_in_asks_for_it(client, federal):
    staff(federal)
    sign_in(client)
    secret = set_up_app(client)
    assert client.get(DESK).status_code == 200
    client.post("/federal/account/logout/")
    assert sign_in(client).headers["Location"].startswith("/federal/account/login/second-step/")
    assert client.get(DESK).status_code == 302, "the password alone opens nothing"
    assert client.post("/federal/account/login/second-step/", {"code": "000000"}).status_code == 200
    client.post("/federal/account/login/second-step/", {"code": code(secret, 1)})
    assert client.get(DESK).status_code == 200


def test_a_session_opened_before_the_second_step_was_set_up_elsewhere_is_asked_for_it(
    client, federal, django_user_model
):
    from django.test import Client

    staff(federal)
    stolen = Client()
    sign_in(stolen)
    sign_in(client)
    secret = set_up_app(client)
    assert stolen.get(DESK).headers["Location"].startswith("/federal/account/security/again/")
    stolen.post("/federal/account/security/again/", {"code": code(secret, 1)})
    assert stolen.get(DESK).status_code == 200


def test_a_recovery_code_opens_once(client, federal):
    staff(federal)
    sign_in(client)
    set_up_app(client)
    page = client.get("/federal/account/security/recovery/").content.decode()
    first = re.findall(r"<code>(\d{8})</code>", page)
    assert len(first) == 10
    for _turn, wanted in enumerate((200, 302)):
        client.post("/federal/account/logout/")
        sign_in(client)
        client.post("/federal/account/login/second-step/", {"code": first[0]})
        assert client.get(DESK).status_code == wanted


@pytest.mark.parametrize(("wrong", "opens"), [(9, True), (10, False)])
def test_ten_wrong_codes_of_an_account_close_its_second_step_wherever_they_come_from(client, federal, wrong, opens):
    staff(federal)
    sign_in(client)
    secret = set_up_app(client)
    client.post("/federal/account/logout/")
    sign_in(client)
    for place in range(wrong):
        client.post("/federal/account/login/second-step/", {"code": "000000"}, REMOTE_ADDR=f"10.0.0.{place}")
    client.post("/federal/account/login/second-step/", {"code": code(secret, 1)}, REMOTE_ADDR="10.0.1.1")
    assert (client.get(DESK).status_code == 200) is opens


def test_wrong_passwords_from_elsewhere_close_the_second_step_to_nobody(client, federal):
    from django.test import Client

    staff(federal)
    sign_in(client)
    secret = set_up_app(client)
    client.post("/federal/account/logout/")
    for place in range(20):
        wrong = {"login": "state@example.com", "password": "wrong"}
        Client().post("/federal/account/login/", wrong, REMOTE_ADDR=f"10.0.0.{place}")
    assert sign_in(client).headers["Location"].startswith("/federal/account/login/second-step/")
    client.post("/federal/account/login/second-step/", {"code": code(secret, 1)})
    assert client.get(DESK).status_code == 200


def test_codes_devices_and_ways_in_stay_in_no_browser(client, federal):
    staff(federal)
    sign_in(client)
    set_up_app(client)
    for page in (
        "security/",
        "security/recovery/",
        "security/recovery/file/",
        "security/passkeys/",
        "devices/",
        "email/",
        "phone/",
    ):
        answer = client.get(f"/federal/account/{page}")
        assert answer.status_code == 200, page
        assert "no-store" in answer.headers.get("Cache-Control", ""), page


def test_turning_it_off_closes_the_pages_again(client, federal):
    staff(federal)
    sign_in(client)
    set_up_app(client)
    assert client.post("/federal/account/security/app/remove/").status_code == 302
    assert client.get(DESK).headers["Location"].startswith(SECURITY)


def test_somebody_else_cannot_lock_the_owner_of_an_unconfirmed_address_out(client, federal):
    user = staff(federal)
    user.emailaddress_set.update(verified=False)
    sign_in(client)
    assert client.get(APP).status_code == 302
    assert "Confirm your email address first" in client.get(SECURITY).content.decode()
    assert not Authenticator.objects.exists()


def test_a_resident_may_have_one_and_need_not(client, federal):
    User.objects.create_user("ana@example.com", PASSWORD).emailaddress_set.update(verified=True)
    sign_in(client, "ana@example.com")
    assert client.get("/federal/letters/").status_code == 200
    set_up_app(client)
    client.post("/federal/account/logout/")
    sign_in(client, "ana@example.com")
    assert client.get("/federal/letters/").status_code == 302


def test_secrets_stand_sealed_and_survive_a_new_key(client, federal, settings):
    from coverport.core.resealing import reseal_everything

    settings.SENSITIVE_KEYS = {"k1": b"1" * 32}
    staff(federal)
    sign_in(client)
    secret = set_up_app(client)
    assert secret not in str(list(Authenticator.objects.values_list("data", flat=True)))
    settings.SENSITIVE_KEYS = {"k2": b"2" * 32, "k1": b"1" * 32}
    assert reseal_everything()["mfa.Authenticator.data"] == 2  # the app and the recovery codes
    settings.SENSITIVE_KEYS = {"k2": b"2" * 32}
    client.post("/federal/account/logout/")
    sign_in(client)
    client.post("/federal/account/login/second-step/", {"code": code(secret, 1)})
    assert client.get(DESK).status_code == 200


def test_sample_sign_ins_have_one_that_the_command_tells(client, federal, monkeypatch):
    from coverport.accounts.sample import make_sign_ins
    from coverport.accounts.sample_second_step import code_now

    make_sign_ins(federal, PASSWORD)
    sign_in(client, "state@federal.example")
    client.post("/federal/account/login/second-step/", {"code": code_now(PASSWORD)})
    assert client.get(DESK).status_code == 200
