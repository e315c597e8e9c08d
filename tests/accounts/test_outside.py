"""Signing in through an outside OpenID Connect provider, served over HTTP on this machine."""

from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from coverport.accounts.identity.relations import is_proven
from coverport.accounts.models import User
from tests.accounts.conftest import PASSWORD

pytestmark = pytest.mark.django_db
START = "/federal/account/outside/identity/"


def sign_in(client, person, **changed):
    """Press the button, pick who one is at the provider, come back."""
    away = client.post(START).headers["Location"]
    back = requests.get(away, params={"as": person}, allow_redirects=False, timeout=5).headers["Location"]
    parts = urlsplit(back)
    assert parts.path == f"{START}callback/"
    given = {name: values[0] for name, values in parse_qs(parts.query).items()} | changed
    return client.get(parts.path, given)


def test_a_person_signs_up_and_in_again_and_is_proven_if_the_provider_proved_them(client, federal, providers):
    assert sign_in(client, "sim-0001").status_code == 302
    user = User.objects.get()
    assert user.email == "ana.proven@example.org"
    assert user.emailaddress_set.get().verified
    assert is_proven(user.pk, federal.pk)
    client.post("/federal/account/logout/")
    sign_in(client, "sim-0001")
    assert User.objects.count() == 1
    assert client.get("/federal/account/security/").status_code == 200


def test_a_provider_that_only_knows_the_address_proves_nothing(client, federal, providers):
    sign_in(client, "sim-0002")
    assert not is_proven(User.objects.get().pk, federal.pk)


def test_an_account_with_the_same_address_is_the_same_account(client, federal, providers):
    there = User.objects.create_user("Ben.Known@example.org", PASSWORD)
    sign_in(client, "sim-0002")
    assert User.objects.get() == there
    assert client.get("/federal/account/security/").status_code == 200


@pytest.mark.parametrize("changed", [{"state": "forged"}, {"code": "forged"}])
def test_an_answer_that_was_not_asked_for_opens_nothing(client, federal, providers, changed):
    answer = sign_in(client, "sim-0001", **changed)
    assert "did not work" in answer.content.decode()
    assert not User.objects.exists()


@pytest.mark.parametrize("fault", ["down", "wrong"])
def test_a_provider_that_fails_leaves_the_other_ways_in(client, federal, providers, fault):
    providers.fault = fault
    answer = client.post(START)
    assert answer.status_code == 503
    assert "sign in another way" in answer.content.decode()


def test_the_button_is_there_only_where_a_provider_is_set(client, federal, providers, settings):
    assert "Sign in with Simulated ID" in client.get("/federal/account/login/").content.decode()
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": []}}
    assert "Sign in with" not in client.get("/federal/account/login/").content.decode()
    assert client.post(START).status_code == 404
