"""Five wrong passwords for one account from one place close it to passwords for fifteen minutes; a code still opens it."""

import re
from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.utils import timezone

from coverport.accounts.models import User
from tests.accounts.conftest import PASSWORD

pytestmark = pytest.mark.django_db
LOGIN = "/federal/account/login/"


def tried(client, password="wrong", login="ana@example.com", **extra):
    return client.post(LOGIN, {"login": login, "password": password}, **extra)


def test_the_fifth_wrong_password_locks_and_the_page_says_what_to_do(client, ana):
    assert [tried(client).status_code for _ in range(4)] == [200, 200, 200, 200]
    fifth = tried(client)
    assert (fifth.status_code, fifth.headers["Retry-After"]) == (429, "900")
    page = fifth.content.decode()
    assert "15 minutes" in page
    assert "/federal/account/login/code/" in page
    assert tried(client, PASSWORD, login="ＡＮＡ@example.com").status_code == 429, "the right one comes too late"


def test_other_accounts_and_other_places_are_not_locked(client, ana):
    User.objects.create_user("ben@example.com", PASSWORD)
    for _ in range(5):
        tried(client)
    assert tried(client, PASSWORD, REMOTE_ADDR="192.0.2.7").status_code == 302
    client.post("/federal/account/logout/")
    assert tried(client, PASSWORD, login="ben@example.com").status_code == 302


@pytest.mark.parametrize(("minutes", "status"), [(14, 429), (16, 302)])
def test_it_opens_again_after_a_quarter_of_an_hour(client, ana, minutes, status):
    for _ in range(5):
        tried(client)
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=minutes))
    assert tried(client, PASSWORD).status_code == status


def test_a_right_password_forgets_the_wrong_ones(client, ana):
    for _ in range(4):
        tried(client)
    tried(client, PASSWORD)
    client.post("/federal/account/logout/")
    assert [tried(client).status_code for _ in range(4)] == [200, 200, 200, 200]


def test_a_locked_account_is_opened_by_a_code(client, ana, mailoutbox):
    for _ in range(5):
        tried(client)
    client.post("/federal/account/login/code/", {"login": "ana@example.com"})
    code = re.search(r"code is ([A-Z0-9-]+)", mailoutbox[0].body).group(1)
    client.post("/federal/account/login/code/confirm/", {"code": code})
    assert client.get("/federal/account/security/").status_code == 200


def test_what_is_kept_of_a_try_names_nobody(client, ana):
    tried(client, "a password of mine")
    kept = " ".join(map(str, AccessAttempt.objects.values_list().get()))
    assert "ana@" not in kept
    assert "a password of mine" not in kept
