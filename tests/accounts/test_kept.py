"""A session that ends while somebody types: the answers come back after sign-in, to who may open that page."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from coverport.accounts.models import KeptForm, User
from coverport.applications.models import Application
from tests.accounts.conftest import PASSWORD

pytestmark = pytest.mark.django_db
LOGIN, RESUME = "/federal/account/login/", "/federal/account/resume/"
TYPED = {"people-TOTAL_FORMS": "1", "first_name": "Zoë <O'Neil>", "note": "two\nlines", "applies": ["a", "b"]}


def sign_in(client, email="ana@example.com", **extra):
    return client.post(LOGIN, {"login": email, "password": PASSWORD, **extra})


@pytest.fixture
def step(client, ana, federal):
    """The address of a step of Ana's draft; her session ends."""
    sign_in(client)
    client.get("/federal/apply/")
    address = f"/federal/apply/{Application.objects.get().reference}/people/"
    Session.objects.all().delete()
    return address


def hidden(page):
    return [
        (unescape(n), unescape(v)) for n, v in re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', page)
    ]


def test_what_was_typed_comes_back_after_sign_in_to_the_letter(client, step):
    sent = client.post(step, TYPED)
    assert sent.headers["Location"] == f"{LOGIN}?next=%2Ffederal%2Faccount%2Fresume%2F"
    assert sign_in(client, next=RESUME).headers["Location"] == RESUME
    page = client.get(RESUME).content.decode()
    assert f'action="{step}"' in page
    back = [pair for pair in hidden(page.partition(f'action="{step}"')[2]) if pair[0] != "csrfmiddlewaretoken"]
    assert back == [
        ("people-TOTAL_FORMS", "1"), ("first_name", "Zoë <O'Neil>"), ("note", "two\nlines"), ("applies", "a"), ("applies", "b"),
    ]  # fmt: skip
    again = {}
    for name, value in back:
        again.setdefault(name, []).append(value)
    assert client.post(step, again).status_code == 422, "the page itself, with the answers and what is missing"
    assert "Zoë &lt;O&#x27;Neil&gt;" not in client.post(step, again).headers.get("Location", "")


def test_it_stands_sealed_and_neither_in_the_session_nor_in_the_address(client, step):
    sent = client.post(step, {"first_name": "canary-4711"})
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT answers, path FROM accounts_keptform")
        assert "canary" not in str(cursor.fetchall())
    assert "canary" not in sent.headers["Location"]
    assert "canary" not in str(dict(client.session))


def test_another_person_at_the_same_browser_does_not_see_it(client, step):
    User.objects.create_user("ben@example.com", PASSWORD)
    client.post(step, {"first_name": "canary-4711"})
    sign_in(client, "ben@example.com", next=RESUME)
    answer = client.get(RESUME, follow=True)
    assert "canary-4711" not in answer.content.decode()
    assert answer.redirect_chain[0][0] == "/federal/apply/"


def test_another_browser_does_not_have_it(client, step):
    client.post(step, {"first_name": "canary-4711"})
    other = Client()
    sign_in(other)
    assert "canary-4711" not in other.get(RESUME, follow=True).content.decode()


@pytest.mark.parametrize(("minutes", "kept"), [(59, 200), (61, 302)])
def test_it_is_kept_for_an_hour(client, step, minutes, kept):
    client.post(step, {"first_name": "Ana"})
    KeptForm.objects.update(kept_at=timezone.now() - timedelta(minutes=minutes))
    sign_in(client)
    assert client.get(RESUME).status_code == kept


def test_a_form_that_another_site_sent_is_not_kept(step):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(step, {"first_name": "forged"}).status_code == 403
    assert not KeptForm.objects.exists()


def test_passwords_are_never_kept(client, federal):
    client.post("/federal/account/password/change/", {"oldpassword": PASSWORD, "password1": "another one here"})
    assert not KeptForm.objects.exists()
